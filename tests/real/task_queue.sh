#!/usr/bin/env bash
# Settings and partitions of Task Queues.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

q=queue-$$
of=(-t "$q" --task-queue-type activity)
same()
{
    wfsh "$@" -o json | jq -S . >"$work/ours"
    temporal "$@" -o json | jq -S . >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}

it "a queue without settings"
run wfsh task-queue config get "${of[@]}"
expect_stdout </dev/null
expect_err 'no settings of its own'

it "set, in the official CLI's JSON"
run wfsh task-queue config set "${of[@]}" --queue-rps-limit 10.5 --queue-rps-limit-reason because \
    --fairness-key-rps-limit-default 3 --fairness-key-rps-limit-reason also --fairness-key-weight a=2 --fairness-key-weight b=0.5 -o json
expect_json '.config | [.queueRateLimit.rateLimit.requestsPerSecond, .queueRateLimit.metadata.reason, .fairnessKeysRateLimitDefault.metadata.reason, .fairnessWeightOverrides]' \
    '[10.5,"because","also",{"a":2,"b":0.5}]'
expect same task-queue config get "${of[@]}"

it "get, for people"
run wfsh tq config get "${of[@]}" --columns setting,value,reason --no-header -o tsv
expect_stdout <<'EOF'
queue rate limit	10.5 a second	because
rate limit of a fairness key	3 a second	also
weight of a	2	
weight of b	0.5	
EOF

it "default unsets; what is not given stays"
run wfsh tq config set "${of[@]}" --queue-rps-limit default --fairness-key-weight a=default
expect_stdout <<EOF
done  $q  settings updated
EOF
run wfsh tq config get "${of[@]}" -o json
expect_json '[.queueRateLimit.rateLimit, .fairnessKeysRateLimitDefault.rateLimit.requestsPerSecond, .fairnessWeightOverrides]' '[null,3,{"b":0.5}]'

it "all weights away"
run wfsh tq config set "${of[@]}" --fairness-key-weight-clear-all
expect_status 0
run wfsh tq config get "${of[@]}" -o json
expect_json .fairnessWeightOverrides null
expect same task-queue config get "${of[@]}"

it "bad values never leave"
run wfsh tq config set "${of[@]}" --queue-rps-limit fast
expect_status 2
run wfsh tq config set "${of[@]}" --queue-rps-limit -1
expect_status 2
run wfsh tq config set "${of[@]}" --fairness-key-weight a
expect_status 2
run wfsh tq config set "${of[@]}" --fairness-key-weight a=1 --fairness-key-weight-clear-all
expect_status 2
run wfsh tq config set "${of[@]}" --queue-rps-limit-reason why
expect_status 2
run wfsh tq config set "${of[@]}"
expect_status 2
run wfsh tq config set -t "$q" --queue-rps-limit 1
expect_status 2

it "partitions are the official ones, and a table"
expect same task-queue list-partition -t "$q"
run wfsh tq list-partition -t "$q" --columns type,partition --no-header -o tsv
expect grep -qx "workflow	$q" "$stdout"

it "describe is the official one's, but for the order"
sorted()
{
    jq -S '(.pollers, .stats, .reachability) |= (if . == null then . else sort_by(.buildId, .taskQueueType, .identity) end)'
}
alike()
{
    wfsh "$@" -o json | sorted >"$work/ours"
    temporal "$@" -o json | sorted >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}
expect wait_for 20 alike task-queue describe -t wfsh-sample
expect wait_for 20 alike task-queue describe -t wfsh-sample --task-queue-type activity
expect wait_for 20 alike task-queue describe -t wfsh-sample --disable-stats
expect wait_for 20 alike task-queue describe -t wfsh-sample --select-build-id x --select-unversioned --report-reachability
expect wait_for 20 alike task-queue describe -t wfsh-sample --select-all-active
expect wait_for 20 same task-queue describe -t wfsh-sample --legacy-mode
expect wait_for 20 same task-queue describe -t wfsh-sample --legacy-mode --task-queue-type-legacy activity --partitions-legacy 2

it "a backlog that nobody polls"
wfsh workflow start --type Nothing -t "$q" -w "$q" -o none
backlog()
{
    [ "$(wfsh tq describe -t "$q" --task-queue-type workflow --columns backlog --no-header -o tsv)" -ge 1 ] # it is approximate
}
expect wait_for 20 backlog
run wfsh tq describe -t "$q" --report-config
expect_out '^UNVERSIONED +workflow +[1-9]'
expect_out '^nobody polls$'
expect_out '^rate limit of a fairness key +3 a second'
run wfsh tq describe -t "$q" --report-config -o json
expect_json '.config.activity.fairnessKeysRateLimitDefault.rateLimit.requestsPerSecond' 3
run wfsh workflow terminate "$q"
run wfsh tq describe
expect_status 2
run wfsh tq describe -t "$q" --task-queue-type sticky
expect_status 2

it "list: queues in use, found from workflows and workers"
run wfsh task-queue list --columns task-queue,type --no-header -o tsv
expect grep -qx "wfsh-sample	activity" "$stdout"
expect grep -qx "$q	workflow" "$stdout"
run wfsh tq list -o jsonl
expect jq -se 'map(select(.taskQueue == "wfsh-sample" and .type == "workflow" and .pollers > 0 and .problem == null and (.lastPoll | length > 10))) | length == 1' "$stdout"

it "list -t: of one that nothing names, too, and once"
run wfsh task-queue list -t "$q-never" -t wfsh-sample --columns task-queue,type --no-header -o tsv
expect grep -qx "$q-never	activity" "$stdout"
expect test "$(grep -c '^wfsh-sample	' "$stdout")" = 2

it "list --stuck: a backlog that nobody polls"
wfsh workflow start --type Nothing -t "$q-stuck" -w "$q-stuck" -o none
stuck()
{
    wfsh tq list --stuck -o jsonl | jq -se --arg q "$q-stuck" 'map(select(.taskQueue == $q)) |
        length == 1 and (.[0] | .type == "workflow" and .problem == "nobody polls it" and (.command | test("start a worker of Task Queue")))' >"$work/stuck"
}
expect wait_for 30 stuck
run wfsh tq list --stuck
expect_err "$q-stuck \(workflow\): nobody polls it; start a worker"
expect_out "^$q-stuck +workflow "

it "list --stuck: only a version polls that new work does not go to"
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$q-d" "$q-v" 1.0
known()
{
    wfsh deployment describe-version --deployment-name "$q-d" --build-id 1.0 -o none 2>"$work/known"
}
wait_for 60 known
wfsh workflow start --type Versioned -t "$q-v" -w "$q-v" -o none
idle()
{
    wfsh tq list --stuck -o jsonl | jq -se --arg q "$q-v" 'map(select(.taskQueue == $q and .type == "workflow"))[0].command' >"$work/idle" &&
        grep -qx "\"wfsh worker deployment set-current-version --deployment-name $q-d --build-id 1.0\"" "$work/idle"
}
expect wait_for 30 idle

it "what it names mends it"
run sh -c "$(jq -r . "$work/idle") --yes -o none"
run wfsh workflow result "$q-v" --command-timeout 30s -o json
expect_json .status '"COMPLETED"'
run wfsh workflow terminate "$q-stuck"
run wfsh tq list --sample 0
expect_status 2
