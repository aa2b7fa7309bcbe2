#!/usr/bin/env bash
# Standalone Nexus Operations, with a worker that handles them and an Endpoint that nobody serves.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

o=operation-$$
spawn "$root/build/venv/bin/python" "$lib/nexus_worker.py" "$TEMPORAL_ADDRESS" "$o-q"
wfsh operator nexus endpoint create "$o" --target-namespace default --target-task-queue "$o-q" -o none
wfsh operator nexus endpoint create "$o-nobody" --target-namespace default --target-task-queue "$o-none" -o none
say=(--endpoint "$o" --service Echo --operation say)
wait=(--endpoint "$o-nobody" --service Echo --operation say)
same()
{
    wfsh "$@" -o json | jq -S "${mask:-.}" >"$work/ours"
    temporal "$@" -o json | jq -S "${mask:-.}" >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}

# The cache of Endpoints takes a moment to hear of a new one.
runs()
{
    wfsh nexus operation execute --operation-id "$o-warm" "${say[@]}" -i '"x"' --schedule-to-close-timeout 5s -o none
}
it "execute prints the result"
expect wait_for 60 runs
run wfsh nexus operation execute --operation-id "$o-e1" "${say[@]}" -i '"hello"' -o json
expect_json '[.operationId, .status, .result]' "[\"$o-e1\",\"COMPLETED\",\"hello\"]"
expect_err "running: operation $o-e1, run "
run wfsh nexus operation execute --operation-id "$o-e2" "${say[@]}" -i '"hello"'
expect_out '^"?hello"?$'

it "a failed one ends with 10"
run wfsh nexus operation execute --operation-id "$o-f" --endpoint "$o" --service Echo --operation fail -i '"bad"' -o json
expect_status 10
expect_json '[.status, .failure.message]' '["FAILED","bad"]'

it "start: the official keys, and every option arrives"
run wfsh nexus operation start --operation-id "$o-s" "${wait[@]}" -i 1 --schedule-to-close-timeout 1h \
    --schedule-to-start-timeout 40m --start-to-close-timeout 30m --static-summary words -o json
expect_json 'keys' '["endpoint","namespace","operation","operationId","runId","service"]'
run wfsh nexus operation describe --operation-id "$o-s" -o json
expect_json '[.scheduleToCloseTimeout, .scheduleToStartTimeout, .startToCloseTimeout, (.userMetadata | keys)]' '["3600s","2400s","1800s",["summary"]]'

it "describe, list, count and result are the official ones"
mask='del(.executionDuration, .attempt, .stateTransitionCount, .stateSizeBytes, .lastAttemptCompleteTime, .nextAttemptScheduleTime, .lastAttemptFailure, .state)' \
    expect same nexus operation describe --operation-id "$o-s"
expect same nexus operation describe --operation-id "$o-e1"
expect same nexus operation result --operation-id "$o-e1"
expect wait_for 20 same nexus operation list -q "Endpoint = '$o'"
expect same nexus operation list -q "Endpoint = '$o'" --limit 2 --page-size 1
expect same nexus operation count -q "Endpoint = '$o'"
expect same nexus operation count -q "Endpoint = 'none'"
run wfsh nexus operation describe --operation-id "$o-s"
expect_out '^Start to close +30m$'
expect_out "^Endpoint +$o-nobody\$"

it "the id is taken, unless that one will do"
run wfsh nexus operation start --operation-id "$o-s" "${wait[@]}"
expect_status 5
run wfsh nexus operation start --operation-id "$o-s" "${wait[@]}" --id-conflict-policy UseExisting
expect_out '  running, as run '
run wfsh nexus operation start --operation-id "$o-e1" "${say[@]}" -i '"x"' --id-reuse-policy RejectDuplicate
expect_status 5

it "cancel asks, terminate ends; the result says which"
run wfsh nexus operation cancel --operation-id "$o-s" --reason enough -o json
expect_json '[.operationId, .message]' "[\"$o-s\",\"cancel requested\"]"
run wfsh nexus operation terminate --operation-id "$o-s" --reason over
expect_out '  terminated$'
run wfsh nexus operation result --operation-id "$o-s" -o json
expect_status 13
expect_json '.failure.message' '"over"'

it "what is not there, and what is wrong"
run wfsh nexus operation describe --operation-id "$o-none"
expect_status 3
run wfsh nexus operation result --operation-id "$o-none"
expect_status 3
run wfsh nexus operation cancel --operation-id "$o-none"
expect_status 3
run wfsh nexus operation start --operation-id x "${say[@]}" -i 1 -i 2
expect_status 2
run wfsh nexus operation start --operation-id x "${say[@]}" --id-conflict-policy TerminateExisting
expect_status 2
run wfsh nexus operation start --operation-id x --service s --operation o
expect_status 2
run wfsh nexus operation start --operation-id "$o-x" --endpoint "$o-no-such" --service s --operation o
expect_status 3
