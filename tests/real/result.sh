#!/usr/bin/env bash
# workflow result: waits, tells how it ended in words, JSON and exit codes.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=result-$$
start()
{
    temporal workflow start --type "$1" -t wfsh-sample -w "$2" -i "$3" "${@:4}" >/dev/null
}
start Payloads "$id-done" '{"kind": "json-protobuf"}'
start FailDeep "$id-failed" '{"depth": 1}'
start WaitFor "$id-late" '{"kind": "signal"}' --run-timeout 1s
start WaitFor "$id-cancelled" '{"kind": "signal"}'
start WaitFor "$id-killed" '{"kind": "signal"}'
start Chain "$id-chain" '{"runs": 3}'
start WaitFor "$id-open" '{"kind": "signal"}'
temporal workflow cancel -w "$id-cancelled" >/dev/null
temporal workflow terminate -w "$id-killed" --reason enough >/dev/null

# same STATUS WORKFLOW: our JSON is theirs, the exit code says how it ended
same()
{
    it "$2: the same JSON as the official CLI"
    run wfsh result "$id-$2" -o json
    expect_status "$1"
    expect_stderr </dev/null
    jq -S . "$stdout" >"$work/ours"
    temporal workflow result -w "$id-$2" -o json 2>/dev/null | jq -S . >"$work/theirs"
    expect diff "$work/ours" "$work/theirs"
}
same 0 'done'
same 0 chain
same 10 failed
same 11 late
same 12 cancelled

it 'a terminated run is said to be terminated'
run wfsh result "$id-killed" -o json
expect_status 13
expect_json .status '"TERMINATED"'

it 'a card, the root cause first'
run wfsh result "$id-failed"
expect_status 10
expect_out '^Workflow  .*-failed$'
expect_out '^Status    Failed$'
expect_out '^  KeyError: '

it 'the chain is not followed when it is not wanted'
run wfsh result "$id-chain" "$(temporal workflow list -q "WorkflowId = '$id-chain'" -o json |
    jq -r 'last.execution.runId')" --chain=false -o json
expect_status 14
expect_json .status '"CONTINUEDASNEW"'

it 'only the exit code'
run wfsh result "$id-killed" -o none
expect_status 13
expect_stdout </dev/null
expect_stderr </dev/null

it 'a deadline'
run wfsh result "$id-open" --command-timeout 1s
expect_status 7
expect_err 'was still running when the time was up'

it 'nobody'
run wfsh result "$id-nobody" -o json
expect_status 3
expect_stdout </dev/null

begin 'it waits'
spawn wfsh result "$id-open" -o json
waiter=$pid
temporal workflow signal -w "$id-open" --name release -i '"now"' >/dev/null
wait "$waiter" || _complain "exit status $?"
[ "$(jq -r .status "$work/spawn.$waiter")" = COMPLETED ] || _complain 'not completed'

it 'from a file'
wfsh show "$id-failed" -o json >"$work/h.json"
run wfsh result "$work/h.json" -o json
expect_status 10
expect_json .closeEvent.eventId '"14"'
