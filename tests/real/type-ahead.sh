#!/usr/bin/env bash
# Lines typed before their prompt is there, on a busy machine.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

temporal workflow start --type WaitFor -t wfsh-sample -w "ahead-$$" -o none
listed() { [ "$(wfsh count -q "WorkflowId = 'ahead-$$'")" = 1 ]; }
wait_for 20 listed
tap python3 "$lib/type_ahead.py" "ahead-$$"
