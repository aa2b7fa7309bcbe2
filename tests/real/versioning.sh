#!/usr/bin/env bash
# The versioning that Worker Deployments replaced, on a server that still has it switched on.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

q=versioning-$$
# The server says Build Ids in whatever order.
in_order='walk(if type == "array" and (.[0] | type) == "object" and (.[0] | has("buildId")) then sort_by(.buildId) else . end)'
same()
{
    wfsh "$@" -o json | jq -S "$in_order" >"$work/ours"
    temporal "$@" -o json 2>"$work/warning" | jq -S "$in_order" >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}
ids()
{
    run wfsh task-queue update-build-ids "$@" -t "$q"
    expect_stdout <<EOF
done  $q  Build Ids updated
EOF
}

it "Build Id sets, made and changed"
ids add-new-default --build-id 1
ids add-new-default --build-id 2
ids add-new-compatible --build-id 1.1 --existing-compatible-build-id 1 --set-as-default
expect same task-queue get-build-ids -t "$q"
run wfsh tq get-build-ids -t "$q" -o json
expect_json . '[{"buildIds":["2"],"defaultForSet":"2","isDefaultSet":false},{"buildIds":["1","1.1"],"defaultForSet":"1.1","isDefaultSet":true}]'
ids promote-id-in-set --build-id 1
ids promote-set --build-id 2
expect same task-queue get-build-ids -t "$q"
expect same task-queue get-build-ids -t "$q" --max-sets 1
run wfsh tq get-build-ids -t "$q" --no-header -o tsv
expect grep -q "^1.1, 1	1	" "$stdout"

it "which workflows reach them"
expect same task-queue get-build-id-reachability --build-id 1 -t "$q"
expect same task-queue get-build-id-reachability --build-id 1 --build-id 2 -t "$q" --reachability-type open

it "rules: shown, inserted, replaced, removed"
r=(-t "$q-r")
expect same task-queue versioning get-rules "${r[@]}"
run wfsh task-queue versioning insert-assignment-rule --build-id 1 "${r[@]}"
expect_status 9
run wfsh tq versioning insert-assignment-rule --build-id 1 "${r[@]}" --yes -o json
expect_json '.assignmentRules | map([.targetBuildID, .rampPercentage])' '[["1",100]]'
run wfsh tq versioning insert-assignment-rule --build-id 2 --percentage 50 --rule-index 0 "${r[@]}" -y -o json
expect_json '.assignmentRules | map([.targetBuildID, .rampPercentage])' '[["2",50],["1",100]]'
run wfsh tq versioning replace-assignment-rule --build-id 3 --percentage 20 --rule-index 0 --force "${r[@]}" -y -o json
expect_json '.assignmentRules[0] | [.targetBuildID, .rampPercentage]' '["3",20]'
run wfsh tq versioning add-redirect-rule --source-build-id 1 --target-build-id 3 "${r[@]}" -y -o json
expect_json '.redirectRules | map([.sourceBuildID, .targetBuildID])' '[["1","3"]]'
run wfsh tq versioning replace-redirect-rule --source-build-id 1 --target-build-id 2 "${r[@]}" -y
expect_out '^redirect +1 +2 '
expect_out '^assignment 0 +20% of new workflows +3 '
expect same task-queue versioning get-rules "${r[@]}"
run wfsh tq versioning delete-redirect-rule --source-build-id 1 "${r[@]}" -y -o json
expect_json .redirectRules null
run wfsh tq versioning delete-assignment-rule --rule-index 0 --force "${r[@]}" -y -o json
expect_json '.assignmentRules | length' 1
run wfsh tq versioning commit-build-id --build-id 3 --force "${r[@]}" -y -o json
expect_json '.assignmentRules | map([.targetBuildID, .rampPercentage])' '[["3",100]]'

it "what the server refuses names what replaces it"
run wfsh tq versioning delete-redirect-rule --source-build-id none "${r[@]}" -y
expect_status 3
expect_err "'wfsh worker deployment' replaces it"
run wfsh tq versioning insert-assignment-rule --build-id 1 --percentage 101 "${r[@]}" -y
expect_status 2
run wfsh tq get-build-ids -t "$q" --max-sets -1
expect_status 2
