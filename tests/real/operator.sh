#!/usr/bin/env bash
# Namespaces, archival, cluster, search attributes, call.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

ns=operator-$$
same()
{
    wfsh "$@" -o json | jq -S . >"$work/ours"
    temporal "$@" -o json | jq -S . >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}

it "create leaves a receipt"
run wfsh operator namespace create "$ns" --description d --email a@b --data k=v --retention 2d -o json
expect_json '[.namespace, .outcome]' "[\"$ns\",\"done\"]"

it "again: a conflict"
run wfsh ns create "$ns"
expect_status 5
expect_err 'already exists'

it "describe is the official one's"
expect same operator namespace describe -n "$ns"
run wfsh ns describe "$ns"
expect_out '^Retention +2d$'
expect_out '^Data k +v$'

it "update changes what is given and keeps the rest"
run wfsh operator namespace update "$ns" --retention 3d --data x=y -o json
expect_json '[.config.workflowExecutionRetentionTtl, .namespaceInfo.description, .namespaceInfo.ownerEmail, .namespaceInfo.data]' \
    '["259200s","d","a@b",{"k":"v","x":"y"}]'

it "update of nothing"
run wfsh ns update "$ns"
expect_status 2

it "list is a table, and the official JSON"
run wfsh ns list --columns name,retention --no-header -o tsv
expect grep -q "^$ns	72h0m0s\$" "$stdout"
expect same operator namespace list

it "list --running counts in each"
run wfsh ns list --running --columns name,running --no-header -o tsv
expect grep -qx "$ns	0" "$stdout"
run wfsh ns list --running -o json
expect_json ".[] | select(.namespace.namespaceInfo.name == \"$ns\") | .running" 0

it "archival show"
run wfsh ns archival show "$ns" -o json
expect_json '[.history.state, .visibility.state]' '["disabled","disabled"]'

it "archival that the cluster ignores: 5 and the reason, by our spelling"
run wfsh ns archival set "$ns" --history enabled -o json
expect_status 5
expect_json .history.state '"disabled"'
expect_err 'was not taken'

it "and by the official one"
run wfsh operator namespace update "$ns" --visibility-archival-state enabled
expect_status 5
expect_err 'visibility archival'

it "and at create"
run wfsh ns create "$ns-2" --history-archival-state enabled
expect_status 5
run wfsh ns describe "$ns-2" -o none

it "a namespace that is not there"
run wfsh ns describe "$ns-nope" -o json
expect_status 3
expect_stdout </dev/null

it "delete asks; nobody can be asked"
run wfsh ns delete "$ns-2"
expect_status 9
run wfsh ns delete "$ns-2" --yes -o json
expect_json '.deletedNamespace | startswith("operator-")' true

it "cluster verbs are the official ones'"
for verb in health system describe list; do
    expect same operator cluster $verb
done

it "search attributes"
run wfsh sa create --name "Op$$" --type Int -o json
expect_json '[.searchAttribute, .outcome]' "[\"Op$$\",\"done\"]"
added() { wfsh sa list -o tsv | grep -q "^Op$$	Int	custom\$"; }
wait_for 10 added
expect same operator search-attribute list

it "another type: a conflict"
run wfsh sa create --name "Op$$" --type Text
expect_status 5

it "names and types must pair"
run wfsh sa create --name a --name b --type Int
expect_status 2

it "remove"
run wfsh sa remove --name "Op$$" --yes
removed() { ! wfsh sa list -o tsv | grep -q "^Op$$	"; }
wait_for 10 removed

it "call: any method"
run wfsh call CountWorkflowExecutions '{"query":"WorkflowId = '"'none'"'"}' -o jsonl
expect_stdout <<'EOF'
{}
EOF

it "call: from stdin"
run bash -c "echo '{\"namespace\":\"$ns\"}' | wfsh call DescribeNamespace - -o json"
expect_json .namespaceInfo.name "\"$ns\""

it "call: an unknown method"
run wfsh call GetSystemInf
expect_status 2
expect_err "did you mean 'GetSystemInfo'"

it "call: line, caret and path"
run wfsh call CountWorkflowExecutions '{"query": 3}'
expect_status 2
expect_stderr <<'EOF'
wfsh: request: line 1, column 11, at .query: a string is expected
{"query": 3}
          ^
EOF

it "call: refused in a read-only profile"
run wfsh call RegisterNamespace "{\"namespace\":\"$ns-3\"}" --read-only
expect_status 9
