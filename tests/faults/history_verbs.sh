#!/usr/bin/env bash
# history diff, stat and grep when runs are huge, broken, refused, or the server goes.
# timeout: 300
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

measure=${WFSH_BIN:-$root/build}/tests/bench/measure
# Peak memory of wfsh, in MiB.
mib()
{
    "$measure" 1 wfsh "$@" --address "$address" | awk '{ print int($4 / 1024) }'
}
at_most()
{
    echo "$2 MiB"
    [ "$2" -le "$1" ]
}
ids() { jq -r '"\(.workflowId):\(.event.eventId)"' "$stdout" | tr '\n' ' '; }

# --- one of many -----------------------------------------------------------------------------
fake_start <<'EOF'
GetWorkflowExecutionHistory when=wf-2 status PERMISSION_DENIED "not yours"
EOF
it "grep: one that is not allowed: 8, its name, and what the others hold"
wf history grep 'n-3' wf-1 wf-2 wf-3 -o jsonl
expect_status 8
expect_err 'wf-2: .*not yours'
expect test "$(ids)" = 'wf-1:3 wf-3:3 '
it "grep: the same of a query"
wf history grep 'n-3' -c
expect_status 8
expect test "$(cut -f1,2 "$stdout" | tr '\t\n' ': ')" = '1:wf-1 1:wf-3 '
it "grep: none that is allowed: 6"
wf history grep 'n-3' wf-2 wf-2
expect_status 6
expect_err '2 of 2 runs'
it "diff and stat of it: 6"
wf history diff wf-1 wf-2
expect_status 6
expect_err wf-2
expect_stdout </dev/null
wf history stat wf-2
expect_status 6
expect_stdout </dev/null
it "grep: one that is not there"
wf history grep 'n-3' missing wf-1 -l
expect_status 8
expect_out '^wf-1'
it "grep -o none: found is found"
wf history grep 'n-3' wf-2 wf-1 -o none
expect_status 0
fake_stop

fake_start <<'EOF'
set history.page 2
EOF
for damage in truncate utf8 'nest 1000' 'repeat 3' length; do
    it "grep: one that is malformed ($damage): 8, what came before it is there"
    expect fake_tell "GetWorkflowExecutionHistory when=wf-2 damage $damage"
    wf history grep 'n-3' wf-1 wf-2 wf-3 -o jsonl
    expect_status 8
    expect_err wf-2
    expect test "$(ids)" = 'wf-1:3 wf-3:3 '
    it "stat and diff of it: an error, and no figures"
    wf history stat wf-2
    expect fails
    expect_stdout </dev/null
    wf history diff wf-2 wf-1 -o json
    expect fails
    expect test "$status" != 1 -o -s "$stderr"
    expect_stdout </dev/null
done
fake_stop

# --- the server goes ---------------------------------------------------------------------------
fake_start <<'EOF'
set history.page 1
GetWorkflowExecutionHistory when=wf-2 after=1 delay=5000 answer
EOF
it "grep: the server goes in the middle: what was found is there, 8"
run true
wfsh history grep 'Execution' wf-1 wf-2 wf-3 -o jsonl --address "$address" \
    >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 grep -q 'wf-2' "$work/o"
fake_kill
code=0
wait $pid || code=$?
expect test "$code" = 8
expect grep -q wf-2 "$work/e"
cp "$work/o" "$stdout"
expect test "$(ids | grep -c '^wf-1:1 wf-1:2 wf-1:3 wf-2:1')" = 1
it "grep: it was never there: 4, and not a line for each of 100"
seq -f 'wf-%g' 100 >"$work/ids"
run timeout 30 sh -c 'wfsh history grep x - --address "$1" <"$0"' "$work/ids" "$address"
expect_status 4
expect_err 'given up'
expect test "$(wc -l <"$stderr")" -le 14
it "diff, stat: 4"
wf history diff wf-1 wf-2
expect_status 4
wf history stat wf-1
expect_status 4

# --- Ctrl-C, and the time ------------------------------------------------------------------------
fake_start <<'EOF'
GetWorkflowExecutionHistory when=wf-2 hang
EOF
it "grep: Ctrl-C in the middle: 130, what was found is printed, in order"
run true
wfsh history grep 'n-3' wf-1 wf-2 wf-3 -o jsonl --address "$address" \
    >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 grep -q wf-1 "$work/o"
wait_for 10 seen '.method == "GetWorkflowExecutionHistory" and .request.execution.workflowId == "wf-2"'
kill -INT $pid
code=0
wait $pid || code=$?
expect test "$code" = 130
cp "$work/o" "$stdout"
expect test "$(ids | cut -c1-7)" = 'wf-1:3 '
expect grep -q 'interrupted: 1 runs' "$work/e"
fake_stop
fake_start <<'EOF'
GetWorkflowExecutionHistory when=wf-2 hang
EOF
it "grep: the time runs out: 7, alike"
wf history grep 'n-3' wf-1 wf-2 wf-3 -o jsonl --command-timeout 1s
expect_status 7
expect test "$(ids)" = 'wf-1:3 wf-3:3 '
it "grep -c: no figure of a run that was not read"
wf history grep 'n-3' wf-1 wf-2 wf-3 -c --command-timeout 1s
expect_status 7
expect test "$(cut -f2 "$stdout" | tr '\n' ' ')" = 'wf-1 wf-3 '
fake_stop

# --- memory ------------------------------------------------------------------------------------
fake_start <<'EOF'
set history.events 30000
set history.bytes 1000
EOF
it "grep: 30 MB of one run, every event a match, and events around: bounded"
begin "$_name"
expect at_most 40 "$(mib history grep Signaled wf-1)"
expect at_most 40 "$(mib history grep 'n-[0-9]*7777' wf-1 wf-2 wf-3 -C 20)"
it "grep: events before a match that are too many to keep: said, and bounded"
begin "$_name"
expect at_most 60 "$(mib history grep 'n-29999' -B 29000 wf-1)"
run timeout 60 wfsh history grep 'n-29999' -B 29000 wf-1 --address "$address" -o jsonl
expect_err 'too large'
expect test "$(wc -l <"$stdout")" -lt 29000
expect test "$(tail -n 1 "$stdout" | jq -r .event.eventId)" = 29999
it "stat: 30 MB of one run"
begin "$_name"
expect at_most 40 "$(mib history stat wf-1)"
fake_stop
fake_start <<'EOF'
set workflows 6000
set history.events 3
EOF
it "grep: 6,000 runs: memory does not grow with them"
begin "$_name"
expect at_most 16 "$(mib history grep n-3 -c)"
fake_stop
mkdir "$work/files"
for n in $(seq 40); do
    jq -nc --arg pad "$(printf 'x%.0s' $(seq 1000))" '{events: [range(1; 1001) | {eventId: ., eventType: "WorkflowExecutionSignaled",
        workflowExecutionSignaledEventAttributes: {signalName: "s", identity: $pad}}]}' >"$work/files/$n.json"
done
fake_start </dev/null
it "grep: 40 MB of files, one after the other"
begin "$_name"
expect at_most 24 "$(mib history grep -c nothing "$work"/files/*.json)"
fake_stop

# --- the archive, --explain --------------------------------------------------------------------
fake_start <<'EOF'
GetWorkflowExecutionHistory when=old reply {"archived":true,"history":{"events":[{"eventId":"1","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED","workflowExecutionStartedEventAttributes":{"workflowType":{"name":"Order"}}}]}}
EOF
it "grep: what is read from the archive says so"
wf history grep Order old wf-1 -o jsonl
expect test "$(jq -rc '[.workflowId, .archived]' "$stdout" | tr '\n' ' ')" = '["old",true] '
expect_err 'archive: old'
it "grep --archived=only: what the frontend still has is an error"
wf history grep -l . old wf-1 --archived=only
expect_status 8
expect_out '^old'
expect_err 'wf-1: .*archive'
it "grep --archived=never asks so"
wf history grep -l . wf-1 --archived=never
expect seen '.request.skipArchival == true'
it "grep --archived=only of a query: how it is done"
wf history grep x -q 'WorkflowType = "Order"' --archived=only
expect_status 2
expect_err 'ls --archived'
it "--explain: the first request, and nothing is sent"
before=$(wc -l <"$log")
wf history grep x wf-1 wf-2 --explain
expect_status 0
expect_out '"workflowId": *"wf-1"'
wf history grep x -q 'WorkflowType = "Order"' --explain
expect_status 0
expect_out 'WorkflowType'
wf history diff wf-1 wf-2 --explain
expect_status 0
expect_out '"workflowId": *"wf-1"'
wf history stat wf-1 --explain
expect_status 0
expect test "$(tail -n +$((before + 1)) "$log" | jq -r 'select(.event == "request").method' | grep -c History)" = 0
fake_stop
