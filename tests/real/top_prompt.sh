#!/usr/bin/env bash
# The dashboard's `:` and `/` lines: what the cluster knows, completed; hints.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topp-$$
for i in 1 2; do wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-a$i" -o none; done
wfsh schedule create -s "$p-sched" --interval 1000h --type WaitFor -t wfsh-sample -w "$p-s" -o none
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$p-'\" --client-side --parallel 8 --yes -o none"
at_end "wfsh schedule delete -s $p-sched --yes -o none"
listed() { [ "$(wfsh workflow count -q "WorkflowId STARTS_WITH '$p-a'")" = 2 ]; }
wait_for 30 listed

scene "an id: what all share, then one after the other, and the line runs"
top 110x30 workflows
sees '^>'
keys :
text "workflow describe $p-"
keys Tab
sees "^:workflow describe $p-a"
sees "^ $p-a1  $p-a2"
keys Tab Tab
sees "^:workflow describe $p-a2"
keys Enter
sees "$p-a2"
sees 'WaitFor'
keys q
sees '^>'

scene "hints: what a verb still wants, and a view"
keys :
text 'workflow terminate'
sees '^:workflow terminate \[WORKFLOW-ID\]'
keys C-u
text 'history'
sees '^:history ID \[RUN\]'
keys C-u

scene "a view is completed as the verb that takes the same"
text "schedule-form $p-"
keys Tab
sees "^:schedule-form $p-sched"
keys C-u
text 'use def'
keys Tab
sees '^:use default'
keys C-u Escape

scene "a query: attributes, then values of the cluster"
keys /
keys C-u
text 'WorkflowTy'
keys Tab
sees '^query> WorkflowType'
text '= "WaitF'
keys Tab
sees '^query> WorkflowType *= ?"WaitFor"'
keys Escape

scene "a query in quotes is one, and a line with quotes runs"
keys :
text "workflow list -q 'WorkflowType = \"WaitF"
keys Tab
sees "^:workflow list -q 'WorkflowType = \"WaitFor\"\$"
text " and WorkflowId = \"$p-a1\"'"
keys Enter
sees "^Running +$p-a1 +WaitFor"
expect hides "$p-a2"
keys q
sees '^>'

scene "a field of a form, with values that the cluster is asked for"
keys n
sees 'Workflow Type \*'
text WaitF
keys C-n
sees 'Workflow Type \* +WaitFor'
keys Escape
sees 'Esc again leaves'
keys Escape
sees '^>'
keys Q
gone

covers start.complete
