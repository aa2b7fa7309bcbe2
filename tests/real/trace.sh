#!/usr/bin/env bash
# workflow trace on the real server: trees, folding, live records, a terminal.
. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/server.sh"
queue=wfsh-sample
p=trace-$$
wfsh execute --type FailDeep -t $queue -w "$p-fail" -i '{"depth":2}' -o none 2>/dev/null
wfsh start --type WaitFor -t $queue -w "$p-wait" -i '{"kind":"child"}' -o none

it "a tree down to the activity that failed, without escapes"
run wfsh trace "$p-fail"
expect_out "^✗ FailDeep  $p-fail  Failed .*KeyError: 'order-42'"
expect_out '^│  │  │  ✗ fail_with_causes '
expect test "$(grep -c $'\033' "$stdout")" = 0
it "folded by status"
run wfsh trace "$p-fail" --fold failed
expect_out '\(folded\)$'
expect test "$(wc -l <"$stdout")" = 2
it "--depth"
run wfsh trace "$p-fail" --depth 0 -o json
expect_json '[.. | objects | select(has("workflowId")) | .steps != null]' '[true,false]'
it "as JSON"
run wfsh trace "$p-fail" -o json
expect_json '[.. | objects | select(.kind == "activity") | .name, .status]' \
    '["fail_with_causes","Failed"]'
it "as it is now"
run wfsh trace "$p-wait" --once
expect_out "^▷ WaitFor  $p-wait  Running "
expect_out "^│  ▷ WaitFor  $p-wait-child  Running "
it "live: a record for each change, until the end"
spawn wfsh trace "$p-wait" -o jsonl
wait_for 20 grep -q "\"workflowId\":\"$p-wait-child\"" "$work/spawn.$pid"
wfsh signal "$p-wait-child" --name release -o none
begin "the records tell of the end, and trace ends with it"
wait_for 20 grep -q '"depth":0.*"kind":"workflow".*"Completed"' "$work/spawn.$pid"
expect wait "$pid"
expect jq -es 'map(select(.kind == "child") | .status) == ["Scheduled", "Running", "Completed"]' \
    "$work/spawn.$pid"
it "children that completed are folded unless asked for"
run wfsh trace "$p-wait" --no-fold -o json
expect_json '[.. | objects | select(.folded)] | length' 0
run wfsh trace "$p-wait" -o json
expect_json '[.. | objects | select(.folded)] | length' 1
it "of a file"
wfsh workflow show "$p-fail" -o json >"$work/h.json"
run wfsh trace "$work/h.json"
expect_out '^✗ FailDeep '
it "of no workflow"
run wfsh trace "$p-none"
expect_status 3
it "on a terminal it is drawn again in place"
wfsh start --type WaitFor -t $queue -w "$p-tty" -o none
TERM=xterm spawn script -qfec "wfsh trace $p-tty" "$work/typescript"
wait_for 20 grep -q Running "$work/typescript"
wfsh signal "$p-tty" --name release -o none
begin "and left as it was at the end"
wait_for 20 grep -q 'Completed' "$work/typescript"
expect grep -q $'\033\\[1A' "$work/typescript"
