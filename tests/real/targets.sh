#!/usr/bin/env bash
# Verbs over many workflows: references, receipts, exit codes, what is left out or not tried.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=targets-$$
start()
{
    for n; do
        temporal workflow start --type WaitFor -t wfsh-sample -w "$id-$n" -o none
    done
}

# Visibility lags a moment behind.
listed()
{
    [ "$(wfsh count -q "WorkflowId STARTS_WITH '$1'")" = "$2" ]
}

start a b c d e f g h i

it "terminate one: a receipt with the run"
run wfsh workflow terminate "$id-a" -o json
expect_json '[.workflowId, .outcome, .code, .message]' "[\"$id-a\",\"done\",0,\"terminated\"]"
expect_json '.runId | length' 36

it "a closed run is a no-op and is said so"
run wfsh terminate "$id-a" -o json
expect_json '[.outcome, .message]' '["no-op","already closed: Terminated"]'

it "the reason is in the history"
run wfsh terminate "$id-b" --reason 'no more'
expect test "$(temporal workflow show -w "$id-b" -o json |
    jq -r '.events[-1].workflowExecutionTerminatedEventAttributes.reason')" = 'no more'

it "one that is not there: its code, nothing on stdout"
run wfsh terminate "$id-nope"
expect_status 3
expect_stdout </dev/null
expect_err "not found for ID: $id-nope"

it "some of many fail: 8, and a receipt for each"
run wfsh terminate "$id-c" "$id-nope" "$id-a" -o jsonl
expect_status 8
expect_json '[.outcome, .code]' '["done",0]
["error",3]
["no-op",0]'

it "all of many fail alike: their code"
run wfsh terminate "$id-nope1" "$id-nope2"
expect_status 3

it "references from stdin: ids, id and run, JSON lines and receipts"
run_of() { temporal workflow describe -w "$1" -o json | jq -r .workflowExecutionInfo.execution.runId; }
{
    echo "$id-d"
    printf '%s\t%s\n' "$id-e" "$(run_of "$id-e")"
    echo
    temporal workflow describe -w "$id-f" -o json | jq -c .workflowExecutionInfo
    echo "{\"workflowId\":\"$id-nope\",\"outcome\":\"done\"}"
} >"$work/refs"
run bash -c "wfsh cancel - --failed-to '$work/failed' -o jsonl <'$work/refs'"
expect_status 8
expect_json '[.outcome, .message]' '["done","cancellation requested"]
["done","cancellation requested"]
["done","cancellation requested"]
["error","workflow not found for ID: '"$id-nope"'"]'
expect test "$(cat "$work/failed")" = "$id-nope"
expect test "$(stat -c %a "$work/failed")" = 600

it "cancel --wait returns when it is closed"
temporal workflow start --type Cancellation -t wfsh-sample -w "$id-w" -o none
run wfsh cancel "$id-w" --wait --timeout 20s -o json
expect_json '[.outcome, .message]' '["done","closed: Canceled"]'

it "cancel --wait of one that does not honour it: the deadline"
temporal workflow start --type Cancellation -i '{"kind":"ignore"}' -t wfsh-sample -w "$id-x" \
    -o none
run wfsh cancel "$id-x" --wait --timeout 1s
expect_status 7
expect_err 'cancellation was requested, but'

it "a dry run touches nothing"
run wfsh terminate "$id-g" --dry-run -o json
expect_json .outcome '"not-tried"'
expect test "$(temporal workflow describe -w "$id-g" -o json |
    jq -r .workflowExecutionInfo.status)" = WORKFLOW_EXECUTION_STATUS_RUNNING

it "excluded ones are left out"
echo "$id-g" >"$work/exclude"
run wfsh terminate "$id-g" "$id-h" --exclude "$work/exclude" -o jsonl
expect_json '[.workflowId, .outcome]' "[\"$id-h\",\"done\"]"

it "fail-fast: the rest is not tried"
run wfsh terminate "$id-nope" "$id-g" --fail-fast -o jsonl
expect_status 8
expect_json .outcome '"error"
"not-tried"'

it "many at the same time"
start p{1..12}
wait_for 20 listed "$id-p" 12
run bash -c "wfsh ls --id-prefix '$id-p' -o refs | wfsh terminate - --parallel 6 -o jsonl"
expect test "$(jq -r .outcome "$stdout" | sort | uniq -c | tr -s ' ')" = ' 12 done'

it "a listing's own JSON lines are references"
start q1 q2
wait_for 20 listed "$id-q" 2
run bash -c "wfsh ls --id-prefix '$id-q' -o jsonl | wfsh terminate - -o jsonl"
expect_json .outcome '"done"
"done"'

it "two readers of stdin"
run bash -c "echo x | wfsh terminate - --exclude -"
expect_status 2
expect_err 'stdin is read by'

it "ids and --query exclude each other"
run wfsh terminate "$id-i" -q "WorkflowId='x'"
expect_status 2

it "a query is one server-side batch; nobody can be asked"
run wfsh terminate -q "WorkflowId='$id-i'"
expect_status 9
expect_err -- '--yes confirms'

it "a batch: its job's id, and what it did"
run wfsh terminate -q "WorkflowId='$id-i'" --yes --reason batch -o json
job=$(jq -r .batchJobId "$stdout")
expect test ${#job} = 36
closed() { [ "$(wfsh count -q "WorkflowId='$id-i' AND ExecutionStatus='Terminated'")" = 1 ]; }
wait_for 30 closed

it "a batch's dry run lists"
run wfsh cancel -q "WorkflowId='$id-x'" --dry-run -o json
expect_json length 1

it "explain prints the request and the official command, and sends nothing"
run wfsh terminate "$id-x" --reason "it's over" --explain
expect_json .request.workflowExecution.workflowId "\"$id-x\""
expect_json .command "\"temporal workflow terminate --workflow-id $id-x --reason 'it'\\\\''s over'\""
expect test "$(wfsh count -q "WorkflowId='$id-x' AND ExecutionStatus='Running'")" = 1

it "delete asks, and nobody can be asked"
run wfsh workflow delete "$id-a"
expect_status 9

it "delete"
run wfsh workflow delete "$id-a" --yes -o json
expect_json .outcome '"done"'
gone() { ! temporal workflow describe -w "$id-a" -o none 2>/dev/null; }
wait_for 60 gone

it "a read-only profile refuses"
run wfsh terminate "$id-x" --read-only
expect_status 9
expect_err 'read-only'
run wfsh terminate "$id-x" --read-only --write
