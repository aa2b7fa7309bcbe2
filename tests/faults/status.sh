#!/usr/bin/env bash
# How a call may end: every gRPC status as exit code and words, once, on stderr.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start </dev/null

# status NAME EXIT [OPTION…]: DescribeNamespace ends so; the words of the server are shown.
ends()
{
    local name=$1 code=$2

    shift 2
    it "$name is exit $code"
    expect fake_tell "DescribeNamespace status $name 'the words of $name'"
    wf operator namespace describe default "$@"
    expect_status "$code"
    expect_stdout </dev/null
    expect_err "the words of $name"
    expect test "$(wc -l <"$stderr")" -le 2
}
ends CANCELLED 75
ends UNKNOWN 1
ends INVALID_ARGUMENT 2
ends DEADLINE_EXCEEDED 7
ends NOT_FOUND 3
ends ALREADY_EXISTS 5
ends PERMISSION_DENIED 6
ends FAILED_PRECONDITION 5
ends OUT_OF_RANGE 1
ends INTERNAL 1
ends DATA_LOSS 1
ends UNAUTHENTICATED 6
ends 42 1
# those that are tried again end with their own words, not with those of the deadline
ends UNAVAILABLE 75 --command-timeout 1s
expect_err 'tried [0-9]+ times'
ends ABORTED 5 --command-timeout 1s
ends RESOURCE_EXHAUSTED 75 --command-timeout 1500ms

it "UNIMPLEMENTED says who does not know what"
expect fake_tell "DescribeNamespace status UNIMPLEMENTED 'unknown method'"
wf operator namespace describe default
expect_status 1
expect_err 'does not know DescribeNamespace'

it "no words of the server: ours"
expect fake_tell "DescribeNamespace status INTERNAL"
wf operator namespace describe default
expect_status 1
expect_err 'failed inside'

it "as JSON when the output is JSON"
expect fake_tell "DescribeNamespace times=1 status FAILED_PRECONDITION 'not so'"
wf operator namespace describe default -o json
expect_status 5
expect_stdout </dev/null
expect jq -e '.error.code == 5 or .code == 5' "$stderr"
expect grep -q 'not so' "$stderr"

it "control bytes of the server do nothing to a terminal"
expect fake_tell "DescribeNamespace times=1 status INTERNAL 'a"$'\x1b[31mred\x07'"'"
wf operator namespace describe default
expect_status 1
expect test "$(LC_ALL=C grep -c $'[\x1b\x07]' "$stderr")" = 0
expect_err red

fake_stop
fake_start </dev/null
it "a namespace that is not there"
wf operator namespace describe nowhere
expect_status 3
expect_err 'nowhere'
it "nor for a listing"
wf workflow list -n nowhere
expect_status 3
expect_stdout </dev/null
expect_err 'nowhere'
