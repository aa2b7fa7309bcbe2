#!/usr/bin/env bash
# What the menu (`a`) of Activities and workflows has beside their keys, by its effect.
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
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$p-'\" --yes -o none"
deployed() { wfsh worker deployment describe "$p" -o none 2>"$work/deployed"; }
wait_for 30 deployed
listed() { [ "$(wfsh activity count -q "ActivityId STARTS_WITH '$p-'")" = 2 ]; }
wait_for 30 listed

# Opens the menu and takes the row with this text.
menu()
{
    local i

    sees '^>'
    keys a
    sees '─ More ─'
    for ((i = 0; i < 12; i++)); do
        shows "│ > $1" && break
        keys j
        sleep 0.1
    done
    keys Enter
    sees '│ (Enter next|y run)'
}
activity() { says "$2" wfsh activity describe -a "$p-$1" -o json; }
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

