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
