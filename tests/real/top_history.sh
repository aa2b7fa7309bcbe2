#!/usr/bin/env bash
# The dashboard on a history and on a tail, in a real terminal: every view and key, on a real
# server, while events come.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"
. "$root/tests/lib/top.sh"

id=tophi-$$
start() { temporal workflow start --type "$1" -t wfsh-sample -w "$id-$2" -i "$3" -o none; }
signal() { temporal workflow signal -w "$id-$1" --name "$2" -o none; }
start LongHistory long '{"events": 1500}'
start WaitFor parent '{"kind": "child"}'
start WaitFor watched '{"kind": "signal"}'
start Chain chain '{"runs": 3}'
start FailDeep deep '{"depth": 1, "message": "the order was rejected"}'
start StuckActivity stuck '{"retry_s": 4}'
settled()
{
    [ "$(wfsh count -q "WorkflowId = '$id-long' AND ExecutionStatus = 'Completed'")" = 1 ] &&
        [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 10 ]
}
wait_for 60 settled

# ---- its history ------------------------------------------------------------------------

scene "four views of a history"
top 110x30 history "$id-deep"
sees 'Failed +FailDeep \(tophi.* child '
keys l
sees 'scale: fit'
keys + + Right
sees 'zoom x4'
keys 0 f
sees ' 10 .*ChildWorkflowExecutionFailed'
keys n
sees '^> +10 '
sees '── event 10 ──'
keys J
sees 'event 10 of 14'
sees '"eventType": "EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED"'
keys Right
sees 'event 11 of 14'
keys d
sees 'as stored'
keys d q
sees 'EVENT +ATTRIBUTES'

scene "only failures, no workflow tasks, a search"
keys e
sees_not 'WorkflowTaskStarted'
sees 'only failures'
keys e x
sees_not 'WorkflowTaskStarted'
sees 'StartChildWorkflowExecutionInitiated'
keys x /
text rejected
keys Enter g n
sees '^>/? *5 |^>/ +5 '
keys '>' # the child of this event
sees "History +14 events > $id-deep-child"
keys q

scene "a retrying activity: its tries, its failure, a countdown, and its close"
top 130x30 history "$id-stuck"
keys - - - - # read again each second
sees 'Retrying +stuck_work .* [0-9]+ retrying: the upstream is not there +in 00:0[1-4]'
keys j
sees '── event 5  try [0-9]+ in 00:0[1-4] ─'
sees 'last failure  Unavailable: the upstream is not there'
try=$(screen | sed -n 's/.*event 5  try \([0-9]*\).*/\1/p')
more() { shows "event 5  try $((try + 1)) "; }
wait_for 20 more
keys l
sees "stuck_work try [0-9]+"
keys c
temporal workflow terminate -w "$id-stuck" >/dev/null
sees 'Terminated +workflow'
sees_not 'Retrying|in 00:'

scene "events are followed as they come"
top 110x30 history "$id-watched"
sees 'Started|WaitFor'
keys f G
sees 'follow: on'
signal watched release
sees '^> .*WorkflowExecutionCompleted'
sees 'closed'

scene "a chain that goes on by continuing as new"
top 110x30 history "$id-chain"
sees ' Completed +workflow'
text '['
sees 'closed, \] goes on'
sees ' ContinuedAsNew +workflow'
text ']'
sees ' Completed +workflow'

scene "a long one: the end without what lies between, and back"
top 110x30 history "$id-long"
sees ' (50|1[0-9]{2}) of 15[0-9]+ events read'
keys f G
sees '^> +15[0-9]+ .*WorkflowExecutionCompleted'
sees ' [1-4][0-9]{2} of 15'
keys g
sees '^> +1 .*WorkflowExecutionStarted'
sees ' [1-4][0-9]{2} of 15'
for _ in $(seq 14); do keys C-f; done
sees '[5-9][0-9]{2} of 15|[0-9]{4} (of|events)'

scene "a history file, with no frontend"
temporal workflow show -w "$id-deep" -o json >"$work/deep.json"
saved=$TEMPORAL_ADDRESS
TEMPORAL_ADDRESS=127.0.0.1:1
top 110x30 --file "$work/deep.json"
sees 'Failed +FailDeep \(tophi'
top 110x30 history "$work/deep.json"
sees 'Failed +FailDeep \(tophi'
TEMPORAL_ADDRESS=$saved

# ---- the tail ---------------------------------------------------------------------------

scene "the tail of what runs, as it happens"
top 110x30 tail
sees 'waiting for events|workflows seen'
start WaitFor tail1 '{"kind": "signal"}'
start WaitFor tail2 '{"kind": "signal"}'
sees "$id-tail1 +1 +WorkflowExecutionStarted"
sees "$id-tail2 +1 "
keys x
sees 'WorkflowTaskCompleted'

scene "it freezes, counts, and goes on"
keys k
sees 'frozen'
signal tail1 release
sees 'buffered [1-9]'
sees_not 'WorkflowExecutionSignaled'
keys G
sees "$id-tail1 .*WorkflowExecutionCompleted"

scene "one is dropped, one is added, enter opens it"
signal tail2 release
sees "^>.*$id-tail2 .*WorkflowExecutionCompleted"
keys -
sees_not "^.[0-9:.]+ +$id-tail2"
keys +
keys C-u
text "$id-parent"
keys Enter
sees "$id-parent +9 +WorkflowTaskCompleted"
keys Enter
sees "Tail .*> $id-parent"

scene "what happens while it is covered is there afterwards, once"
start WaitFor tail4 '{"kind": "signal"}'
signal tail4 release
closed() { [ "$(wfsh count -q "WorkflowId = '$id-tail4' AND ExecutionStatus = 'Completed'")" = 1 ]; }
once() { [ "$(screen | grep -c "$id-tail4 .*WorkflowExecutionCompleted")" = 1 ]; }
wait_for 30 closed
keys q
sees "$id-tail4 .*WorkflowExecutionCompleted"
sees_not "between may be missing"
wait_for 5 once
keys G
start WaitFor tail5 '{"kind": "signal"}'
sees "$id-tail5 +1 +WorkflowExecutionStarted"

scene "a query changes what is followed, a bad one says so"
keys /
text "WorkflowType = 'Chain'"
keys Enter
sees 'query> WorkflowType'
start Chain tail3 '{"runs": 2}'
sees "$id-tail3 .*WorkflowExecution"
keys /
keys C-u
text "Nonsense = 'x'"
keys Enter
sees 'Nonsense'

scene "a small terminal has it too"
top 80x24 history "$id-deep"
sees 'Failed +FailDeep'

covers everywhere.faster history.child history.compact history.failures history.json \
    history.next-found history.next-run history.previous-run history.raw history.step \
    history.tasks history.timeline history.zoom tail.drop tail.follow tail.live tail.open \
    tail.tasks
