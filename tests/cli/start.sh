#!/usr/bin/env bash
# What a user sees who gives start, signal, query and update something wrong: no server needed.
. "$(dirname "$0")/../lib/lib.sh"

run wfsh start
expect_status 2
expect_stdout </dev/null
expect_stderr <<'EOF'
wfsh: workflow start: --type is required
EOF
run wfsh start --type Order -t orders -i '{"items": [1, 2 3]}'
expect_status 2
expect_stderr <<'EOF'
wfsh: input 1: line 1, column 17, at .items[1]: ',' or ']' is expected
{"items": [1, 2 3]}
                ^
EOF
it "which of many, and where in many lines"
run wfsh start --type Order -t orders -i 1 -i $'{\n  "items": [\n    {"price": }\n  ]\n}'
expect_status 2
expect_stderr <<'EOF'
wfsh: input 2: line 3, column 15, at .items[0].price: a value is missing after ':'
    {"price": }
              ^
EOF
run wfsh start --type Order -t orders -i "{'a': 1}" -o json
expect_status 2
expect_stderr <<'EOF'
{"error":{"code":2,"word":"usage","message":"input 1: line 1, column 2: keys need double quotes","hint":"{'a': 1}\n ^"}}
EOF
run wfsh start --type Order -t orders -i 1 --input-file x.json
expect_status 2
expect_stderr <<'EOF'
wfsh: --input and --input-file exclude each other
EOF
run wfsh start --type Order -t orders -i @none.json
expect_status 2
expect_stderr <<'EOF'
wfsh: --input: cannot open 'none.json': No such file or directory
EOF
run wfsh start --type Order -t orders -i - -i - <<<1
expect_status 2
expect_stderr <<'EOF'
wfsh: stdin is read by --input already, --input cannot have it
EOF
run wfsh start --type Order -t orders -i '"%%"' --input-base64
expect_status 2
expect_stderr <<'EOF'
wfsh: input 1: not valid base64
EOF
run wfsh start --type Order -t orders -i 1 --input-meta encoding
expect_status 2
expect_stderr <<'EOF'
wfsh: --input-meta: 'encoding' is not KEY=VALUE
EOF
run wfsh start --type Order -t orders -i 1 --input-meta a=1 --input-meta a=2
expect_status 2
expect_stderr <<'EOF'
wfsh: --input-meta: more values of 'a' than inputs
EOF
run wfsh start --type Order -t orders --memo note
expect_status 2
expect_stderr <<'EOF'
wfsh: --memo: 'note' is not KEY=JSON
EOF
run wfsh start --type Order -t orders --search-attribute Kind=big
expect_status 2
expect_stderr <<'EOF'
wfsh: --search-attribute 'Kind': line 1, column 1: this word is no JSON value; text needs double quotes
big
^
EOF
run wfsh start --type Order -t orders --id-conflict-policy Use
expect_status 2
expect_stderr <<'EOF'
wfsh: --id-conflict-policy: 'Use' is none of Fail, UseExisting, TerminateExisting
did you mean 'UseExisting'?
EOF
run wfsh start --type Order -t orders --id-from .id
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow start: --id-from, --parallel, --rate, --dry-run and --fail-fast go with --input-lines
EOF
run wfsh signal order-42
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow signal: --name is required
EOF
run wfsh signal --name approve
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow signal: which one? give an id, `-`, or --query
try 'wfsh help workflow signal'
EOF
run wfsh query order-42
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow query: --name is missing
'wfsh workflow metadata' lists what a workflow has
EOF
run wfsh query -w order-42 --name a b
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow query: what is 'b'?
EOF
run wfsh workflow update start order-42 add
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow update start: --wait-for-stage is required
EOF
run wfsh workflow execute-update-with-start --type Order -t orders --update-name add
expect_status 2
expect_stderr <<'EOF'
wfsh: workflow execute-update-with-start: --workflow-id is required
EOF
run wfsh workflow cancel order-42 --headers a=b
expect_status 2
expect_stderr <<'EOF'
wfsh: --headers 'a': line 1, column 1: this word is no JSON value; text needs double quotes
b
^
EOF
it "--explain sends nothing"
run wfsh signal order-42 --name approve -i '{"by": "ann"}' --headers 'h=1' --identity me --explain
expect_json '.request | del(.requestId)' '{"namespace":"default","workflowExecution":{"workflowId":"order-42"},"signalName":"approve","input":[{"by":"ann"}],"identity":"me","header":{"fields":{"h":1}}}'
expect_json '.command' '"temporal workflow signal --workflow-id order-42 --name approve --input '"'{\\\"by\\\": \\\"ann\\\"}'"' --headers h=1 --identity me"'
