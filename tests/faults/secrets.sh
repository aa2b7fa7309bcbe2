#!/usr/bin/env bash
# Credentials go to the server that they are for, and nowhere else.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

key=s3cr3t-k3y-of-the-t3st
quiet() { expect test "$(cat "$stdout" "$stderr" | grep -c "$key")" = 0; }

fake_start <<EOF
* lacks="authorization:Bearer $key" status UNAUTHENTICATED "who is that?"
EOF
it "no key: asked for one"
wf operator namespace describe default
expect_status 6
expect_err 'who is that'
expect_err 'api-key'
it "a wrong key: refused, not shown"
wf operator namespace describe default --api-key "${key}x" --tls=false
expect_status 6
expect_err 'does not accept the API key|who is that'
quiet
it "the right key over plaintext to loopback"
wf operator namespace describe default --api-key "$key" --tls=false
expect_out default
quiet
it "from the environment, with --debug"
TEMPORAL_API_KEY=$key TEMPORAL_TLS=false wf operator namespace describe default --debug
expect_out default
quiet
it "in metadata from the environment"
TEMPORAL_GRPC_META_X_TEAM=blue wf operator namespace describe default --api-key "$key" --tls=false \
    --grpc-meta x-who=me
expect seen '.metadata["x-who"] == "me" and .metadata["x-team"] == "blue"'
it "--explain does not show it"
wf operator namespace describe default --api-key "$key" --tls=false --explain
quiet
it "config show does not show it"
TEMPORAL_API_KEY=$key run wfsh config show --origin
quiet
it "neither as JSON"
TEMPORAL_API_KEY=$key run wfsh config show -o json
quiet
it "an error as JSON does not show it"
wf operator namespace describe default --api-key "${key}x" --tls=false -o json
expect_status 6
quiet
fake_stop

it "plaintext to another host than loopback is refused before anything is sent"
run wfsh operator namespace describe default --api-key "$key" --tls=false --address frontend.example:7233
expect_status 2
expect_err 'not sent .*without TLS'
quiet
it "a key with a line break"
run wfsh operator namespace describe default --api-key "$key
" --tls=false --address 127.0.0.1:1
expect_status 2
quiet

certs
fake_start --tls-cert "$certs/server.pem" --tls-key "$certs/server.key" <<EOF
expect * "authorization:Bearer $key"
expect * temporal-namespace:default
expect * client-name:wfsh
expect * client-version
EOF
it "over TLS, with what a frontend wants to know of a client"
run wfsh operator namespace describe default --address "$address" --api-key "$key" --tls-ca-path "$certs/ca.pem"
expect_out default
expect fake_stop
it "a private key is not shown when it does not fit"
run wfsh operator namespace describe default --address "$address" --tls-cert-path "$certs/client.pem" \
    --tls-key-data "$(<"$certs/other-ca.key")"
fails
expect test "$(cat "$stdout" "$stderr" | grep -c "$(sed -n 2p "$certs/other-ca.key")")" = 0

# ---- secrets kept elsewhere ---------------------------------------------------------------
mkdir -p "$XDG_CONFIG_HOME/wfsh"
profile() { printf '[profile.default]\n%s\n' "$1" >"$XDG_CONFIG_HOME/wfsh/config.toml"; }
fake_start <<EOF
* lacks="authorization:Bearer $key" status UNAUTHENTICATED "who is that?"
EOF
it "a key from a file"
printf '%s\n' "$key" >"$work/key"
chmod 600 "$work/key"
profile "api_key_file = '$work/key'"
wf operator namespace describe default --tls=false
expect_out default
quiet
it "a key from a command"
profile "api_key_command = 'cat $work/key'"
wf operator namespace describe default --tls=false --debug
expect_out default
quiet
it "a command that fails: its words, no key"
profile "api_key_command = 'cat $work/key; echo cannot open the vault >&2; exit 3'"
wf operator namespace describe default --tls=false
fails
expect_err 'api_key_command|vault'
quiet
it "a key file that is not there"
profile "api_key_file = '$work/nothing'"
wf operator namespace describe default --tls=false
fails
expect_err 'nothing'
it "config list does not show a key of the file"
printf '[profile.default]\napi_key = "%s"\n' "$key" >"$work/t.toml"
run wfsh config show --config-file "$work/t.toml"
quiet
run wfsh config list --config-file "$work/t.toml"
quiet
it "a mistake in the file does not show it"
printf '[profile.default]\napi_key = "%s" oops\n' "$key" >"$work/t.toml"
run wfsh config show --config-file "$work/t.toml"
fails
quiet
