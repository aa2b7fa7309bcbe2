#!/usr/bin/env bash
# A call that does not end by itself: deadline, Ctrl-C, a server that goes away.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<'EOF'
DescribeNamespace hang
EOF
it "--command-timeout ends it: exit 7, who, what, how long"
before=$SECONDS
wf operator namespace describe default --command-timeout 500ms
expect_status 7
expect_err "DescribeNamespace: no answer from $address within 500ms"
expect test $((SECONDS - before)) -le 5
expect wait_for 5 seen '.event == "cancel" and .method == "DescribeNamespace"'
it "the server is told the deadline"
expect seen '.method == "DescribeNamespace" and (.metadata["grpc-timeout"] | test("^[0-9]+[mun]$"))'

# interrupt SIGNAL COMMAND…: starts it, waits for its request, sends the signal.
interrupt()
{
    local signal=$1 before pid

    shift
    before=$(grep -c '"event":"request"' "$log")
    # SIGINT is ignored in background jobs of a script, unless it is given back
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' "$@" >"$work/o" 2>"$work/e" </dev/null &
    pid=$!
    wait_for 10 eval "[ \$(grep -c '\"event\":\"request\"' '$log') -gt $before ]"
    kill "-$signal" $pid
    wait $pid
    code=$?
    return 0
}
it "Ctrl-C cancels the call, and the server sees it"
interrupt INT wfsh operator namespace describe default --address "$address"
run cat "$work/e"
expect test "$code" = 130
expect test ! -s "$work/o"
expect test "$(wc -l <"$work/e")" -le 1
expect wait_for 5 seen '.event == "cancel" and .n == 2'
fake_stop

it "a server that goes away in the middle of the call"
fake_start <<<'DescribeNamespace hang'
run true
wfsh operator namespace describe default --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 seen '.method == "DescribeNamespace"'
fake_kill
code=0
wait $pid || code=$?
expect test "$code" = 4 -o "$code" = 75
expect test ! -s "$work/o"
expect test -s "$work/e"
expect test "$(wc -l <"$work/e")" -le 2

it "every connection dropped while it waits: asked again"
fake_start <<'EOF'
DescribeNamespace times=1 hang
EOF
run true
wfsh operator namespace describe default --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 seen '.method == "DescribeNamespace"'
expect fake_tell drop
code=0
wait $pid || code=$?
expect test "$code" = 0
expect grep -q default "$work/o"
fake_stop

it "a slow answer is waited for"
fake_start <<<'DescribeNamespace delay=1500 answer'
wf operator namespace describe default
expect_out default
fake_stop
