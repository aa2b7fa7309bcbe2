#!/usr/bin/env bash
# Environments of the legacy temporal.yaml: env get, set, list, delete, and what they do.
. "$(dirname "$0")/../lib/lib.sh"

yaml=$XDG_CONFIG_HOME/temporalio/temporal.yaml

it "nothing there"
run wfsh env list -o json
expect_json . '[]'

it "the default environment may be missing"
run wfsh env get -o json
expect_json . '[]'

it "another one not"
run wfsh env get --env nope
expect_status 3
expect_stderr <<'EOF'
wfsh: environment 'nope' not found
EOF

it "set writes what the official CLI writes"
run wfsh env set --env prod -k namespace -v ns
run wfsh env set --env prod -k address -v foo:1
run wfsh env set -k tls -v true
expect diff "$yaml" - <<'EOF'
env:
    default:
        tls: "true"
    prod:
        address: foo:1
        namespace: ns
EOF
expect test "$(stat -c %a "$yaml")" = 600

it "the older spelling works and is deprecated"
run wfsh env set prod.tls-server-name sn
expect_stderr <<'EOF'
wfsh: words after env are deprecated; use --env and --key (-k) instead
EOF

it "get, as JSON"
run wfsh env get --env prod -o json
expect_json . '[{"property":"address","value":"foo:1"},{"property":"namespace","value":"ns"},{"property":"tls-server-name","value":"sn"}]'

it "get, one property"
run wfsh env get --env prod -k address
expect_stdout <<'EOF'
PROPERTY  VALUE
address   foo:1
EOF

it "secrets are hidden"
run wfsh env set --env prod -k api-key -v s3cret
run wfsh env get --env prod -k api-key -o json
expect_json '.[0].value' '"(hidden)"'

it "settings come from the environment that is named"
run env TEMPORAL_ENV=prod wfsh config show -o json
expect_json '[.[] | select(.setting == "address")][0].value' '"foo:1"'

it "an environment that is named must be there"
run env TEMPORAL_ENV=nope wfsh config show
expect_status 3
expect_err "^wfsh: environment 'nope' is not in .*temporal.yaml"

it "a property needs a name without dots"
run wfsh env set -k a.b -v c
expect_status 2

it "delete a property, then all"
run wfsh env delete --env prod -k address
run wfsh env get --env prod -k address -o json
expect_json '.[0].value' '""'
run wfsh env delete --env prod
run wfsh env list
expect_stdout <<'EOF'
NAME
default
EOF

it "delete what is not there"
run wfsh env delete --env prod
expect_status 3

it "broken YAML stops with its place"
printf 'env:\n  default:\n    a: [1]\n' >"$yaml"
run wfsh config show
expect_status 2
expect_err "temporal.yaml:3:8: a text is expected here"
