#!/usr/bin/env bash
# Started and closed in each minute: one by one, from a page, and the two agree.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=rate-$$
for n in 1 2 3; do temporal workflow start --type WaitFor -t wfsh-sample -w "$id-$n" -o none; done
temporal workflow terminate -w "$id-1" --reason over
closed() { [ "$(wfsh count --id-prefix "$id" --status Terminated)" = 1 ]; }
wait_for 20 closed
listed() { [ "$(wfsh count --id-prefix "$id")" = 3 ]; }
wait_for 20 listed
sum='[(map(.started) | add), (map(.closed) | add), length]'

it "few minutes are counted one by one"
run bash -c "wfsh workflow rate --minutes 3 --id-prefix $id -o json | jq -c '$sum'"
expect_stdout <<<'[3,1,3]'

it "an hour comes from one page"
run bash -c "wfsh workflow rate --id-prefix $id -o json | jq -c '$sum'"
expect_stdout <<<'[3,1,60]'

it "a query is joined"
run bash -c "wfsh workflow rate -q \"WorkflowId = '$id-2' OR WorkflowId = '$id-3'\" -o json | jq -c '$sum'"
expect_stdout <<<'[2,0,60]'

it "what has no minutes is refused"
run wfsh workflow rate -q 'GROUP BY ExecutionStatus'
expect_status 2
run wfsh workflow rate --minutes 0
expect_status 2
expect_err '^wfsh: --minutes: 1 to 1440$'
