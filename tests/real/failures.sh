#!/usr/bin/env bash
# What failed lately, by its root cause.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=failures-$$
sample starter states --id "$id" >"$work/states" 2>&1
mine="WorkflowId STARTS_WITH '$id'"
failed="$mine AND ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')"
# Visibility lags: until both see the same, and at least what `starter states` makes.
agree()
{
    want=$(wfsh count -q "$failed")
    [ "$want" -ge 4 ] && [ "$(wfsh failures --since 10m -q "$mine" "$@" -o json | jq 'map(.count) | add')" = "$want" ]
}

it "every failed, timed out and terminated one is in a group"
expect wait_for 60 agree
run wfsh failures --since 10m -q "$mine" -o json
expect jq -e 'all(.newest.workflowId != "" and .newest.runId != "" and (.newest.closeTime | length > 10))' "$stdout"
expect jq -e '. == (sort_by(-.count))' "$stdout"

it "the root of a failure with causes names a group"
expect jq -e 'any(.group | test("order-#?42|order-42"))' "$stdout"

it "by type, and by Task Queue"
run wfsh failures --since 10m -q "$mine" --group-by queue -o json
expect_json 'map(.group)' '["wfsh-sample"]'
expect wait_for 20 agree --group-by type
expect jq -e 'any(.group | test("^terminated: "))' <(wfsh failures --since 10m -q "$mine" -o json)

it "a table, and references"
run wfsh failures --since 10m -q "$mine"
expect_out '^COUNT +WHAT +NEWEST'
run wfsh failures --since 10m -q "$mine" -o refs
expect grep -q "^$id" "$stdout"

it "nothing failed"
run wfsh failures --since 1s -q "WorkflowId = 'none'" -o json
expect_json . '[]'

it "bad words"
run wfsh failures --group-by colour
expect_status 2
run wfsh failures --limit 0
expect_status 2
run wfsh failures -q 'WorkflowId ='
expect_status 2

# Chains of children, retries that end, timeouts, Nexus, continue-as-new.
w=$id-w
spawn "$root/build/venv/bin/python" "$lib/failing_worker.py" "$TEMPORAL_ADDRESS" "$w"
wfsh operator nexus endpoint create "$w" --target-namespace default --target-task-queue "$w" -o none
at_end "wfsh operator nexus endpoint delete '$w' -o none"
begun()
{
    wfsh start --type "$1" -t "$w" -w "$w-$2" "${@:3}" -o none
}
begun Exhausted again-1
begun Exhausted again-2
begun GivenUp given-up
begun Late late
begun Late nobody -i "\"$w-none\""
begun Parent terminated -i 60
begun Parent timed-out -i 1
begun Waiting alone --run-timeout 1s
begun Continued chain -i 3
begun CallsOut nexus -i "\"$w\""
wfsh start --type FailDeep -t wfsh-sample -w "$w-deep" -i '{"depth":2}' -o none
theirs="WorkflowId STARTS_WITH '$w-'"
it "all of them have failed"
expect wait_for 60 wfsh describe "$w-terminated-child" -o none
wfsh terminate "$w-terminated-child" --reason 'the budget is spent' -o none
all_ended()
{
    [ "$(wfsh count -q "$theirs AND ExecutionStatus IN ('Failed', 'TimedOut', 'Terminated')")" = 15 ]
}
expect wait_for 60 all_ended
run wfsh failures --since 10m -q "$theirs" -o json
# group_of GREP: how many runs are in it, and how many of these failed by themselves
group_of()
{
    jq -c --arg re "$1" '[.[] | select(.group | test($re)) | [.count, .roots]]' "$stdout"
}

it "retries that were exhausted or given up: the activity's last error; ids in it make no groups"
expect test "$(group_of '^Refused: request [-0-9a-f]+ was refused \(in activity flaky\)$')" = '[[3,3]]'
it "a parent, its child and the child of that: one root, which is the innermost"
expect test "$(group_of "^KeyError: 'order-42' \\(in activity fail_with_causes\\)$")" = '[[3,1]]'
it "a child that was terminated is asked why: its parent is in its group"
expect test "$(group_of '^terminated: the budget is spent$')" = '[[2,1]]'
expect test "$(group_of '^Terminated')" = '[]'
it "a child that ran into its timeout, and one that was no child"
expect test "$(group_of '^timed-out: Waiting$')" = '[[3,2]]'
it "timeouts of activities, each kind for itself"
expect test "$(group_of '^Timeout \(StartToClose\): .*in activity sleepy')" = '[[1,1]]'
expect test "$(group_of '^Timeout \(ScheduleToStart\): .*in activity sleepy')" = '[[1,1]]'
it "a Nexus Operation is named"
expect test "$(group_of '^OperationError: no such account \(in Nexus Operation Echo.fail\)$')" = '[[1,1]]'
it "continued as new: the last run alone has failed"
expect test "$(group_of '^LastRun: run 1 was the last$')" = '[[1,1]]'
expect_json 'map(.count) | add' 15
it "by type and by Task Queue, with references"
run wfsh failures --since 10m -q "$theirs" --group-by type -o json
expect_json 'map(select(.group == "Exhausted" or .group == "Parent" or .group == "Waiting") | .count) | sort' '[2,2,3]'
run wfsh failures --since 10m -q "$theirs" --group-by queue -o json
expect_json 'map([.group, .count])' "[[\"$w\",12],[\"wfsh-sample\",3]]"
run wfsh failures --since 10m -q "$theirs" -o wide
expect_out 'COUNT +WHAT .*ROOTS +ITS TYPE'
it "--since: what closed before it is left out"
run wfsh failures --since 0s -q "$theirs" -o json
expect_json . '[]'
