#!/usr/bin/env bash
# workflow list and count: formats, columns, filters, pages, and queries with mistakes.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=lists-$$
sample starter states --id "$id" >"$work/states" 2>&1
mine="WorkflowId STARTS_WITH '$id-'"
settled()
{
    [ "$(wfsh count -q "$mine AND ExecutionStatus = 'Failed'")" -ge 3 ] &&
        [ "$(wfsh count -q "WorkflowId = '$id-attributes' AND WfshKeyword IS NOT NULL")" = 1 ]
}
wait_for 30 settled

it "the same JSON as the official CLI"
run wfsh workflow list -q "$mine AND ExecutionStatus = 'Failed'" -o json
jq -S . "$stdout" >"$work/ours"
temporal workflow list -q "$mine AND ExecutionStatus = 'Failed'" -o json | jq -S . >"$work/theirs"
expect diff "$work/ours" "$work/theirs"

it "an empty list is an empty array"
run wfsh ls -q "WorkflowId = 'nothing-$$'" -o json
expect_stdout <<'EOF'
[
]
EOF

it "one object a line"
run wfsh ls --id-prefix "$id-payload" -o jsonl --limit 3
expect test "$(jq -r .execution.workflowId "$stdout" | wc -l)" = 3
expect test "$(wc -l <"$stdout")" = 3

it "columns, search attributes and memo"
run wfsh ls -q "WorkflowId = '$id-attributes'" --columns id,WfshKeyword,WfshInt,memo.note -o tsv
expect_stdout <<EOF
id	WfshKeyword	WfshInt	memo.note
$id-attributes	key-word 'quoted'	9007199254740992	a memo with ümläuts
EOF

it "hostile memo never reaches a terminal raw"
run wfsh ls -q "WorkflowId = '$id-attributes'" --columns 'id,memo.big,+status' -o wide
expect test -z "$(tr -d '\n\t -~' <"$stdout" | tr -d '\302-\364\200-\277')"

it "sorted by a column, downwards"
run wfsh ls --id-prefix "$id-payload" --columns id --no-header --sort -id -o tsv
sort -r "$stdout" >"$work/sorted"
expect diff "$stdout" "$work/sorted"

it "an unknown column"
run wfsh ls --columns id,typ
expect_status 2
expect_stdout </dev/null
expect_err "did you mean 'type'"

it "short filters"
run wfsh ls --id-prefix "$id-" --failed --type FailDeep --since 1h -o 'template={id}'
expect test "$(sort "$stdout" | tr '\n' ' ')" = "$id-failed $id-failed-child $id-failed-hostile "

it "filters and a query with ORDER BY keep both"
run wfsh ls -q "$mine OR WorkflowId = 'x'" --status Failed --explain
expect_json .request.query "\"ExecutionStatus = 'Failed' AND ($mine OR WorkflowId = 'x')\""
expect_json '.command | test("--query .ExecutionStatus = .*Failed.* AND \\(")' true

it "a saved query"
mkdir -p "$XDG_CONFIG_HOME/wfsh"
printf '[queries]\nbroken = "%s AND ExecutionStatus = '"'Failed'"'"\n' "$mine" \
    >"$XDG_CONFIG_HOME/wfsh/config.toml"
run wfsh count -q @broken
expect_stdout <<'EOF'
3
EOF

it "one that is not saved"
run wfsh ls -q @brokn
expect_status 2
expect_err "did you mean '@broken'"

it "pages: a token goes on where the first ended"
run wfsh ls --id-prefix "$id-payload" --page-size 4 --one-page -o 'template={id}'
token=$(sed -n 's/.*--page-token //p' "$stderr")
cp "$stdout" "$work/all"
wfsh ls --id-prefix "$id-payload" --page-size 4 --page-token "$token" -o 'template={id}' \
    >>"$work/all"
expect test "$(sort -u "$work/all" | wc -l)" = "$(wfsh count -q "$mine AND WorkflowType = 'Payloads'")"

it "a mistake is pointed at in the user's own text"
run wfsh ls -q "WorkflowType = Order AND x"
expect_status 2
expect_stdout </dev/null
expect_stderr <<'EOF'
wfsh: query: a value is expected: put text into single quotes, at character 16
WorkflowType = Order AND x
               ^
EOF

it "a name that the namespace lacks"
run wfsh count -q "WfshKeywrd = 'x'"
expect_status 2
expect_err 'did you mean WfshKeyword'

# Some of the workflows are still on their way.
same_groups()
{
    wfsh count -q "$mine GROUP BY ExecutionStatus" -o json |
        jq -S '.groups |= sort_by(.groupValues)' >"$work/ours"
    temporal workflow count -q "$mine GROUP BY ExecutionStatus" -o json |
        jq -S '.groups |= sort_by(.groupValues)' >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}
begin "counts by group, as the official CLI"
wait_for 20 same_groups
expect grep -q Failed "$work/ours"

it "GROUP BY is not for list"
run wfsh ls -q "GROUP BY ExecutionStatus"
expect_status 2

it "no archive on the dev server"
run wfsh ls --archived
expect_status 5
expect_stdout </dev/null

it "less than nothing"
run wfsh ls --limit -3
expect_status 2
