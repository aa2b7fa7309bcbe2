#!/usr/bin/env bash
# Words of the user's own, from wfsh/config.toml.
. "$(dirname "$0")/../lib/lib.sh"

mkdir -p "$XDG_CONFIG_HOME/wfsh"
cat >"$XDG_CONFIG_HOME/wfsh/config.toml" <<'END'
[aliases]
late = "workflow list -q 'ExecutionStatus = \"Running\"'"
esc = "workflow describe order\\ 42"
workflow = "operator cluster health"
again = "late"
open = "workflow list -q 'a"
empty = ""
END

it "an alias is its words, and what follows is added"
run wfsh late --limit 3 --explain -o json
expect_json '[.request.query, .method]' '["ExecutionStatus = \"Running\"","temporal.api.workflowservice.v1.WorkflowService/ListWorkflowExecutions"]'
run wfsh esc --explain -o json
expect_json '.request.execution.workflowId' '"order 42"'

it "a noun of wfsh wins"
run wfsh workflow list --explain -o json
expect_json .method '"temporal.api.workflowservice.v1.WorkflowService/ListWorkflowExecutions"'

it "an alias is no part of another one"
run wfsh again
expect_status 2
expect_err "alias 'again': 'late' is no verb"

it "broken ones"
run wfsh open
expect_status 2
expect_err "alias 'open': a quote is open"
run wfsh empty
expect_status 2

it "the shell has them"
run wfsh -c 'late --limit 3 --explain -o json > '"$work"'/explained'
expect_status 0
expect jq -e '.method == "temporal.api.workflowservice.v1.WorkflowService/ListWorkflowExecutions"' "$work/explained"

it "an unknown word is still an unknown verb"
run wfsh lat
expect_status 2
expect_err 'unknown verb'

it "completion: their names, with what they stand for, and what follows"
run wfsh __complete -- l
expect_out "^late	workflow list -q 'ExecutionStatus"
run wfsh __complete --plain -- workf
expect_stdout <<'EOF'
workflow
EOF
run wfsh __complete --plain -- late --lim
expect_stdout <<'EOF'
--limit
EOF
run wfsh __complete --plain -- late -o jso
expect_stdout <<'EOF'
json
jsonl
EOF
run wfsh __complete --plain -- help lat
expect_stdout </dev/null
