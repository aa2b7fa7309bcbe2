#!/usr/bin/env bash
# workflow rerun on the real server: from a run, a closed run, a file; the same or another input.
. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/server.sh"
queue=wfsh-sample
p=rerun-$$

it "the same again, under the same id"
wfsh execute --type Echo -t $queue -w "$p" -i '{"n": 1}' --memo 'm=[1]' --run-timeout 1h \
    --search-attribute 'WfshInt=7' --input-meta k=v -o none 2>/dev/null
run wfsh rerun "$p" -o json
expect_json '[.workflowId, .outcome, .rerunOf.workflowId]' "[\"$p\",\"done\",\"$p\"]"
expect test "$(jq -r .runId "$stdout")" != "$(jq -r .rerunOf.runId "$stdout")"
facts='.events[0].workflowExecutionStartedEventAttributes | [.workflowType, .taskQueue, .input,
    .memo, .searchAttributes, .workflowRunTimeout]'
it "begins as the first did"
old=$(jq -r .rerunOf.runId "$stdout")
run wfsh workflow show "$p" -o json
expect test "$(jq -cS "$facts" "$stdout")" = \
    "$(wfsh workflow show "$p" "$old" -o json | jq -cS "$facts")"

it "with another input"
run wfsh rerun "$p" --new-id "$p-2" -i '[2]' -o none
run wfsh result "$p-2" -o json
expect_json .result '[2]'

it "with an edited one"
export EDITOR='sed -i s/1/42/'
run wfsh rerun "$p" --new-id "$p-3" --edit -o none
run wfsh result "$p-3" -o json --decode
expect_json .result '{"n":42}'
it "a mistake in the edited input keeps it"
export EDITOR='sed -i s/1/,/' TMPDIR=$work
run wfsh rerun "$p" --new-id "$p-4" --edit
expect_status 2
expect_err 'kept in '
expect_err 'the edited input: line 3'
expect test "$(cat "$work"/wfsh-*.json | grep -c '"n": ,')" = 1
it "an editor that fails"
export EDITOR=false
run wfsh rerun "$p" --new-id "$p-4" --edit
expect_status 9

it "from a file"
wfsh workflow show "$p-2" -o json >"$work/history.json"
run wfsh rerun "$work/history.json" --new-id "$p-5" -o none
run wfsh result "$p-5" -o json
expect_json .result '[2]'

it "an open run is left alone"
wfsh start --type Handlers -t $queue -w "$p-open" -o none
run wfsh rerun "$p-open"
expect_status 5
expect_err '--new-id'
it "unless it is to be ended"
run wfsh rerun "$p-open" --id-conflict-policy TerminateExisting
it "many, one unknown"
printf '%s\n' "$p" "$p-none" >"$work/ids"
run wfsh rerun - -o jsonl <"$work/ids"
expect_status 8
expect test "$(jq -cs '[.[].outcome]' "$stdout")" = '["done","error"]'
