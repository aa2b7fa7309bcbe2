#!/usr/bin/env bash
# Many ids, of which some fail: a receipt for each, the codes, Ctrl-C, a server that goes away.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

# these ID…: ends them by what is read from stdin; more flags in $flags.
flags=()
these()
{
    printf '%s\n' "$@" >"$work/ids"
    # shellcheck disable=SC2016 # for the inner shell
    run timeout -k 5 30 bash -c 'exec wfsh workflow terminate - --reason test -o jsonl "${@:2}" \
        <"$1"' - "$work/ids" --address "$address" "${flags[@]}"
}
count() { expect test "$(jq -r "select(.outcome == \"$2\").workflowId" "$stdout" | wc -l)" = "$1"; }

fake_start </dev/null
it "all done: 0"
these a b c
expect_status 0
count 3 'done'
it "all closed already: 0, and it is said"
these a b c
expect_status 0
count 3 no-op
it "some not there: 8, the others are done"
these d missing-1 e
expect_status 8
count 2 'done'
count 1 error
expect_err '1 of 3'
it "none there: their common code"
these missing-1 missing-2
expect_status 3
count 2 error
it "each in its own way: 8"
expect fake_tell "TerminateWorkflowExecution when=no-1 status PERMISSION_DENIED no"
these missing-1 no-1
expect_status 8
it "--failed-to keeps what failed"
flags=(--failed-to "$work/failed")
these f missing-3 g
expect_status 8
expect grep -q '^missing-3' "$work/failed"
expect test "$(wc -l <"$work/failed")" = 1
it "--fail-fast stops, and names what it did not try"
flags=(--fail-fast)
these h missing-4 i j
fails
count 1 'done'
count 1 error
count 2 not-tried
it "a lost answer for each is tried again"
flags=(--parallel 4)
expect fake_tell "TerminateWorkflowExecution times=3 effect=1 status UNAVAILABLE lost"
these k l m n
expect_status 0
expect test "$(jq -r 'select(.outcome == "done" or .outcome == "no-op").workflowId' "$stdout" |
    sort -u | wc -l)" = 4

it "Ctrl-C: what hangs is given up, the rest is named, exit 130"
expect fake_tell "TerminateWorkflowExecution when=hang hang"
printf '%s\n' o hang-1 hang-2 p q r >"$work/ids"
run true
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh workflow terminate - --reason test -o jsonl \
    --parallel 2 --address "$address" <"$work/ids" >"$work/o" 2>"$work/e" &
pid=$!
wait_for 10 seen '.method == "TerminateWorkflowExecution" and (.request | tostring | test("hang-2"))'
wait_for 10 seen '.method == "TerminateWorkflowExecution" and (.request | tostring | test("hang-1"))'
kill -INT $pid
code=0
wait $pid || code=$?
expect test "$code" = 130
expect test "$(jq -r .workflowId "$work/o" | sort -u | wc -l)" = 6
expect test "$(jq -r 'select(.outcome == "not-tried").workflowId' "$work/o" | wc -l)" = 3
fake_stop

it "a server that goes away: what was done stays done, exit not 0, every id has a receipt"
fake_start <<<'TerminateWorkflowExecution when=hang hang'
printf '%s\n' a b hang-1 c d >"$work/ids"
run true
wfsh workflow terminate - --reason test -o jsonl --command-timeout 4s --address "$address" \
    <"$work/ids" >"$work/o" 2>"$work/e" &
pid=$!
wait_for 10 seen '.request | tostring | test("hang-1")'
fake_kill
code=0
wait $pid || code=$?
expect test "$code" -ne 0
expect test "$(jq -r .workflowId "$work/o" | sort -u | wc -l)" = 5
expect test "$(jq -r 'select(.outcome == "done").workflowId' "$work/o" | wc -l)" = 2
