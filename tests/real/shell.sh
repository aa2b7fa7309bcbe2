#!/usr/bin/env bash
# The shell: -c, files, stdin; pipes, variables, context, background work, failures.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=shell-$$
for n in a b c; do
    temporal workflow start --type WaitFor -t wfsh-sample -w "$id-$n" -o none
done
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 3 ]; }
wait_for 20 listed

it "several commands, one connection"
run wfsh -c "count -q \"WorkflowId = '$id-a'\"; count -q \"WorkflowId = 'none-$$'\""
expect_stdout <<'EOF'
1
0
EOF

it "a verb's output through sh, and back into a verb"
run wfsh -c "ls --id-prefix $id -o refs | sort | head -n 1 | terminate - -o jsonl"
expect_json '[.workflowId, .outcome]' "[\"$id-a\",\"done\"]"

it "nothing is expanded inside single quotes; JSON needs none"
run wfsh -c "call CountWorkflowExecutions '{\"query\":\"WorkflowId = \\\"\$x\\\"\"}' -o jsonl
call CountWorkflowExecutions {\"query\": \"WorkflowId = '$id-b'\"} -o jsonl"
expect_stdout <<'EOF'
{}
{"count":"1"}
EOF

it "variables from results"
run wfsh -c "let r = terminate $id-b; assert \$r.outcome = done; echo \$r.workflowId \$?"
expect_stdout <<EOF
$id-b 0
EOF

it "a file's error says where; the first one stops it"
printf '#!/usr/bin/env wfsh\n# a remark\nassert 1 = 1\nworkflow shw\necho not reached\n' >"$work/s"
run wfsh "$work/s"
expect_status 2
expect_stdout </dev/null
expect_err ":4: workflow: unknown verb 'shw'"

it "keep-going: the rest runs, the first failure is the status"
run wfsh --keep-going -f "$work/s"
expect_status 2
expect_stdout <<'EOF'
not reached
EOF

it "commands from stdin"
run bash -c "printf 'assert x\nterminate $id-nope\n' | wfsh"
expect_status 3
expect_err '^wfsh: <stdin>:2: '

it "a script that a shell starts by its first line"
printf '#!/usr/bin/env wfsh\necho from a script\n' >"$work/t"
chmod +x "$work/t"
run "$work/t"
expect_stdout <<'EOF'
from a script
EOF

it "a heredoc is stdin as it is"
run wfsh -c "call CountWorkflowExecutions - -o jsonl <<END
{\"query\": \"WorkflowId = '$id-c'\"}
END"
expect_stdout <<'EOF'
{"count":"1"}
EOF

it "redirection: what a pipe would get"
run wfsh -c "ls --id-prefix $id-c > '$work/out'; ls --id-prefix $id-c >> '$work/out'"
expect test "$(grep -c "$id-c" "$work/out")" = 2

it "children learn where they are, never keys"
run wfsh -c "connect $TEMPORAL_ADDRESS elsewhere; !echo \$TEMPORAL_ADDRESS \$TEMPORAL_NAMESPACE"
expect_stdout <<EOF
$TEMPORAL_ADDRESS elsewhere
EOF

it "use changes the namespace, -n only for its own line"
run wfsh -c "count -n nope"
expect_status 3
run wfsh --keep-going -c "count -n nope; count -q \"WorkflowId = '$id-c'\"; use nope; count"
expect_status 3
expect_stdout <<'EOF'
1
EOF

it "cd: the workflow that verbs mean"
run wfsh -c "cd $id-c; show --limit 1 -o jsonl; cd ..; show"
expect_status 2
expect_json .eventType '"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED"'

it "signal ID NAME; signal NAME of the workflow of cd"
run wfsh --keep-going -c "signal $id-c approve -o none; signal -w $id-c again -o none
cd $id-c; signal third; signal --name fourth -o none; signal; cd ..; signal a b c"
expect_status 2
expect test "$(grep -c "done.*$id-c" "$stdout")" = 1
expect test "$(grep -c -- '--name is required' "$stderr")" = 2
expect test "$(wfsh show "$id-c" -o jsonl | jq -r '.workflowExecutionSignaledEventAttributes.signalName // empty' | paste -sd' ')" = 'approve again third fourth'

it "background work is part of a script"
run wfsh -c "show $id-c -f -o jsonl &
sleep 300ms
terminate $id-c -o none"
expect test "$(tail -n 1 "$stdout" | jq -r .eventType)" = EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED

it "a transcript: private, one JSON line a command, no keys"
run wfsh --keep-going -c "\\record '$work/rec'
count -q \"WorkflowId = '$id-a'\"
workflow shw
!exit 7
echo --api-key hidden
\\record
echo after"
expect_status 2
expect test "$(stat -c %a "$work/rec")" = 600
expect test "$(jq -c '[.version, .command, .status, .result]' "$work/rec" | sed -n 3p)" = '[1,"workflow shw",2,"usage"]'
expect test "$(sed -n 3p "$work/rec" | jq -r .error | grep -c "unknown verb")" = 1
expect test "$(sed -n 4p "$work/rec" | jq -c '[.status, has("error")]')" = '[7,false]'
expect test "$(grep -c 'hidden\|after' "$work/rec")" = 0
expect test "$(sed -n 2p "$work/rec" | jq -r .namespace)" = default

it "a transcript has the request ids, and no secret of the session wherever it stands"
export TEMPORAL_API_KEY=sesame-4711 TEMPORAL_CODEC_AUTH='Bearer tell-no-one' TEMPORAL_TLS=false
run wfsh --keep-going -c "\\record '$work/rec2'
start --type WaitFor -t wfsh-sample -w $id-rec -i '{\"token\": \"sesame-4711\"}' -o none
signal $id-rec --name approve -i '\"tell-no-one\"'
signal $id-none-sesame-4711 --name approve
cancel -q \"WorkflowId = '$id-rec'\" --yes -o none
count --grpc-meta x=other-key
echo other-key
terminate $id-rec -o none"
unset TEMPORAL_API_KEY TEMPORAL_CODEC_AUTH TEMPORAL_TLS
expect_status 3
rec() { sed -n "$1p" "$work/rec2" | jq -c "$2"; }
expect test "$(rec 2 '.requestIds | map(test("^[0-9a-f-]{36}$"))')" = '[true]'
expect test "$(rec 2 .command | grep -c '(redacted)')" = 1
expect test "$(rec 3 '.requestIds | length')" = 1
expect test "$(rec 3 .command | grep -c "signal $id-rec --name approve -i .*(redacted)")" = 1
expect test "$(rec 4 '[.status, (.error | test("redacted|not found"))]')" = '[3,true]'
expect test "$(rec 5 '.requestIds | length')" = 1
expect test "$(rec 6 .command)" = '"(redacted: it carries a secret)"'
expect test "$(rec 7 .command)" = '"echo (redacted)"'
expect test "$(rec 8 'has("requestIds")')" = false
expect test "$(grep -c 'sesame\|tell-no-one\|other-key' "$work/rec2")" = 0

it "\$_: what a line started, acted on, listed or asked about"
run wfsh -c "count -o none; start --type WaitFor -t wfsh-sample -w $id-last -o none
echo \$_
describe \$_ -o none; echo \$_
terminate \$_ -o none; assert \$_ = $id-last
let r = start --type WaitFor -t wfsh-sample; assert \$_ = \$r.workflowId
terminate \$_ -o none"
expect_stdout <<END
$id-last
$id-last
END

it "\\\\o: verbs and pipes write to a file, until it ends"
run wfsh -c "\\o '$work/o'
count -q \"WorkflowId = '$id-a'\"
!echo sh
\\o
!echo back"
expect_stdout <<'END'
back
END
expect test "$(paste -sd' ' "$work/o")" = '1 sh'

it "source, and one that sources itself"
printf 'source %s\n' "$work/loop" >"$work/loop"
run wfsh -c "source '$work/loop'"
expect_status 2
expect_err 'too often'

it "an open quote"
run wfsh -c "echo 'a"
expect_status 2
expect_err 'ends inside of a quote'
