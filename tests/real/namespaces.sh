#!/usr/bin/env bash
# Several namespaces at once, for verbs that read.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

a=many-a-$$ b=many-b-$$
for ns in $a $b; do
    wfsh operator namespace create "$ns" --retention 24h -o none
done
both=(-n "$a" -n "$b")
started()
{
    wfsh workflow start --type Nothing -t q -w "w-$1" -n "$1" --id-conflict-policy UseExisting -o none
}
for ns in $a $b; do wait_for 60 started "$ns"; done
listed()
{
    [ "$(wfsh ls "${both[@]}" -o jsonl | wc -l)" = 2 ]
}

it "a listing has the namespace as its first column and as a key"
expect wait_for 30 listed
run wfsh ls "${both[@]}" --columns namespace,id --no-header -o tsv
expect_stdout <<EOF
$a	w-$a
$b	w-$b
EOF
run wfsh ls "${both[@]}" -o json
expect_json 'map([.namespace, .execution.workflowId])' "[[\"$a\",\"w-$a\"],[\"$b\",\"w-$b\"]]"
run wfsh ls "${both[@]}" -o jsonl
expect jq -se 'length == 2 and all(.namespace != null and .status != null)' "$stdout"
run wfsh ls "${both[@]}"
expect_out '^NAMESPACE +STATUS +WORKFLOW ID'
expect test "$(grep -c NAMESPACE "$stdout")" = 1

it "one table can be sorted over all"
run wfsh ls "${both[@]}" --sort -namespace --columns namespace --no-header -o tsv
expect_stdout <<EOF
$b
$a
EOF

it "all of them"
run wfsh ls -n '*' --columns namespace --no-header -o tsv
expect grep -qx "$a" "$stdout"
expect grep -qx "$b" "$stdout"
expect test "$(grep -c temporal-system "$stdout")" = 0

it "what is no listing says whose it is"
run wfsh count "${both[@]}"
expect_stdout <<EOF
$a:
1
$b:
1
EOF
run wfsh worker deployment list "${both[@]}" -o json
expect_json . '[]'

it "one that fails hides nothing of the others"
run wfsh ls -n "$a" -n no-such-namespace -n "$b" --columns namespace --no-header -o tsv
expect_status 8
expect_stdout <<EOF
$a
$b
EOF
expect_err '^wfsh: namespace no-such-namespace: '
expect_err '1 of 3 namespaces failed'
run wfsh ls -n none-1 -n none-2
expect_status 3

it "only for what reads"
run wfsh workflow start --type X -t q "${both[@]}"
expect_status 2
run wfsh terminate x "${both[@]}"
expect_status 2
run wfsh tail "${both[@]}" x
expect_status 2

it "in the shell rows of several namespaces are no references"
run wfsh -c "ls ${both[*]} --columns namespace --no-header -o tsv"
expect_stdout <<EOF
$a
$b
EOF
