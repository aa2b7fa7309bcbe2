#!/usr/bin/env bash
# Actions of the dashboard on workflows, each by its effect: on one, on its history, on many.
# timeout: 150
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topa-$$
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$p" "$p-v" 1.0 2.0
for id in 1 2 3 4 5 m1 m2; do
    wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-$id" -i '{"kind": "signal"}' -o none
done
wfsh workflow start --type StuckActivity -t wfsh-sample -w "$p-stuck" -o none
for id in n1 n2; do wfsh workflow start --type Nobody -t "$p-v" -w "$p-$id" -o none; done
for id in "$p-\"1" "$p-\"2"; do wfsh workflow start --type Nobody -t "$p-none" -w "$id" -o none; done
at_end 'wfsh workflow terminate -q "WorkflowId STARTS_WITH '"'$p-'"' AND ExecutionStatus = '"'Running'"'" --client-side --parallel 8 --yes -o none'
found() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$p-' AND ExecutionStatus = 'Running'")" -ge "$1" ]; }
wait_for 60 found 12
is() { says "\"WORKFLOW_EXECUTION_STATUS_$2\"" wfsh workflow describe -w "$p-$1" -o json; }
runs() { [ "$(wfsh count -q "WorkflowId = '$p-$1'")" = "$2" ]; }
gone_is() { ! wfsh workflow describe -w "$p-$1" -o none 2>"$work/none"; }
builds() { says '2\.0' wfsh worker deployment describe "$p" && says '1\.0' wfsh worker deployment describe "$p"; }

scene 'one workflow: held and let go on, its version, one like it, its tail, cancelled'
top 110x34 workflow "$p-1"
sees "> $p-1"
sees 'Running'
menu 'pause: hold'
form ''
expect wait_for 15 is 1 PAUSED
until_sees 'Status +Paused' r
menu 'unpause'
form ''
expect wait_for 15 is 1 RUNNING
until_sees 'Status +Running' r
menu 'which deployment'
keys Left # unspecified
form '' '' ''
settle
keys f
sees '> Tail '
keys q
sees "> $p-1"
keys N
sees "Start of $p-1"
keys Escape
sees "^ .*> $p-1"
keys c
sees 'wfsh workflow cancel'
keys y
expect wait_for 15 is 1 CANCELED

scene 'terminated, deleted, an activity tried anew'
top 110x34 workflow "$p-2"
sees 'Running'
keys X
form over "$p-2"
expect wait_for 15 is 2 TERMINATED
top 110x34 workflow "$p-3"
sees 'Running'
keys D
sees "Type $p-3"
form "$p-3"
expect wait_for 20 gone_is 3
top 110x34 workflow "$p-stuck"
sees 'stuck_work'
keys Tab Tab Tab j j # input, result, pending: its heading, its columns
sees '^> stuck +stuck_work'
menu 'try this activity'
keys y
settle

scene 'a history: reset to the event one stands on'
top 110x34 history "$p-4"
sees 'Started'
keys f G
sees '^> +4 .*WorkflowTaskCompleted'
keys R
form again "$p-4"
expect wait_for 15 runs 4 2

# The rows of these ids, and of a status, all of them marked.
marked()
{
    top 120x34 workflows "WorkflowId STARTS_WITH '$p-$1'${2:+ AND ExecutionStatus = '$2'}"
    until_sees 'Workflows +1-2 of 2' r
    keys '*'
    sees '2 marked'
}
both() { is m1 "$1" && is m2 "$1"; }

scene 'marked ones: signalled, held and let go on, terminated'
marked m
keys s
sees 'Signal: 2 marked'
form poke ''
settle
menu 'pause: hold'
form ''
expect wait_for 15 both PAUSED
menu 'unpause'
form ''
expect wait_for 15 both RUNNING
keys X
sees 'Terminate: 2 marked'
form over 2
expect wait_for 15 both TERMINATED

scene 'marked ones: started again, reset, deleted'
marked m Terminated
keys N
sees '2 marked'
keys y
expect wait_for 15 both RUNNING
marked m Running
keys R
form '' again 2
expect wait_for 20 runs m1 3
expect wait_for 20 runs m2 3
marked m Running
keys D
sees 'Delete: 2 marked'
form 2
expect wait_for 30 runs m1 2
expect wait_for 30 runs m2 2

scene 'marked ones: pinned to a version, and unpinned'
wait_for 30 builds
marked n
menu 'pin to'
keys Enter
form "$p" 1.0
pinned() { says 'PINNED' wfsh workflow describe -w "$p-n1" -o json && says PINNED wfsh workflow describe -w "$p-n2" -o json; }
expect wait_for 15 pinned
menu 'no version override'
keys Enter
unpinned() { ! pinned; }
expect wait_for 15 unpinned

scene 'one of a list is cancelled'
top 110x34 workflows "WorkflowId = '$p-5'"
sees "^> .*$p-5"
keys c
sees 'wfsh workflow cancel'
keys y
expect wait_for 15 is 5 CANCELED

scene 'a version is made the current one, another gets a share'
top 110x34 versions "$p"
down_to '1\.0 '
menu 'make it the current'
keys y
current() { says 'Current +1\.0' wfsh worker deployment describe "$p"; }
expect wait_for 20 current
top 110x34 deployments
down_to "$p "
menu 'send a share'
keys C-u
form 2.0 5
ramped() { says 'Ramping' wfsh worker deployment describe "$p"; }
expect wait_for 20 ramped

scene 'an Activity that a worker has is failed'
spawn "$root/build/venv/bin/python" "$lib/asking_worker.py" "$TEMPORAL_ADDRESS" "$p-ask"
wfsh activity start -a "$p-a" --type Ask -t "$p-ask" --start-to-close-timeout 1h -o none
expect wait_for 30 says ACTIVITY_STATE_STARTED wfsh activity describe -a "$p-a" -o json
top 110x34 activities
sees 'Activities'
keys / C-u
text "ActivityId = '$p-a'"
keys Enter
sees "^> Running +$p-a"
menu 'fail it'
form broken
expect wait_for 15 says EXECUTION_STATUS_FAILED wfsh activity describe -a "$p-a" -o json

scene 'ids that no List Filter can name: the Overview opens the text'
top 120x40
sees 'STARTED/min'
text /
keys C-u
text "$p-none"
keys Enter
until_sees "^> +2 Workflows .*$p-none" g
keys Enter
sees 'workflow why --open'
keys Q
gone

covers activities.fail deployments.ramp everywhere.back everywhere.filter everywhere.more \
    everywhere.quit everywhere.refresh history.end history.full history.reset 'overview.open#3' \
    versions.set-current workflow.cancel workflow.delete workflow.pause workflow.reset-activity \
    workflow.section workflow.start-like workflow.tail workflow.terminate workflow.unpause \
    workflow.update-options workflows.cancel workflows.delete:marked workflows.pause:marked \
    workflows.pin:marked workflows.rerun-marked:marked workflows.reset-marked:marked \
    workflows.signal:marked workflows.terminate:marked workflows.unpause:marked \
    workflows.unpin:marked
