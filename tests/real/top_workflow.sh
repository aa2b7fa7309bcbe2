#!/usr/bin/env bash
# The dashboard on one workflow, in a real terminal: every row and key, on a real server, while
# things happen.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"
. "$root/tests/lib/top.sh"

id=topwf-$$
start() { temporal workflow start --type "$1" -t wfsh-sample -w "$id-$2" -i "$3" -o none; }
start StuckActivity stuck '{"retry_s": 6}'
start WaitFor parent '{"kind": "child"}'
start WaitFor wait '{"kind": "signal"}'
start Chain chain '{"runs": 3}'
start FailDeep deep '{"depth": 1, "message": "the order was rejected"}'
start Handlers hand '{}'
settled() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 10 ]; }
wait_for 30 settled

scene "a failing activity: its try, its failure, a countdown that counts"
top 110x30 workflow "$id-stuck"
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
sees_not 'stuck_work +Paused'

scene "why, and where its code waits"
sees 'stuck_work +Scheduled +[0-9]+ +in'
keys w
sees 'activity-retrying'
keys q b
sees 'Stack for'
keys q

scene "the tree is read where it is opened, a child opens, and it knows its parent"
top 110x30 workflow "$id-parent"
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
top 110x30 workflow "$id-wait"
sees 'Running'
keys y
text waiting
keys Enter Enter
sees '^true'
keys q s
text release
keys Enter
text '"bye"'
sees 'wfsh workflow signal'
sees '--name release'
keys Enter
sees 'Completed +closed'
sees '"signal: bye"'
sees_not ' s signal '

scene "an update, and one that is not done"
top 110x30 workflow "$id-hand"
temporal workflow update start --name add_after_gate -w "$id-hand" -i 5 \
    --wait-for-stage accepted >/dev/null
sees 'updates that are not done \(1\)'
sees 'add_after_gate'
keys u
text add
keys Enter
text 3
keys Enter
sees '^ .*3'

scene "cancel asks, terminate and delete want the id"
keys c
sees 'wfsh workflow cancel'
keys Escape X
sees "Type $id-hand to confirm"
keys Enter # no reason
text 'no'
keys Enter
sees "type $id-hand to confirm"
keys Escape R
sees 'EVENT +TIME'
keys q D
sees 'history'
keys Escape

scene "a server-side chain: first, previous, next by continuing as new"
top 110x30 workflow "$id-chain"
sees 'First run'
sees 'Previous run'
sees '"run 3 of 3"'
text '['
sees 'ContinuedAsNew'
sees 'Next run'
text ']'
sees '"run 3 of 3"'

scene "a link opens what it names"
keys :
text "http://x/namespaces/default/workflows/$id-deep/"
keys Enter
sees "KeyError: 'order-42'"
sees '<- Child Workflow execution failed'

scene "m on two runs compares them"
keys m
sees "marked $id-deep"
keys q m
sees 'First divergence'
keys q q

scene "a small terminal has it too"
top 60x20 workflow "$id-stuck"
sees 'stuck_work +Sched'

covers everywhere.command everywhere.compare workflow.fold workflow.next-run workflow.open \
    workflow.pause-activity workflow.previous-run workflow.query workflow.reset workflow.signal \
    workflow.stack workflow.tree workflow.unpause-activity workflow.update workflow.why
