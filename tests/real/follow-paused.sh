#!/usr/bin/env bash
# Followers of a paused run go on until it is closed; the official CLI's end at once.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=follow-paused-$$
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$id-'\" --client-side --parallel 8 --yes -o none"

started() # ID
{
    wfsh workflow start --type WaitFor -t wfsh-sample -w "$1" -o none
    wait_for 30 eval "wfsh workflow show -w $1 -o jsonl | grep -q WORKFLOW_TASK_COMPLETED"
}
# The follower of that name has seen an event of this type.
has() { wait_for 30 grep -q "$2" "$work/$1"; }
follow() # NAME VERB…
{
    wfsh "${@:2}" >"$work/$1" 2>"$work/$1.err" </dev/null &
    printf -v "pid_$1" '%s' $!
}
ends() # NAME STATUS
{
    local pid=pid_$1 code=0

    wait "${!pid}" || code=$?
    [ "$code" = "$2" ] || _complain "$1: exit status $code" "$(cat "$work/$1.err")"
}
# Every event of the run stands there once, in order.
whole() # NAME ID
{
    jq -r '.eventId // .event.eventId' "$work/$1" >"$work/ours"
    wfsh workflow show -w "$2" -o jsonl | jq -r .eventId >"$work/theirs"
    diff "$work/ours" "$work/theirs" >&2
}

begin 'the official CLI ends though the run is open: what ours is compared with'
started "$id-1"
wfsh workflow pause -w "$id-1" --reason lunch -o none
expect timeout 20 "$root/build/venv/bin/temporal" workflow show --follow -w "$id-1"

begin 'show, tail, result, wait and trace of a paused run; signalled, let go on, completed'
follow show workflow show --follow -w "$id-1" -o jsonl
follow text workflow show --follow -w "$id-1"
follow tail workflow tail "$id-1" -o jsonl
follow result workflow result -w "$id-1"
follow wait workflow wait "$id-1"
follow trace workflow trace -w "$id-1" -o json
has show EXECUTION_PAUSED
has tail EXECUTION_PAUSED
wfsh workflow signal -w "$id-1" --name hello -o none
has show EXECUTION_SIGNALED
wfsh workflow unpause -w "$id-1" --reason back -o none
has show EXECUTION_UNPAUSED
wfsh workflow signal -w "$id-1" --name release -o none
for one in show text tail result wait trace; do ends $one 0; done
expect whole show "$id-1"
expect whole tail "$id-1"
expect grep -q WorkflowExecutionCompleted "$work/text"
expect [ "$(grep -c WorkflowExecutionPaused "$work/text")" = 1 ]
expect grep -q 'Status  *Completed' "$work/result"
expect grep -q 'Completed' "$work/wait"
expect grep -q '"Completed"' "$work/trace"

begin 'paused while it is followed, terminated while it is paused'
started "$id-2"
follow show workflow show --follow --chain=false -w "$id-2" -o jsonl
has show WORKFLOW_TASK_COMPLETED
wfsh workflow pause -w "$id-2" --reason lunch -o none
has show EXECUTION_PAUSED
wfsh workflow terminate -w "$id-2" --reason enough -o none
ends show 0
expect whole show "$id-2"

begin 'events of a run that goes on come as fast as before it was paused'
started "$id-3"
wfsh workflow pause -w "$id-3" --reason lunch -o none
follow show workflow show --follow -w "$id-3" -o jsonl
has show EXECUTION_PAUSED
wfsh workflow unpause -w "$id-3" --reason back -o none
has show EXECUTION_UNPAUSED
sleep 1.2 # the next look would be due
began=${EPOCHREALTIME/./}
wfsh workflow signal -w "$id-3" --name release -o none
ends show 0
expect [ $((${EPOCHREALTIME/./} - began)) -lt 900000 ]
expect whole show "$id-3"
