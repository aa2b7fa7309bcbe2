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

it "pause of a workflow's Activity"
asks "$q-pause"
run wfsh activity pause -a ask -w "$q-pause" --reason maintenance -o json
expect_json '[.activityId, .outcome, .message]' '["ask","done","paused"]'
run wfsh workflow describe "$q-pause" -o json
expect_json '.pendingActivities[0].pauseInfo.manual.reason' '"maintenance"'
run wfsh activity pause -a ask -w "$q-pause"
expect_status 5
run wfsh workflow terminate "$q-pause"

# ---- standalone ones
same_output()
{
    wfsh "$@" -o json | jq -S "${mask:-.}" >"$work/ours"
    temporal "$@" -o json | jq -S "${mask:-.}" >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}
alone()
{
    temporal activity start --activity-id "$1" --type Ask -t "$q" --start-to-close-timeout 5m >"$work/start"
    wait_for 30 taken "$1"
}
taken()
{
    [ "$(wfsh activity describe -a "$1" -o json | jq -r .info.runState)" = PENDING_ACTIVITY_STATE_STARTED ]
}
of_test="TaskQueue = '$q'"
listed()
{
    [ "$(wfsh activity count -q "$of_test")" = "$1" ]
}
for n in 1 2 3 4; do alone "$q-s$n"; done

it "standalone: list, count and describe are the official ones"
expect wait_for 20 listed 4
expect same_output activity list -q "$of_test"
expect same_output activity list -q "$of_test" --limit 2 --page-size 1
expect same_output activity count -q "$of_test"
expect same_output activity count -q 'TaskQueue = "no-such-queue"'
mask='del(.longPollToken)' expect same_output activity describe -a "$q-s1"
run wfsh activity list -q "$of_test" --columns status,type --no-header -o tsv
expect grep -qx "Running	Ask" "$stdout"
run wfsh activity describe -a "$q-s1"
expect_out '^State +Started$'
expect_out "^Task Queue +$q\$"
run wfsh activity describe -a "$q-s1" --raw
expect_out '^Scheduled +20[0-9-]+T'

it "standalone: completed, its result and exit status"
run wfsh activity complete -a "$q-s1" --result '{"a":[1]}'
run wfsh activity result -a "$q-s1" -o json
expect_json '[.status, .result]' '["COMPLETED",{"a":[1]}]'
expect same_output activity result -a "$q-s1"
mask='del(.longPollToken)' expect same_output activity describe -a "$q-s1"
expect jq -e '.outcome.result == [{"a":[1]}]' "$work/ours"
run wfsh activity describe -a "$q-s1"
expect_out '^Result +\{"a":\[1\]\}$'

it "standalone: failed is 10, terminated is 13"
run wfsh activity fail -a "$q-s2" --reason broken
run wfsh activity result -a "$q-s2"
expect_status 10
expect_out 'broken'
run wfsh activity terminate -a "$q-s3" --reason over
expect_out '  terminated$'
run wfsh activity result -a "$q-s3" -o json
expect_status 13
expect_json '[.status, .failure.message]' '["FAILED","over"]'

it "standalone: a request to cancel"
run wfsh activity cancel -a "$q-s4" --reason enough -o json
expect_json '[.activityId, .message]' "[\"$q-s4\",\"cancel requested\"]"
run wfsh activity describe -a "$q-s4" -o json
expect_json '[.info.runState, .info.canceledReason]' '["PENDING_ACTIVITY_STATE_CANCEL_REQUESTED","enough"]'

it "standalone: a batch by query asks, and ends all that match"
run wfsh activity terminate -q "$of_test AND ExecutionStatus = 'Running'"
expect_status 9
run wfsh activity terminate -q "$of_test AND ExecutionStatus = 'Running'" --yes -o json
expect jq -e '.batchJobId | length > 10' "$stdout"
ended()
{
    [ "$(wfsh activity describe -a "$q-s4" -o json | jq -r .info.status)" = ACTIVITY_EXECUTION_STATUS_TERMINATED ]
}
expect wait_for 30 ended

it "standalone: deleted, one with a word and the rest as a batch"
run wfsh activity delete -a "$q-s1"
expect_status 9
run wfsh activity delete -a "$q-s1" --yes
expect_out '  deleted$'
run wfsh activity delete -q "$of_test" --yes
expect wait_for 30 listed 0

it "standalone: what is not there, and what does not go together"
run wfsh activity describe -a "$q-none"
expect_status 3
run wfsh activity result -a "$q-none"
expect_status 3
run wfsh activity terminate -a x -q y
expect_status 2
run wfsh activity cancel
expect_status 2
run wfsh activity delete -q y -r z
expect_status 2

it "unpause, reset and update-options of a workflow's Activity"
asks "$q-u"
wfsh activity pause -a ask -w "$q-u" -o none
run wfsh activity unpause -a ask -w "$q-u" -o json
expect_json .message '"unpaused"'
run wfsh workflow describe "$q-u" -o json
expect_json '.pendingActivities[0].pauseInfo' null
run wfsh activity unpause -a none -w "$q-u"
expect_status 3
options=(--start-to-close-timeout 9m --schedule-to-close-timeout 1h --schedule-to-start-timeout 2m
    --heartbeat-timeout 30s --task-queue other --retry-initial-interval 2s --retry-maximum-interval 1m
    --retry-backoff-coefficient 1.5 --retry-maximum-attempts 7)
run wfsh activity update-options -a ask -w "$q-u" "${options[@]}" -o json
expect_json '[.TaskQueue, .StartToCloseTimeout, .BackoffCoefficient, .MaximumAttempts]' '["other",540000000000,1.5,7]'
wfsh activity update-options -a ask -w "$q-u" "${options[@]}" -o json | jq -S . >"$work/ours"
asks "$q-v"
temporal activity update-options -a ask -w "$q-v" "${options[@]}" -o json | jq -S . >"$work/theirs"
expect diff "$work/ours" "$work/theirs"
run wfsh activity update-options -a ask -w "$q-u" --restore-original-options -o json
expect_json '[.TaskQueue, .StartToCloseTimeout]' "[\"$q\",300000000000]"
run wfsh activity reset -a ask -w "$q-u" --keep-paused --clear-heartbeat-details --restore-original-options -o json
expect_json . '{"keepPaused":true}'
run wfsh activity reset -a ask -w "$q-u"
expect_stdout <<'EOF'
done  ask  reset
EOF

it "the same of Standalone Activities"
alone "$q-p"
run wfsh activity pause -a "$q-p"
expect_out '  paused$'
run wfsh activity unpause -a "$q-p"
expect_out '  unpaused$'
run wfsh activity update-options -a "$q-p" --retry-maximum-attempts 3 -o json
expect_json .MaximumAttempts 3
run wfsh activity reset -a "$q-p"
expect_out '  reset$'
run wfsh activity terminate -a "$q-p"

it "batches of them, by query"
for verb in unpause "reset --jitter 1s" "update-options --heartbeat-timeout 20s"; do
    # shellcheck disable=SC2086 # words
    run wfsh activity $verb -q "$of_test" --yes --rps 100 --reason tests -o json
    expect jq -e '.batchJobId | length > 10' "$stdout"
done

it "what does not go together"
run wfsh activity unpause -a ask -w x --jitter 1s
expect_status 2
run wfsh activity reset -a ask -w x --yes
expect_status 2
run wfsh activity reset
expect_status 2
run wfsh activity update-options -a ask -w x
expect_status 2
run wfsh activity update-options -a ask -w x --task-queue a --restore-original-options
expect_status 2
run wfsh activity update-options -a ask -w x --retry-backoff-coefficient 0.5
expect_status 2
for w in u v; do wfsh workflow terminate "$q-$w" -o none; done

it "start: the official keys, and every option arrives"
run wfsh activity start -a "$q-n1" --type Ask -t "$q" --start-to-close-timeout 5m --schedule-to-close-timeout 1h \
    --schedule-to-start-timeout 50m --heartbeat-timeout 40s --retry-initial-interval 2s --retry-maximum-interval 1m \
    --retry-backoff-coefficient 1.5 --retry-maximum-attempts 3 --priority-key 2 --fairness-key k --fairness-weight 2 \
    --static-summary s --static-details d --headers h=1 -i '{"a":1}' -o json
expect_json 'keys' '["activityId","namespace","runId"]'
expect wait_for 30 taken "$q-n1"
run wfsh activity describe -a "$q-n1" -o json
expect_json '.info | [.startToCloseTimeout, .scheduleToCloseTimeout, .scheduleToStartTimeout, .heartbeatTimeout, .retryPolicy, .priority]' \
    '["300s","3600s","3000s","40s",{"initialInterval":"2s","backoffCoefficient":1.5,"maximumInterval":"60s","maximumAttempts":3},{"priorityKey":2,"fairnessKey":"k","fairnessWeight":2}]'
expect_json '.info | [(.header.fields | keys), (.userMetadata | keys)]' '[["h"],["details","summary"]]'

it "start: the id is taken, unless that one will do"
run wfsh activity start -a "$q-n1" --type Ask -t "$q" --start-to-close-timeout 5m
expect_status 5
run wfsh activity start -a "$q-n1" --type Ask -t "$q" --start-to-close-timeout 5m --id-conflict-policy UseExisting
expect_status 0
wfsh activity terminate -a "$q-n1" -o none
run wfsh activity start -a "$q-n1" --type Ask -t "$q" --start-to-close-timeout 5m --id-reuse-policy RejectDuplicate
expect_status 5
run wfsh activity start -a "$q-n2" --type Ask -t "$q"
expect_status 2
run wfsh activity start -a "$q-n2" --type Ask -t "$q" --start-to-close-timeout 5m -i '{'
expect_status 2

it "execute: prints the result, and ends as the Activity did"
spawn sh -c "wfsh activity execute -a $q-e1 --type Ask -t $q --start-to-close-timeout 5m --start-delay 100ms -o json >$work/executed; echo \$? >$work/code"
wait_for 30 taken "$q-e1"
wfsh activity complete -a "$q-e1" --result '[1]' -o none
expect wait_for 20 test -s "$work/code"
expect jq -e '.status == "COMPLETED" and .result == [1] and (.runId | length > 10)' "$work/executed"
expect grep -qx 0 "$work/code"
