#!/usr/bin/env bash
# TAB and grey hints at the prompt with a real cluster: every kind of live value.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=plive-$$
export id
deployment=$id-orders
export deployment
temporal workflow start --type Handlers -t wfsh-sample -w "$id-one" \
    --search-attribute "WfshKeyword=\"$id-key\"" -o none
temporal workflow start --type WaitFor -t wfsh-sample -w "$id-two" -o none
temporal workflow signal -w "$id-one" --name open_gate \
    -i '{"by": "ann", "lines": [{"sku": "a-1", "n": 2}]}' >"$work/signal"
temporal workflow update execute -w "$id-one" --name add -i 3 >"$work/updated"
temporal schedule create -s "$id-nightly" --type WaitFor -t wfsh-sample -w "$id-s" --interval 24h \
    --paused >"$work/schedule"
at_end "temporal schedule delete -s $id-nightly >/dev/null"
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" \
    "$deployment" "$id-q" 1.0 2.0
known() { wfsh deployment describe-version --deployment-name "$deployment" --build-id 2.0 -o none; }
wait_for 60 known
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 2 ]; }
wait_for 20 listed
run_id=$(wfsh describe "$id-one" -o json | jq -r .workflowExecutionInfo.execution.runId)
export run_id

cat >"$work/pairs" <<'EOT'
# ids by prefix, in every place
show @id@-o => show @id@-one
cancel -w @id@-t => cancel -w @id@-two
cancel --workflow-id=@id@-t => cancel --workflow-id=@id@-two
show '@id@-o => show '@id@-one'
show "@id@-o => show "@id@-one"
cd @id@-o => cd @id@-one
count | show @id@-o => count | show @id@-one
let r = describe @id@-o => let r = describe @id@-one
# namespaces, also of another one
list -n defau => list -n default
use defau => use default
# types, task queues, schedules
list --type Handl => list --type Handlers
start --type Handl => start --type Handlers
start -t wfsh-sa => start -t wfsh-sample
schedule describe @id@-n => schedule describe @id@-nightly
# the run of the workflow that the line names
describe @id@-one -r  => describe @id@-one -r @run_id@
describe -w @id@-one --run-id= => describe -w @id@-one --run-id=@run_id@
# handlers of that very workflow
signal @id@-one --name op => signal @id@-one --name open_gate
signal @id@-one op => signal @id@-one open_gate
signal -w @id@-one op => signal -w @id@-one open_gate
query @id@-one tot => query @id@-one total
query -w @id@-one tot => query -w @id@-one total
workflow update execute @id@-one add_ => workflow update execute @id@-one add_after_gate
workflow update execute -w @id@-one --name add_ => workflow update execute -w @id@-one --name add_after_gate
# search attributes, and values of them that were seen
list -q 'WfshKeywordL => list -q 'WfshKeywordList
list -q 'WfshKeyword = "@id@-k => list -q 'WfshKeyword = "@id@-key"
list -q 'WfshKeyword = @id@-k => list -q 'WfshKeyword = "@id@-key"
list -q "WfshKeyword = '@id@-k => list -q "WfshKeyword = '@id@-key'
list -q 'WorkflowId = "@id@-t => list -q 'WorkflowId = "@id@-two"
list -q 'WorkflowType = "Handl => list -q 'WorkflowType = "Handlers"
list -q 'TaskQueue IN ("x", "wfsh-sa => list -q 'TaskQueue IN ("x", "wfsh-sample"
# Worker Deployments
worker deployment describe @deployment@ => worker deployment describe @deployment@
worker deployment describe -d @id@-or => worker deployment describe -d @deployment@
deployment describe-version --deployment-name @deployment@ --build-id 1 => deployment describe-version --deployment-name @deployment@ --build-id 1.0
deployment set-current-version --deployment-name @deployment@ --build-id=2 => deployment set-current-version --deployment-name @deployment@ --build-id=2.0
EOT
cat >"$work/hints" <<'EOT'
# the shape of a handler's last input, in that workflow
signal @id@-one --name open_gate  => -i {"by":string,"lines":[{"sku":string,"n":number}]} [--input JSON]…
signal @id@-one open_gate  => -i {"by":string,"lines":[{"sku":string,"n":number}]} [--input JSON]…
signal @id@-one --name open_gate -i  => {"by":string,"lines":[{"sku":string,"n":number}]}
signal -w @id@-one --name open_gate  => -i {"by":string,"lines":[{"sku":string,"n":number}]} …
signal @id@-one --name open_gate -i 1  => [--input-file FILE]…
signal @id@-one --name stop  => [--input JSON]…
signal @id@-two --name open_gate  => [--input JSON]…
workflow update execute @id@-one add  => -i number …
workflow update execute -w @id@-one --name add --input  => number
EOT
tap python3 -B "$lib/prompt_pairs.py" "$TEMPORAL_ADDRESS" "$work/pairs" "$work/hints"
