#!/usr/bin/env bash
# Listings of many pages, of hostile pages, of pages that are too big.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<'EOF'
set workflows 2500
EOF
it "2500 workflows in pages, none twice"
wf workflow list -o jsonl
expect test "$(jq -r .execution.workflowId "$stdout" | sort -u | wc -l)" = 2500
it "--limit ends the listing and its requests"
requests() { jq -c 'select(.method == "ListWorkflowExecutions" and .event == "request")' "$log" | wc -l; }
before=$(requests)
wf workflow list -o jsonl --limit 10
expect test "$(wc -l <"$stdout")" = 10
expect test $(($(requests) - before)) = 1
it "of more than one page too"
before=$(requests)
wf workflow list -o jsonl --limit 1500
expect test "$(wc -l <"$stdout")" = 1500
expect test $(($(requests) - before)) = 2
it "an error on a later page: nothing more, its code, and what came stays"
expect fake_tell "ListWorkflowExecutions when=nextPageToken status INTERNAL 'page lost'"
wf workflow list -o jsonl
expect_status 1
expect_err 'page lost'
expect test "$(wc -l <"$stdout")" = 1000
fake_stop

fake_start </dev/null
it "a list that is not UTF-8"
expect fake_tell "ListWorkflowExecutions times=1 damage utf8"
wf workflow list
expect_status 1
expect_stdout </dev/null
expect_err 'UTF-8'
it "control bytes in ids do nothing to a terminal"
expect fake_tell 'ListWorkflowExecutions times=1 reply {"executions":[{"execution":{"workflowId":"a\u001b[2Jb\u0007\u009b31m\u202ec","runId":"r"},"type":{"name":"T\r\n"}}]}'
wf workflow list
expect test "$(LC_ALL=C grep -c $'[\x1b\x07\r]' "$stdout")" = 0
expect test "$(grep -c $'\u009b\|\u202e' "$stdout")" = 0
expect test "$(wc -l <"$stdout")" -le 2
it "nor as JSON"
expect fake_tell 'ListWorkflowExecutions times=1 reply {"executions":[{"execution":{"workflowId":"a\u001b[2Jb\u0007\u009b31m","runId":"r"}}]}'
wf workflow list -o json
expect test "$(LC_ALL=C grep -c $'[\x1b\x07]' "$stdout")" = 0
expect_json '.[0].execution.workflowId | test("\u001b")' true
it "a page over 128 MiB is asked for in smaller ones, down to one"
expect fake_tell 'ListWorkflowExecutions after=3 answer'
expect fake_tell 'ListWorkflowExecutions times=3 page 140 1000000'
run timeout 60 wfsh workflow list -o jsonl --address "$address"
expect test "$(wc -l <"$stdout")" = 3
expect test "$(jq 'select(.method == "ListWorkflowExecutions").request.pageSize' "$log" |
    tail -n 4 | sort -u | wc -l)" = 4
it "an execution over 128 MiB cannot be had, and that is said"
expect fake_tell 'ListWorkflowExecutions page 1 140000000'
run timeout 60 wfsh workflow list --address "$address"
expect_status 1
expect_stdout </dev/null
expect_err 'larger than'
expect test "$(wc -l <"$stderr")" -le 2
it "a namespace that is not there"
wf workflow count -n nowhere
fails
