#!/usr/bin/env bash
# workflow describe of runs that only the archive still has.
# shellcheck source=tests/lib/archive.sh
. "$(dirname "$0")/../lib/archive.sh"

server_start "$work/server" --delay 1s
begin "a namespace that archives"
expect wfsh ns create kept --retention 1h --history-archival-state enabled \
    --visibility-archival-state enabled
wait_for 30 official workflow list -n kept
worker kept

start()
{
    official workflow execute -n kept -w "$1" -t wfsh-sample --type "$2" -i "$3" \
        --memo 'order="o-42"' --execution-timeout 1h
}

# forget ID RUN: archived, and gone from the hot store
forget()
{
    expect official workflow delete -y -n kept -w "$1" -r "$2"
    wait_for 60 forgotten kept "$1" "$2"
}

begin "runs that close, are archived and deleted"
start failed FailDeep '{"depth": 0}' >/dev/null 2>&1
failed=$(run_of kept failed)
expect start 'done' Payloads '{"kind": "json"}'
old=$(run_of kept 'done')
official workflow describe -n kept -w 'done' -o json >"$work/hot"
expect start 'done' Payloads '{"kind": "json"}'
new=$(run_of kept 'done')
wait_for 60 archived kept 'done' 2
wait_for 60 archived kept failed 1
forget failed "$failed"
forget 'done' "$old"

it "a run that the hot store has: no archive, though an older one is there"
run wfsh describe 'done' -n kept
expect_out "^Run +$new\$"
expect test "$(grep -c Archived "$stdout")" = 0
forget 'done' "$new"

it "describe falls back by itself and says so"
run wfsh describe failed -n kept
expect_out '^Status +Failed$'
expect_out '^Archived +yes'
expect_out '^Type +FailDeep$'
expect_out '^Task queue +wfsh-sample$'
expect_out '^Memo +order = "o-42"$'
expect_out '^  KeyError: '
it "without a run the newest one, the other named on stderr"
run wfsh describe 'done' -n kept
expect_out "^Run +$new\$"
expect_err "$old"
it "with a run that one: as JSON what the frontend said of it"
run wfsh describe 'done' "$old" -n kept -o json
expect_json .archived true
keys='[.executionConfig, .result, .closeEvent, (.workflowExecutionInfo |
    .execution, .type, .status, .startTime, .closeTime, .executionTime, .executionDuration,
    .historyLength, .memo, .taskQueue, .firstRunId, .rootExecution)]'
# (the official CLI turns an inner [] into null)
expect test "$(jq -cS "$keys" "$stdout" | sed 's/:\[\]/:null/g')" = \
    "$(jq -cS "$keys" "$work/hot")"
it "--archived=never: not found"
run wfsh describe failed -n kept --archived=never
expect_status 3
it "--archived=only of one that was never there: not found"
run wfsh describe nothing -n kept --archived=only
expect_status 3
expect_stdout </dev/null
it "a run that never was: not found, in the frontend's words"
run wfsh describe failed 00000000-0000-4000-8000-000000000000 -n kept
expect_status 3
it "why of an archived run: how it ended"
run wfsh why failed -n kept -o json
expect_json '[.archived, .causes[0].cause]' '[true,"failed"]'
