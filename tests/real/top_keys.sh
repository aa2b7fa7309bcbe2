#!/usr/bin/env bash
# Keys that change nothing on a server: what each view opens, shows, completes and turns.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topk-$$
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$p" "$p-v" 1.0
spawn "$root/build/venv/bin/python" "$lib/nexus_worker.py" "$TEMPORAL_ADDRESS" "$p-x"
spawn "$root/build/venv/bin/python" "$lib/asking_worker.py" "$TEMPORAL_ADDRESS" "$p-ask"
ended() { says "$1" wfsh nexus operation describe --operation-id "$p-o"; }
wfsh operator nexus endpoint create --name "$p-e" --target-namespace default --target-task-queue "$p-x" -o none
wfsh workflow start --type FailDeep -t wfsh-sample -w "$p-deep" -i '{"depth": 1}' -o none
wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-wait" -i '{"kind": "timer"}' -o none
wfsh workflow start --type Nobody -t "$p-v" -w "$p-use" -o none # so that the queue is one in use
wfsh activity start -a "$p-a" --type Say -t "$p-ask" --start-to-close-timeout 1m --input '"an answer"' -o none
at_end 'for id in wait use; do wfsh workflow terminate -w "$p-$id" --yes -o none; done'
at_end 'wfsh operator nexus endpoint delete --name "$p-e" --yes -o none'
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$p-'")" = 4 ]; } # and a child
wait_for 30 listed

scene 'workflows: Enter opens one, h its history'
top 110x32 workflows "WorkflowId = '$p-deep'"
sees "^> .*$p-deep"
keys Enter
sees "> $p-deep"
sees 'KeyError'
keys h
sees 'EVENT|Failed +FailDeep'
keys q q
sees "^> .*$p-deep"
keys h
sees "History +[0-9]+ events"

scene 'a history: one event, its lower half, matches before, what a reset would do'
keys f
sees '^> +[0-9]+ .*Workflow'
keys Enter
sees 'event [0-9]+ of 14'
keys q c
sees 'Failed +FailDeep'
keys f g n
sees '^> +10 '
keys e e n
sees '^> +14 '
keys N
sees '^> +10 '
keys Tab
sees '─ event 10 ──'
keys Tab
keys g j j j i
sees 'would be reset to event'
keys q

scene 'a click on a key in the last row is that key'
click() { text "$(printf '\033[<0;%d;%dM\033[<0;%d;%dm' "$1" "$2" "$1" "$2")"; }
column=$(screen | tail -n 1 | awk '{ print index($0, "l timeline") }')
click "$column" 32
sees 'scale: fit'
keys q q

scene 'longer and shorter intervals'
sees '^> '
keys +
sees 'every 10 s'
keys - -
sees 'every 2.5 s'

scene 'O says and copies the address in the web UI, when one is known'
keys O
sees 'no web UI is known'
keys Q
gone
mkdir -p "$XDG_CONFIG_HOME/wfsh"
printf '[profile.web]\naddress = "%s"\nui = "http://ui.example:8080/"\n' "$TEMPORAL_ADDRESS" \
    >"$XDG_CONFIG_HOME/wfsh/config.toml"
top 150x32 --profile web workflows "WorkflowId = '$p-wait'"
sees "^> .*$p-wait"
mux pipe-pane -t t "cat >$work/raw"
keys O
sees "copied http://ui.example:8080/namespaces/default/workflows/$p-wait/[-0-9a-f]{36}/history"
address64() { screen | sed -n 's/^ copied //p' | sed 's/ *$//' | tr -d '\n' | base64 -w 0; }
copied() { grep -qaF "]52;c;$(address64)" "$work/raw"; }
expect wait_for 10 copied
mux pipe-pane -t t

scene 'a tail freezes by Space, and h has the history of the event'
top 110x32 tail "$p-wait"
sees 'waiting for events|workflows seen'
wfsh workflow signal -w "$p-wait" --name poke --yes -o none
sees "^>.*$p-wait .*WorkflowExecutionSignaled"
keys Space
sees 'frozen'
keys h
sees 'History +'
sees 'WorkflowExecutionSignaled|WaitFor'
keys q Space
sees_not 'frozen'

scene 'a reader: down, pages, matches, to the right'
go 'help workflow list'
sees 'line 1 of [0-9]+'
keys j
sees 'line 2 of [0-9]+'
keys Space
sees 'line 1[0-9] of [0-9]+'
keys g /
text limit
keys Enter
sees_not 'line 1 of'
keys g
sees 'line 1 of'
keys n
sees_not 'line 1 of'
keys g l
sees '^orkflow list .flags.'
keys q

scene 'queues and workers: which builds, whose queue, which workflows'
go queues
sees 'Task queues +1-'
keys / C-u
text "$p-v"
keys Enter
until_sees "^>.*$p-v +workflow" r
keys b
sees 'task-queue describe .*--report-reachability'
keys q
go workers
until_sees 'Workers +1-' r # a worker is known some time after it has begun
sees '^> '
keys w
sees "^ query> TaskQueue='"
keys q
sees 'Workers +1-'
keys d
sees 'task-queue describe -t '
keys q

scene 'deployments and versions: to the workers, to the workflows'
top 110x32 deployments
sees 'Deployments +1-'
keys w
sees 'Workers +1-'
go "versions $p"
sees '^> 1\.0 '
until_sees "^ query> TemporalWorkerDeploymentVersion='$p:1.0'" Enter

scene 'activities: described, the result, a query kept and taken'
top 110x32 activities
sees 'Activities'
keys / C-u
text "ActivityId = '$p-a'"
keys Enter
sees "^> Completed +$p-a "
keys Enter
sees 'activity describe'
sees "$p-a"
keys q y
sees 'activity result'
sees 'an answer'
keys q F
sees '^keep as>'
text one-activity
keys Enter
sees 'kept as @one-activity'
keys / C-u
text "ActivityId = 'none'"
keys Enter
sees 'no Standalone Activity matches'
keys f
sees 'one-activity'
keys Enter
sees "^> Completed +$p-a "

scene 'Nexus: an endpoint is described, its operations, one described, its result'
start_operation()
{
    wfsh nexus operation start --operation-id "$p-o" --endpoint "$p-e" --service Echo \
        --operation say --input '"nexus answers"' --schedule-to-close-timeout 1m -o none
}
wait_for 60 start_operation
wait_for 30 ended Completed
top 110x32 endpoints
down_to "$p-e "
keys Enter
sees 'operator nexus endpoint get'
sees "$p-x"
keys q
down_to "$p-e "
keys w
sees "^ query> Endpoint='$p-e'"
until_sees "^> Completed +$p-o " r
keys Enter
sees "Operation Id +$p-o"
keys q y
sees 'nexus answers'
keys q F
sees '^keep as>'
text its-operations
keys Enter
sees 'kept as @its-operations'
keys / C-u
text "OperationId = 'none'"
keys Enter
sees 'no standalone Nexus Operation matches'
keys f j Enter
sees "^> Completed +$p-o "

scene 'namespaces, batch jobs, the cluster'
top 110x32 namespaces
down_to 'default '
keys d
sees 'operator namespace describe default'
keys q
sees '^>'
keys a
sees 'Search attributes'
keys q
go cluster
sees 'Frontend +SERVING'
keys m
sees 'operator cluster describe --detail'
keys q l
sees '^> active'
keys q d
sees 'operator cluster system'
keys q
wfsh workflow signal --name nobody-waits -q "WorkflowId = '$p-wait'" --yes -o none
top 110x32 batches
sees '^> '
keys Enter
sees 'batch describe --job-id'

scene 'forms: the next field, a choice, what is known of a field, the editor'
printf '#!/bin/sh\nprintf "from the editor" >"$1"\n' >"$work/editor"
chmod +x "$work/editor"
top_env=(EDITOR="$work/editor" VISUAL=)
top 110x40 start
sees 'Workflow Type \*'
text Wait
keys C-n
sees 'Workflow Type \* +WaitFor'
keys Tab C-n
sees 'Task Queue \* +[a-z]'
for _ in 1 2 3 4 5 6 7; do keys Tab; done
sees 'When one has closed'
keys Space
sees 'id-reuse-policy'
top 110x40 schedule-form
sees 'Schedule Id \*'
keys C-x
sees 'Schedule Id \* +from the editor'
for _ in 1 2 3 4 5; do keys Tab; done
text Wait
keys C-n
sees 'Workflow Type \* +WaitFor'
for _ in 1 2 3 4; do keys Tab; done
keys Space
sees 'overlap-policy'
top 110x40 reset "$p-deep"
sees 'EVENT +TIME'
keys Tab
sees 'Do not apply again'
keys Space
sees 'reapply-exclude|exclude'
keys Tab C-x
sees 'Reason \* +from the editor'
top 110x40 archival default
sees 'Retention'
keys C-x
sees 'Retention .*from the editor'
keys C-n
sees 'from the editor'
keys Q

covers activities.describe activities.keep-query activities.result activities.saved \
    archival.editor batches.describe cluster.clusters cluster.members cluster.versions \
    deployments.workers endpoints.describe endpoints.operations everywhere.slower everywhere.web \
    history.event history.pane history.preview-reset history.previous-found \
    namespaces.attributes namespaces.describe operations.describe operations.keep-query \
    operations.result operations.saved queues.build-ids reader.down reader.next-match \
    reader.page reader.right reset.editor reset.field schedule-form.complete \
    schedule-form.editor start.field start.toggle tail.freeze tail.history versions.workflows \
    workers.queue workers.workflows workflow.history workflows.history workflows.open
