#!/usr/bin/env bash
# Histories that are huge, hostile, growing, or lose their server.
# timeout: 600
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

sizes() { jq -c 'select(.method == "GetWorkflowExecutionHistory").request.maximumPageSize' "$log"; }
ids() { jq -r .eventId "${1-$stdout}"; }

# 250 events of 1 MiB are more than the 128 MiB of a message; 100 are not.
fake_start <<'EOF'
set history.events 260
set history.bytes 1048576
EOF
it "a page over 128 MiB is asked for in smaller ones"
run timeout 120 wfsh workflow show big -o jsonl --address "$address"
expect test "$(ids | sort -un | wc -l)" = 260
expect test "$(ids | wc -l)" = 260
expect test "$(sizes | sort -u | wc -l)" -ge 2
fake_stop

fake_start <<'EOF'
set history.events 30
set history.page 7
EOF
it "small pages of the server: all events, once, in order"
wf workflow show a -o jsonl
expect test "$(ids | tr '\n' ' ')" = "$(seq -s ' ' 30) "
it "100 MiB in one event"
expect fake_tell "GetWorkflowExecutionHistory times=1 page 1 104857600"
run timeout 60 wfsh workflow show one -o jsonl --address "$address"
expect test "$(stat -c %s "$stdout")" -gt 104857600
it "as a table it is cut"
expect fake_tell "GetWorkflowExecutionHistory times=1 page 1 104857600"
run timeout 60 wfsh workflow show one --address "$address"
expect test "$(stat -c %s "$stdout")" -lt 10000
it "one event over 128 MiB cannot be had, and that is said"
expect fake_tell "GetWorkflowExecutionHistory times=12 page 1 140000000"
run timeout 60 wfsh workflow show one --address "$address"
expect_status 1
expect_err 'larger than'
expect test "$(wc -l <"$stderr")" -le 2
fake_stop

fake_start </dev/null
it "a failure with 60 causes is shown"
jq -nc '{history: {events: [{eventId: "1", eventType: "EVENT_TYPE_WORKFLOW_EXECUTION_FAILED",
    workflowExecutionFailedEventAttributes: {failure:
        (reduce range(60) as $i ({message: "at the root"};
            {message: "level \($i)", cause: .}))}}]}}' \
    >"$work/nested"
expect fake_tell "GetWorkflowExecutionHistory times=2 reply @$work/nested"
wf workflow show a -o json
expect_out 'at the root'
wf workflow show a
expect_out 'FAILED|Failed'
for n in 150 10000 1000000; do
    it "messages nested $n deep"
    expect fake_tell "GetWorkflowExecutionHistory times=1 damage nest $n"
    wf workflow show a -o json
    expect_status 1
    expect_stdout </dev/null
    expect_err 'deep'
done
it "a singular message 20,000 times, to eat memory"
expect fake_tell "GetWorkflowExecutionHistory times=1 damage repeat 20000"
# shellcheck disable=SC2016 # for the inner shell
run timeout -k 5 30 bash -c 'ulimit -v 4000000; exec wfsh workflow show a --address "$1"' - \
    "$address"
expect_status 1
expect_err 'comes twice'
it "not UTF-8"
expect fake_tell "GetWorkflowExecutionHistory times=1 damage utf8"
wf workflow show a
expect_status 1
expect_err 'UTF-8'
it "cut in half on the second page: what came before is shown, exit 1"
expect fake_tell "set history.page 2"
expect fake_tell "GetWorkflowExecutionHistory when=nextPageToken times=1 damage truncate"
wf workflow show a -o jsonl
expect_status 1
expect_err 'damaged'
expect test "$(wc -l <"$stdout")" = 2
it "bytes of payloads and names do nothing to a terminal"
expect fake_tell 'GetWorkflowExecutionHistory times=1 reply {"history":{"events":[{"eventId":"1","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED","workflowExecutionSignaledEventAttributes":{"signalName":"a\u001b]0;x\u0007b","identity":"\u009b2J","input":{"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"IhtbMm0i"},{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},"data":"G1syShsHAP8="}]}}}]}}'
wf workflow show a --view full
expect test "$(LC_ALL=C grep -c $'[\x1b\x07]' "$stdout")" = 0
expect test "$(grep -c $'\u009b' "$stdout")" = 0
fake_stop

fake_start <<'EOF'
set history.events 2
set history.poll 300
EOF
it "--follow: an event appears when it happens, polls that end empty do not matter"
run true
wfsh workflow show a --follow -o jsonl --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 grep -q '"eventId":"2"' "$work/o"
expect fake_tell "append 2 a"
wait_for 10 grep -q '"eventId":"4"' "$work/o"
wait_for 10 eval "[ \$(grep -c '\"event\":\"request\"' '$log') -ge 5 ]"
expect fake_tell "close a"
code=0
wait $pid || code=$?
expect test "$code" = 0
expect test "$(ids "$work/o" | tr '\n' ' ')" = "1 2 3 4 5 "
fake_stop

it "--follow over a restart of the server: no gap, no duplicate"
fake_start <<'EOF'
set history.events 5
set history.page 2
EOF
run true
wfsh workflow show a --follow -o jsonl --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 grep -q '"eventId":"5"' "$work/o"
expect fake_tell "append 1 a"
wait_for 10 grep -q '"eventId":"6"' "$work/o"
fake_kill
fake_start --port "$port" <<'EOF'
set history.events 9
set history.page 2
EOF
wait_for 20 grep -q '"eventId":"9"' "$work/o"
expect fake_tell "GetWorkflowExecutionHistory times=2 drop late"
expect fake_tell drop
expect fake_tell "append 2 a"
wait_for 20 grep -q '"eventId":"11"' "$work/o"
expect fake_tell goaway
expect fake_tell "append 1 a"
wait_for 20 grep -q '"eventId":"12"' "$work/o"
expect fake_tell "close a"
code=0
wait $pid || code=$?
expect test "$code" = 0
expect test "$(ids "$work/o" | tr '\n' ' ')" = "$(seq -s ' ' 13) "
fake_stop

it "Ctrl-C ends --follow with 130 and what was seen"
fake_start </dev/null
run true
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh workflow show a --follow -o jsonl \
    --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 grep -q '"eventId":"3"' "$work/o"
wait_for 10 eval "[ \$(grep -c '\"event\":\"request\"' '$log') -ge 2 ]"
kill -INT $pid
code=0
wait $pid || code=$?
expect test "$code" = 130
expect test "$(wc -l <"$work/o")" = 3
expect wait_for 5 seen '.event == "cancel"'

it "result waits for the end, over empty polls"
expect fake_tell "set history.poll 200"
run true
wfsh workflow result b --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 10 seen '.method == "GetWorkflowExecutionHistory" and .request.execution.workflowId == "b"'
expect fake_tell "close b"
code=0
wait $pid || code=$?
expect test "$code" = 0
it "of a terminated run: 13"
wf workflow terminate b2 --reason test
wf workflow result b2
expect_status 13
it "of one that is not there"
wf workflow result missing-9
expect_status 3
