#!/usr/bin/env bash
# The dashboard's forms and its Overview: filled, previewed, refused, applied, and what a verb says then.
# timeout: 300
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"
. "$root/tests/lib/top.sh"

id=form-$$
ns=form-ns-$$
wfsh ns create "$ns" --retention 3d -o none

top_env=(TMPDIR="$work/tmp" XDG_RUNTIME_DIR= PAGER="cat >$work/paged" EDITOR="$work/editor" VISUAL=)
mkdir -p "$work/tmp"
cat >"$work/editor" <<END
#!/bin/sh
stat -c %a "\$1" >$work/edited.mode
cp "\$1" $work/edited
printf '%s' "\$1" >$work/edited.path
[ ! -f $work/new-text ] || cat $work/new-text >"\$1"
END
chmod +x "$work/editor"

# ---- start --------------------------------------------------------------------------------

scene 'start: JSON is checked as it is typed'
top 100x32 start
sees 'Workflow Type \*'
text WaitFor
keys Enter
text wfsh-sample
keys Enter
text "$id-a"
keys Enter
text '{"a":'
sees "a value is missing after ':'"

scene 'start: the editor gives its text back, from a private file that is gone then'
printf '{"from":\n "editor"}\n' >"$work/new-text"
keys C-x
sees '"from": "editor"'
expect test "$(cat "$work/edited.mode")" = 600
expect test ! -e "$(cat "$work/edited.path")"
rm "$work/new-text"
keys C-u

scene 'start: the line is shown, runs, and the workflow opens'
sees "wfsh workflow start --type WaitFor --task-queue wfsh-sample --workflow-id $id-a *$"
keys C-s
started() { [ "$(wfsh describe "$1" -o json | jq -r .workflowExecutionInfo.type.name)" = WaitFor ]; }
wait_for 30 started "$id-a"
sees "done: workflow start|> $id-a"

scene 'start like another: its values are there'
top 100x32 start "$id-a"
sees 'Task Queue \* +wfsh-sample'
keys Enter Enter
text "$id-b"
sees "workflow-id $id-b"
keys C-s
wait_for 30 started "$id-b"

# ---- reset --------------------------------------------------------------------------------

points() { [ "$(wfsh workflow reset-points "$id-a" -o tsv --no-header | wc -l)" -gt 0 ]; }
wait_for 30 points
run_of() { wfsh describe "$1" -o json | jq -r .workflowExecutionInfo.execution.runId; }
before=$(run_of "$id-a")

scene 'reset: a point is picked, and what follows is said'
top 100x32 reset "$id-a" "$before"
sees 'WorkflowTaskCompleted'
keys Enter Enter
text 'try again'
sees "run $before goes back to event"
keys C-s
sees "type $id-a to confirm; nothing was sent"

scene 'reset: another name is refused'
text "$id-x"
keys Enter
sees "type $id-a to confirm; nothing was sent"
expect test "$(run_of "$id-a")" = "$before"

scene 'reset: the name applies it'
keys C-u
text "$id-a"
keys Enter
other_run() { [ "$(run_of "$id-a")" != "$before" ]; }
wait_for 30 other_run

# ---- schedules ----------------------------------------------------------------------------

scene 'schedule: created, and its next runs are shown'
top 100x32 schedule-form
sees 'Schedule Id \*'
text "$id-s"
keys Tab
text '30 2 * * *; @weekly'
keys Tab Tab Tab Tab
text WaitFor
keys Tab
text wfsh-sample
keys Tab Tab
text '{"n": 12345678901234567890}'
sees "its next runs are shown once it is there"
keys C-s
sees 'Next runs'
run wfsh schedule export "$id-s" -o json
expect_json '.schedule | [(.spec.structuredCalendar | length), .action.startWorkflow.taskQueue.name]' '[2,"wfsh-sample"]'
run wfsh schedule describe "$id-s" --decode -o json
expect_out '12345678901234567890'

scene 'schedule: an edit sends what has changed'
top 100x32 schedule-form "$id-s"
sees 'It has 2 calendar times, which stay'
keys BTab
text 'hands off'
sees "wfsh schedule update --schedule-id $id-s --notes 'hands off' *$"
keys C-s
noted() { [ "$(wfsh schedule export "$id-s" -o json | jq -r .schedule.state.notes)" = 'hands off' ]; }
wait_for 30 noted
run wfsh schedule export "$id-s" -o json
expect_json '.schedule.spec.structuredCalendar | length' 2

scene 'schedule: what the verb would refuse is not sent'
top 100x32 schedule-form "$id-s"
sees 'It has 2 calendar times'
text 'not a cron line'
sees 'nothing is sent yet'
sees 'all times that it has now are replaced|cron'
keys C-c

# ---- archival, on a server that has none --------------------------------------------------

scene 'archival: what the cluster lacks is said before the form'
top 100x32 archival "$ns"
sees 'The cluster allows: history no, visibility no'
sees 'History archival +disabled +off: this cluster has no such archive'

scene 'archival: the preview is the difference, with what follows'
keys C-u
text 1d
sees '\+ workflowExecutionRetentionTtl: 86400s'
sees '! 1d is shorter than 3d: closed Workflows are deleted sooner'
sees "wfsh operator namespace update $ns --retention 1d *$"

scene 'archival: another name is refused'
keys Tab
text "$ns-"
keys Enter
sees "type $ns to confirm; nothing was sent"
run wfsh ns archival show "$ns" -o json
expect_json .retention '"259200s"'

scene 'archival: the name applies it, and what the server says is read back'
keys BSpace
keys Enter
sees 'Retention \* +1d +1d'
run wfsh ns archival show "$ns" -o json
expect_json .retention '"86400s"'

scene 'archival: read-only sends nothing'
top 100x32 archival "$ns" --read-only
sees 'Retention \* +1d'
keys C-u
text 2d
keys Tab
text "$ns"
keys Enter
sees 'read-only'
run wfsh ns archival show "$ns" -o json
expect_json .retention '"86400s"'

# ---- the Overview -------------------------------------------------------------------------

wfsh schedule toggle "$id-s" --pause --reason closed -o none
paused() { wfsh schedule list -q 'TemporalSchedulePaused = true' --columns id | grep -q "$id-s"; }
wait_for 30 paused

scene 'Overview: counts, rates, what needs attention, and Enter opens it'
top 100x32
sees '^ CLUSTER [a-z]+  server 1'
sees '^   Running +[1-9]'
sees 'STARTED/min  last 60 min +now [0-9]'
sees "Schedule $id-s is paused"
text /
text "$id-s"
keys Enter
sees "^> +Schedule $id-s is paused"
keys Enter
sees 'ScheduleId +'"$id-s"

# ---- pager, editor, pipe, file ------------------------------------------------------------

scene 'P: all of it to the pager, E: a copy to the editor that nobody can write to'
top 100x32 workflows
sees "$id-b"
keys P
full() { [ -s "$1" ] && grep -q "$id-b" "$1"; }
wait_for 30 full "$work/paged"
expect grep -q '^status	id	' "$work/paged"
rm -f "$work/edited"
keys E
wait_for 30 full "$work/edited"
expect test "$(cat "$work/edited.mode")" = 400
was_removed() { [ ! -e "$(cat "$work/edited.path")" ]; }
wait_for 30 was_removed

scene 'o: the id to the clipboard, through tmux too'
mux pipe-pane -t t "cat >$work/raw"
keys o
sees '^ copied '
id64=$(printf %s "$(screen | sed -n 's/^ copied //p' | sed 's/ *$//')" | base64 -w 0)
copied() { grep -qaF "]52;c;$id64" "$work/raw" && grep -qaF 'Ptmux;' "$work/raw"; }
wait_for 20 copied
mux pipe-pane -t t

scene '|: to a command, whose output stays until Enter'
keys '|'
sees '^pipe to>'
text "grep -c $id-b"
keys Enter
sees '^1$'
sees '\[Enter\]'
keys Enter
sees "$id-b"

scene 'w: to a private file, never over another without asking'
keys w
sees '^save to>'
keys C-u
text "$work/saved"
keys Enter
sees '^ saved '
expect test "$(stat -c %a "$work/saved")" = 600
expect grep -q "$id-b" "$work/saved"
echo mine >"$work/saved"
keys w
keys C-u
text "$work/saved"
keys Enter
sees 'it exists; yes to overwrite it>'
text no
keys Enter
sees 'not saved'
expect grep -qx mine "$work/saved"

scene 'a web UI address opens the workflow'
keys :
text "http://127.0.0.1:8233/namespaces/default/workflows/$id-b/$(run_of "$id-b")/history"
keys Enter
sees "> .*$id-b"

# ---- from the lists -----------------------------------------------------------------------

scene 'each form has a key where its subject is listed'
top 100x32 workflows "WorkflowId='$id-a'"
sees "^> +[A-Z][a-z]+ +$id-a"
keys N
sees "Start of $id-a"
sees 'Workflow Type \* +WaitFor'
keys Escape
sees '^> '
keys R
sees "Reset of $id-a"
keys Escape
sees '^> '
keys n
sees '> Start$'
top 100x32 schedules
sees "$id-s"
text /
text "ScheduleId = '$id-s'"
keys Enter
sees "^> +$id-s"
keys e
sees "Schedule of $id-s"
top 100x32 namespaces
text /
text "$ns"
keys Enter
sees "^> +$ns"
keys A
sees "Archival of $ns"

wfsh terminate "$id-a" "$id-b" --reason over -o none
wfsh schedule delete "$id-s" -o none

covers archival.apply archival.field everywhere.cancel everywhere.copy everywhere.editor \
    everywhere.pager everywhere.pipe everywhere.save namespaces.archival reset.toggle \
    schedule-form.apply schedule-form.field schedule-form.toggle schedules.edit start.editor
