#!/usr/bin/env bash
# start, execute, signal and their relatives on the real server, and next to the official CLI.
. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/server.sh"
normal ids times
queue=wfsh-sample
p=start-$$

it "start says that it started"
run wfsh start --type Handlers -t $queue -w "$p-a" -o json
expect_json '[.workflowId, .type, .namespace, .taskQueue, .started]' \
    "[\"$p-a\",\"Handlers\",\"default\",\"$queue\",true]"
first=$(jq -r .runId "$stdout")

it "start says that it found a run"
run wfsh start --type Handlers -t $queue -w "$p-a" -o json
expect_json '[.started, .runId]' "[false,\"$first\"]"

it "the official CLI prints the same, but for started"
run wfsh start --type Handlers -t $queue -w "$p-a" -o json
expect test "$(jq -cS 'del(.started)' "$stdout")" = \
    "$(temporal workflow start --type Handlers -t $queue -w "$p-a" -o json | jq -cS .)"

it "--fail-existing is a conflict"
run wfsh start --type Handlers -t $queue -w "$p-a" --fail-existing
expect_status 5
expect_stdout </dev/null

it "policies reach the server"
run wfsh start --type Handlers -t $queue -w "$p-a" --id-conflict-policy TerminateExisting -o json
expect_json '.started' true
expect test "$(jq -r .runId "$stdout")" != "$first"

# The first event holds all that a start can say: it must be the same from both programs.
full=(--type Handlers -t "$queue" --memo 'note={"a": [1, 2]}' --headers 'trace={"id": 7}'
    --search-attribute 'WfshInt=12' --search-attribute 'WfshKeyword="k"'
    --search-attribute 'WfshDouble=1.5' --search-attribute 'WfshBool=true'
    --search-attribute 'WfshDatetime="2026-01-01T00:00:00Z"'
    --search-attribute 'WfshKeywordList=["a","b"]' --search-attribute 'WfshText="some words"'
    --static-summary 'a summary' --static-details 'its details' --priority-key 2
    --fairness-key f --fairness-weight 1.5 --run-timeout 1h --execution-timeout 2h
    --task-timeout 20s -i '"one"' -i '{"two": [2]}' --input-meta "k=v")
first_event()
{
    temporal workflow show -w "$1" -o json | jq -cS '.events[0] | del(.eventTime, .taskId) |
        .workflowExecutionStartedEventAttributes |= del(.originalExecutionRunId, .workflowId,
            .firstExecutionRunId, .workflowExecutionExpirationTime, .identity)'
}
it "every option of start ends up in the history as with the official CLI"
run wfsh start -w "$p-full" "${full[@]}" -o none
temporal workflow start -w "$p-full-official" "${full[@]}" >/dev/null
expect test "$(first_event "$p-full")" = "$(first_event "$p-full-official")"

it "input is sent byte for byte"
run wfsh execute --type Echo -t $queue -w "$p-echo" -i '{"n": 12345678901234567890, "e":[ ]}' \
    -o json
expect_json '.status' '"COMPLETED"'
run wfsh start --type Echo -t $queue -w "$p-echo" --id-reuse-policy RejectDuplicate -o json
expect_json '.started' false
it "its bytes are in the history"
run wfsh workflow show "$p-echo" -o json
expect test "$(jq -r '.events[0].workflowExecutionStartedEventAttributes.input.payloads[0].data' \
    "$stdout" | base64 -d)" = '{"n": 12345678901234567890, "e":[ ]}'

it "input comes from stdin and from files"
printf '{"from": "stdin"}' >"$work/in.json"
run wfsh execute --type Echo -t $queue -i - -o json <"$work/in.json"
expect_json '.result' '{"from":"stdin"}'
run wfsh execute --type Echo -t $queue -i "@$work/in.json" -o json
expect_json '.result' '{"from":"stdin"}'
run wfsh execute --type Echo -t $queue --input-file "$work/in.json" -o json
expect_json '.result' '{"from":"stdin"}'
run wfsh execute --type Echo -t $queue --input-base64 -i "$(printf 7 | base64)" -o json
expect_json '.result' 7

it "stdin is read once"
run wfsh start --type Echo -t $queue -i - --input-lines - <"$work/in.json"
expect_status 2
expect_err 'stdin is read by --input already'

it "another encoding is not JSON"
run wfsh execute --type Echo -t $queue -i '{not json' --input-meta encoding=binary/plain -o json
expect_json '.result.data' "\"$(printf '{not json' | base64)\""

# ---- execute

for outcome in 'FailDeep {"depth":0} 10 FAILED' 'Echo 1 0 COMPLETED' 'Chain {"runs":2} 0 COMPLETED'; do
    read -r type input code status_word <<<"$outcome"
    it "execute $type ends with $code"
    run wfsh execute --type "$type" -t $queue -i "$input" -o json
    expect_status "$code"
    expect_json .status "\"$status_word\""
    mine=$(jq -cS 'paths | map(tostring) | join(".")' "$stdout" | grep -v '"started"' | sort)
    expect test "$mine" = "$(temporal workflow execute --type "$type" -t $queue -i "$input" -o json \
        2>/dev/null | jq -cS 'paths | map(tostring) | join(".")' | sort)"
done

it "execute of a run that takes too long ends with 11"
run wfsh execute --type Handlers -t $queue --run-timeout 1s -o json
expect_status 11
expect_json .status '"TIMEOUT"'

it "execute of a terminated run ends with 13"
spawn wfsh execute --type Handlers -t $queue -w "$p-term" -o json
wait_for 20 wfsh terminate "$p-term" -o none
begin "execute ends with 13 when it is terminated"
wait "$pid"
expect test $? = 13
begin "and with 12 when it is cancelled"
spawn wfsh execute --type Handlers -t $queue -w "$p-cancel" -o json
wait_for 20 wfsh cancel "$p-cancel" -o none
wait "$pid"
expect test $? = 12

it "a timeout never loses the ids"
run wfsh execute --type Handlers -t $queue -w "$p-slow" -o json --command-timeout 1s
expect_status 7
expect_err "\"workflowId\":\"$p-slow\""
expect_err "wfsh workflow result -w $p-slow -r "

begin "Ctrl-C ends with 130 and says how to wait again"
spawn wfsh execute --type Handlers -t $queue -w "$p-int" -o json
wait_for 20 grep -q runId "$work/spawn.$pid"
kill -INT "$pid"
wait "$pid"
expect test $? = 130
expect grep -q '"message":"interrupted".*wfsh workflow result -w' "$work/spawn.$pid"

it "--detailed adds the history"
run wfsh execute --type Echo -t $queue -i 1 --detailed -o json
expect_json '.history.events | length' 5

it "execute shows progress to people, with no escapes in a pipe"
run wfsh execute --type Echo -t $queue -i 1
expect_out 'WorkflowExecutionCompleted'
expect_out '^Results after '
expect test "$(grep -c $'\033' "$stdout")" = 0

# ---- many starts

printf '{"o":{"id":"a"}}\n\n{"o":{"id":7}}\n' >"$work/lines"
it "one workflow a line, with a receipt each"
run wfsh start --type Echo -t $queue --input-lines "$work/lines" --id-from .o.id -w "$p-l-" \
    --parallel 2 -o jsonl
expect test "$(jq -cs 'map([.workflowId, .outcome, .line]) | sort' "$stdout")" = \
    "[[\"$p-l-7\",\"done\",3],[\"$p-l-a\",\"done\",1]]"
it "the same file again starts nothing"
run wfsh start --type Echo -t $queue --input-lines - --id-from .o.id -w "$p-l-" -o jsonl \
    --id-reuse-policy RejectDuplicate <"$work/lines"
expect test "$(jq -cs 'map(.outcome)' "$stdout")" = '["no-op","no-op"]'
it "one bad line starts none"
printf '1\n{"a":}\n' >"$work/bad"
run wfsh start --type Echo -t $queue --input-lines "$work/bad" -w "$p-bad"
expect_status 2
expect_err 'line 2: line 1, column 6'
it "as nothing of it is there"
run wfsh workflow describe "$p-bad-1" -o json
expect_status 3

# ---- signal

it "signal leaves a receipt"
run wfsh signal "$p-a" --name open_gate -o json
expect_json '[.workflowId, .outcome]' "[\"$p-a\",\"done\"]"
it "signals of many, one unknown"
run wfsh signal "$p-a" "$p-none" --name open_gate -i 1 -o jsonl
expect_status 8
it "signal of a closed run is a conflict"
run wfsh signal "$p-echo" --name x
expect_status 5
it "signal by query is a batch"
run wfsh signal -q "WorkflowId='$p-a'" --name open_gate --yes -o json
expect_json 'keys' '["batchJobId"]'
it "ids and input cannot both come from stdin"
run wfsh signal - --name open_gate -i - <<<1
expect_status 2
it "headers are sent, where the API has them"
run wfsh signal "$p-a" --name open_gate --headers 'h={"x": 1}' -o none
run wfsh workflow show "$p-a" -o json
expect_json '[.events[].workflowExecutionSignaledEventAttributes.header.fields.h // empty] | length' 1

it "signal-with-start starts, then finds"
run wfsh workflow signal-with-start --type Handlers -t $queue -w "$p-sws" --signal-name open_gate \
    --signal-input 1 -o json
expect_json '[.workflowId, .started]' "[\"$p-sws\",true]"
run wfsh workflow signal-with-start --type Handlers -t $queue -w "$p-sws" --signal-name open_gate \
    -o json
expect test "$(jq -cS 'del(.started)' "$stdout")" = "$(temporal workflow signal-with-start \
    --type Handlers -t $queue -w "$p-sws" --signal-name open_gate -o json | jq -cS .)"
