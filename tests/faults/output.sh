#!/usr/bin/env bash
# Where the output goes ends first: a reader that leaves, a full disk, a closed stdout.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<'EOF'
set workflows 20000
set history.events 5000
EOF
# into READER COMMAND…: status of the command whose output goes there; stderr in $stderr.
into()
{
    local reader=$1

    shift
    run true
    { timeout -k 5 30 "$@" --address "$address" 2>"$stderr"; echo $? >"$work/code"; } |
        eval "$reader" >"$stdout"
    status=$(cat "$work/code")
}
for form in table json jsonl csv; do
    it "a reader of $form that leaves: 141, and nothing is said"
    into "head -n 3" wfsh workflow list -o $form
    expect_status 141
    expect_stderr </dev/null
    expect test "$(wc -l <"$stdout")" = 3
done
it "a reader of a history that leaves"
into "head -n 1" wfsh workflow show a -o jsonl
expect_status 141
expect_stderr </dev/null
it "a reader of --follow that leaves: no later than the next event"
fake_tell "set history.every 50"
into "head -n 5002" wfsh workflow show b --follow -o jsonl
expect_status 141
expect_stderr </dev/null
for verb in "workflow list -o jsonl" "workflow list" "workflow show a -o json" "help" \
    "operator namespace describe default" "config show" "version"; do
    it "$verb on a full disk: said, and not 0"
    run true
    # shellcheck disable=SC2086 # words
    timeout -k 5 30 wfsh $verb --address "$address" >/dev/full 2>"$stderr"
    status=$?
    fails
    expect_err 'No space left'
    expect test "$(wc -l <"$stderr")" -le 2
done
it "stdout is closed"
run true
timeout -k 5 30 wfsh workflow list -o jsonl --address "$address" >&- 2>"$stderr"
status=$?
fails
expect_err 'Bad file descriptor'
it "stdin, stdout and stderr are closed: no crash"
run true
timeout -k 5 30 wfsh workflow list -o jsonl --limit 3 --address "$address" <&- >&- 2>&-
status=$?
fails
expect test "$status" -lt 128
