#!/usr/bin/env bash
# The dashboard on one workflow, on its history and on a tail, in a real terminal: every view
# and key, on a real server, while things happen.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=topwf-$$
start()
{
    temporal workflow start --type "$1" -t wfsh-sample -w "$id-$2" -i "$3" -o none
}
signal() { temporal workflow signal -w "$id-$1" --name "$2" -o none; }
start StuckActivity stuck '{"retry_s": 6}'
start WaitFor parent '{"kind": "child"}'
start WaitFor wait '{"kind": "signal"}'
start WaitFor watched '{"kind": "signal"}'
start Chain chain '{"runs": 3}'
start FailDeep deep '{"depth": 1, "message": "the order was rejected"}'
start LongHistory long '{"events": 1500}'
start Handlers hand '{}'
settled()
{
    [ "$(wfsh count -q "WorkflowId = '$id-long' AND ExecutionStatus = 'Completed'")" = 1 ] &&
        [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 12 ]
}
wait_for 60 settled

printf 'set -g exit-empty off\nset -g remain-on-exit on\nset -sg escape-time 0\n' \
    >"$work/tmux.conf"
mux() { tmux -L "wfsh-$$" -f "$work/tmux.conf" "$@"; }
at_end 'tmux -L wfsh-$$ kill-server 2>/dev/null'
mux new-session -d -s keep -x 80 -y 24 cat
# Opens the dashboard, 110x30 unless $size says otherwise.
top()
{
    mux kill-session -t t 2>/dev/null
    mux new-session -d -s t -x "${size%x*}" -y "${size#*x}" \
        "env TERM=tmux-256color HOME='$HOME' PATH='$PATH' XDG_STATE_HOME='$XDG_STATE_HOME' \
        TEMPORAL_ADDRESS='$TEMPORAL_ADDRESS' LC_ALL=C.UTF-8 TZ=UTC wfsh top $*"
}
size=110x30
screen() { mux capture-pane -p -t t; }
keys() { mux send-keys -t t "$@"; }
type_() { mux send-keys -t t -l "$1"; }
shows() { screen | grep -qE -- "$1"; }
lacks() { ! shows "$1"; }
scene() { it "$1"; run true; }
sees()
{
    wait_for 20 shows "$1" || { screen | sed 's/^/# /'; }
}
misses() { wait_for 20 lacks "$1"; }

# ---- one workflow -----------------------------------------------------------------------

scene "a failing activity: its try, its failure, a countdown that counts"
top workflow "$id-stuck"
sees 'stuck_work +Scheduled +[0-9]+ +in 00:0[1-6] +Unavailable: the upstream'
sees 'in 00:0[1-3]'
try=$(screen | sed -n 's/.*stuck_work *Scheduled *\([0-9]*\).*/\1/p')
more() { shows "stuck_work +[A-Z][a-z]+ +$((try + 1)) "; }
wait_for 20 more
sees '"retry_s":6'
sees 'result: none yet'

scene "its activity is held and goes on, from the menu"
keys Tab Tab Tab j j # input, result, pending: its heading, its columns
sees '^> stuck +stuck_work'
keys a
sees 'hold this activity'
keys Enter
sees 'wfsh activity pause'
sees 'activity-id stuck'
keys y
sees 'stuck_work +Paused'
keys a Enter
sees 'wfsh activity unpause'
keys y
misses 'stuck_work +Paused'

scene "why, and where its code waits"
sees 'stuck_work +Scheduled +[0-9]+ +in'
keys w
sees 'activity-retrying'
keys q b
sees 'Stack for'
keys q

scene "the tree is read where it is opened, a child opens, and it knows its parent"
top workflow "$id-parent"
sees "$id-parent-child +Running +WaitFor"
keys t
sees '── tree ──'
keys j Right
sees "^> .*$id-parent-child"
keys Enter
sees "> $id-parent > $id-parent-child"
sees "Parent +$id-parent "
keys q

scene "a query, a signal, and it is closed while one looks"
top workflow "$id-wait"
sees 'Running'
keys y
type_ waiting
keys Enter Enter
sees '^true'
keys q s
type_ release
keys Enter
type_ '"bye"'
sees 'wfsh workflow signal'
sees '--name release'
keys Enter
sees 'Completed +closed'
sees '"signal: bye"'
lacks ' s signal ' || false

scene "an update, and one that is not done"
top workflow "$id-hand"
temporal workflow update start --name add_after_gate -w "$id-hand" -i 5 \
    --wait-for-stage accepted >/dev/null
sees 'updates that are not done \(1\)'
sees 'add_after_gate'
keys u
type_ add
keys Enter
type_ 3
keys Enter
sees '^ .*3'

scene "cancel asks, terminate and delete want the id"
keys c
sees 'wfsh workflow cancel'
keys Escape X
sees "Type $id-hand to confirm"
keys Enter # no reason
type_ 'no'
keys Enter
sees "type $id-hand to confirm"
keys Escape R
sees 'EVENT +TIME'
keys q D
sees 'history'
keys Escape

scene "a server-side chain: first, previous, next by continuing as new"
top workflow "$id-chain"
sees 'First run'
sees 'Previous run'
sees '"run 3 of 3"'
type_ '['
sees 'ContinuedAsNew'
sees 'Next run'
type_ ']'
sees '"run 3 of 3"'

scene "a link opens what it names"
keys :
type_ "http://x/namespaces/default/workflows/$id-deep/"
keys Enter
sees "KeyError: 'order-42'"
sees '<- Child Workflow execution failed'

scene "m on two runs compares them"
keys m
sees "marked $id-deep"
keys q m
sees 'First divergence'
keys q q

# ---- its history ------------------------------------------------------------------------

scene "four views of a history"
top history "$id-deep"
sees 'Failed +FailDeep \(topwf.* child '
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
misses 'WorkflowTaskStarted'
sees 'only failures'
keys e x
misses 'WorkflowTaskStarted'
sees 'StartChildWorkflowExecutionInitiated'
keys x /
type_ rejected
keys Enter g n
sees '^>/? *5 |^>/ +5 '
keys '>' # the child of this event
sees "History +14 events > $id-deep-child"
keys q

scene "events are followed as they come"
top history "$id-watched"
sees 'Started|WaitFor'
keys f G
sees 'follow: on'
signal watched release
sees '^> .*WorkflowExecutionCompleted'
sees 'closed'

scene "a long one: the end without what lies between, and back"
top history "$id-long"
sees '250 of 15[0-9]+ events read'
keys f G
sees '^> +15[0-9]+ .*WorkflowExecutionCompleted'
sees '[2-6][0-9]{2} of 15'
keys g
sees '^> +1 .*WorkflowExecutionStarted'
sees '[2-6][0-9]{2} of 15'
for _ in $(seq 14); do keys C-f; done
sees '[5-9][0-9]{2} of 15|[0-9]{4} (of|events)'

scene "a history file, with no frontend"
temporal workflow show -w "$id-deep" -o json >"$work/deep.json"
saved=$TEMPORAL_ADDRESS
TEMPORAL_ADDRESS=127.0.0.1:1
top --file "$work/deep.json"
sees 'Failed +FailDeep \(topwf'
top history "$work/deep.json"
sees 'Failed +FailDeep \(topwf'
TEMPORAL_ADDRESS=$saved

# ---- the tail ---------------------------------------------------------------------------

scene "the tail of what runs, as it happens"
top tail
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
lacks 'WorkflowExecutionSignaled' || false
keys G
sees "$id-tail1 .*WorkflowExecutionCompleted"

scene "one is dropped, one is added, enter opens it"
signal tail2 release
sees "^>.*$id-tail2 .*WorkflowExecutionCompleted"
keys -
misses "^.[0-9:.]+ +$id-tail2"
keys +
keys C-u
type_ "$id-parent"
keys Enter
sees "$id-parent +9 +WorkflowTaskCompleted"
keys Enter
sees "Tail .*> $id-parent"
keys q

scene "a query changes what is followed, a bad one says so"
keys /
type_ "WorkflowType = 'Chain'"
keys Enter
sees 'query> WorkflowType'
start Chain tail3 '{"runs": 2}'
sees "$id-tail3 .*WorkflowExecution"
keys /
keys C-u
type_ "Nonsense = 'x'"
keys Enter
sees 'Nonsense'

scene "small terminals have it too"
size=60x20
top workflow "$id-stuck"
sees 'stuck_work'
size=80x24
top history "$id-deep"
sees 'Failed +FailDeep'
