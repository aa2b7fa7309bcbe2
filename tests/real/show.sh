#!/usr/bin/env bash
# workflow show: every view and format, live, from files, and what is left out.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=show-$$
start()
{
    temporal workflow start --type "$1" -t wfsh-sample -w "$2" -i "$3" >/dev/null
}
ended()
{
    temporal workflow describe -w "$1" -o json | jq -e '.workflowExecutionInfo.closeTime' >/dev/null
}
start FailDeep "$id-deep" '{"depth": 1, "message": "the order was rejected"}'
start Chain "$id-chain" '{"runs": 3}'
start LongHistory "$id-long" '{"events": 600}'
start WaitFor "$id-wait" '{"kind": "signal"}'
start TaskFailure "$id-task" '{}'
for one in deep chain long; do wait_for 60 ended "$id-$one"; done
# what is not written yet is no part of a history: wait until the task is tried again
tried()
{
    temporal workflow describe -w "$id-task" -o json | jq -e '.pendingWorkflowTask.attempt > 2' >/dev/null
}
wait_for 60 tried

for one in deep chain long task; do
    it "$one: the same JSON as the official CLI"
    run wfsh show "$id-$one" -o json
    jq -S . "$stdout" >"$work/ours"
    temporal workflow show -w "$id-$one" -o json | jq -S . >"$work/theirs"
    expect diff "$work/ours" "$work/theirs"
done

it 'one event a line'
run wfsh show "$id-deep" -o jsonl
jq -sS '{events: .}' "$stdout" >"$work/ours"
temporal workflow show -w "$id-deep" -o json | jq -S . >"$work/theirs"
expect diff "$work/ours" "$work/theirs"
expect test "$(wc -l <"$stdout")" = 14

it 'payloads as values'
run wfsh show "$id-deep" -o json --decode
expect_json '.events[4].startChildWorkflowExecutionInitiatedEventAttributes.input[0].message' \
    '"the order was rejected"'

it 'newest first'
run wfsh show "$id-long" --reverse -o json
expect_json '.events | map(.eventId | tonumber) | . == (sort | reverse)' true
expect_json '.events | length' "$(temporal workflow show -w "$id-long" -o json | jq '.events | length')"

it 'pages of any size are the same history'
run wfsh show "$id-long" --page-size 1 -o json
jq -S . "$stdout" >"$work/ours"
temporal workflow show -w "$id-long" -o json | jq -S . >"$work/theirs"
expect diff "$work/ours" "$work/theirs"

# pages FLAG…: ids of all events, ten at a time, by page tokens
pages()
{
    local token=''

    while :; do
        wfsh show "$id-long" --limit 37 ${token:+--page-token "$token"} "$@" -o json >"$work/page" || return
        jq -r '.events[].eventId' "$work/page"
        token=$(jq -r '.nextPageToken // empty' "$work/page")
        [ -n "$token" ] || return 0
    done
}
it 'a page token goes on with the next event'
run pages
expect test "$(cat "$stdout")" = "$(temporal workflow show -w "$id-long" -o json | jq -r '.events[].eventId')"
it 'in reverse too'
run pages --reverse
expect test "$(cat "$stdout")" = "$(temporal workflow show -w "$id-long" -o json | jq -r '.events | reverse | .[].eventId')"

it 'a row an event, with what it carries, and the end'
run wfsh show "$id-deep"
expect_out '^ 5  .*  StartChildWorkflowExecutionInitiated  FailDeep \('"$id"'-deep-child\) · \{"depth":0,'
expect_out '^14  .*  WorkflowExecutionFailed .* KeyError: '
expect_out '^Status   Failed$'
expect_out '^  KeyError: '
expect_out '^  ← OrderRejected|^  ← .*the order was rejected'

it 'a row an activity, timer, child'
run wfsh show "$id-deep" --view compact
expect_out '^5-10 .* child +FailDeep \('"$id"'-deep-child\) +Failed '

it 'groups as JSON'
run wfsh show "$id-deep" --view compact -o json
expect_json '.[1] | [.firstEventId, .lastEventId, .kind, .state]' '[5,10,"child","Failed"]'

it 'bars'
run wfsh show "$id-deep" --view timeline
expect_out '^FailDeep \(.*\|  *x+  *\|'

it 'one event in full'
run wfsh show "$id-deep" --event 5
expect_out '^\[5\] StartChildWorkflowExecutionInitiated  '
expect_out '^  input\[0\].message +the order was rejected$'

it 'an event that is not there'
run wfsh show "$id-deep" --event 99 -o json
expect_status 3
expect_stdout </dev/null
expect_err 'there is no event 99: the last is 14'

it 'a range'
run wfsh show "$id-deep" --range 4..6 -o json
expect_json '.events | map(.eventId)' '["4","5","6"]'

it 'kinds of events'
run wfsh show "$id-deep" --filter child -o json
expect_json '.events | map(.eventId)' '["5","6","10"]'
it 'classes of events'
run wfsh show "$id-deep" --filter failed -o json
expect_json '.events | map(.eventId)' '["10","14"]'
it 'types, and not others'
run wfsh show "$id-deep" --filter 'Workflow*' --filter '!workflow-task' -o json
expect_json '.events | map(.eventId)' '["1","14"]'

it 'words in payloads'
run wfsh show "$id-deep" --grep 'order was \w+ed"' -o json
expect_json '.events | map(.eventId)' '["1","5"]'
it 'words in causes of failures'
run wfsh show "$id-deep" --grep 'no customer' -o json
expect_json '.events | map(.eventId)' '["10","14"]'

it 'rows for programs'
run wfsh show "$id-deep" --columns id,type -o tsv --range 1..2
expect_stdout <<'EOF'
id	type
1	WorkflowExecutionStarted
2	WorkflowTaskScheduled
EOF

it 'nobody'
run wfsh show "$id-nobody" -o json
expect_status 3
expect_stdout </dev/null

it 'follow goes along the chain'
run wfsh show "$id-chain" "$(temporal workflow list -q "WorkflowId = '$id-chain'" -o json |
    jq -r 'last.execution.runId')" --follow -o jsonl
expect test "$(jq -r 'select(.eventId == "1") | .eventType' "$stdout" | wc -l)" = 3
it 'or not'
run wfsh show "$id-chain" "$(temporal workflow list -q "WorkflowId = '$id-chain'" -o json |
    jq -r 'last.execution.runId')" --follow --chain=false -o jsonl
expect test "$(wc -l <"$stdout")" = 5

begin 'follow prints an event when it happens'
spawn wfsh show "$id-wait" --follow -o jsonl
follower=$pid
wait_for 30 grep -q WORKFLOW_TASK_COMPLETED "$work/spawn.$follower"
kill -0 "$follower" || _complain 'it ended before the workflow did'
temporal workflow signal -w "$id-wait" --name release >/dev/null
wait_for 30 grep -q EXECUTION_COMPLETED "$work/spawn.$follower"
wait "$follower" || _complain "exit status $?"
jq -sS . "$work/spawn.$follower" >"$work/ours"
temporal workflow show -w "$id-wait" -o json | jq -S .events >"$work/theirs"
diff "$work/ours" "$work/theirs" >"$work/diff" || _complain 'not the history'

begin 'follow of JSON is well-formed after Ctrl-C'
start WaitFor "$id-open" '{"kind": "signal"}'
wfsh show "$id-open" --follow -o json >"$work/cut.json" 2>"$work/cut.err" &
cut=$!
wait_for 30 grep -q WORKFLOW_TASK_COMPLETED "$work/cut.json"
kill -TERM "$cut"
wait "$cut"
[ $? = 130 ] || _complain 'the status is not 130'
jq -e '.events | length == 4' "$work/cut.json" >/dev/null || _complain 'no JSON'

# ---- files: no server ---------------------------------------------------------------------
wfsh show "$id-deep" -o json >"$work/official.json"
wfsh show "$id-deep" -o json --decode >"$work/decoded.json"
wfsh show "$id-deep" -o jsonl >"$work/lines.json"
jq .events "$work/official.json" >"$work/array.json"
jq '{history: .}' "$work/official.json" >"$work/reply.json"
jq 'walk(if type == "string" and startswith("EVENT_TYPE_") then ltrimstr("EVENT_TYPE_") |
    split("_") | map(.[:1] + (.[1:] | ascii_downcase)) | join("") else . end)' \
    "$work/official.json" >"$work/camel.json"
# the web UI's readable download: metadata and data in plain text
jq 'walk(if type == "object" and has("metadata") and has("data") then
    {metadata: (.metadata | map_values(@base64d)), data: (.data | @base64d | fromjson)} else . end)' \
    "$work/official.json" >"$work/readable.json"
jq 'walk(if type == "object" and has("metadata") and has("data") then
    (.data | @base64d | fromjson) else . end)' "$work/official.json" >"$work/bare.json"
unset TEMPORAL_ADDRESS
for kind in official decoded lines array reply camel readable bare; do
    it "a file: $kind"
    run wfsh show --file "$work/$kind.json" -o json --decode
    expect test "$(jq -cS . "$stdout")" = "$(jq -cS . "$work/decoded.json")"
done

it 'a file by its name, and stdin'
run wfsh show "$work/official.json" --view compact
cp "$stdout" "$work/by-name"
run wfsh show --file - --view compact <"$work/official.json"
expect diff "$stdout" "$work/by-name"

it 'half a file'
head -c 3000 "$work/official.json" >"$work/half.json"
run wfsh show --file "$work/half.json"
expect_status 2
expect_stdout </dev/null
expect_err "half.json: line [0-9]+, column [0-9]+"

it 'no history'
echo '{"x": 1}' >"$work/none.json"
run wfsh show --file "$work/none.json"
expect_status 2
expect_err 'holds no history'

it 'fix-history-json makes the official form'
run wfsh workflow fix-history-json -s "$work/camel.json"
expect test "$(jq -cS . "$stdout")" = "$(jq -cS . "$work/official.json")"
it 'over the source'
run wfsh workflow fix-history-json -s "$work/readable.json" -t "$work/readable.json"
expect_stdout </dev/null
expect jq -e '.events[0].workflowExecutionStartedEventAttributes.input.payloads[0].metadata.encoding
    == "anNvbi9wbGFpbg=="' "$work/readable.json"

# ---- the command line ---------------------------------------------------------------------
refused()
{
    local words=$1
    shift
    it "refused: $words"
    run wfsh show "$@"
    expect_status 2
    expect_stdout </dev/null
    expect_err "$words"
}
refused 'reverse cannot be combined with --follow' x --reverse --follow
refused 'a timeline cannot be followed' x --view timeline --follow
refused 'exclude each other' x --event 3 --range 1..4
refused "is no range of event ids" x --range 5..2
refused 'no kind of event is called' x --filter gadget
refused 'missing closing parenthesis' x --grep '(a'
refused 'was not made by show' x --page-token zzz
refused 'at least 1' x --limit 0
