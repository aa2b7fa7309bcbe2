#!/usr/bin/env bash
# What the menu (`a`) of the lists has beside their keys, each by its effect.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topm-$$
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$p" "$p-v" 1.0
for i in 1 2; do wfsh activity start -a "$p-a$i" --type Nobody -t "$p-q" --start-to-close-timeout 1h -o none; done
wfsh workflow start --type Nobody -t "$p-v" -w "$p-1" -o none
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$p-'\" --client-side --parallel 8 --yes -o none"
deployed() { wfsh worker deployment describe "$p" -o none 2>"$work/deployed"; }
wait_for 30 deployed
listed() { [ "$(wfsh activity count -q "ActivityId STARTS_WITH '$p-'")" = 2 ]; }
wait_for 30 listed

activity() { says "$2" wfsh activity describe -a "$p-$1" -o json; }
deployment() { says "$1" wfsh worker deployment describe "$p" -o json; }
version() { says "$1" wfsh worker deployment describe-version --deployment-name "$p" --build-id 1.0 -o json; }
workflow() { says "$2" wfsh workflow describe -w "$p-$1" -o json; }

scene "an Activity: paused, let go on, begun again, with other options"
top 110x32 activities "ActivityId = '$p-a1'"
sees "^> Running +$p-a1"
menu 'pause: no next try'
form closed
expect wait_for 15 activity a1 'PAUSED|"paused": true'
menu 'unpause: let it go on'
keys y
expect wait_for 15 activity a1 '"runState": "PENDING_ACTIVITY_STATE_SCHEDULED"|SCHEDULED'
menu 'change timeouts'
form '' '' '' '' 9 ''
expect wait_for 15 activity a1 '"maximumAttempts": 9'
menu 'reset: begin again'
keys y
sees 'reset'

scene "an Activity: completed, and failed, from here"
menu 'complete it with a result'
form 5
expect wait_for 15 activity a1 'ACTIVITY_EXECUTION_STATUS_COMPLETED'
keys / C-u
text "ActivityId = '$p-a2'"
keys Enter
sees "^> Running +$p-a2"
menu 'fail it for good'
form broken
sees 'failed|not found' # the server wants one that a worker has taken
keys Q
gone

scene "a Deployment: one manager, then nobody's; the current version, and none"
top 110x32 --identity "$p-ops" deployments
sees 'Deployments +[1-9]'
keys / C-u
text "$p"
keys Enter
sees "^> $p "
menu 'let only one identity change it'
form "$p-ops"
expect wait_for 15 deployment "\"managerIdentity\": \"$p-ops\""
menu 'let anybody change it'
keys y
expect wait_for 15 deployment '"managerIdentity": ""'
menu 'set the current version'
keys C-u
form 1.0
expect wait_for 15 deployment '"currentVersionBuildID": "1.0"'
menu 'make workers without a version current'
keys y
expect wait_for 15 deployment '"currentVersionBuildID": ""|unversioned'
keys Q
gone

scene "a version: a key of its metadata"
top 110x32 versions "$p"
sees '^> 1\.0 '
menu 'set a key of its metadata'
form 'ticket="OPS-7"'
expect wait_for 15 version 'ticket'
keys Q
gone

scene "a workflow: pinned to a version, and no more"
wfsh worker deployment set-current-version --deployment-name "$p" --build-id 1.0 --yes -o none
top 110x32 workflows "WorkflowId = '$p-1'"
sees "^> Running +$p-1"
menu 'pin to a Worker Deployment Version'
form '' "$p" 1.0
expect wait_for 15 workflow 1 '"buildId": "1.0"'
menu 'no version override any more'
form ''
expect wait_for 15 workflow 1 '"type": {'

scene "a signal that starts the workflow when it does not run"
menu 'signal one, started if it does not run'
keys C-u
form "$p-2" '' '' hello '' ''
expect wait_for 15 workflow 2 'WORKFLOW_EXECUTION_STATUS_RUNNING'
keys Q
gone

scene "a batch job over all that a query finds; and one of resets"
for i in 3 4; do wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-$i" -o none; done
both() { [ "$(wfsh count -q "WorkflowId IN ('$p-3', '$p-4')")" = 2 ]; }
wait_for 15 both
top 110x32 workflows "WorkflowId = '$p-3' OR WorkflowId = '$p-4'"
sees '1-2 of 2'
menu 'a batch job over all'
form '' '' release '' '' all
expect wait_for 20 workflow 3 'WORKFLOW_EXECUTION_STATUS_COMPLETED'
expect wait_for 20 workflow 4 'WORKFLOW_EXECUTION_STATUS_COMPLETED'
top 110x32 batches
menu 'new, of resets'
form "WorkflowId = '$p-4'" '' again all
runs() { [ "$(wfsh count -q "WorkflowId = '$p-4'")" = 2 ]; }
expect wait_for 20 runs
keys Q
gone

scene "clusters: what the server says of one that is not there"
top 110x32 clusters
sees '^> active'
keys n
sees '│ wfsh operator cluster upsert'
form 127.0.0.1:1 '' ''
refused() { shows 'connection refused|Unable connect'; }
expect wait_for 40 refused
keys Q
gone

covers activities.complete activities.options activities.reset activities.unpause \
    batches.start-reset deployments.manager deployments.no-manager deployments.unversioned \
    versions.metadata workflows.batch-query workflows.pin workflows.signal-with-start \
    workflows.unpin
