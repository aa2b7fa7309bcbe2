#!/usr/bin/env bash
# workflow reset: to a place in words, measured first.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=reset-$$
sample starter operations --id "$id" >"$work/out" 2>&1 || true
wid=$(wfsh ls --id-prefix "$id" --type Operations -o 'template={id}' --limit 1)
events() { temporal workflow show -w "$wid" -r "$1" -o json; }
first=$(temporal workflow describe -w "$wid" -o json | jq -r .workflowExecutionInfo.execution.runId)

it "the points are the ends of workflow tasks"
run wfsh workflow reset-points "$wid" --columns event --no-header -o tsv
events "$first" | jq -r '.events[] | select(.eventType |
    test("WORKFLOW_TASK_(COMPLETED|FAILED|TIMED_OUT)")) | .eventId' >"$work/points"
expect diff "$stdout" "$work/points"

it "and what each of them decided"
run wfsh workflow reset-points "$wid" --columns again --no-header -o tsv
expect_out 'ActivityTaskScheduled'
expect_out 'WorkflowExecutionCompleted'

it "a dry run says where, and resets nothing"
run wfsh reset "$wid" --to first --reason test --dry-run -o json
expect_json '[.outcome, .eventId]' "[\"not-tried\",$(head -1 "$work/points")]"
expect_json .activitiesAfter "$(events "$first" | jq '[.events[] |
    select(.eventType == "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED")] | length')"

it "before an event: the task that led to it"
run wfsh reset "$wid" --to before:ActivityTaskScheduled --reason test --dry-run -o json
scheduled=$(events "$first" | jq -r '[.events[] |
    select(.eventType == "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED") | .eventId | tonumber] | max')
expect_json .eventId "$(awk -v s="$scheduled" '$1 < s' "$work/points" | tail -1)"

it "no such place"
run wfsh reset "$wid" --to before:TimerFired:nope --reason test
expect_status 3
expect_err reset-points

it "a form that is none"
run wfsh reset "$wid" --to sometime --reason test
expect_status 2

it "reset: the official JSON, and a new run"
run wfsh workflow reset -w "$wid" -t FirstWorkflowTask --reason again -o json
expect_json 'keys' '["runId"]'
new=$(jq -r .runId "$stdout")
expect test "$new" != "$first"
expect test "$(events "$new" | jq -r '[.events[] | select(.eventType ==
    "EVENT_TYPE_WORKFLOW_TASK_FAILED")][0].workflowTaskFailedEventAttributes.baseRunId')" = "$first"

it "signals are not applied again when excluded"
run wfsh workflow reset "$wid" -t LastWorkflowTask --reason x --reapply-exclude Signal \
    --reapply-exclude Update --explain
expect_json .request.resetReapplyExcludeTypes \
    '["RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL","RESET_REAPPLY_EXCLUDE_TYPE_UPDATE"]'

it "places exclude each other"
run wfsh reset "$wid" --to last -e 4 --reason x
expect_status 2

it "a batch"
run wfsh reset -q "WorkflowId = '$wid'" -t LastWorkflowTask --reason x --yes -o json
expect_json '.batchJobId | length' 36

it "not continued as new"
run wfsh reset "$wid" -t LastContinuedAsNew --reason x
expect_status 5
