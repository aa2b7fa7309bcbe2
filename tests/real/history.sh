#!/usr/bin/env bash
# history diff, grep and stat of real runs, and of a run that was really reset.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=hist-$$
start()
{
    temporal workflow start --type "$1" -t wfsh-sample -w "$2" -i "$3" >/dev/null
}
for n in 1 2 3; do start Chain "$id-$n" '{"runs": 1}'; done
start WaitFor "$id-open" '{"kind": "signal"}'
mine="WorkflowId STARTS_WITH '$id-'"
listed()
{
    [ "$(wfsh count -q "$mine AND ExecutionStatus = 'Completed'")" = 3 ] &&
        [ "$(wfsh count -q "$mine")" = 4 ]
}
wait_for 60 listed

it 'two runs that did the same are equal'
run wfsh history diff "$id-1" "$id-2" -o json
expect_json .equal true

it 'other inputs: the first divergence is said, with 1'
run wfsh history diff "$id-1" "$id-open" -o json
expect_status 1
expect_json .equal false
expect_json '.changes[0].name' '"Started Chain"'

it 'a run and its reset'
first=$(wfsh describe "$id-1" -o json | jq -r .workflowExecutionInfo.execution.runId)
temporal workflow reset -w "$id-1" --event-id 3 --reason test >/dev/null
closed()
{
    wfsh describe "$id-1" -o json |
        jq -e --arg r "$first" '.workflowExecutionInfo | .execution.runId != $r and (.status | test("COMPLETED"))'
}
wait_for 60 closed
run wfsh history diff "$id-1" --with-reset -o json
expect_status 1
expect_json .a.runId "\"$first\""
expect_json '.changes[0].name' '"workflow task"'
expect_json '.changes[0].change' '"added"'

it 'an id and two of its runs; a reset run finds what it was made of'
second=$(wfsh describe "$id-1" -o json | jq -r .workflowExecutionInfo.execution.runId)
run wfsh history diff "$id-1" "$second" "$first" -o json
expect_status 1
expect_json .b.runId "\"$first\""
run wfsh history diff "$id-1" "$second" --with-reset -o json
expect_status 1
expect_json .a.runId "\"$first\""

it 'stat: what it is made of'
run wfsh history stat "$id-2" -o json
expect_json '.types | map(.events) | add' "$(wfsh show "$id-2" -o json | jq '.events | length')"
expect_json '.warnings' '[]'

it 'no such run: 3, with its name'
run wfsh history diff "$id-1" "$id-nobody"
expect_status 3
expect_err "$id-nobody"

it 'grep: a query, ids of what matches'
run wfsh history grep -l '"kind" *: *"signal"' -q "$mine"
expect_out "^$id-open"
expect test "$(wc -l <"$stdout")" = 1

it 'grep: stdin keeps its order'
printf '%s\n' "$id-3" "$id-open" "$id-2" >"$work/ids"
run sh -c "wfsh history grep -c Workflow - <'$work/ids' | cut -f2"
expect_stdout <<END
$id-3
$id-open
$id-2
END

it 'grep: nothing is 1'
run wfsh history grep 'no-such-text' -q "$mine"
expect_status 1
expect_stdout </dev/null

it 'grep: some cannot be read: 8'
run wfsh history grep Chain "$id-2" "$id-nobody"
expect_status 8
