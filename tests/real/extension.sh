#!/usr/bin/env bash
# Installed as temporal-wfsh, it runs as an extension of the official CLI.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

mkdir "$work/bin"
ln -s "$(command -v wfsh)" "$work/bin/temporal-wfsh"
PATH=$work/bin:$PATH

it "temporal wfsh runs a verb, with its options and status"
run temporal wfsh operator cluster health -o json
expect_json .status '"SERVING"'
run temporal wfsh workflow describe no-such-workflow
expect_status 3
expect_err "no-such-workflow"
