#!/usr/bin/env bash
# Histories that only the archive still has: show, result and export find them by themselves.
# timeout: 3600
# shellcheck source=tests/lib/archive.sh
. "$(dirname "$0")/../lib/archive.sh"

d=$work/server
server_start "$d"
export TEMPORAL_NAMESPACE=arc
official operator namespace create -n arc --retention 1h \
    --history-archival-state enabled --visibility-archival-state enabled >/dev/null
worker arc

# add ID N: a run of Addition that comes to N
add()
{
    official workflow execute -w "$1" --type Addition -t wfsh-sample -i "{\"addends\": [0, $2]}" \
        >/dev/null
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
add "it's" 5
add hot 7
wait_for 60 archived arc hot 1
official workflow show -w sum -o json | jq -S . >"$work/sum.json"
forget sum
sum=$forgotten
forget twice
second=$forgotten
official workflow delete -y -w twice -r "$first" >/dev/null
wait_for 60 forgotten arc twice "$first"
forget "it's"

it 'show without a run id finds it, and says where'
run wfsh show sum -o json
expect_json .archived true
expect_err "read from the archive: sum, run $sum\$"
jq -S 'del(.archived)' "$stdout" >"$work/have"
expect diff "$work/sum.json" "$work/have"

it 'the newest run is read, the others are named'
run wfsh show twice -o json
expect_json '.events[0].workflowExecutionStartedEventAttributes.originalExecutionRunId' "\"$second\""
expect_err "archived too: run $first\$"

it 'an id that the store cannot be asked for'
run wfsh show "it's" -o json
expect_json .archived true

it 'with a run id'
run wfsh show twice "$first" -o json
expect_json '.events[0].workflowExecutionStartedEventAttributes.originalExecutionRunId' "\"$first\""

it 'in reverse, which the archive has no API for'
run wfsh show sum --reverse -o json
expect_json '.events | map(.eventId | tonumber) | . == (sort | reverse)' true

it 'in reverse with a limit'
run wfsh show sum --reverse --limit 1 -o json
expect_json '.events[0].eventType' '"EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"'

it 'the result'
run wfsh result sum -o json
expect_json '[.status, .runId, .archived]' "[\"COMPLETED\",\"$sum\",true]"
expect_json .result 3

it '--archived=never'
run wfsh show sum --archived=never
expect_status 3
expect_stdout </dev/null

it '--archived=only takes no run that is still here'
run wfsh show hot --archived=only
expect_status 3
expect_err 'not read from the archive'

it 'nobody has it'
run wfsh show nobody
expect_status 3
expect_err 'not found'

it 'a run that never was: INTERNAL means not found'
run wfsh show sum 00000000-0000-4000-8000-000000000000
expect_status 3

begin 'there is a run whose successor was deleted'
add older 4
older=$(run_of arc older)
official workflow start -w older --type Addition -t nobody -i '{"addends": [1]}' >/dev/null
newer=$(run_of arc older)
official operator namespace update -n arc --history-archival-state disabled >/dev/null
official workflow delete -y -w older -r "$newer" >/dev/null
wait_for 60 forgotten arc older "$newer"
it 'the run that is left is shown'
run wfsh show older -o json
expect_json '.events[0].workflowExecutionStartedEventAttributes.originalExecutionRunId' "\"$older\""
expect_json .archived null
official operator namespace update -n arc --history-archival-state enabled >/dev/null

it 'export'
run wfsh export sum twice --dir "$work/out" -o jsonl
expect_json .archived "true
true"
expect test -f "$work/out/sum_$sum.json"
