#!/usr/bin/env bash
# workflow describe on the real server: equal to the official one as JSON, readable as text.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$(dirname "$0")/../lib/server.sh"

p=describe-$$
sample starter states --id "$p" >"$work/states"
sample starter all --id "$p-f" >"$work/families"

# same FLAG…: the official JSON and ours say the same. What moves meanwhile is asked for again.
# The official CLI rounds integers above 2^53 and turns an inner [] of a payload into null; a
# NUL in a string becomes U+001A here.
same()
{
    python3 - "$root/build/venv/bin/temporal" wfsh "$@" <<'PY'
import json, subprocess, sys
official, ours, flags = sys.argv[1], sys.argv[2], sys.argv[3:]
def norm(v):
    if isinstance(v, dict): return {norm(k): norm(x) for k, x in v.items()}
    if isinstance(v, str): return v.replace("\0", "\x1a")
    if isinstance(v, list): return [norm(x) for x in v] or None
    if isinstance(v, int) and not isinstance(v, bool): return float(v)
    return v
def ask(program):
    r = subprocess.run([program, "workflow", "describe", "-o", "json", *flags],
                       capture_output=True, text=True)
    return r.returncode, (norm(json.loads(r.stdout)) if r.returncode == 0 else r.stderr)
for _ in range(10):
    before, mine, after = ask(official), ask(ours), ask(official)
    if before[0] != 0:
        sys.exit(mine[0])  # one payload is no JSON: there the official CLI fails
    if mine == after or mine == before:
        sys.exit(0)
print(json.dumps(before[1], indent=1, sort_keys=True))
print(json.dumps(mine[1], indent=1, sort_keys=True))
sys.exit(1)
PY
}

begin "JSON equals the official CLI's in every state"
# (bytes that are no UTF-8 come in base64 here, as replacement characters there)
for id in $(jq -r .workflowId "$work/states" "$work/families" | grep -v invalid-utf8); do
    expect same -w "$id"
done
begin "and with its flags"
expect same -w "$p-chain" --reset-points
expect same -w "$p-terminated" --reset-points
expect same -w "$p-attributes" --raw
expect same -w "$p-f-operations" --no-json-shorthand-payloads
expect same -w "$p-failed" -r "$(jq -r 'select(.state == "failed").runId' "$work/states")"

it "a failure: the root cause first"
run wfsh describe "$p-failed"
expect_out '^Status +Failed$'
expect_out '^  KeyError: '
expect_out '^  ← ChildWorkflowError FailDeep \('
it "stack traces on request"
run wfsh describe "$p-failed" -o wide
expect_out 'in fail_with_causes'
it "a retrying activity: attempt, worker and its last failure"
wait_for 20 sh -c "wfsh describe $p-stuck-retrying | grep -q 'Unavailable: the upstream'"
run wfsh describe "$p-stuck-retrying"
expect_out '^Pending activities \(1\)$'
expect_out '^  stuck +stuck_work +(BackingOff|Scheduled|Started) +[0-9]+ '
expect_out '^    Unavailable: the upstream is not there'
it "a pending child"
run wfsh describe "$p-wait-child"
expect_out '^Pending children \(1\)$'
expect_out "^  $p-wait-child-child +[0-9a-f-]{36} +WaitFor +Terminate"
it "a workflow task that fails"
wait_for 20 sh -c "wfsh describe $p-task-exception | grep -q 'Pending workflow task'"
run wfsh describe "$p-task-exception"
expect_out '^  Attempt +[0-9]+'
it "a result"
run wfsh describe "$p-chain"
expect_out '^Result +"run 3 of 3"$'
expect_out '^Continued from +[0-9a-f-]{36}$'
expect_out '^First run +[0-9a-f-]{36}$'
it "who ended it and why"
run wfsh describe "$p-terminated"
expect_out '^Terminated by +'
it "memo and search attributes as values"
run wfsh describe "$p-attributes"
expect_out 'big = 9007199254740993$'
expect_out 'WfshKeywordList = \["red"'
it "nothing that acts on a terminal, coloured or not"
run wfsh describe "$p-attributes" --color always
expect_out '.\[34mRunning'
expect test "$(sed 's/\x1b\[[0-9;]*m//g' "$stdout" | LC_ALL=C grep -c $'[\x01-\x09\x0b-\x1f\x7f]')" = 0
run wfsh describe "$p-failed-hostile" -o wide
expect test "$(LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]' "$stdout")" = 0
it "exact with --raw"
run wfsh describe "$p-failed" --raw
expect_out '^Started +20[0-9-]+T[0-9:.]+Z$'
expect_out '^History +14 events, [0-9]+ bytes$'
it "as a reference for the next command"
run wfsh describe "$p-failed" -o refs
expect_out "^$p-failed	"
it "payloads decoded"
run wfsh describe "$p-attributes" -o json --decode
expect_json '.workflowExecutionInfo.searchAttributes.indexedFields.WfshDouble' 2.5

it "not found: exit 3"
run wfsh describe "$p-none"
expect_status 3
expect_stdout </dev/null
expect_err "$p-none"
it "a wrong run id: exit 2"
run wfsh describe "$p-failed" not-a-run
expect_status 2
it "which one?: exit 2"
run wfsh describe
expect_status 2
it "--archived=only without an archive says so"
run wfsh describe "$p-failed" --archived=only
fails_with=$status
expect test "$fails_with" != 0
_told=1

# A history file instead of a server.
wfsh call GetWorkflowExecutionHistory "{\"namespace\":\"default\",\"execution\":{\"workflowId\":\"$p-failed\"}}" \
    >"$work/failed.json"
temporal workflow show -w "$p-f-orchestration" -o json >"$work/orchestration.json"
temporal workflow show -w "$p-stuck-silent" -o json >"$work/silent.json"
temporal workflow show -w "$p-attributes" -o json >"$work/attributes.json"
it "a saved history: type, queue, input and result"
run env -u TEMPORAL_ADDRESS wfsh describe "$work/orchestration.json" --address 127.0.0.1:1
expect_out '^Type +Orchestration$'
expect_out '^Task queue +wfsh-sample$'
expect_out '^Input +\{"addends"'
expect_out '^Result +\{.*"total":170'
it "and as JSON, what the server said of it"
run wfsh describe "$work/orchestration.json" -o json
expect_json '.workflowExecutionInfo.status' '"WORKFLOW_EXECUTION_STATUS_COMPLETED"'
expect_json '.result.total' 170
cp "$stdout" "$work/rebuilt"
wfsh describe "$p-f-orchestration" -o json >"$work/hot"
keys='[.executionConfig, .closeEvent, .result, .workflowExecutionInfo.firstRunId,
    .workflowExecutionInfo.rootExecution, .workflowExecutionInfo.historyLength,
    .workflowExecutionInfo.startTime, .workflowExecutionInfo.closeTime,
    .workflowExecutionInfo.execution.runId, .workflowExecutionInfo.taskQueue]'
expect test "$(jq -cS "$keys" "$work/rebuilt")" = "$(jq -cS "$keys" "$work/hot")"
it "a saved history of a run that waits: its activity is pending"
run wfsh describe "$work/silent.json" -o json
expect_json '.pendingActivities[0].activityType.name' '"stuck_work"'
it "memo and search attributes as the events left them"
run wfsh describe "$work/attributes.json" -o json --decode
expect_json '.workflowExecutionInfo.memo.fields.big' "$(wfsh describe "$p-attributes" -o json --decode |
    jq -c .workflowExecutionInfo.memo.fields.big)"
expect_json '.workflowExecutionInfo.memo.fields | keys | length' 6
expect_json '.workflowExecutionInfo.searchAttributes.indexedFields.WfshBool' true
it "a file that is no history: exit 2"
echo '{"events": 3}' >"$work/no.json"
run wfsh describe "$work/no.json"
expect_status 2
