#!/usr/bin/env bash
# What is tried again, and that it is the same request; what has happened is not done twice.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start </dev/null
tries() { jq -c "select(.event == \"request\" and .method == \"$1\")" "$log" | wc -l; }

# again ACTION N: DescribeNamespace meets it N times, and succeeds.
again()
{
    local before

    it "$1, $2 times"
    before=$(tries DescribeNamespace)
    expect fake_tell "DescribeNamespace times=$2 $1"
    wf operator namespace describe default
    expect_out default
    expect test $(($(tries DescribeNamespace) - before)) -ge $(($2 + 1))
}
again "status UNAVAILABLE 'not now'" 2
again "status ABORTED 'try again'" 2
again "status RESOURCE_EXHAUSTED 'rate limit'" 1
again "drop headers" 1
again "drop frame" 1
again "drop message" 1
again "drop late" 1
again "goaway refuse" 2
again "goaway calm" 1
again "reset 7" 1
again "http 503" 1

# once ACTION EXIT: final at once.
once()
{
    local before

    it "$1 is not tried again"
    before=$(tries DescribeNamespace)
    expect fake_tell "DescribeNamespace times=1 $1"
    wf operator namespace describe default
    expect_status "$2"
    expect test $(($(tries DescribeNamespace) - before)) = 1
}
once "status INTERNAL no" 1
once "status INVALID_ARGUMENT no" 2
once "status PERMISSION_DENIED no" 6
once "reset 2" 1
it "goaway graceful is an answer"
before=$(tries DescribeNamespace)
expect fake_tell "DescribeNamespace times=1 goaway graceful"
wf operator namespace describe default
expect_out default
expect test $(($(tries DescribeNamespace) - before)) = 1

same_id()
{
    expect test "$(jq -r "select(.event == \"request\" and .method == \"$1\").request.requestId" "$log" | sort -u | wc -l)" = 1
    expect test "$(jq -r "select(.event == \"request\" and .method == \"$1\").request.requestId" "$log" | head -n 1 | wc -c)" -gt 8
}
it "a start whose answer was lost, started once"
expect fake_tell "StartWorkflowExecution times=2 effect=1 status UNAVAILABLE lost"
wf workflow start --type Fake --task-queue q --workflow-id s1 -o json
expect test "$(tries StartWorkflowExecution)" = 3
expect_json .workflowId '"s1"'
expect_json .started true
same_id StartWorkflowExecution
it "another start finds it, and says so"
wf workflow start --type Fake --task-queue q --workflow-id s1 -o json
expect_json .started false
it "a signal that got lost on a broken connection, signalled once"
expect fake_tell "SignalWorkflowExecution times=2 effect=1 drop late"
wf workflow signal s1 --name go
expect test "$(tries SignalWorkflowExecution)" = 3
same_id SignalWorkflowExecution
wf workflow show s1 -o json
expect_json '[.events[] | select(.workflowExecutionSignaledEventAttributes.signalName == "go")] | length' 1
it "a termination that got lost is done"
expect fake_tell "TerminateWorkflowExecution times=1 effect=1 status UNAVAILABLE lost"
wf workflow terminate s1 --reason test
expect test "$(tries TerminateWorkflowExecution)" = 2
it "and one of a closed run is no-op, and says so"
wf workflow terminate s1 --reason test
expect_status 0
expect grep -qi 'already\|no-op' "$stdout" "$stderr"

it "the last real cause, with the number of tries"
expect fake_tell "DescribeNamespace status UNAVAILABLE 'Not enough hosts to serve the request'"
wf operator namespace describe default --command-timeout 1s
expect_status 75
expect_err 'Not enough hosts.*tried [0-9]+ times'
expect_err 'history or matching'
