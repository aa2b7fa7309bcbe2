#!/usr/bin/env bash
# workflow show of a saved history, byte for byte: every view, with no server.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

cat >"$work/h.json" <<'END'
{"events": [
{"eventId": "1", "eventTime": "2026-01-02T03:04:05Z", "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "taskId": "11",
 "workflowExecutionStartedEventAttributes": {"workflowType": {"name": "Order"}, "taskQueue": {"name": "orders"},
  "input": {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "eyJpZCI6NDJ9"}]}, "attempt": 1}},
{"eventId": "2", "eventTime": "2026-01-02T03:04:05.500Z", "eventType": "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED", "taskId": "12",
 "workflowTaskScheduledEventAttributes": {"attempt": 1}},
{"eventId": "3", "eventTime": "2026-01-02T03:04:06Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED", "taskId": "13",
 "activityTaskScheduledEventAttributes": {"activityId": "1", "activityType": {"name": "charge"}}},
{"eventId": "4", "eventTime": "2026-01-02T03:04:07Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_STARTED", "taskId": "14",
 "activityTaskStartedEventAttributes": {"scheduledEventId": "3", "attempt": 2, "identity": "w1"}},
{"eventId": "5", "eventTime": "2026-01-02T03:06:07Z", "eventType": "EVENT_TYPE_ACTIVITY_TASK_FAILED", "taskId": "15",
 "activityTaskFailedEventAttributes": {"scheduledEventId": "3", "startedEventId": "4", "failure":
  {"message": "no\u001b[2J money", "stackTrace": "at pay.py:7\n", "applicationFailureInfo": {"type": "CardError", "nonRetryable": true}}}},
{"eventId": "6", "eventTime": "2026-01-02T03:06:08Z", "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED", "taskId": "16",
 "workflowExecutionTerminatedEventAttributes": {"reason": "enough", "identity": "me"}}]}
END

it 'a row an event'
run wfsh show --file "$work/h.json"
expect_stdout <<'EOF'
ID  TIME                ELAPSED  TYPE                         SUMMARY
 1  01-02 03:04:05.000  +0.000s  WorkflowExecutionStarted     Order · {"id":42} · on orders
 2  01-02 03:04:05.500  +0.500s  WorkflowTaskScheduled
 3  01-02 03:04:06.000  +1.000s  ActivityTaskScheduled        charge · id 1
 4  01-02 03:04:07.000  +2.000s  ActivityTaskStarted          charge · attempt 2 · w1
 5  01-02 03:06:07.000  +2m 2s   ActivityTaskFailed           charge · CardError: no\x1b[2J money
 6  01-02 03:06:08.000  +2m 3s   WorkflowExecutionTerminated  enough · by me

Status  Terminated
Reason  enough · by me
EOF

it 'a row an activity'
run wfsh show --file "$work/h.json" --view compact
expect_stdout <<'EOF'
EVENTS  TIME                ELAPSED   TOOK  KIND      NAME           STATE       TRIES  DETAIL
1       01-02 03:04:05.000  +0.000s         workflow  Started Order                     {"id":42} · on orders
3-5     01-02 03:04:06.000  +1.000s  2m 1s  activity  charge         Failed          2  CardError: no\x1b[2J money
6       01-02 03:06:08.000  +2m 3s          workflow  Terminated     Terminated         enough · by me

Status  Terminated
Reason  enough · by me
EOF

it 'bars'
run wfsh show --file "$work/h.json" --view timeline
expect_stdout <<'EOF'
               01-02 03:04:05.000                                      01-02 03:06:08.000
Started Order |^                                                                         |
charge x2     |xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | 2m 1s
Terminated    |                                                                         x|
= open  # done  x failed, timed out or cancelled  ~ timer  ^ at one moment

Status  Terminated
Reason  enough · by me
EOF

it 'an event as a section'
run wfsh show --file "$work/h.json" --event 5
expect_stdout <<'EOF'
[5] ActivityTaskFailed  2026-01-02 03:06:07.000  +2m 2s
  scheduledEventId  3
  startedEventId    4
  failure
    CardError: no\x1b[2J money · not retryable
      at pay.py:7

EOF

it 'rows for programs'
run wfsh show --file "$work/h.json" --filter activity -o tsv
expect_stdout <<'EOF'
id	time	elapsed	delta	type	category	class	subject	links	run	summary
3	2026-01-02T03:04:06Z	1s	500ms	ActivityTaskScheduled	activity	opens	charge			charge · id 1
4	2026-01-02T03:04:07Z	2s	1s	ActivityTaskStarted	activity	runs	charge	3		charge · attempt 2 · w1
5	2026-01-02T03:06:07Z	2m2s	2m0s	ActivityTaskFailed	activity	failed	charge	3 4		charge · CardError: no\x1b[2J money
EOF

it 'the group, the try and the event itself as columns, for who asks'
run wfsh show --file "$work/h.json" --filter activity -o tsv --decode --columns id,group,attempt,json
expect_stdout <<'EOF'
id	group	attempt	json
3	3		{"eventId":"3","eventTime":"2026-01-02T03:04:06Z","eventType":"EVENT_TYPE_ACTIVITY_TASK_SCHEDULED","taskId":"13","activityTaskScheduledEventAttributes":{"activityId":"1","activityType":{"name":"charge"}}}
4	3	2	{"eventId":"4","eventTime":"2026-01-02T03:04:07Z","eventType":"EVENT_TYPE_ACTIVITY_TASK_STARTED","taskId":"14","activityTaskStartedEventAttributes":{"scheduledEventId":"3","identity":"w1","attempt":2}}
5	3		{"eventId":"5","eventTime":"2026-01-02T03:06:07Z","eventType":"EVENT_TYPE_ACTIVITY_TASK_FAILED","taskId":"15","activityTaskFailedEventAttributes":{"failure":{"message":"no\\u001b[2J money","stackTrace":"at pay.py:7\\n","applicationFailureInfo":{"type":"CardError","nonRetryable":true}},"scheduledEventId":"3","startedEventId":"4"}}
EOF

it 'a template'
run wfsh show --file "$work/h.json" --filter problem -o 'template={id} {type} {class}'
expect_stdout <<'EOF'
5 ActivityTaskFailed failed
6 WorkflowExecutionTerminated failed
EOF

it 'JSON with values'
run wfsh show --file "$work/h.json" --event 1 -o jsonl --decode
expect_stdout <<'EOF'
{"eventId":"1","eventTime":"2026-01-02T03:04:05Z","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED","taskId":"11","workflowExecutionStartedEventAttributes":{"workflowType":{"name":"Order"},"taskQueue":{"name":"orders"},"input":[{"id":42}],"attempt":1}}
EOF

it 'a connection is not for files'
run wfsh show --file "$work/h.json" --follow
expect_status 2
expect_stderr <<'EOF'
wfsh: --file cannot be combined with --follow
EOF

it 'how it ended'
run wfsh result "$work/h.json" -o json
expect_status 13
expect_json '[.status, .closeEvent.eventId]' '["TERMINATED","6"]'
