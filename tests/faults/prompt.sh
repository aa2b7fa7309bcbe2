#!/usr/bin/env bash
# The prompt with a frontend that is slow, silent, away or hostile: typing goes on, and nothing
# shellcheck disable=SC2119
# of ours wakes up when nobody types.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

scene() # SCENE, with the fake's script on stdin
{
    fake_start
    expect timeout -k 5 60 python3 -B "$lib/prompt_scenes.py" "$1" "$address"
    fake_stop
    rm -rf "$XDG_STATE_HOME"
}

begin "lists that take 1.5 s: keys are echoed, TAB gives up after 300 ms, the next one has it"
scene slow <<'EOT'
ListWorkflowExecutions delay=1500 answer
EOT

begin "an answer within 300 ms appears by itself; two TABs meanwhile list"
scene soon <<'EOT'
ListWorkflowExecutions delay=150 answer
EOT

begin "lists that never come: keys are echoed, the static part is there, it can be left"
scene hang <<'EOT'
ListWorkflowExecutions hang
EOT

begin "use and connect while a question is on its way, and TAB for another frontend"
fake_start <<'EOT'
set namespaces "default third"
EOT
export elsewhere=$address first=$fake
fake= # it goes with the script
scene moved <<'EOT'
ListWorkflowExecutions hang
EOT
kill "$first"

begin "offline: the static part at once"
expect timeout -k 5 60 python3 -B "$lib/prompt_scenes.py" offline 127.0.0.1:1
rm -rf "$XDG_STATE_HOME"

begin "idle: no thread of ours wakes up, no byte goes out"
scene idle </dev/null

begin "hints leave no traces"
scene traces </dev/null

begin "hints without colours, switched off, in a narrow terminal, in a dumb one"
scene settings </dev/null

begin "hints of lines that are longer than a row, and that go on in the next"
scene lines </dev/null

begin "the shape of what was typed last, where the workflow's history has none"
scene recall </dev/null

begin "names from the cluster cannot act on the terminal"
scene hostile <<'EOT'
ListWorkflowExecutions reply {"executions": [{"execution": {"workflowId": "evil-\u001b]0;pwned\u0007", "runId": "r"}}, {"execution": {"workflowId": "evil-good", "runId": "r"}}]}
GetWorkflowExecutionHistoryReverse reply {"history": {"events": [{"eventId": "5", "eventType": "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED", "workflowExecutionSignaledEventAttributes": {"signalName": "go", "input": {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "eyJcdTAwMWJdMDtwd25lZFx1MDAwNyI6IDEsICLigK54IjogMn0="}]}}}]}}
EOT
