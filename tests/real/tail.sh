#!/usr/bin/env bash
# workflow tail on the real server: one, many, by query, chains, children, restarts, cursors.
# timeout: 300
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=tail-$$
start() # TYPE ID INPUT …
{
    temporal workflow start --type "$1" -t "${queue:-wfsh-sample}" -w "$2" -i "$3" "${@:4}" >/dev/null
}
# ids FILE [WORKFLOW-ID]: the event ids, in the order of the lines
ids()
{
    jq -r --arg w "${2-}" 'select($w == "" or .workflowId == $w).event.eventId' "$1" | tr '\n' ' '
}
# dense FILE: the events of each run begin with 1 and have no gap and no duplicate
dense()
{
    jq -se 'length > 0 and (group_by(.runId) |
        all(map(.event.eventId | tonumber) == [range(1; length + 1)]))' "$1"
}
tail_to() # FILE ARGUMENT…
{
    wfsh tail "${@:2}" >"$1" 2>"$1.err" </dev/null &
    pid=$!
    _pids+=("$pid")
}
ends() # STATUS
{
    local code=0

    wait "$pid" || code=$?
    [ "$code" = "$1" ] || _complain "exit status $code, expected $1" "$(cat "$out.err")"
}

start Echo "$id-a" 1
start Chain "$id-chain" '{"runs": 3}'
temporal workflow result -w "$id-a" >/dev/null
temporal workflow result -w "$id-chain" >/dev/null
queue=nobody start Idle "$id-open" 1

it 'a closed workflow: its last events, then the end'
run wfsh tail "$id-a" --last 2
expect_out "^$id-a  [0-9-]+ [0-9:.]+ +4  WorkflowTaskCompleted"
expect_out "^$id-a  .* 5  WorkflowExecutionCompleted +1$"
expect test "$(wc -l <"$stdout")" = 2

it 'records: namespace, ids, the event with its payloads as values'
run wfsh tail "$id-a" --last all -o jsonl
expect jq -se 'length == 5 and all(keys == ["event", "namespace", "runId", "workflowId"])' "$stdout"
expect dense "$stdout"
cp "$stdout" "$work/jsonl"
jq -sS 'map(.event)' "$stdout" >"$work/ours"
wfsh show "$id-a" --decode -o json | jq -S .events >"$work/theirs"
expect diff "$work/ours" "$work/theirs"

it '-o json is the same stream'
run wfsh tail "$id-a" --last all -o json
expect cmp "$stdout" "$work/jsonl"

it 'rows for programs, references'
run wfsh tail "$id-a" --last 1 -o csv --columns workflow,id,type
expect_stdout <<TEXT
workflow,id,type$(printf '\r')
$id-a,5,WorkflowExecutionCompleted$(printf '\r')
TEXT
run wfsh tail "$id-a" --last 1 -o refs
expect_out "^$id-a	[0-9a-f-]{36}$"

it 'no escape codes in a pipe, an id in colour when asked for'
run wfsh tail "$id-a"
expect sh -c "! grep -q '$(printf '\033')' '$stdout'"
run wfsh tail "$id-a" --color always
expect grep -q "$(printf '\033')\[[0-9]*m$id-a" "$stdout"

it 'the chain of runs is followed, each run from its first event; --chain=false keeps to one'
first=$(temporal workflow list -q "WorkflowId = '$id-chain'" -o json | jq -r 'last.execution.runId')
run wfsh tail "$id-chain" -r "$first" --last all -o jsonl
expect dense "$stdout"
expect test "$(jq -r .runId "$stdout" | sort -u | wc -l)" = 3
run wfsh tail "$id-chain" -r "$first" --last all -o jsonl --chain=false
expect test "$(jq -r .runId "$stdout" | sort -u)" = "$first"

begin 'many: events of all as they happen, until all are closed; from stdin'
out=$work/many
for n in 1 2 3; do queue=nobody start Idle "$id-m$n" 1; done
printf '%s\n' "$id-m1" "{\"workflowId\": \"$id-m2\"}" "$id-m3" >"$work/refs"
wfsh tail - -o jsonl <"$work/refs" >"$out" 2>"$out.err" &
pid=$! && _pids+=("$pid")
wait_for 30 sh -c "[ \$(wc -l <'$out') = 6 ]"
for n in 1 2 3; do temporal workflow signal -w "$id-m$n" --name "s$n" >/dev/null; done
wait_for 30 sh -c "[ \$(wc -l <'$out') = 9 ]"
for n in 1 2 3; do temporal workflow terminate -w "$id-m$n" >/dev/null; done
ends 0
expect dense "$out"
expect test "$(ids "$out" "$id-m2")" = '1 2 3 4 '

begin 'a query: what matches later joins, with all of its events, also when it is over quickly'
out=$work/query
tail_to "$out" --type Echo --id-prefix "$id-q" --interval 200ms -o jsonl --until query-empty
ends 0 # nothing matches yet
tail_to "$out" -q "WorkflowType = 'Echo' AND WorkflowId STARTS_WITH '$id-q'" --interval 200ms -o jsonl
for n in 1 2 3; do start Echo "$id-q$n" "$n"; done
wait_for 60 sh -c "[ \$(grep -c WORKFLOW_EXECUTION_COMPLETED '$out') = 3 ]"
kill -INT "$pid"
ends 130
expect dense "$out"
expect test "$(jq -r .workflowId "$out" | sort -u | wc -l)" = 3
expect test ! -s "$out.err"

begin 'children, those that run already and those that come'
out=$work/children
tail_to "$out" "$id-parent" --timeout 1s
ends 3
start Orchestration "$id-parent" '{"addends": [1, 2], "factors": [3, 4]}'
tail_to "$out" "$id-parent" --follow-children --last all -o jsonl
ends 0
expect dense "$out"
expect test "$(jq -r .workflowId "$out" | sort -u | wc -l)" -gt 1

it '--filter and --grep as with show'
run wfsh tail "$id-a" --last all --filter workflow --grep Echo -o jsonl
expect_json .event.eventId '"1"'

it '--until: an event that was seen, one that never came, time that is up'
run wfsh tail "$id-open" --last all --until event=WorkflowTaskScheduled
expect_out WorkflowTaskScheduled
run wfsh tail "$id-a" --until status=Failed
expect_status 5
expect_err "all are closed, and 'status=Failed' was not seen"
run wfsh tail "$id-open" --until signal=never --timeout 300ms
expect_status 7
run wfsh tail "$id-open" --timeout 300ms
expect_status 0

it 'one of several is not there: said, the others are followed, 8; alone: 3'
run wfsh tail "$id-a" "$id-none" --last 1
expect_status 8
expect_out WorkflowExecutionCompleted
expect_err "^wfsh: $id-none: workflow not found"
run wfsh tail "$id-none"
expect_status 3

it '--explain shows what would be sent'
run wfsh tail "$id-open" --explain
expect_json '.request.waitNewEvent' true
run wfsh tail --type Echo --explain
expect_json '.request.query | contains("CloseTime >=")' true

# ---- a server of our own that is stopped and started again

bin=$root/build/venv/bin
port=$("$bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
export TEMPORAL_ADDRESS=127.0.0.1:$port
server()
{
    spawn "$bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" \
        --db-filename "$work/db" --log-level error
    server=$pid
    wait_for 60 "$bin/temporal" operator cluster health
}
signal_both()
{
    for w in r1 r2; do
        wait_for 30 temporal workflow signal -w "$w" --name "$1" || return
    done
}
seen()
{
    [ "$(grep -c "\"signalName\":\"$1\"" "$out")" = 2 ]
}

begin 'over a restart of the server, by a crash: no gap, no duplicate, soon after'
server
queue=nobody start Idle r1 1
queue=nobody start Idle r2 1
out=$work/restart
tail_to "$out" -q "WorkflowType = 'Idle'" --last all -o jsonl --interval 300ms --cursor "$work/cursor"
tail=$pid
signal_both one
wait_for 30 seen one
kill -9 "$server"
wait "$server" 2>/dev/null
server
signal_both two
wait_for 20 seen two
signal_both three
wait_for 20 seen three
pid=$tail
kill -INT "$pid"
ends 130
expect dense "$out"
expect test "$(ids "$out" r1)" = '1 2 3 4 5 '

begin '--cursor: 0600, has a version, and goes on with exactly what was missed'
expect test "$(stat -c %a "$work/cursor")" = 600
expect test "$(jq .wfshCursor "$work/cursor")" = 1
signal_both four
queue=nobody start Idle r3 1
out=$work/resumed
tail_to "$out" -q "WorkflowType = 'Idle'" -o jsonl --interval 300ms --cursor "$work/cursor"
wait_for 30 seen four
wait_for 30 grep -q r3 "$out"
kill -INT "$pid"
ends 130
expect test "$(ids "$out" r1)$(ids "$out" r3)" = '6 1 2 '
cat "$work/restart" "$out" >"$work/both"
expect dense "$work/both"

it 'a cursor whose token the server does not know is no obstacle'
jq -c '.runs[].token = "bm9uc2Vuc2U="' "$work/cursor" >"$work/odd"
temporal workflow terminate -w r1 >/dev/null
temporal workflow terminate -w r2 >/dev/null
temporal workflow terminate -w r3 >/dev/null
run wfsh tail r1 -o jsonl --cursor "$work/odd" --timeout 20s
expect test "$(ids "$stdout" r1)" = '7 '
