#!/usr/bin/env bash
# A reading verb again and again: changes as JSON lines, until a condition, and on a terminal.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=watch-$$
mine="WorkflowId STARTS_WITH '$id'"

it "the first look adds all; --count ends it"
wfsh workflow start --type Nothing -t "$id-q" -w "$id-1" -o none
there()
{
    [ "$(wfsh count -q "$mine AND ExecutionStatus = 'Running'")" = "$1" ]
}
expect wait_for 20 there 1
run wfsh watch --interval 100ms --count 2 ls -q "$mine"
expect jq -se 'length == 1 and .[0].change == "added" and .[0].item.execution.workflowId != null and (.[0].time | length > 10)' "$stdout"

it "what comes and goes"
spawn wfsh watch --interval 100ms --count 100 ls -q "$mine AND ExecutionStatus = 'Running'"
out=$work/spawn.$pid
added()
{
    jq -se --arg id "$1" 'any(.change == "added" and .item.execution.workflowId == $id)' "$out" >"$work/jq"
}
removed()
{
    jq -se --arg id "$1" 'any(.change == "removed" and .item.execution.workflowId == $id)' "$out" >"$work/jq"
}
expect wait_for 20 added "$id-1"
wfsh workflow start --type Nothing -t "$id-q" -w "$id-2" -o none
expect wait_for 20 added "$id-2"
wfsh workflow terminate "$id-1" -o none
expect wait_for 20 removed "$id-1"

it "what changes is one event, by its identity, with before and after"
wfsh workflow start --type Nothing -t "$id-q" -w "$id-6" --memo 'a=1' -o none
spawn wfsh watch --interval 100ms --count 200 ls -q "WorkflowId = '$id-6'"
out=$work/spawn.$pid
expect wait_for 20 added "$id-6"
run_id=$(jq -r 'select(.change == "added").item.execution.runId' "$out")
wfsh workflow terminate "$id-6" -o none
changed()
{
    jq -se --arg id "$id-6" --arg run "$run_id" 'any(.change == "changed" and .key == {workflowId: $id, runId: $run}
        and .before.status == "WORKFLOW_EXECUTION_STATUS_RUNNING" and .after.status == "WORKFLOW_EXECUTION_STATUS_TERMINATED"
        and (has("item") | not))' "$out" >"$work/jq"
}
expect wait_for 20 changed
expect jq -se 'all(.change != "removed")' "$out"

it "a schedule by its id, a count as it is all that there is"
wfsh schedule create -s "$id-s" --cron '0 3 * * *' --type Nothing -t "$id-q" -o none
is_listed() { [ "$(wfsh schedule list -o jsonl | jq -r "select(.scheduleId == \"$id-s\").scheduleId")" ]; }
expect wait_for 20 is_listed
spawn wfsh watch --interval 100ms --count 200 schedule list
out=$work/spawn.$pid
listed() { jq -se --arg id "$id-s" 'any(.change == "added" and .key.scheduleId == $id)' "$out" >"$work/jq"; }
expect wait_for 20 listed
wfsh schedule toggle -s "$id-s" --pause --reason test -o none
paused() { jq -se --arg id "$id-s" 'any(.change == "changed" and .key == {scheduleId: $id} and .after.info.paused)' "$out" >"$work/jq"; }
expect wait_for 20 paused
wfsh schedule delete -s "$id-s" -o none
spawn wfsh watch --interval 100ms --count 200 count -q "WorkflowId STARTS_WITH '$id-7'"
out=$work/spawn.$pid
counted() { [ -s "$out" ]; }
expect wait_for 20 counted
wfsh workflow start --type Nothing -t "$id-q" -w "$id-7" -o none
more() { jq -se 'any(.change == "changed" and (has("key") | not) and .after.count == "1")' "$out" >"$work/jq"; }
expect wait_for 20 more
wfsh workflow terminate "$id-7" -o none

it "--until empty, --until change, --until some"
spawn sh -c "wfsh watch --interval 100ms --until empty ls -q \"$mine AND ExecutionStatus = 'Running'\" >$work/empty; echo \$? >$work/code"
wfsh workflow terminate "$id-2" -o none
expect wait_for 30 test -s "$work/code"
expect grep -qx 0 "$work/code"
run wfsh watch --interval 100ms --until some ls -q "$mine"
expect_status 0
spawn sh -c "wfsh watch --interval 100ms --until change count -q \"$mine\" >$work/change; echo \$? >$work/code2"
expect wait_for 30 test -s "$work/change"
wfsh workflow start --type Nothing -t "$id-q" -w "$id-3" -o none
expect wait_for 30 test -s "$work/code2"
expect grep -qx 0 "$work/code2"
wfsh workflow terminate "$id-3" -o none

it "options behind the verb are the verb's"
run wfsh watch --count 1 workflow list -q "$mine" --limit 1
expect test "$(wc -l <"$stdout")" = 1

it "only what reads"
run wfsh watch workflow terminate x
expect_status 2
expect_err 'no verb that only reads'
run wfsh watch watch ls
expect_status 2
run wfsh watch
expect_status 2
run wfsh watch no-such-verb
expect_status 2

it "the verb's failure is watch's"
run wfsh watch --count 1 workflow describe "$id-none"
expect_status 3
expect test "$(wc -l <"$stderr")" = 1

it "on a terminal the lines that changed stand out"
screen()
{
    tmux -L "$id" capture-pane -p -t w
}
wfsh workflow start --type Nothing -t "$id-q" -w "$id-4" -o none
expect wait_for 20 there 1
tmux -L "$id" -f /dev/null new-session -d -s w -x 100 -y 20 "env TERM=screen wfsh watch --interval 200ms ls -q \"$mine AND ExecutionStatus = 'Running'\" --columns status,id"
at_end "tmux -L $id kill-server 2>/dev/null"
shows()
{
    screen | grep -q "$1"
}
expect wait_for 20 shows "$id-4"
wfsh workflow start --type Nothing -t "$id-q" -w "$id-5" -o none
expect wait_for 20 shows "$id-5"
expect test "$(screen | grep -c 'WORKFLOW ID')" = 1
wfsh workflow terminate "$id-4" -o none
wfsh workflow terminate "$id-5" -o none
