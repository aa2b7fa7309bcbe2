#!/usr/bin/env bash
# Many ids, of which some fail: a receipt for each, the codes, Ctrl-C, a server that goes away.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

# these ID…: ends them by what is read from stdin; more flags in $flags.
flags=()
these()
{
    printf '%s\n' "$@" >"$work/ids"
    # shellcheck disable=SC2016 # for the inner shell
    run timeout -k 5 30 bash -c 'exec wfsh workflow terminate - --reason test -o jsonl "${@:2}" \
        <"$1"' - "$work/ids" --address "$address" "${flags[@]}"
}
count() { expect test "$(jq -r "select(.outcome == \"$2\").workflowId" "$stdout" | wc -l)" = "$1"; }

fake_start </dev/null
it "all done: 0"
these a b c
expect_status 0
count 3 'done'
it "all closed already: 0, and it is said"
these a b c
expect_status 0
count 3 no-op
it "some not there: 8, the others are done"
these d missing-1 e
expect_status 8
count 2 'done'
count 1 error
expect_err '1 of 3'
it "none there: their common code"
these missing-1 missing-2
expect_status 3
count 2 error
it "each in its own way: 8"
expect fake_tell "TerminateWorkflowExecution when=no-1 status PERMISSION_DENIED no"
these missing-1 no-1
expect_status 8
it "--failed-to keeps what failed"
flags=(--failed-to "$work/failed")
these f missing-3 g
expect_status 8
expect grep -q '^missing-3' "$work/failed"
expect test "$(wc -l <"$work/failed")" = 1
it "--fail-fast stops, and names what it did not try"
flags=(--fail-fast)
these h missing-4 i j
fails
count 1 'done'
count 1 error
count 2 not-tried
it "a lost answer for each is tried again"
flags=(--parallel 4)
expect fake_tell "TerminateWorkflowExecution times=3 effect=1 status UNAVAILABLE lost"
these k l m n
expect_status 0
expect test "$(jq -r 'select(.outcome == "done" or .outcome == "no-op").workflowId' "$stdout" |
    sort -u | wc -l)" = 4

it "Ctrl-C: what hangs is given up, the rest is named, exit 130"
expect fake_tell "TerminateWorkflowExecution when=hang hang"
printf '%s\n' o hang-1 hang-2 p q r >"$work/ids"
run true
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh workflow terminate - --reason test -o jsonl \
    --parallel 2 --address "$address" <"$work/ids" >"$work/o" 2>"$work/e" &
pid=$!
wait_for 10 seen '.method == "TerminateWorkflowExecution" and (.request | tostring | test("hang-2"))'
wait_for 10 seen '.method == "TerminateWorkflowExecution" and (.request | tostring | test("hang-1"))'
kill -INT $pid
code=0
wait $pid || code=$?
expect test "$code" = 130
expect test "$(jq -r .workflowId "$work/o" | sort -u | wc -l)" = 6
expect test "$(jq -r 'select(.outcome == "not-tried").workflowId' "$work/o" | wc -l)" = 3
fake_stop

it "a server that goes away: what was done stays done, exit not 0, every id has a receipt"
fake_start <<<'TerminateWorkflowExecution when=hang hang'
printf '%s\n' a b hang-1 c d >"$work/ids"
run true
wfsh workflow terminate - --reason test -o jsonl --command-timeout 4s --address "$address" \
    <"$work/ids" >"$work/o" 2>"$work/e" &
pid=$!
wait_for 10 seen '.request | tostring | test("hang-1")'
fake_kill
code=0
wait $pid || code=$?
expect test "$code" -ne 0
expect test "$(jq -r .workflowId "$work/o" | sort -u | wc -l)" = 5
expect test "$(jq -r 'select(.outcome == "done").workflowId' "$work/o" | wc -l)" = 2

# job TYPE FAILED [IDENTITY]: the state of a batch job over all workflows that has ended.
job()
{
    fake_tell "DescribeBatchOperation reply {\"operationType\": \"BATCH_OPERATION_TYPE_$1\", \"jobId\": \"job-1\", \"state\": \"BATCH_OPERATION_STATE_COMPLETED\", \"startTime\": \"2026-01-01T00:00:02.5Z\", \"totalOperationCount\": \"3\", \"completeOperationCount\": \"$((3 - $2))\", \"failureOperationCount\": \"$2\", \"identity\": \"${3-me}\", \"query\": \"WorkflowType = 'x'\"}"
}
# derived ID…: those, and no others, have not taken it.
derived()
{
    expect_status 8
    expect test "$(jq -r 'select(.derived).workflowId' "$stdout" | sort | tr '\n' ' ')" = "$*"
}

fake_start </dev/null
it "terminate: those that are open still, by describe, are derived"
these wf-2
expect job TERMINATE_WORKFLOW 2
expect fake_tell 'StartBatchOperation reply {}'
wf terminate -q "WorkflowType = 'x'" --yes --wait -o jsonl
derived "wf-1 wf-3 "
expect test "$(jq -r 'select(.derived).message' "$stdout" | sort -u)" = 'still open'
expect seen '.method == "ListWorkflowExecutions" and (.request.query | test("StartTime <= .2026-01-01T00:00:02.500Z. AND ExecutionStatus = .Running."))'
it "an older server has other names for the operations"
expect job TERMINATE 2
wf batch describe job-1 --wait -o jsonl
derived "wf-1 wf-3 "
it "delete: those that are there"
expect job DELETE_WORKFLOW 2
expect fake_tell 'DescribeWorkflowExecution when=wf-3 status NOT_FOUND gone'
wf batch describe job-1 --wait -o jsonl
derived "wf-1 wf-2 "
it "cancel: those where it is not requested"
expect job CANCEL_WORKFLOW 2
expect fake_tell 'DescribeWorkflowExecution when=wf-1 reply {"workflowExecutionInfo": {"status": "WORKFLOW_EXECUTION_STATUS_RUNNING"}, "workflowExtendedInfo": {"cancelRequested": true}}'
wf batch describe job-1 --wait -o jsonl
derived ""
it "cancel of one that is open and not asked"
expect fake_tell 'DescribeWorkflowExecution when=wf-3 answer'
wf batch describe job-1 --wait -o refs
expect_status 8
expect_out '^wf-3'
fake_stop

# The fake's event n signals n-<n>, at 2026-01-01 plus n seconds.
fake_start <<<'set history.events 4'
it "signal: those without one of that name and sender since the job began"
expect job SIGNAL_WORKFLOW 3
expect fake_tell 'StartBatchOperation reply {}'
wf signal --name other -q "WorkflowType = 'x'" --yes --wait -o jsonl
derived "wf-1 wf-2 wf-3 "
expect test "$(jq -r 'select(.derived).message' "$stdout" | sort -u)" = 'no such signal in its history'
it "signal: any, where neither its name nor its sender is known"
expect job SIGNAL_WORKFLOW 3 ''
wf batch describe job-1 --wait -o jsonl
derived ""
fake_stop

fake_start </dev/null
it "what cannot be derived is said to be so"
expect job UPDATE_WORKFLOW_EXECUTION_OPTIONS 2
wf batch describe job-1 --wait -o jsonl
expect_status 8
expect test "$(jq -c 'select(has("derived")) | [.batchJobId, .derived]' "$stdout")" = '["job-1",false]'
wf batch describe job-1 --wait
expect_status 8
expect_err 'cannot be derived'
it "more seem left than the server counted: it is looked again"
expect job TERMINATE_WORKFLOW 1
wf batch describe job-1 --wait -o jsonl
derived "wf-1 wf-2 wf-3 "
expect test "$(jq -c 'select(.method == "ListWorkflowExecutions")' "$log" | wc -l)" -gt 3
it "none is left at the second look"
expect job TERMINATE_WORKFLOW 1
these wf-1 wf-2 wf-3
wf batch describe job-1 --wait
expect_status 8
expect_out 'found none'

it "Ctrl-C while it waits: how to go on"
expect fake_tell 'DescribeBatchOperation reply {"jobId": "job-1", "state": "BATCH_OPERATION_STATE_RUNNING", "totalOperationCount": "3"}'
run true
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh batch describe job-2 --wait --address "$address" \
    >"$work/o" 2>"$work/e" &
pid=$!
expect wait_for 10 seen '.method == "DescribeBatchOperation" and (.request.jobId == "job-2")'
kill -INT $pid
code=0
wait $pid || code=$?
expect test "$code" = 130
expect grep -q 'the job goes on: wfsh batch describe job-2 --wait' "$work/e"
it "--timeout ends the waiting with 7"
wf batch describe job-1 --wait --timeout 600ms
expect_status 7
expect_err 'still runs'

it "a progress bar on a terminal"
command -v tmux >"$work/tmux"
expect fake_tell 'DescribeBatchOperation reply {"jobId": "job-1", "state": "BATCH_OPERATION_STATE_RUNNING", "totalOperationCount": "4", "completeOperationCount": "1", "failureOperationCount": "1"}'
tmux -L "batch-$$" -f /dev/null new-session -d -s w -x 100 -y 20 \
    "env TERM=screen '$(command -v wfsh)' batch describe job-1 --wait --address $address; cat"
at_end "tmux -L batch-$$ kill-server 2>/dev/null"
shows() { tmux -L "batch-$$" capture-pane -p -t w | grep -qE -- "$1"; }
expect wait_for 20 shows '^\[#{20}\.{20}\] 2 of 4 done, 1 failed'
it "which gives way to the state"
expect job CANCEL_WORKFLOW 0
expect wait_for 20 shows 'Completed  3 of 3'
gone() { ! shows '###'; }
expect gone
tmux -L "batch-$$" kill-server # it holds the fake's stdin
fake_stop
