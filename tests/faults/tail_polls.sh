#!/usr/bin/env bash
# A frontend that caps long polls, or the rate: the tail asks by interval and says so.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

tail_start() # LAST OPTION…
{
    wfsh tail wf-1 wf-2 wf-3 wf-4 wf-5 wf-6 -o jsonl --last "$1" --interval 200ms \
        --address "$address" "${@:2}" >"$work/o" 2>"$work/e" </dev/null &
    pid=$!
}
# all_have N: the last event of each of the six is N
all_have()
{
    [ "$(jq -r "select(.event.eventId == \"$1\").workflowId" "$work/o" | sort -u | wc -l)" = 6 ]
}
tail_end() # STATUS
{
    local code=0

    wait "$pid" || code=$?
    [ "$code" = "$1" ] || _complain "exit status $code, expected $1" "$(cat "$work/e")"
}
polls()
{
    [ "$(jq -r 'select(.event == "request" and .method == "GetWorkflowExecutionHistory").n' \
        "$log" | wc -l)" -ge "$1" ]
}

begin 'polls that are refused become polls by interval; every event comes, once'
fake_start <<'EOT'
set history.events 2
GetWorkflowExecutionHistory when=nextPageToken after=3 times=5 status RESOURCE_EXHAUSTED "namespace concurrent poller limit exceeded"
EOT
tail_start 0
wait_for 20 polls 12
expect fake_tell 'append 1'
wait_for 20 all_have 3
expect fake_tell 'append 2'
wait_for 20 all_have 5
kill -INT "$pid"
tail_end 130
expect test "$(wc -l <"$work/o")" = 18
expect grep -qE '^wfsh: the frontend caps long polls \(namespace concurrent poller limit exceeded\): [0-9]+ are held' "$work/e"
expect test "$(wc -l <"$work/e")" = 1
fake_stop

begin '--polls N: no more than that are held'
fake_start <<'EOT'
set history.events 2
EOT
tail_start 0 --polls 2
wait_for 20 polls 14
expect fake_tell 'append 1'
wait_for 20 all_have 3
kill -INT "$pid"
tail_end 130
expect grep -q 'more than 2 workflows: those beyond are asked every 0.2s' "$work/e"
fake_stop

begin 'a rate limit slows it down and is no failure'
fake_start <<'EOT'
set history.events 2
DescribeWorkflowExecution times=4 status RESOURCE_EXHAUSTED "namespace rate limit exceeded"
GetWorkflowExecutionHistory when=nextPageToken times=4 status RESOURCE_EXHAUSTED "namespace rate limit exceeded"
EOT
tail_start all
expect fake_tell 'append 1'
wait_for 30 all_have 3
kill -INT "$pid"
tail_end 130
expect test ! -s "$work/e"
fake_stop
