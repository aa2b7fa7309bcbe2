#!/usr/bin/env bash
# history diff and grep of saved histories, with no server.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

history()
{
    cat <<END
{"events": [
{"eventId": "1", "eventTime": "2026-01-02T03:04:05Z", "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
 "workflowExecutionStartedEventAttributes": {"workflowType": {"name": "Order"}, "input": {"payloads": [
  {"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "$1"}]}, "identity": "$RANDOM"}},
{"eventId": "2", "eventTime": "2026-01-02T03:04:06Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED",
 "activityTaskScheduledEventAttributes": {"activityId": "1", "activityType": {"name": "charge"}}},
{"eventId": "3", "eventTime": "2026-01-02T03:04:07Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_STARTED",
 "activityTaskStartedEventAttributes": {"scheduledEventId": "2", "attempt": $2}},
{"eventId": "4", "eventTime": "2026-01-02T03:04:${3}Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_FAILED",
 "activityTaskFailedEventAttributes": {"scheduledEventId": "2", "startedEventId": "3", "failure":
  {"message": "no\u001b[2J money", "applicationFailureInfo": {"type": "CardError"}}}}]}
END
}
cd "$work" || exit 1
history eyJpZCI6NDJ9 1 08 >a.json # {"id":42}
history eyJpZCI6NDJ9 1 09 >slow.json
history eyJpZCI6NDN9 2 08 >b.json # {"id":43}

it 'equal is 0; times are no difference'
run wfsh history diff a.json slow.json --ignore-times
expect_stdout <<'END'
A  a.json  4 events, 2 groups, Running, 3s
B  slow.json  4 events, 2 groups, Running, 4s

Equal: 2 groups
END

it 'but with --slower'
run wfsh history diff a.json slow.json --slower 500ms -o json
expect_status 1
expect_json '.changes[0].fields[0].path' '"tookMs"'

it 'different is 1: where, and the paths in payloads'
run wfsh history diff a.json b.json
expect_status 1
expect_stdout <<'END'
A  a.json  4 events, 2 groups, Running, 3s
B  b.json  4 events, 2 groups, Running, 3s

First divergence: workflow Started Order, A 1, B 1
0 equal, 2 changed, 0 only in A, 0 only in B

~ workflow Started Order, A 1, B 1
    WorkflowExecutionStarted.input[0].id  42 → 43
~ activity charge, A 2-4, B 2-4
    attempts  1 → 2
END

it 'what may differ'
run wfsh history diff a.json b.json --ignore 'input*' --ignore attempts -o json
expect_json .equal true

it 'a broken file is an error'
echo '{"events": [{]}' >bad.json
run wfsh history diff a.json bad.json
expect_status 2
expect_err 'bad.json'

it 'one is not two'
run wfsh history diff a.json
expect_status 2
expect_err 'which two'

it 'grep: neutralised, with the file'
run wfsh history grep money a.json
expect_stdout <<'END'
a.json  01-02 03:04:08.000     4  ActivityTaskFailed              charge · CardError: no\x1b[2J money
END

it 'grep: counts'
run wfsh history grep -c 'id.:43' a.json b.json
expect_stdout <<'END'
0	a.json
1	b.json
END

it 'grep: none is 1'
run wfsh history grep nothing a.json
expect_status 1

it 'grep: context'
run wfsh history grep -i MONEY -B 1 a.json -o jsonl
expect test "$(jq -r .event.eventId "$stdout" | tr '\n' ' ')" = '3 4 '

it 'grep: a bad expression is 2'
run wfsh history grep '(' a.json
expect_status 2

it 'grep -v: what does not match; with --filter of those kinds only'
run wfsh history grep -v MONEY -i a.json -o jsonl
expect test "$(jq -r .event.eventId "$stdout" | tr '\n' ' ')" = '1 2 3 '
run wfsh history grep -v money --filter activity a.json -o jsonl
expect test "$(jq -r .event.eventId "$stdout" | tr '\n' ' ')" = '2 3 '
run wfsh history grep -vc money a.json
expect_stdout <<'END'
3	a.json
END

it 'grep -l and -L: those with, those without'
run wfsh history grep -l 'id.:43' a.json b.json slow.json
expect_stdout <<<b.json
run wfsh history grep -L 'id.:43' a.json b.json slow.json
expect_stdout <<'END'
a.json
slow.json
END
run wfsh history grep -L Workflow a.json b.json
expect_status 1
run wfsh history grep -l Workflow a.json b.json -o json
expect test "$(jq -c . "$stdout" | tr '\n' ' ')" = '{"file":"a.json"} {"file":"b.json"} '

it 'grep -m: no more of a run, and what comes after the last one'
run wfsh history grep -m 1 ActivityTask -A 1 a.json -o jsonl
expect test "$(jq -rc '[.event.eventId, .context]' "$stdout" | tr '\n' ' ')" = '["2",null] ["3",true] '
run wfsh history grep -m 2 -c ActivityTask a.json
expect_out '^2	a.json'

it 'grep: a line between groups that do not touch, as grep has it'
run wfsh history grep -C 0 'Started|money' a.json
expect test "$(grep -c '^--$' "$stdout")" = 0
run wfsh history grep -B 1 -A 0 'WorkflowExecutionStarted|money' a.json b.json
expect test "$(awk '{ print $1, $4 }' "$stdout" | tr '\n' ';')" = 'a.json 1;-- ;a.json 3;a.json 4;-- ;b.json 1;-- ;b.json 3;b.json 4;'
run wfsh history grep -B 9 money a.json
expect test "$(grep -c '^--$' "$stdout")" = 0
expect test "$(wc -l <"$stdout")" = 4

it 'grep -o none: the status alone'
run wfsh history grep -o none money a.json missing.json
expect_stdout </dev/null
run wfsh history grep -o none nothing a.json
expect_status 1

it 'grep: what excludes each other, and what would be ignored'
run wfsh history grep -c -l x a.json
expect_status 2
run wfsh history grep -c x a.json -o csv
expect_status 2
run wfsh history grep x a.json --failed
expect_status 2
run wfsh history grep x a.json --limit 3
expect_status 2
run wfsh history grep x -m -1 a.json
expect_status 2

it 'grep: one that cannot be read is 8, the others are there'
run wfsh history grep -l Workflow a.json missing.json b.json
expect_status 8
expect_err missing.json
expect_stdout <<'END'
a.json
b.json
END

it 'stat: the slowest, tries, idle time'
run wfsh history stat b.json -o json
expect_json '[.events, .retries, .durationMs, .idleMs]' '[4,1,3000,1000]'
expect_json '.slowest[0].name' '"charge"'
it 'stat: payloads with their metadata, as the server counts them'
expect_json '[.payloadBytes, .types[0].largestPayloadBytes]' '[35,35]'
expect_json .warnings '[]'
it 'stat: where nothing was open, between which events, and what was waited for'
expect_json .longestGaps '[{"tookMs":1000,"waitedFor":"other","name":"charge","fromEventId":1,"fromType":"WorkflowExecutionStarted","toEventId":2,"toType":"ActivityTaskScheduled"}]'
events()
{
    jq -nc --argjson v "$1" '{events: [$v | to_entries[] | {eventId: (.key + 1), eventTime: (1767225600 + .value[0] | todate),
        eventType: .value[1], ((.value[1] | .[:1] | ascii_downcase) + .value[1][1:] + "EventAttributes"): .value[2]}]}'
}
events '[[0, "WorkflowExecutionStarted", {}], [3, "WorkflowTaskScheduled", {}], [10, "WorkflowTaskStarted", {}],
    [11, "WorkflowTaskFailed", {}], [21, "WorkflowTaskScheduled", {}], [21, "WorkflowTaskStarted", {}], [22, "WorkflowTaskCompleted", {}],
    [22, "TimerStarted", {"timerId": "nap"}], [22, "ActivityTaskScheduled", {"activityId": "1"}], [52, "ActivityTaskCompleted", {"scheduledEventId": 9}],
    [82, "TimerFired", {"timerId": "nap", "startedEventId": 8}], [182, "WorkflowExecutionSignaled", {"signalName": "go"}],
    [1182, "WorkflowExecutionUpdateAccepted", {"acceptedRequest": {"input": {"name": "add"}}}], [1187, "WorkflowExecutionTerminated", {}]]' >gaps.json
run wfsh history stat gaps.json -o json
expect_json '[.durationMs, .idleMs]' '[1187000,1157000]'
expect_json '[.longestGaps[] | [.tookMs / 1000, .waitedFor, .name, .fromEventId, .toEventId]]' \
    '[[1000,"update","add",12,13],[100,"signal","go",11,12],[30,"timer","nap",10,11],[10,"retry",null,4,5],[7,"worker",null,2,3],[5,"terminate",null,13,14],[3,"start-delay",null,1,2],[1,"workflow-code",null,3,4],[1,"workflow-code",null,6,7]]'
run wfsh history stat gaps.json --top 2
expect_out '^16m 40s +update add +12 +13 WorkflowExecutionUpdateAccepted'
expect test "$(grep -cE '^(LONGEST|[0-9])' "$stdout")" = 3
it 'stat: what nears a limit of the server is an object'
jq -nc '{events: [{eventId: 1, eventType: "WorkflowExecutionSignaled", workflowExecutionSignaledEventAttributes:
    {signalName: "s", input: {payloads: [range(2) | {metadata: {encoding: ("binary/plain" | @base64)}, data: ("x" * 270000 | @base64)}]}}}]}' >blob.json
run wfsh history stat blob.json -o json
expect_json '.warnings[0] | [.kind, .value, .warnAt, .limit, .eventId, .field]' '["blob",540060,524288,2097152,1,"input"]'
expect_json '.warnings[0].message' '"bytes of input of event 1: 540060, the server'"'"'s limit is 2097152"'
jq -nc '{events: [{eventId: 1, eventType: "WorkflowExecutionSignaled", workflowExecutionSignaledEventAttributes:
    {signalName: "s", input: {payloads: [{metadata: {encoding: ("binary/plain" | @base64)}, data: ("x" * 500000 | @base64)}]}}}]}' >blob.json
run wfsh history stat blob.json -o json
expect_json .warnings '[]'
jq -nc '{events: [range(1; 10302) | {eventId: ., eventType: (if . < 1700 then "ActivityTaskScheduled" elif . < 3400 then "WorkflowExecutionUpdateAccepted"
    elif . < 5001 then "StartChildWorkflowExecutionInitiated" else "WorkflowExecutionSignaled" end)}]}' >many.json
run wfsh history stat many.json -o json
expect_json '[.warnings[] | [.kind, .value]]' '[["events",10301],["updates",1700],["pending-activities",1699],["pending-children",1601]]'
run wfsh history stat many.json
expect_out '^Warning  pending children: 1601'
it 'stat: a bad --top, and a form that it has not'
run wfsh history stat many.json --top 101
expect_status 2
run wfsh history stat many.json -o csv
expect_status 2
