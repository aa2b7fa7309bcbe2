#!/usr/bin/env bash
# A run that is paused: the frontend gives no token to wait with, and still it is open.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

ids() { jq -r '.eventId // .event.eventId' "$work/o" | tr '\n' ' '; }
# N requests for the history, or more, that meet a jq condition.
asked()
{
    [ "$(jq -c "select(.event == \"request\" and $2)" "$log" | wc -l)" -ge "$1" ]
}
looks='(.method == "GetWorkflowExecutionHistoryReverse")'
follow() # VERB ARG…, in the background
{
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh "$@" --address "$address" \
        >"$work/o" 2>"$work/e" </dev/null &
    pid=$!
}
followed() # STATUS
{
    local code=0

    wait "$pid" || code=$?
    [ "$code" = "$1" ] || _complain "exit status $code, expected $1" "$(cat "$work/e")"
}
# The workflow is there, and paused.
paused()
{
    fake_start <<'EOT'
set history.events 5
set history.page 2
EOT
    wfsh workflow describe a --address "$address" -o none
    wfsh workflow show a --address "$address" -o none
    fake_tell 'pause a'
}

begin 'show --follow goes on while it is paused, over new events, and after that'
paused
follow workflow show a --follow -o jsonl
wait_for 10 grep -q '"eventId":"6"' "$work/o"
wait_for 10 asked 1 "$looks"
expect fake_tell 'append 3 a'
wait_for 10 grep -q '"eventId":"9"' "$work/o"
expect fake_tell 'unpause a'
wait_for 10 asked 1 '(.request.nextPageToken == "RjEx")'
expect fake_tell 'append 2 a'
wait_for 10 grep -q '"eventId":"12"' "$work/o"
expect fake_tell 'close a'
followed 0
expect test "$(ids)" = "$(seq -s ' ' 13) "
begin 'it looks for one event at a time, and ever less often'
expect test "$(jq -c "select(.event == \"request\" and $looks).request.maximumPageSize" "$log" | sort -u)" = 1
expect test "$(jq -c "select(.event == \"request\" and $looks)" "$log" | wc -l)" -lt 10
fake_stop

begin 'paused while it is followed, and closed while it is paused'
fake_start <<'EOT'
set history.events 3
EOT
follow workflow show a --follow -o jsonl
wait_for 10 asked 1 '(.request.nextPageToken == "RjQ=")'
expect fake_tell 'pause a'
expect fake_tell 'append 1 a'
wait_for 10 grep -q '"eventId":"5"' "$work/o"
wait_for 10 asked 1 "$looks"
expect fake_tell 'close a'
followed 0
expect test "$(ids)" = '1 2 3 4 5 6 '
fake_stop

begin 'with no run named and no chain it stays with its run'
paused
follow workflow show a --follow --chain=false -o jsonl
wait_for 10 asked 1 "($looks and (.request.execution.runId | startswith(\"00000000-\")))"
expect fake_tell 'close a'
followed 0
expect test "$(ids)" = '1 2 3 4 5 6 7 '
fake_stop

begin 'Ctrl-C while it waits: 130, at once'
paused
follow workflow show a --follow -o jsonl
wait_for 10 asked 1 "$looks"
began=$SECONDS
kill -INT "$pid"
followed 130
expect test $((SECONDS - began)) -le 1
expect test "$(ids)" = '1 2 3 4 5 6 '
fake_stop

begin 'the time given is over while it waits: 7'
paused
follow workflow result a --command-timeout 2s
followed 7
fake_stop

begin 'tail'
paused
follow workflow tail a b -o jsonl
wait_for 10 grep -q '"eventId":"6"' "$work/o"
wait_for 10 asked 1 "$looks"
expect fake_tell 'append 1 a'
wait_for 10 eval "jq -c 'select(.workflowId == \"a\").event.eventId' '$work/o' | grep -q 7"
expect fake_tell 'unpause a'
expect fake_tell 'append 1 a'
expect fake_tell 'close a'
expect fake_tell 'close b'
followed 0
expect test "$(jq -r 'select(.workflowId == "a").event.eventId' "$work/o" | tr '\n' ' ')" = '1 2 3 4 5 6 7 8 9 10 '
fake_stop

begin 'result and wait: only the end is one'
paused
again='(.request.historyEventFilterType == "HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT")'
follow workflow result a
wait_for 10 asked 2 "$again"
expect fake_tell 'unpause a'
expect fake_tell 'close a'
followed 0
fake_stop
paused
follow workflow wait a
wait_for 10 asked 2 "$again"
expect fake_tell 'close a'
followed 0
fake_stop

begin 'trace'
paused
follow workflow trace a -o json
wait_for 10 asked 1 "$looks"
expect fake_tell 'append 1 a'
expect fake_tell 'unpause a'
expect fake_tell 'close a'
followed 0
expect grep -q '"Completed"' "$work/o"
fake_stop
