#!/usr/bin/env bash
# Payloads to values and back, with no server.
. "$(dirname "$0")/../lib/lib.sh"

one='{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"eyJhIjpbMSwxMjM0NTY3ODkwMTIzNDU2Nzg5MF19"}'

it "a payload, a list of them, and payloads"
run wfsh payload decode "$one"
expect_stdout <<'EOF'
{"a":[1,12345678901234567890]}
EOF
run wfsh payload decode "[$one,$one]" "{\"payloads\":[$one]}" -o json
expect_json length 3
run sh -c "printf '%s' '$one' | wfsh payload decode -"
expect_stdout <<'EOF'
{"a":[1,12345678901234567890]}
EOF

it "what is no JSON inside is shown in base64"
run wfsh payload decode '{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},"data":"AAEC"}'
expect_status 0
expect grep -q AAEC "$stdout"

it "encode and back"
run wfsh payload encode '{"a": [1, {"b": "ä"}]}' 7 -o jsonl
expect jq -se 'length == 2 and (.[1].data | @base64d) == "7"' "$stdout"
expect sh -c "wfsh payload encode '{\"x\":1}' -o json | wfsh payload decode - | grep -qx '{\"x\":1}'"
run wfsh payload encode AAEC --base64 --meta encoding=binary/plain -o json
expect_json '.payloads[0] | [.data, (.metadata.encoding | @base64d)]' '["AAEC","binary/plain"]'

it "bad input is pointed at"
run wfsh payload decode '{"metadata": }'
expect_status 2
expect_err 'payload: line 1, column 14'
run wfsh payload encode '{"a":'
expect_status 2
run wfsh payload encode '%' --base64
expect_status 2
run wfsh payload decode
expect_status 2
run wfsh payload decode @/no/such/file
expect_status 2
