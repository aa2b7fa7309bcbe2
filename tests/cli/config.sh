#!/usr/bin/env bash
# Profiles: config get, set, list, delete, use, show. Files, masking, exit codes.
. "$(dirname "$0")/../lib/lib.sh"

toml=$XDG_CONFIG_HOME/temporalio/temporal.toml
own=$XDG_CONFIG_HOME/wfsh/config.toml

it "no files: no profiles"
run wfsh config list -o json
expect_json 'length' 0

it "a profile that is not there"
run wfsh config get --profile nope
expect_status 3
expect_stdout </dev/null
expect_stderr <<'EOF'
wfsh: profile 'nope' not found
'wfsh config list' names those that there are
EOF

it "set makes file and profile, and says nothing"
run wfsh config set -p address -v one:1
expect_stdout </dev/null
expect_stderr </dev/null
expect test "$(stat -c %a "$toml")" = 600

it "comments, order and form of the rest stay"
cat >"$toml" <<'EOF'
# mine

[profile.dev]   # the one for work
address = 'dev:1'  # near

[profile.prod]
address = "prod:1"
EOF
run wfsh config set --profile dev -p namespace -v orders
expect diff "$toml" - <<'EOF'
# mine

[profile.dev]   # the one for work
address = 'dev:1'  # near
namespace = "orders"

[profile.prod]
address = "prod:1"
EOF

it "tables of TLS and metadata are made beside their profile"
run wfsh config set --profile dev -p tls.server_name -v host
run wfsh config set --profile dev -p grpc_meta.X_Team -v blue
expect diff "$toml" - <<'EOF'
# mine

[profile.dev]   # the one for work
address = 'dev:1'  # near
namespace = "orders"

[profile.dev.tls]
server_name = "host"

[profile.dev.grpc_meta]
x-team = "blue"

[profile.prod]
address = "prod:1"
EOF

it "the whole profile as JSON nests as in the official CLI"
run wfsh config get --profile dev -o json
expect_json . '{"address":"dev:1","grpc_meta":{"x-team":"blue"},"namespace":"orders","tls":{"server_name":"host"}}'

it "one property"
run wfsh config get --profile dev -p grpc_meta.x-team -o json
expect_json . '{"property":"grpc_meta.x-team","value":"blue"}'

it "one property that is not set"
run wfsh config get --profile dev -p tls.client_cert_data -o json
expect_json . '{"property":"tls.client_cert_data","value":null}'

it "tls is true when there is a table"
run wfsh config get --profile dev -p tls -o json
expect_json .value true

it "secrets are hidden"
run wfsh config set --profile dev -p api_key -v s3cret
run wfsh config get --profile dev
expect_stdout <<'EOF'
PROPERTY          VALUE
address           dev:1
api_key           (hidden)
grpc_meta.x-team  blue
namespace         orders
tls               true
tls.server_name   host
EOF

it "unless asked for"
run wfsh config get --profile dev -p api_key --show-secrets -o json
expect_json .value '"s3cret"'

it "our own properties go into our file"
run wfsh config set --profile dev -p read_only -v true
expect diff "$own" - <<'EOF'
[profile.dev]
read_only = true
EOF

it "an unknown property"
run wfsh config set -p readonly -v true
expect_status 2
expect_stderr <<'EOF'
wfsh: unknown property 'readonly'
EOF

it "a bool that is none"
run wfsh config set -p tls.disabled -v perhaps
expect_status 2
expect_stderr <<'EOF'
wfsh: tls.disabled: must be 'true' or 'false', not 'perhaps'
EOF

it "delete takes the lines only"
run wfsh config delete --profile dev -p tls
run wfsh config delete --profile dev -p api_key
expect diff "$toml" - <<'EOF'
# mine

[profile.dev]   # the one for work
address = 'dev:1'  # near
namespace = "orders"

[profile.dev.grpc_meta]
x-team = "blue"

[profile.prod]
address = "prod:1"
EOF

it "use stays"
run wfsh config use dev
expect_stdout <<'EOF'
profile dev, namespace orders, at dev:1
EOF
run wfsh config show -o json
expect_json '[.[] | select(.setting == "address")][0].value' '"dev:1"'

it "the namespace, too"
run wfsh config use -n billing
expect_stdout <<'EOF'
profile dev, namespace billing, at dev:1
EOF
run wfsh config show --origin -o json
expect_json '[.[] | select(.setting == "namespace")][0].value' '"billing"'
expect_err "namespace: the official CLI takes 'orders' from .*temporal.toml:5 profile.dev.namespace"

it "the list marks it"
run wfsh config list
expect_stdout <<'EOF'
NAME  CURRENT
dev   *
prod
EOF

it "a profile to use must be there"
run wfsh config use nope
expect_status 3

it "a stronger variable is named"
run env TEMPORAL_PROFILE=prod wfsh config use dev
expect_err "profile 'prod' still comes from: environment TEMPORAL_PROFILE"

it "where each setting comes from"
run env TEMPORAL_NAMESPACE=env wfsh config show --origin --address flag:1 --config-file "$toml"
expect_out '^profile +dev +/.*config.toml:1 current_profile$'
expect_out '^address +flag:1 +flag --address$'
expect_out '^namespace +env +environment TEMPORAL_NAMESPACE$'
expect_out '^tls +false +default$'

it "temporal.yaml is below the environment here, and that is said"
mkdir -p "$XDG_CONFIG_HOME/temporalio"
printf 'env:\n  default:\n    address: yaml:1\n' >"$XDG_CONFIG_HOME/temporalio/temporal.yaml"
run env TEMPORAL_ADDRESS=env:1 wfsh config show --origin -o json
expect_json '[.[] | select(.setting == "address")][0].value' '"env:1"'
expect_err "address: the official CLI takes 'yaml:1' from .*temporal.yaml env.default.address"
rm "$XDG_CONFIG_HOME/temporalio/temporal.yaml"

it "no secret in what is shown"
run env TEMPORAL_API_KEY=s3cret TEMPORAL_GRPC_META_AUTHORIZATION=s3cret wfsh config show --origin
expect_out '^api_key +\(hidden\) +environment TEMPORAL_API_KEY$'
expect sh -c "! grep -r s3cret '$stdout' '$stderr'"

it "a whole profile goes, and is no longer the current one"
run wfsh config delete-profile --profile dev
expect diff "$toml" - <<'EOF'
# mine

[profile.prod]
address = "prod:1"
EOF
run wfsh config show -o json
expect_json '[.[] | select(.setting == "profile")][0].value' '"default"'

it "delete-profile wants to be told which"
run wfsh config delete-profile
expect_status 2

it "broken TOML stops with its place"
printf '[profile.x\n' >"$toml"
run wfsh config show
expect_status 2
expect_stdout </dev/null
expect_err "temporal.toml:1:11: a ']' is missing"

it "and is not written to"
run wfsh config set -p address -v x:1
expect_status 2
expect test "$(cat "$toml")" = '[profile.x'

it "read-only from the profile, the variable or the flag"
rm "$toml"
run wfsh config set -p read_only -v true
run wfsh workflow terminate some-id
expect_status 9
expect_stderr <<'EOF'
wfsh: workflow terminate: profile 'default' is read-only
--write allows it once
EOF
run wfsh config delete -p read_only
run env WFSH_READONLY=1 wfsh workflow terminate some-id
expect_status 9
run wfsh --read-only workflow terminate some-id
expect_status 9
