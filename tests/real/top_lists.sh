#!/usr/bin/env bash
# Every other listing on the real server, with something in it, and its actions by their effects.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topl-$$
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$p" "$p-v" 1.0 2.0
for i in 1 2 3; do
    wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-$i" -o none
    wfsh workflow start --type Nobody -t "$p-q" -w "$p-n$i" -o none
done
wfsh workflow delete "$p-n3" --yes -o none
seq -f "\"$p-many-%g\"" 1 800 | wfsh workflow start --type Nobody -t "$p-q2" --input-lines - --id-from . --parallel 8 -o none
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$p-' AND ExecutionStatus = 'Running'")" = "$1" ]; }
wait_for 60 listed 805
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$p-'\" --client-side --parallel 8 --yes -o none"
at_end 'for id in $(wfsh schedule list -o tsv --no-header --columns id); do
    case $id in "$p"-*) wfsh schedule delete "$id" -o none ;; esac
done'
# Others use the same server: a filter on the rows.
only_ours()
{
    keys / C-u
    text "$p"
    keys Enter
    sees "filter '$p'"
}
scene "task queues: what nobody polls stands out; a adds a name that nothing uses"
top 110x32 queues
sees 'Task queues +1-'
only_ours
down_to "$p-q +workflow"
sees "^>!$p-q +workflow +[23] .*nobody polls it"
keys a
sees '^task queue>'
text "$p-also"
keys Enter
sees "$p-also +activity +0"

scene "limits of a queue"
down_to "$p-also +activity"
keys e
form 12 because '' ''
expect wait_for 15 says 12 wfsh task-queue config get -t "$p-also" --task-queue-type activity -o json
keys d
sees 'task-queue config get'
keys q Enter
sees 'task-queue describe -t'
keys q
down_to "$p-q +workflow"
keys w
sees "^ query> TaskQueue='$p-q'"
sees "$p-n2"
keys q

scene "deployments: made, a version made current, and ramped"
go deployments
sees 'Deployments +1-'
only_ours
sees "^> $p "
keys n
form "$p-d"
expect wait_for 15 says "$p-d" wfsh deployment list -o tsv
keys r
down_to "$p-d "
keys D
form "$p-d"
not_there() { ! wfsh deployment describe "$p-d" -o none 2>"$work/none"; }
expect wait_for 15 not_there
down_to "$p "
menu 'set the current version'
sees 'Build Id'
keys C-u
form 1.0
expect wait_for 15 says '"currentVersionBuildID": "1.0"' wfsh deployment describe "$p" -o json
until_sees "Versions $p +1-2 of 2" Enter
down_to '2.0 '
menu 'send it a share'
form 25
expect wait_for 15 says '"rampingVersionPercentage": 25' wfsh deployment describe "$p" -o json
keys r
sees '2.0 +Ramping'
menu 'end its ramp'
sees 'set-ramping-version .*--delete|--delete'
keys y
expect wait_for 15 says '"rampingVersionBuildID": ""' wfsh deployment describe "$p" -o json
keys D
sees 'must be drained'
keys Enter
form 2.0
sees 'FAILED_PRECONDITION|cannot be deleted|drain|pollers'

scene "workers"
go workers
sees 'wfsh-sample '
until_sees 'worker describe' g Enter # the list may be read anew meanwhile
keys q

scene "schedules: pause and unpause, trigger, backfill; n opens the form"
wfsh schedule create "$p-s" --type WaitFor -t wfsh-sample -w "$p-sw" --interval 1h -o none
go schedules
sees 'Schedules'
keys n
sees 'Schedules > '
keys Escape
keys r
down_to "$p-s +Active"
keys p
form holiday
expect wait_for 15 says '"notes": "holiday"' wfsh schedule describe "$p-s" -o json
keys r
sees "$p-s +Paused"
keys p
form ''
expect wait_for 15 says 'State +Active' wfsh schedule describe "$p-s"
keys t
form ''
expect wait_for 15 says "$p-sw" wfsh ls -q "TemporalScheduledById = '$p-s'" -o tsv
keys b
form 2026-01-01T00:00:00Z 2026-01-01T02:30:00Z
keys Left Enter # AllowAll
enough() { [ "$(wfsh count -q "TemporalScheduledById = '$p-s'")" -ge 2 ]; }
expect wait_for 15 enough
keys Enter
sees "^ query> TemporalScheduledById='$p-s'"
sees "$p-sw-"
keys q

scene "a schedule as JSON in the editor, with the terminal"
mux kill-session -t t
printf '#!/bin/sh\nsed -i s/WaitFor/Edited/ "$1"\n' >"$work/editor"
chmod +x "$work/editor"
top_env=(EDITOR="$work/editor" VISUAL="$work/editor")
top 110x32 schedules
down_to "$p-s "
keys a
sees 'edit as JSON'
keys Enter
expect wait_for 15 says '"Edited"' wfsh schedule describe "$p-s" -o json
sees "^>.*$p-s "
keys D
form "$p-s"
no_schedule() { ! wfsh schedule describe "$p-s" -o none 2>"$work/none"; }
expect wait_for 15 no_schedule

scene "batch jobs: n starts one over a query, with its progress below"
go batches
sees 'Batch jobs'
keys n
sees 'space: signal'
keys Right Right Enter
form "WorkflowId STARTS_WITH '$p-many-'" '' over 1 all
until_sees 'Running +TerminateWorkflow' r # before it is over
sees '\[.*\] +[0-9]+%'

scene "S stops one that runs"
keys S
sees 'What it has done stays done'
form enough
job=$(wfsh batch list -o tsv --no-header --columns id | head -n 1)
# the server has no other word for a job that was stopped
expect wait_for 15 says 'State +Failed' wfsh batch describe "$job"

scene "activities: started, cancelled, terminated, deleted, paused"
go activities
sees 'Activities'
for i in 1 2; do
    keys n
    form "$p-a$i" Nothing "$p-none" 10m ''
    expect wait_for 15 says Running wfsh activity list -q "ActivityId = '$p-a$i'" -o tsv
done
keys / C-u
text "ActivityId = '$p-a1'"
keys Enter
sees '1-1 of 1'
keys a
sees 'pause: no next try'
keys Enter
form why
expect wait_for 15 says '[Pp]aused' wfsh activity describe -a "$p-a1"
keys c y
expect wait_for 15 says 'Cancel' wfsh activity describe -a "$p-a1"
keys / C-u
text "ActivityId = '$p-a2'"
keys Enter
sees "^>.*$p-a2 "
keys X
form over "$p-a2"
expect wait_for 15 says Terminated wfsh activity describe -a "$p-a2"
keys D
form "$p-a2"
no_activity() { ! wfsh activity describe -a "$p-a2" -o none 2>"$work/none"; }
expect wait_for 15 no_activity

scene "Nexus endpoints"
go endpoints
sees 'Nexus endpoints'
keys n
form "$p-e" '' "$p-x" '' words
expect wait_for 15 says "$p-x" wfsh operator nexus endpoint get "$p-e"
keys r
down_to "$p-e "
keys e
sees 'Description'
keys Tab Tab Tab C-u
text better
keys Enter
expect wait_for 15 says better wfsh operator nexus endpoint get "$p-e"

scene "Nexus operations"
go operations
sees 'Nexus operations'
started_operation()
{
    wfsh nexus operation start --operation-id "$p-o$1" --endpoint "$p-e" --service S --operation work \
        --schedule-to-close-timeout 10m -o none 2>"$work/none"
}
wait_for 60 started_operation 1
keys n
form "$p-o2" "$p-e" S work '' 10m
expect wait_for 15 says "$p-o2" wfsh nexus operation list -o tsv
keys r
down_to "Running +$p-o2"
keys X
form over "$p-o2"
expect wait_for 15 says '[Tt]erminated' wfsh nexus operation describe --operation-id "$p-o2"
down_to "Running +$p-o1"
keys c y
expect wait_for 15 says '[Cc]ancel' wfsh nexus operation describe --operation-id "$p-o1" -o json

scene "an endpoint is deleted"
go endpoints
down_to "$p-e "
keys D
form "$p-e"
no_endpoint() { ! wfsh operator nexus endpoint get "$p-e" -o none 2>"$work/none"; }
expect wait_for 15 no_endpoint

scene "search attributes: added and removed; the system's are not to be removed"
a=Topl$$
go attributes
sees 'WfshBool'
keys n
text "$a"
keys Enter Right Right Enter
expect wait_for 15 says "$a.Int" wfsh operator search-attribute list -o tsv
keys r
down_to "$a "
keys D
form "$a"
no_attribute() { ! wfsh operator search-attribute list -o tsv | grep -q "^$a"; }
expect wait_for 15 no_attribute
keys G
sees '^>.*system'
keys D
sees_not 'to confirm'

scene "namespaces: new, edited, gone to, deleted"
go namespaces
sees '^.*default +Registered +.* +[0-9]+ '
keys n
form "$p-ns" 72h words me@here
expect wait_for 15 says 'words' wfsh operator namespace describe "$p-ns"
keys r
down_to "$p-ns "
keys e
sees 'Owner'
keys C-u
form better '' 96h ''
expect wait_for 15 says 'Retention +4d' wfsh operator namespace describe "$p-ns"
keys Enter
sees "ns:$p-ns "
sees "$p-ns +Registered"
go 'use default'
sees 'ns:default '
down_to "$p-ns "
keys D
form "$p-ns"
no_namespace() { ! wfsh operator namespace describe "$p-ns" -o none 2>"$work/none"; }
expect wait_for 20 no_namespace

scene "clusters, and the cluster's health with the calls of this client"
go clusters
sees '^> active'
go cluster
sees '^ Frontend +SERVING'
sees 'Members +frontend 1 up'
sees 'yes signal_and_query_header'
sees '^  [A-Z][A-Za-z]+ +[0-9]+ +[0-9]+ +[0-9.]+ms +[0-9.]+ms'
keys a
sees 'Search attributes'

scene "the archive says why it is empty"
go archived
sees 'not configured for visibility archival'
keys Q
gone

covers activities.cancel activities.delete activities.pause activities.start \
    activities.terminate attributes.create attributes.remove batches.start batches.stop \
    cluster.attributes deployments.create deployments.delete deployments.set-current \
    deployments.versions endpoints.create endpoints.delete endpoints.edit namespaces.create \
    namespaces.delete namespaces.edit namespaces.use operations.cancel operations.start \
    operations.terminate queues.add queues.config queues.describe queues.show-config \
    queues.workflows schedules.backfill schedules.create schedules.delete schedules.edit-json \
    schedules.pause schedules.trigger schedules.unpause schedules.workflows versions.end-ramp \
    versions.ramp workers.describe
