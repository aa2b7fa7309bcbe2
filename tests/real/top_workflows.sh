#!/usr/bin/env bash
# The list of workflows on the real server: query, columns, marks, and every action by its effect.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topw-$$
for i in 1 2 3 4 5 6; do
    wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-$i" --search-attribute "WfshInt=$i" -o none
done
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$p-'")" = "$1" ]; }
wait_for 20 listed 6
status() { wfsh workflow describe "$1" -o json | jq -r .workflowExecutionInfo.status; }
is() { [ "$(status "$1")" = "WORKFLOW_EXECUTION_STATUS_$2" ]; }
# Asks for these, and waits until the rows are theirs.
query()
{
    keys / C-u
    text "$1"
    keys Enter
    sees "^ query> $1"
    sees "$2"
}
only() { query "WorkflowId = '$p-$1'" '1-1 of 1'; }

scene "a query, and how many it finds"
top 110x30 workflows
sees 'Workflows +1-'
keys /
text "WorkflowId STARTS_WITH '$p-'"
keys Enter
sees 'Workflows +1-6 of 6$'
sees "^ query> WorkflowId STARTS_WITH '$p-'"

scene "the prompt completes names of the query, and remembers what was asked"
keys /
keys C-u
text ExecutionSt
keys Tab
sees '^query> ExecutionStatus'
keys Escape
keys /
keys C-u
keys Up
sees "^query> WorkflowId STARTS_WITH"
keys Escape

scene "a query that is none is said where the rows were"
keys /
keys C-u
text 'WorkflowId like'
keys Enter
sees 'LIKE is not supported'
keys / Up Up Enter
sees 'Workflows +1-6 of 6$'

scene "F keeps the query in the config file, f takes it from there"
keys F
sees '^keep as>'
text mine
keys Enter
sees 'kept as @mine'
expect grep -q "^mine = \"WorkflowId STARTS_WITH '$p-'\"" "$XDG_CONFIG_HOME/wfsh/config.toml"
expect test "$(stat -c %a "$XDG_CONFIG_HOME/wfsh/config.toml")" = 600
run wfsh count -q @mine
expect_out '^6$'
sees '^ saved \[f\]  mine'
keys / C-u
text "WorkflowId = 'none'"
keys Enter
sees 'no Workflow Execution matches'
keys f
sees 'Saved queries'
keys Enter
sees 'Workflows +1-6 of 6$'

scene "v adds a search attribute as a column, and takes one away"
keys v
sees 'Columns'
keys G Enter
sees '^column>'
text WfshInt
keys Enter
sees '  WfshInt'
sees "$p-6 .*  6$"
keys v j j Space Escape
sees_not '  TYPE '

scene "a sort says that it is of the rows here"
keys '>' '>'
sees 'sorted: the 6 rows here'
keys , 
sees "^> .*$p-|^  .*$p-6"
keys '<' '<'
sees_not 'sorted:'

scene "s signals"
only 1
keys s
sees 'Signal name'
form release '"hello"'
expect wait_for 15 is "$p-1" COMPLETED
run timeout 10 wfsh result "$p-1"
expect_out 'signal: hello'

scene "y asks a query, its answer is read"
only 2
keys y
form waiting ''
sees '^ *true'
keys q

scene "u sends an update"
keys u
form finish '"enough"'
sees 'enough'
run wfsh show "$p-2" -o jsonl
expect_out 'UPDATE_COMPLETED'

scene "a has the other actions: pause, and what it offers then is unpause"
keys a
sees 'pause: hold its next workflow task'
keys j Enter
sees 'Pause: hold'
form why
expect wait_for 15 is "$p-2" PAUSED
keys r
sees '^> Paused'
keys a
sees 'unpause: let it go on'
keys j Enter
form why
expect wait_for 15 is "$p-2" RUNNING

scene "N starts one like it"
keys N
sees 'Task Queue \* +wfsh-sample'
keys Enter Enter
text "$p-7"
sees "workflow start .*--workflow-id $p-7"
keys C-s
expect wait_for 15 is "$p-7" RUNNING
sees "> $p-7"
keys q

scene "n starts one from a form"
keys n
sees '> Start$'
form WaitFor wfsh-sample "$p-8" '{"kind":"timer"}'
keys C-s
expect wait_for 15 is "$p-8" RUNNING
sees "> $p-8"
keys q

scene "R shows the points of a reset and what would be lost, and resets where one stands"
only 8
keys R
sees "Reset of $p-8"
sees 'WorkflowTask(Completed|Failed)'
form '' '' again
sees 'goes back to event'
text "$p-8"
keys Enter
expect wait_for 15 says '^2$' wfsh count -q "WorkflowId = '$p-8'"
sees "> $p-8"
keys q

scene "X wants the id, and nothing else will do"
query "WorkflowId = '$p-8' AND ExecutionStatus = 'Running'" '1-1 of 1'
keys X
sees 'Type .* to confirm'
form over wrong
sees "type $p-8 to confirm"
keys C-u
form "$p-8"
expect wait_for 15 is "$p-8" TERMINATED

scene "D deletes"
only 7
keys D
form "$p-7"
gone7() { ! wfsh workflow describe "$p-7" -o none 2>"$work/gone7"; }
expect wait_for 20 gone7

scene "marked ones at once: the count is typed, and who failed is shown afterwards"
query "WorkflowId = '$p-1' OR WorkflowId = '$p-3'" '1-2 of 2'
keys '*'
sees '2 marked'
keys s
sees 'Signal: 2 marked'
form release ''
sees '1 of 2 not done'
sees "error +$p-1"
expect wait_for 15 is "$p-3" COMPLETED
keys q
keys u
sees_not '2 marked'

scene "c asks y or n, for all that are marked"
query "WorkflowId = '$p-4' OR WorkflowId = '$p-5'" '1-2 of 2'
keys '*' c
sees 'Cancel: 2 marked'
keys n
is "$p-4" RUNNING || _complain "n was taken for a yes"
keys c
sees 'Cancel: 2 marked'
keys y
expect wait_for 15 is "$p-4" CANCELED
expect wait_for 15 is "$p-5" CANCELED
keys Q
gone

covers everywhere.columns reset.apply start.apply workflows.cancel:marked workflows.delete \
    workflows.keep-query workflows.pause workflows.query workflows.reset workflows.saved \
    workflows.signal workflows.start workflows.start-like workflows.terminate workflows.unpause \
    workflows.update
