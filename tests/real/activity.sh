#!/usr/bin/env bash
# Activities that end from outside of their worker.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

q=activity-$$
spawn "$root/build/venv/bin/python" "$lib/asking_worker.py" "$TEMPORAL_ADDRESS" "$q"
started()
{
    wfsh workflow describe "$1" -o json | jq -e '.pendingActivities[0].state == "PENDING_ACTIVITY_STATE_STARTED"' >"$work/started"
}
asks()
{
    wfsh workflow start --type Asks -t "$q" -w "$1" -o none
    wait_for 60 started "$1"
}
# The event that ended the Activity, without what must differ.
ending()
{
    wfsh show "$1" -o json | jq -S '.events[] | select(.eventType | test("ACTIVITY_TASK_(COMPLETED|FAILED)")) |
        (.activityTaskCompletedEventAttributes // .activityTaskFailedEventAttributes)'
}
# Both CLIs do the same to a workflow each; the events must be equal.
same()
{
    local verb=$1

    shift
    asks "$q-ours-$verb"
    asks "$q-theirs-$verb"
    wfsh activity "$verb" -a ask -w "$q-ours-$verb" --identity me "$@" >"$work/receipt"
    temporal activity "$verb" -a ask -w "$q-theirs-$verb" --identity me "$@"
    ending "$q-ours-$verb" >"$work/ours"
    ending "$q-theirs-$verb" >"$work/theirs"
    diff "$work/ours" "$work/theirs" && grep -q '"me"' "$work/ours"
}

it "complete, as the official CLI does"
expect same complete --result '{"ok":true,"n":[1,[]]}'

it "the workflow got the result"
run wfsh workflow result "$q-ours-complete" -o json
expect_json '.result' '{"n":[1,[]],"ok":true}'

it "fail, as the official CLI does"
expect same fail --reason declined --detail '{"by":"ada"}'

it "a receipt in JSON, and the run given"
asks "$q-run"
run_id=$(wfsh workflow describe "$q-run" -o json | jq -r .workflowExecutionInfo.execution.runId)
run wfsh activity fail --activity-id ask --workflow-id "$q-run" --run-id "$run_id" -o json
expect_json '[.activityId, .outcome, .message]' '["ask","done","failed"]'

it "the result from stdin"
asks "$q-stdin"
run sh -c "echo 42 | wfsh activity complete -a ask -w $q-stdin --result -"
expect_stdout <<'EOF'
done  ask  completed
EOF
run wfsh workflow result "$q-stdin" -o json
expect_json .result 42

it "what is not there, is over, or is no JSON"
run wfsh activity complete -a ask -w "$q-none" --result 1
expect_status 3
run wfsh activity complete -a ask -w "$q-stdin" --result 1
expect_err 'already completed'
expect_status 5
run wfsh activity complete -a ask -w "$q-stdin" --result '{'
expect_status 2
expect_err 'result'
run wfsh activity complete -a ask -w "$q-stdin"
expect_status 2
run wfsh activity fail -w "$q-stdin"
expect_status 2
