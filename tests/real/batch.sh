#!/usr/bin/env bash
# batch list, describe, terminate: the jobs that --query starts.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=batch-$$
for n in a b; do
    temporal workflow start --type WaitFor -t wfsh-sample -w "$id-$n" -o none
done
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 2 ]; }
wait_for 20 listed
job=$(wfsh signal --name release -q "WorkflowId STARTS_WITH '$id'" --yes -o json | jq -r .batchJobId)

it "describe waits for its end"
run wfsh batch describe "$job" --wait --timeout 60s -o json
expect_json '[.state, .totalOperationCount]' '["BATCH_OPERATION_STATE_COMPLETED","2"]'

it "the same JSON as the official CLI"
wfsh batch describe --job-id "$job" -o json | jq -S . >"$work/ours"
temporal batch describe --job-id "$job" -o json | jq -S . >"$work/theirs"
expect diff "$work/ours" "$work/theirs"

it "the list has it"
run wfsh batch list -o json
expect_json ".[] | select(.jobId == \"$job\") | .operationType" '"BATCH_OPERATION_TYPE_SIGNAL_WORKFLOW"'

it "the list with how far each has come"
run wfsh batch list --counts --limit 5 --no-header --columns id,done,failed,total -o tsv
expect grep -qx "$job	2	0	2" "$stdout"
run wfsh batch list --counts --limit 5 -o json
expect_json ".[] | select(.jobId == \"$job\") | .totalOperationCount" '"2"'

it "one that is not there"
run wfsh batch describe "nope-$$"
expect_status 3
expect_err "no batch job 'nope-$$'"

it "terminate needs a reason"
run wfsh batch terminate "$job"
expect_status 2

it "terminate one that has ended"
run wfsh batch terminate "$job" --reason late
expect_status 5
expect_err 'has ended already'

it "--dry-run lists exactly what the job would take"
for n in c d e; do
    temporal workflow start --type WaitFor -t wfsh-sample -w "$id-dry-$n" -o none
done
temporal workflow terminate -w "$id-dry-c" >"$work/terminate"
dry="WorkflowId STARTS_WITH '$id-dry-'"
running() { [ "$(wfsh count -q "$dry AND ExecutionStatus = 'Running'")" = 2 ] && [ "$(wfsh count -q "$dry")" = 3 ]; }
expect wait_for 20 running
for verb in cancel terminate 'signal --name release'; do
    # shellcheck disable=SC2086 # words
    run wfsh $verb -q "$dry" --dry-run -o json
    expect_json 'map(.execution.workflowId | ltrimstr("'"$id"'-dry-")) | sort' '["d","e"]'
done
run wfsh workflow delete -q "$dry" --dry-run -o json
expect_json length 3
run wfsh terminate -q "$dry" --dry-run -o refs
expect test "$(wc -l <"$stdout")" = 2

it "and so the job counts"
job=$(wfsh signal --name release -q "$dry" --yes -o json | jq -r .batchJobId)
run wfsh batch describe "$job" --wait --timeout 60s -o json
expect_json .totalOperationCount '"2"'

left="$id-left"
for n in a b; do # nobody polls their queue: they have no workflow task to be reset to
    temporal workflow start --type WaitFor -t "$id-nobody" -w "$left-$n" -o none
done
temporal workflow start --type WaitFor -t wfsh-sample -w "$left-c" -o none
waits() { [ "$(wfsh show "$left-c" -o json | jq '.events | map(select(.eventType == "EVENT_TYPE_WORKFLOW_TASK_COMPLETED")) | length')" = 1 ]; }
expect wait_for 20 waits
all() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$left'")" = "$1" ]; }
expect wait_for 20 all 3

it "a verb waits for its batch job: the receipt, the state, who was not reached, 8"
run wfsh workflow reset -q "WorkflowId STARTS_WITH '$left'" -t FirstWorkflowTask --reason test \
    --yes --wait --timeout 60s -o jsonl
expect_status 8
expect_err '2 of 3 failed'
expect jq -se '(.[0] | keys) == ["batchJobId"] and .[1].jobId == .[0].batchJobId' "$stdout"
expect test "$(jq -c 'select(.derived) | [.workflowId, .message]' "$stdout" | sort | tr '\n' ' ')" = \
    "[\"$left-a\",\"not reset\"] [\"$left-b\",\"not reset\"] "
job=$(jq -r 'select(.batchJobId).batchJobId' "$stdout")

it "and so does batch describe --wait, in text too"
run wfsh batch describe "$job" --wait
expect_status 8
expect_out 'Derived by a second look'
expect_out "^$left-a .*not reset"
expect_out "^$left-b .*not reset"
expect test "$(grep -c "^$left-c" "$stdout")" = 0
run wfsh batch describe "$job" -o json
expect_json '[.failureOperationCount, .derived]' '["2",null]'

it "nothing failed: 0, and nothing is derived"
run wfsh signal --name nosuch -q "WorkflowId STARTS_WITH '$left'" --yes --wait -o jsonl
expect test "$(wc -l <"$stdout")" = 2
run wfsh signal --name nosuch -q "WorkflowId STARTS_WITH '$left'" --yes --wait -o none
expect_stdout </dev/null

it "--client-side asks, --dry-run lists"
run wfsh terminate -q "WorkflowId STARTS_WITH '$left'" --client-side
expect_status 9
run wfsh terminate -q "WorkflowId STARTS_WITH '$left'" --client-side --dry-run -o jsonl
expect test "$(jq -r 'select(.outcome == "not-tried" and .runId != null).workflowId' "$stdout" | sort | tr '\n' ' ')" = \
    "$left-a $left-b $left-c "

it "--client-side: a receipt each, and what failed in a file"
run wfsh workflow reset -q "WorkflowId STARTS_WITH '$left' AND ExecutionStatus = 'Running'" \
    -t FirstWorkflowTask --reason test --client-side --yes --parallel 2 --failed-to "$work/left" -o jsonl
expect_status 8
expect test "$(jq -r 'select(.outcome == "done").workflowId' "$stdout")" = "$left-c"
expect test "$(cut -f1 "$work/left" | sort | tr '\n' ' ')" = "$left-a $left-b "

it "the open ones only, as the job takes them"
run wfsh terminate -q "WorkflowId STARTS_WITH '$left'" --client-side --yes --rate 50 -o jsonl
expect test "$(jq -r 'select(.outcome == "done").workflowId' "$stdout" | sort | tr '\n' ' ')" = \
    "$left-a $left-b $left-c "
gone() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$left' AND ExecutionStatus = 'Running'")" = 0 ]; }
expect wait_for 20 gone
run wfsh terminate -q "WorkflowId STARTS_WITH '$left'" --client-side --yes -o jsonl
expect_err 'nothing matches'
expect_stdout </dev/null

it "delete asks once"
run wfsh workflow delete -q "WorkflowId STARTS_WITH '$left'" --client-side --yes -o jsonl
expect jq -se 'length >= 4 and all(.outcome == "done")' "$stdout"

it "cancel --client-side --wait: closed"
temporal workflow start --type Cancellation -t wfsh-sample -w "$id-cancel" -o none
one() { [ "$(wfsh count -q "WorkflowId = '$id-cancel'")" = 1 ]; }
expect wait_for 20 one
run wfsh cancel -q "WorkflowId = '$id-cancel'" --client-side --yes --wait --timeout 20s -o json
expect_json '[.outcome, .message]' '["done","closed: Canceled"]'

it "what goes with what"
for line in 'terminate x --wait' 'terminate x --client-side' 'terminate -q x --rate 3 --yes' \
    'terminate -q x --client-side --rps 3' 'terminate -q x --client-side --wait' \
    'terminate -q x --timeout 3s' 'cancel x --timeout 3s' 'terminate -q x --wait --dry-run' \
    'activity cancel -a x --wait' 'activity cancel -a x --parallel 2' \
    'activity unpause -a x --client-side' 'batch describe x --timeout 1s'; do
    # shellcheck disable=SC2086 # words
    run wfsh $line
    expect_status 2
done

act=$id-act
for n in a b c; do
    wfsh activity start -a "$act-$n" --type "$act" -t "$id-nobody" --start-to-close-timeout 60s \
        -o none
done
activities() { [ "$(wfsh activity count -q "ActivityType = '$act' AND ExecutionStatus = 'Running'" -o json | jq -r '.count // "0"')" = "$1" ]; }
expect wait_for 20 activities 3

it "Standalone Activities: --dry-run lists, --client-side has receipts"
run wfsh activity terminate -q "ActivityType = '$act'" --dry-run -o json
expect_json 'map(.activityId | ltrimstr("'"$act"'-")) | sort' '["a","b","c"]'
run wfsh activity terminate -q "ActivityId = '$act-a'" --client-side
expect_status 9
run wfsh activity terminate -q "ActivityId = '$act-a'" --client-side --yes -o json
expect_json '[.activityId, .outcome, .message]' "[\"$act-a\",\"done\",\"terminated\"]"

it "and a batch job of them is waited for"
expect wait_for 20 activities 2
run wfsh activity cancel -q "ActivityType = '$act'" --dry-run -o jsonl
expect test "$(wc -l <"$stdout")" = 2
run wfsh activity cancel -q "ActivityType = '$act'" --yes --wait -o jsonl
expect jq -se '.[1].state == "BATCH_OPERATION_STATE_COMPLETED" and .[1].totalOperationCount == "2"' "$stdout"
expect wait_for 20 activities 0
run wfsh activity delete -q "ActivityType = '$act'" --client-side --yes --parallel 3 -o jsonl
expect jq -se 'length == 3 and all(.outcome == "done")' "$stdout"

it "unpause, reset, update-options --client-side: of every workflow that matches"
temporal workflow start --type StuckActivity -t wfsh-sample -w "$id-retry" -o none
retries() { [ "$(wfsh describe "$id-retry" -o json | jq ".pendingActivities | length")" = 1 ]; }
expect wait_for 20 retries
run wfsh activity unpause -q "WorkflowId = '$id-retry'" --client-side --yes -o json
expect_json '[.workflowId, .outcome]' "[\"$id-retry\",\"done\"]"
run wfsh activity reset -q "WorkflowId = '$id-retry'" --client-side --yes -o json
expect_json '[.workflowId, .outcome]' "[\"$id-retry\",\"done\"]"
run wfsh activity update-options -q "WorkflowId = '$id-retry'" --heartbeat-timeout 50s \
    --client-side --yes -o json
expect_json '[.workflowId, .outcome]' "[\"$id-retry\",\"done\"]"
wfsh terminate "$id-retry" -o none
