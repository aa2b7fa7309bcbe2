#!/usr/bin/env bash
# A codec server over HTTPS, with authorization and a header of one's own.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=codec-$$
"$root/tests/fake/certs/make-certs" "$work/certs" >"$work/certs.log" 2>&1
spawn "$root/build/venv/bin/python" -u "$root/tests/lib/codec_server.py" \
    "$work/certs/server.pem" "$work/certs/server.key"
wait_for 20 grep -q . "$work/spawn.$pid"
url="https://localhost:$(cat "$work/spawn.$pid")/{namespace}"
export SSL_CERT_FILE=$work/certs/ca.pem
codec=(--codec-endpoint "$url" --codec-auth 'Bearer codec' --codec-header X-Team=a)

it "payloads are encoded before they are sent"
run wfsh workflow start --type Echo -t wfsh-sample -w "$id" -i '{"secret":"plain text"}' \
    "${codec[@]}" -o json
expect_json .workflowId "\"$id\""
wfsh result "$id" -o json >"$work/raw"
expect test "$(grep -c 'plain text' "$work/raw")" = 0
expect test "$(jq -r '.closeEvent.workflowExecutionCompletedEventAttributes.result.payloads[0].metadata.encoding' \
    "$work/raw" | base64 -d)" = binary/test

it "and decoded in what comes back"
run wfsh result "$id" "${codec[@]}" -o json
expect_json .result '{"secret":"plain text"}'
run wfsh show "$id" --grep 'plain text' "${codec[@]}" --columns type --no-header
expect_out WorkflowExecutionCompleted

it "history grep looks into what the codec server gives back; stat measures what is stored"
run wfsh history grep 'plain text' "$id" "${codec[@]}" -c
expect_out "^2"
run wfsh history grep 'plain text' "$id" -c
expect_status 1
run wfsh history grep '{"secret":"plain text"}' "$id" "${codec[@]}" -i -o jsonl
expect test "$(jq -rs 'map(.event.eventType) | length' "$stdout")" = 2
wfsh history stat "$id" -o json >"$work/stored"
run wfsh history stat "$id" "${codec[@]}" -o json
expect cmp "$stdout" "$work/stored"
stored=$(wfsh show "$id" -o json | jq '[.events[] | .. | .payloads? | select(.) | .[].data | @base64d | length] | add')
expect test "$(jq .payloadBytes "$stdout")" -gt "$stored"
it "history diff compares what the codec server gives back"
wfsh execute --type Echo -t wfsh-sample -w "$id-b" -i '{"secret":"other text"}' "${codec[@]}" -o none
run wfsh history diff "$id" "$id-b" "${codec[@]}" -o json
expect_status 1
expect_json '.changes[0].fields[0] | [.path, .a, .b]' '["input[0].secret","plain text","other text"]'

it "payload encode and decode go through it"
wfsh payload encode '{"secret":1}' "${codec[@]}" >"$work/coded"
expect jq -e '(.metadata.encoding | @base64d) == "binary/test"' "$work/coded"
run sh -c 'wfsh payload decode - "$@" <"$0"' "$work/coded" "${codec[@]}"
expect_stdout <<'EOF'
{"secret":1}
EOF

it "the official CLI reads the same"
run temporal workflow result -w "$id" --codec-endpoint "$url" --codec-auth 'Bearer codec' \
    --codec-header X-Team=a -o json
expect_json .result '{"secret":"plain text"}'

it "refused without the authorization, in words, and the secret is not in them"
run wfsh show "$id" --codec-endpoint "$url" --codec-auth 'Bearer wrong-secret' --detailed
expect_status 6
expect_err '403'
expect test "$(cat "$stdout" "$stderr" | grep -c wrong-secret)" = 0

it "a certificate that nobody vouches for"
run env SSL_CERT_FILE="$work/certs/other-ca.pem" wfsh show "$id" "${codec[@]}"
expect_status 75
expect_err 'certificate'
