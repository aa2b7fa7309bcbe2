#!/usr/bin/env bash
# Runs that only the archive still has: listed, shown, described, their results.
# timeout: 3600
# shellcheck source=tests/lib/archive.sh
. "$(dirname "$0")/../lib/archive.sh"

d=$work/server
server_start "$d"
export TEMPORAL_NAMESPACE=arc
official operator namespace create -n arc --retention 1h \
    --history-archival-state enabled --visibility-archival-state enabled >/dev/null
worker arc

not()
{
    ! "$@"
}

# add ID N: a run of Addition that comes to N
add()
{
    official workflow execute -w "$1" --type Addition -t wfsh-sample -i "{\"addends\": [0, $2]}" \
        --memo who='"me"' >/dev/null
}

# forget ID: deletes the newest run; $forgotten is its run id
forget()
{
    forgotten=$(run_of arc "$1")
    official workflow delete -y -w "$1" -r "$forgotten" >/dev/null
    wait_for 60 forgotten arc "$1" "$forgotten"
}

begin 'there are archived runs'
add sum 3
add twice 1
first=$(run_of arc twice)
add twice 2
add hot 7
add "it's" 5
official workflow start -w stopped --type Addition -t nobody -i '{"addends": [1]}' >/dev/null
official workflow terminate -w stopped --reason enough >/dev/null
official workflow execute -w chain --type Chain -t wfsh-sample -i '{"runs": 2}' >/dev/null
official schedule create -s nightly --interval 1d --type Addition -w by-schedule -t nobody >/dev/null
official schedule delete -s nightly >/dev/null
wait_for 60 archived arc temporal-sys-scheduler:nightly 1
wait_for 60 archived arc stopped 1
wait_for 60 archived arc chain 2
forget sum
sum=$forgotten
forget twice
second=$forgotten
official workflow delete -y -w twice -r "$first" >/dev/null
wait_for 60 forgotten arc twice "$first"
forget "it's"
quoted=$forgotten
started=$(official workflow list --archived -q "WorkflowId='chain'" -o json |
    jq -r '.[-1].execution.runId')
ended=$(run_of arc chain)
official workflow delete -y -w chain -r "$started" >/dev/null
wait_for 60 forgotten arc chain "$started"

# ---- listed -------------------------------------------------------------------------------

ls_archive()
{
    wfsh workflow list --archived "$@"
}
ids='map(.execution.workflowId)'

it "the server's own runs are hidden"
run ls_archive -o json
expect_json "$ids" '["chain","chain","stopped","it'"'"'s","hot","twice","twice","sum"]'

it 'with --all it is what the official list says'
run ls_archive --all -o json
official workflow list --archived -o json | jq -S . >"$work/want"
jq -S . "$stdout" >"$work/have"
expect diff "$work/want" "$work/have"
expect_json "$ids | .[0]" '"temporal-sys-scheduler:nightly"'

it 'a page is not filled by what is hidden'
run ls_archive --limit 2 --page-size 1 -o json
expect_json "$ids" '["chain","chain"]'

it 'a filter that the store takes is sent'
run ls_archive -q 'WorkflowType="Chain" AND ExecutionStatus="Completed"' -o json
expect_json "$ids" '["chain"]'
expect_stderr </dev/null

filtered()
{
    it "applied here: $1"
    run ls_archive -q "$1" -o json
    expect_json "$ids" "$2"
    expect_err 'applied here$'
}
filtered 'StartTime > "2020-01-01T00:00:00Z" AND ExecutionStatus="Terminated"' '["stopped"]'
filtered 'WorkflowId IN ("sum", "hot")' '["hot","sum"]'
filtered 'WorkflowId="sum" OR WorkflowId="stopped"' '["stopped","sum"]'
filtered 'WorkflowId STARTS_WITH "tw"' '["twice","twice"]'
filtered 'WorkflowType != "Addition"' '["chain","chain"]'
filtered 'NOT WorkflowType = "Addition"' '["chain","chain"]'
filtered 'WorkflowId="it'"'"'s"' '["it'"'"'s"]'
filtered 'ExecutionStatus="Running"' '[]'

it 'by run id'
run ls_archive -q "RunId=\"$sum\"" -o json
expect_json "$ids" '["sum"]'

it 'by a run id and an id with a quote'
run ls_archive -q "RunId=\"$quoted\" AND WorkflowId=\"it's\"" -o json
expect_json 'map(.execution.runId)' "[\"$quoted\"]"

it 'short filters too'
run ls_archive --id-prefix s --type Addition --since 1h -o json
expect_json "$ids" '["stopped","sum"]'

for lacked in TaskQueue ParentWorkflowId RootRunId HistorySizeBytes; do
    it "the archive does not keep $lacked"
    run ls_archive -q "$lacked = 'x'"
    expect_status 2
    expect_stdout </dev/null
    expect_err "the archive does not keep $lacked\$"
done

it 'no order but its own'
run ls_archive -q 'WorkflowType="Chain" ORDER BY CloseTime'
expect_status 2

it 'memo and search attributes are kept'
run ls_archive -q 'WorkflowId="sum"' --columns id,memo.who -o tsv --no-header
expect_out "^sum	me$"

it 'references for other verbs'
run ls_archive -q 'WorkflowId="twice"' -o refs
expect_stdout <<END
twice	$second
twice	$first
END

it 'a namespace without an archive'
run ls_archive -n default
expect_status 5
expect_err 'not configured for visibility archival'

# ---- read ---------------------------------------------------------------------------------

# told RUN: the last command said that it read this run from the archive
told()
{
    expect_err "^wfsh: read from the archive: .*, run $1\$"
}

it 'show with a run id: what the official CLI reads, and from where'
run wfsh workflow show -w sum -r "$sum" -o json
told "$sum"
expect_json .archived true
official workflow show -w sum -r "$sum" -o json | jq -S .events >"$work/want"
jq -S .events "$stdout" >"$work/have"
expect diff "$work/want" "$work/have"

it 'show without one finds the run'
run wfsh workflow show sum -o jsonl
told "$sum"
expect test "$(jq -r .eventType "$stdout" | tail -n 1)" = EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED

it 'of two, the newest; the other is named'
run wfsh workflow show twice -o json
told "$second"
expect_err "^wfsh: archived too: run $first\$"

it 'the other'
run wfsh workflow result twice -r "$first" -o json
told "$first"
expect_json '[.result, .archived]' '[1,true]'

it 'an id with a quote'
run wfsh workflow result "it's" -o json
told "$quoted"
expect_json '[.runId, .result]' "[\"$quoted\",5]"

it 'newest events first'
run wfsh workflow show sum --reverse --limit 1 -o jsonl
expect_json .eventType '"EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"'

it 'small pages end where large ones do'
run wfsh workflow show sum --page-size 2 -o jsonl
expect test "$(jq -r .eventId "$stdout" | paste -sd' ')" = "1 2 3 4 5 6 7 8 9 10 11"

it 'following an archived run ends at once'
run timeout 20 wfsh workflow show sum --follow -o jsonl
expect test "$(wc -l <"$stdout")" = 11

it 'result'
run wfsh workflow result sum
told "$sum"
expect_out '^Result +3$'

it 'describe is made from the events'
run wfsh workflow describe sum -o json
told "$sum"
expect_json '[.archived, .result, .input.addends]' '[true,3,[0,3]]'
expect_json '.workflowExecutionInfo | [.execution.runId, .type.name, .status, .historyLength,
    .memo.fields.who]' "[\"$sum\",\"Addition\",\"WORKFLOW_EXECUTION_STATUS_COMPLETED\",\"11\",\"me\"]"

it 'and says so'
run wfsh workflow describe twice -r "$first"
expect_out '^Archived +yes: rebuilt from its history$'
expect_out '^Result +1$'

it 'describe agrees with what the archive lists'
run wfsh workflow describe sum -o json
official workflow list --archived -q "WorkflowId='sum'" -o json | jq -S '.[0] |
    {type, startTime, closeTime, status, historyLength, executionTime, memo, executionDuration}' \
    >"$work/want"
jq -S '.workflowExecutionInfo |
    {type, startTime, closeTime, status, historyLength, executionTime, memo, executionDuration}' \
    "$stdout" >"$work/have"
expect diff "$work/want" "$work/have"

it 'describe names the run that went on'
run wfsh workflow describe chain -r "$started"
expect_out '^Status +ContinuedAsNew$'
expect_out "^Next run +$ended\$"

it 'a chain is followed from the archive into the frontend'
run wfsh workflow result chain -r "$started" -o json
told "$started"
expect_json '[.runId, .result]' "[\"$ended\",\"run 2 of 2\"]"

it 'the address of a web UI'
run wfsh workflow result "http://localhost:8233/namespaces/arc/workflows/sum/$sum/history" -o json
expect_json .result 3

it 'export'
run wfsh workflow export sum --dir "$work/histories"
expect jq -e '.events | length == 11' "$work/histories/sum_$sum.json"

it 'a run that the frontend still has is read there'
run wfsh workflow result hot -o json
expect_json '[.result, .archived]' '[7,null]'
expect_stderr </dev/null

it 'not the archive'
run wfsh workflow result sum --archived=never
expect_status 3

it 'only the archive'
run wfsh workflow show sum --archived=only -o json
told "$sum"

it 'only the archive, of a run that the frontend still has'
run wfsh workflow show hot --archived=only
expect_status 3
expect_err 'not read from the archive$'

it 'no such workflow'
run wfsh workflow show nothing
expect_status 3

it 'no such run: not found, although the server calls it an internal error'
run wfsh workflow show sum -r "${sum%?????}00000"
expect_status 3
expect_err '^wfsh: .*not found'

it 'an archived run cannot be acted on'
run wfsh workflow terminate sum -r "$sum"
expect_status 3

it 'the archive is gone'
mv "$d/archive/history" "$d/archive/away"
run wfsh workflow show sum -r "$sum"
expect_status 3
mv "$d/archive/away" "$d/archive/history"

official operator namespace update --visibility-archival-state disabled >/dev/null
it 'without visibility archival a run id is needed, and enough'
wait_for 30 not wfsh workflow list --archived
run wfsh workflow show sum
expect_status 3
run wfsh workflow result sum -r "$sum" -o json
expect_json .result 3
