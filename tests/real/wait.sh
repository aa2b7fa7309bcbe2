#!/usr/bin/env bash
# workflow wait on the real server: conditions, several workflows, exit codes.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=wait-$$
start()
{
    temporal workflow start --type "$1" -t "${queue:-wfsh-sample}" -w "$2" -i "$3" "${@:4}" >/dev/null
}
start Echo "$id-done" 1
start Chain "$id-chain" '{"runs": 3}'
start FailDeep "$id-failed" '{"depth": 1}'
start WaitFor "$id-late" '{"kind": "signal"}' --run-timeout 1s
start WaitFor "$id-cancelled" '{"kind": "signal"}'
queue=nobody start Idle "$id-killed" 1
queue=nobody start Idle "$id-open" 1
start StuckActivity "$id-stuck" '{"kind": "retrying"}'
temporal workflow cancel -w "$id-cancelled" >/dev/null
temporal workflow terminate -w "$id-killed" >/dev/null

outcome() # STATUS WORKFLOW WORD
{
    it "until it is closed: $2 is $1"
    run timeout 60 wfsh wait "$id-$2"
    expect_status "$1"
    expect_out "^done +$id-$2 .*$3$"
    expect_stderr </dev/null
}
outcome 0 'done' Completed
outcome 0 chain Completed
outcome 10 failed Failed
outcome 11 late TimedOut
outcome 12 cancelled Canceled
outcome 13 killed Terminated

it 'a run that continues as new, by itself: 14'
first=$(temporal workflow list -q "WorkflowId = '$id-chain'" -o json | jq -r 'last.execution.runId')
run timeout 60 wfsh wait "$id-chain" -r "$first" --chain=false -o json
expect_status 14
expect_json '[.workflowId, .runId, .outcome, .code, .message]' \
    "[\"$id-chain\",\"$first\",\"done\",14,\"ContinuedAsNew\"]"

it 'several: alike is that code, mixed is 8, one receipt each'
run timeout 60 wfsh wait "$id-done" "$id-chain" -o jsonl
expect test "$(jq -c .code "$stdout" | sort -u)" = 0
run timeout 60 wfsh wait "$id-done" "$id-failed" -o jsonl
expect_status 8
expect test "$(jq -c '[.workflowId, .code]' "$stdout" | sort | tr '\n' ' ')" = \
    "[\"$id-done\",0] [\"$id-failed\",10] "

it '--any: the first is enough'
run timeout 60 wfsh wait "$id-open" "$id-done" --any
expect_out "^done +$id-done"

it 'a status that came: 0, also a bad one; one that cannot come: how it ended'
run timeout 60 wfsh wait "$id-failed" --for status=failed
run timeout 60 wfsh wait "$id-failed" --for status=Completed
expect_status 10
expect_out "closed \(Failed\), and 'status=Completed' was not seen"
run timeout 60 wfsh wait "$id-done" --for signal=x
expect_status 5
expect_err "closed \(Completed\), and 'signal=x' was not seen"

it 'an event that was, one of another name, one that comes'
run timeout 60 wfsh wait "$id-open" --for event=WorkflowExecutionStarted
run timeout 60 wfsh wait "$id-open" --for event=WorkflowExecutionStarted --new --timeout 300ms
expect_status 7
expect_err "the time was up for $id-open"
begin 'a signal that comes, by its name'
wfsh wait "$id-open" --for 'signal=go*' --for status=Failed >"$work/out" 2>&1 &
pid=$!
temporal workflow signal -w "$id-open" --name other >/dev/null
temporal workflow signal -w "$id-open" --name gone >/dev/null
wait "$pid" || _complain "exit status $?"
expect grep -q 'signal=go\*$' "$work/out"

begin 'until there is such a workflow'
wfsh wait "$id-new" --for started --interval 100ms >"$work/out" 2>&1 &
pid=$!
queue=nobody start Idle "$id-new" 1
wait "$pid" || _complain "exit status $?"
expect grep -q "^done  $id-new .*started$" "$work/out"

it 'an activity that fails and is tried again'
run timeout 60 wfsh wait "$id-stuck" --for pending-activity-failed --interval 200ms
run timeout 60 wfsh wait "$id-stuck" --for pending-activity-failed=nothing --timeout 500ms
expect_status 7

it 'not there: 3; time that is up, also the global one: 7'
run wfsh wait "$id-none"
expect_status 3
expect_stdout </dev/null
run wfsh wait "$id-open" --timeout 200ms
expect_status 7
run wfsh wait "$id-open" --command-timeout 500ms
expect_status 7

it 'references from stdin'
run sh -c "wfsh ls -q \"WorkflowId = '$id-done'\" -o refs | wfsh wait -"
expect_out "^done +$id-done"

begin 'Ctrl-C: 130, and nothing is said'
wfsh wait "$id-open" >"$work/out" 2>&1 &
pid=$!
wait_for 20 test -d "/proc/$pid/task"
wait_for 20 sh -c "[ \$(ls /proc/$pid/task | wc -l) -gt 3 ]"
kill -INT "$pid"
code=0
wait "$pid" || code=$?
expect test "$code" = 130
expect test ! -s "$work/out"
