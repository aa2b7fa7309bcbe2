#!/usr/bin/env bash
# Nexus Endpoints: made, shown, changed and removed.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

e=endpoint-$$
same()
{
    wfsh "$@" -o json | jq -S . >"$work/ours"
    temporal "$@" -o json | jq -S . >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}

it "create leaves a receipt"
run wfsh operator nexus endpoint create "$e" --target-namespace default --target-task-queue q1 --description hello -o json
expect_json '[.endpoint, .outcome, .message]' "[\"$e\",\"done\",\"created\"]"

it "get is the official one, and a card"
expect same operator nexus endpoint get --name "$e"
run wfsh operator nexus endpoint get "$e"
expect_out '^Target +q1 in default$'
expect_out '^Description +hello$'

it "again: a conflict"
run wfsh operator nexus endpoint create --name "$e" --target-namespace default --target-task-queue q1
expect_status 5

it "an external one, with a description from stdin"
run sh -c 'printf "from a file" | wfsh operator nexus endpoint create '"$e"'-x --target-url http://127.0.0.1:9/n --description-file -'
expect_out "^done  $e-x  created\$"
run wfsh operator nexus endpoint get "$e-x" -o json
expect_json '[.spec.description, .spec.target]' '["from a file",{"external":{"url":"http://127.0.0.1:9/n"}}]'

it "list is the official one, and a table"
expect wait_for 10 same operator nexus endpoint list
run wfsh operator nexus endpoint list --columns name,target --no-header -o tsv
expect grep -qx "$e	q1 in default" "$stdout"

it "update keeps what is not given"
run wfsh operator nexus endpoint update "$e" --target-task-queue q2
expect_out '  updated$'
run wfsh operator nexus endpoint get "$e" -o json
expect_json '[.version, .spec.description, .spec.target.worker]' '["2","hello",{"namespace":"default","taskQueue":"q2"}]'
run wfsh operator nexus endpoint update "$e" --unset-description --target-url http://127.0.0.1:9/y
expect_status 0
run wfsh operator nexus endpoint get "$e" -o json
expect_json '[.spec.description, .spec.target]' '[null,{"external":{"url":"http://127.0.0.1:9/y"}}]'
run wfsh operator nexus endpoint update --name "$e" --description back --target-namespace default --target-task-queue q3
expect_status 0
expect same operator nexus endpoint get --name "$e"

it "what is missing or contradicts itself"
run wfsh operator nexus endpoint create x-$$ --target-namespace default
expect_status 2
run wfsh operator nexus endpoint create x-$$
expect_status 2
run wfsh operator nexus endpoint create x-$$ --target-namespace a --target-task-queue b --target-url c
expect_status 2
run wfsh operator nexus endpoint create x-$$ --target-url u --description a --description-file b
expect_status 2
run wfsh operator nexus endpoint update "$e"
expect_status 2
run wfsh operator nexus endpoint update "$e" --unset-description --description x
expect_status 2
run wfsh operator nexus endpoint get
expect_status 2
run wfsh operator nexus endpoint create y-$$ --target-namespace no-such-namespace --target-task-queue q
expect_err 'no-such-namespace'
expect_status 5

it "delete, and what is not there"
run wfsh operator nexus endpoint delete "$e"
expect_out '  deleted$'
run wfsh operator nexus endpoint delete --name "$e-x" -o json
expect_json .message '"deleted"'
run wfsh operator nexus endpoint delete "$e"
expect_status 3
run wfsh operator nexus endpoint get "$e"
expect_status 3
