#!/usr/bin/env bash
# query, stack, metadata and updates on the real server, and next to the official CLI.
. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/server.sh"
normal ids times
queue=wfsh-sample
id=query-$$
wfsh start --type Handlers -t $queue -w "$id" -o none

same()
{
    run wfsh "$@" -o json
    expect test "$(jq -cS . "$stdout")" = "$(temporal "$@" -o json 2>/dev/null | jq -cS .)"
}

it "query prints the value"
run wfsh query "$id" total
expect_stdout <<'EOF'
0
EOF
same workflow query -w "$id" --name total
same workflow query -w "$id" --type total --reject-condition not_open
same workflow metadata -w "$id"

it "an unknown query ends with those that there are"
run wfsh query "$id" totl
expect_status 3
expect_stdout </dev/null
expect_stderr <<'EOF'
wfsh: the workflow has no query 'totl'; it has: __enhanced_stack_trace __stack_trace __temporal_workflow_metadata broken total
did you mean 'total'?
EOF
it "a query that fails"
run wfsh query "$id" broken
expect_status 1
it "a query of no workflow"
run wfsh query "$id-none" total
expect_status 3
it "stack is text"
run wfsh stack "$id"
expect_out '^  File "'
expect test "$(grep -c '\\n' "$stdout")" = 0
it "metadata for people"
run wfsh workflow metadata "$id"
expect_out '^  add +Adds to the total; refuses a negative amount\.$'

# ---- updates

it "an update's result"
run wfsh workflow update execute "$id" add -i 3
expect_stdout <<'EOF'
3
EOF
same workflow update execute -w "$id" --name add -i 0 --update-id u1
same workflow update start -w "$id" --name add -i 0 --update-id u1 --wait-for-stage accepted
same workflow update describe -w "$id" --update-id u1
same workflow update result -w "$id" --update-id u1
it "a refused update fails"
run wfsh workflow update execute "$id" add -i -3
expect_status 10
expect_stderr <<'EOF'
wfsh: the update failed: Negative: the amount is negative
EOF
it "an unknown update"
run wfsh workflow update execute "$id" ad -i 3
expect_status 3
expect_err "did you mean 'add'"
it "an update that fails after it was accepted"
run wfsh workflow update execute "$id" fail --update-id u2
expect_status 10
same workflow update describe -w "$id" --update-id u2
it "its result is the failure"
same workflow update result -w "$id" --update-id u2
expect_status 10
it "an update that waits"
run wfsh workflow update start "$id" add_after_gate -i 1 --update-id u3 --wait-for-stage accepted
expect_stdout <<'EOF'
accepted  u3
EOF
same workflow update describe -w "$id" --update-id u3
it "its result is not there in time"
run wfsh workflow update result "$id" --update-id u3 --command-timeout 1s
expect_status 7
expect_err "wfsh workflow update result -w $id --update-id u3"
it "its result, when the gate opens"
wfsh signal "$id" --name open_gate -o none
run wfsh workflow update result "$id" --update-id u3
expect_stdout <<'EOF'
4
EOF
it "no such update"
run wfsh workflow update describe "$id" --update-id none
expect_status 3

with_start=(--type Handlers -t "$queue" --id-conflict-policy UseExisting --update-name add
    --update-input 2)
it "execute-update-with-start starts, then finds"
run wfsh workflow execute-update-with-start -w "$id-w" "${with_start[@]}" -o json
expect_json '[.started, .updateResult]' '[true,2]'
run wfsh workflow execute-update-with-start -w "$id-w" "${with_start[@]}" --update-id e -o json
expect test "$(jq -cS 'del(.started)' "$stdout")" = "$(temporal workflow execute-update-with-start \
    -w "$id-w" "${with_start[@]}" --update-id e -o json | jq -cS .)"
it "start-update-with-start"
run wfsh workflow start-update-with-start -w "$id-w" "${with_start[@]}" --update-id s \
    --update-wait-for-stage accepted -o json
expect test "$(jq -cS 'del(.started)' "$stdout")" = "$(temporal workflow start-update-with-start \
    -w "$id-w" "${with_start[@]}" --update-id s --update-wait-for-stage accepted -o json | jq -cS .)"
it "a refused update with a start"
run wfsh workflow execute-update-with-start -w "$id-x" --type Handlers -t $queue \
    --id-conflict-policy UseExisting --update-name add --update-input -2
expect_status 10
it "a query by reject condition"
wfsh terminate "$id" -o none
run wfsh query "$id" total --reject-condition not_open
expect_status 5
it "an update of a closed run"
run wfsh workflow update execute "$id" add -i 1
expect_status 5
