#!/usr/bin/env bash
# workflow why on the real server: every cause that it can have, and that its command mends it.
# timeout: 300
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$(dirname "$0")/../lib/server.sh"

p=why-$$
sample starter states --id "$p" >"$work/states"

# cause ID CAUSE: the worst cause is that one, sooner or later
cause()
{
    wait_for 40 sh -c "wfsh why $1 ${3-} -o json | jq -e '.causes[0].cause == \"$2\"'" ||
        wfsh why "$1"
    run wfsh why "$1" ${3:+$3} -o json
    expect_json '.causes[0].cause' "\"$2\""
}

# mend: the first command of the worst cause of the last run
mend()
{
    jq -r '.causes[0].mend' "$stdout" | sed 's/^[^:]*: wfsh /wfsh /' >"$work/mend"
}

# start ID TYPE QUEUE INPUT
start()
{
    temporal workflow start -w "$1" --type "$2" -t "$3" -i "$4" >/dev/null
}

it "nobody polls the workflow's task queue"
start "$p-nobody" WaitFor "$p-nobody" '{}'
cause "$p-nobody" no-poller
expect_json '.causes[0].problem' true
expect_json '.causes[0].text | test("nobody polls task queue")' true
it "nobody polls the activity's"
cause "$p-stuck-no-worker" no-poller
expect_json '.causes[0].about' '"activity tasks of wfsh-sample-nobody"'
it "a workflow task fails: why"
cause "$p-task-exception" task-failing
expect_json '.causes[0].text | test("RuntimeError: a bug in the workflow")' true
it "code that does not fit the history"
cause "$p-task-nondeterminism" nondeterminism
expect_json '.causes[0].mend | test("workflow reset .* --to first")' true
mend
expect sh -c "$(cat "$work/mend") --dry-run"
it "a workflow type that no worker knows"
start "$p-type" NoSuchWorkflow wfsh-sample '{}'
cause "$p-type" workflow-type-unknown
expect_json '.causes[0].mend | test("registers .NoSuchWorkflow. on task queue .wfsh-sample.")' true
it "an activity that is retried"
cause "$p-stuck-retrying" activity-retrying
expect_json '.causes[0].text | test("fails .try [0-9]+.*: Unavailable: the upstream is not there")' true
mend
expect sh "$work/mend"
it "an activity type that no worker knows"
cause "$p-stuck-unknown-type" activity-type-unknown
expect_json '.causes[0].mend | test("registers .no_such_activity.")' true
it "an activity that is paused; its command unpauses it"
expect wfsh call PauseActivity "{\"namespace\":\"default\",\"execution\":{\"workflowId\":\"$p-stuck-retrying\"},\"id\":\"stuck\"}"
cause "$p-stuck-retrying" activity-paused
mend
expect sh "$work/mend"
cause "$p-stuck-retrying" activity-retrying
it "an activity that runs is mere waiting"
run wfsh why "$p-stuck-silent" --silent-after 1h -o json
expect_json '.causes[0].cause' '"activity"'
expect_json '.problem' false
it "a silent one is not; its command has it tried again"
cause "$p-stuck-silent" activity-silent --silent-after=100ms
expect_json '.causes[0].text | test("last gave a sign .* ago; worker .* still polls")' true
mend
expect sh "$work/mend"
wait_for 20 sh -c "wfsh describe $p-stuck-silent -o json | jq -e '.pendingActivities[0].attempt > 1'"
it "a cancel request that is not honoured; its command ends it"
cause "$p-cancel-ignore" cancel-ignored
mend
expect sh "$work/mend"
run wfsh why "$p-cancel-ignore" -o json
expect_json '.causes[0].cause' '"terminated"'
expect_json '.causes[0].text | test(": cancel was ignored")' true

it "waiting for a timer"
cause "$p-wait-timer" timer
expect_json '.causes[0].text | test("of 1h, fires in [0-9]+m")' true
it "waiting for a child"
cause "$p-wait-child" child
expect_json '.causes[0].mend' "\"wfsh why $p-wait-child-child\""
it "waiting for a signal or an update: which; its command goes on"
cause "$p-wait-signal" signal
expect_json '.causes[0].text' \
    '"nothing is pending: it waits for a signal (release) or an update (finish)"'
mend
expect sh "$work/mend"
cause "$p-wait-signal" completed
it "an update that is accepted and not done"
cause "$p-handlers" update
expect_json '.causes[0].about' '"add_after_gate"'
it "a start that is not due yet"
cause "$p-cron" start-delay

it "a worker of the wrong version; its command makes it the right one"
spawn env PYTHONPATH="$root/examples/python" "$root/build/venv/bin/python" -m wfsample.worker \
    --address "$TEMPORAL_ADDRESS" --task-queue "$p-versions" --deployment "$p" --build-id b1 \
    --behavior pinned
wait_for 30 grep -q '^worker ready' "$work/spawn.$pid"
start "$p-version" WaitFor "$p-versions" '{}'
cause "$p-version" wrong-build
expect_json '.causes[0].text' \
    "\"it needs a worker without a version, and on task queue '$p-versions' only version $p.b1 polls\""
mend
PATH=$root/build/venv/bin:$PATH wait_for 30 sh -c "$(cat "$work/mend") --yes"
wait_for 30 sh -c "wfsh why $p-version -o json | jq -e '.causes[0].cause == \"signal\"'"
wfsh describe "$p-version" >"$work/described"
expect grep -qE "^Version +$p\.b1\$" "$work/described"
expect grep -qE '^Versioning +Pinned$' "$work/described"

it "a failure: the root cause"
run wfsh why "$p-failed"
expect_out '^  1\. failed  it failed: KeyError: '
expect_out '← ChildWorkflowError FailDeep'
expect_out "→ wfsh why $p-failed-child [0-9a-f-]{36}\$"
it "of the child: where to begin again"
run wfsh why "$p-failed-child" -o json
mend
expect grep -q -- '--to before:ActivityTaskFailed:fail_with_causes' "$work/mend"
expect sh "$work/mend"
it "who terminated it"
run wfsh why "$p-terminated" -o json
expect_json '.causes[0].cause' '"terminated"'
it "cancelled, completed"
cause "$p-cancel-honour" canceled
cause "$p-chain" completed
it "the run before it"
run wfsh why "$p-chain" "$(jq -r 'select(.state == "chain").runId' "$work/states")" -o json
expect_json '.causes[0].cause' '"continued-as-new"'
expect_json '.causes[0].mend | test("^wfsh why .* [0-9a-f-]{36}$")' true

# ---- many -----------------------------------------------------------------------------------

wait_for 20 sh -c "wfsh count -q 'WorkflowId STARTS_WITH \"$p\"' -o json | jq -e '.count | tonumber > 40'"
it "many in groups, the worst first"
run wfsh why -q "WorkflowId STARTS_WITH \"$p\"" -o json
expect_json '.[0].cause' '"no-poller"'
expect_json 'map(.count) | add > 40' true
expect_json 'map(select(.cause == "no-poller")) | length' 2
expect_json 'map(select(.cause == "activity-retrying").examples[].workflowId) | index("'"$p"'-stuck-retrying") != null' true
it "as a table"
run wfsh why --id-prefix "$p" --open
expect_out '^CAUSE +COUNT +ABOUT +EXAMPLES'
expect_out '^task-failing +1 +TaskFailure: RuntimeError'
it "no more than --limit, and says so"
run wfsh why --id-prefix "$p" --limit 5 -o json
expect_json 'map(.count) | add' 5
expect_err 'there are more than 5'
it "list --stuck: those with a problem, not those that wait"
run wfsh ls --stuck --id-prefix "$p" -o jsonl
jq -r .execution.workflowId "$stdout" | sort >"$work/stuck"
for state in nobody stuck-no-worker stuck-retrying stuck-unknown-type task-exception \
    task-nondeterminism type; do
    expect grep -qx "$p-$state" "$work/stuck"
done
for state in wait-timer wait-child wait-update failed chain handlers cron; do
    expect sh -c "! grep -qx '$p-$state' '$work/stuck'"
done
it "a few of them"
run wfsh ls --stuck --id-prefix "$p" --limit 2 -o refs
expect test "$(wc -l <"$stdout")" = 2

# ---- what is not there ----------------------------------------------------------------------

it "not found: exit 3"
run wfsh why "$p-none"
expect_status 3
it "which one?: exit 2"
run wfsh why
expect_status 2
it "an id and a query: exit 2"
run wfsh why "$p-failed" -q 'WorkflowType="X"'
expect_status 2
expect_err 'exclude each other'
it "a saved history"
temporal workflow show -w "$p-failed" -o json >"$work/failed.json"
run wfsh why "$work/failed.json" -o json
expect_json '.causes[0].cause' '"failed"'
it "nothing that acts on a terminal"
run wfsh why "$p-failed-hostile" -o wide
expect test "$(LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]' "$stdout")" = 0
temporal workflow terminate -w "$p-nobody" >/dev/null
temporal workflow terminate -w "$p-type" >/dev/null
