#!/usr/bin/env bash
# The Overview: what needs attention, and where Enter leads from there.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topov-$$
for id in "$p-1" "$p-o'2"; do wfsh workflow start --type Nobody -t "$p-q" -w "$id" -o none; done
at_end "wfsh workflow terminate -q \"WorkflowId STARTS_WITH '$p-'\" --client-side --parallel 8 --yes -o none"
# Visibility lists them, and they wait for long enough to be a problem.
told() { wfsh workflow why --open --limit 200 -o jsonl | grep -q "\"count\":2,.*$p-q"; }
wait_for 60 told

scene "several Workflows: the list of just those, and why"
top 120x34
keys /
text "$p-q'"
keys Enter
sees "^> +2 Workflows +no-poller.*$p-q"
keys Enter
sees 'Workflows +1-2 of 2'
sees "^. (Running) +$p-1 "
sees "^. (Running) +$p-o'2 "
keys q
sees "^> +2 Workflows"
keys y
sees 'workflow why --open --limit 200'
sees 'no-poller'
keys Q
gone
it "--examples says how many each group names"
run wfsh workflow why --id-prefix "$p-" --open --examples 1 -o json
expect_json '[.[] | .count, (.examples | length)]' '[2,1]'
run wfsh workflow why --id-prefix "$p-" --open --examples -1
expect_status 2

covers overview.why
