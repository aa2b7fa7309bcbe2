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
