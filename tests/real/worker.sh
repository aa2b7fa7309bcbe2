#!/usr/bin/env bash
# Workers, and Worker Deployments with two versions of a real worker.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

d=worker-$$
one=(--deployment-name "$d" --build-id 1.0)
two=(--deployment-name "$d" --build-id 2.0)
same()
{
    wfsh "$@" -o json | jq -S . >"$work/ours"
    temporal "$@" -o json | jq -S . >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}
# A heartbeat, or a look at the drainage, may come between the two.
same_soon()
{
    wait_for 20 same "$@"
}
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$d" "$d-q" 1.0 2.0
known()
{
    wfsh deployment describe-version "${one[@]}" -o none 2>"$work/known" &&
        wfsh deployment describe-version "${two[@]}" -o none 2>"$work/known"
}
wait_for 60 known

it "a Deployment whose versions get no work yet is printed as the official CLI does"
expect same worker deployment describe --name "$d"

it "set-current-version leaves a receipt"
run wfsh worker deployment set-current-version "${one[@]}" --yes -o json
expect_json '[.deployment, .buildId, .outcome, .message]' "[\"$d\",\"1.0\",\"done\",\"current\"]"

it "without --yes and a terminal it is refused, and nothing changes"
run wfsh worker deployment set-current-version "${two[@]}"
expect_status 9
run wfsh deployment describe "$d" -o json
expect_json '.routingConfig.currentVersionBuildID' '"1.0"'

it "set-ramping-version sends a share"
run wfsh worker deployment set-ramping-version "${two[@]}" --percentage 12.5 --yes
expect_stdout <<EOF
done  $d  2.0  ramping, 12.5%
EOF
run wfsh deployment describe "$d" -o json
expect_json '.routingConfig | [.rampingVersionBuildID, .rampingVersionPercentage]' '["2.0",12.5]'

builds() { wfsh __complete -- "$@" --build-id '' | cut -f1 | sort | tr '\n' ' '; }
it "Build Ids complete: of the deployment, with their state; of what is there otherwise"
states() # the server takes a second now and then, completion gives up after 300 ms
{
    [ "$(wfsh __complete -- deployment set-current-version --deployment-name "$d" --build-id '' | tr '\n\t' ' :')" = '1.0:Current 2.0:Ramping ' ]
}
override()
{
    [ "$(wfsh __complete --plain -- workflow update-options x --versioning-override-deployment-name "$d" --versioning-override-build-id 2)" = 2.0 ]
}
expect wait_for 20 states
expect wait_for 20 override
expect test "$(builds task-queue update-build-ids add-new-default -t "$d-q")" = '1.0 2.0 '
expect test -n "$(builds deployment describe-version)"

it "which build ran which workflow task"
wfsh execute --type Versioned -t "$d-q" -w "$d-run" -o none
run wfsh show "$d-run" --view builds -o json
expect_json '.[0] | [.workflowId, .eventId, .outcome, .deploymentName, .behavior, (.buildId | IN("1.0", "2.0")), .sdkName]' \
    "[\"$d-run\",4,\"completed\",\"$d\",\"Pinned\",true,\"temporal-python\"]"
expect_json 'length' 1
run wfsh show "$d-run" --view builds
expect_out "^ +4 +[0-9: .-]+ +completed +[12]\.0 +$d +Pinned "
expect test "$(wc -l <"$stdout")" = 2
run wfsh workflow reset -w "$d-run" --to first --reason test --dry-run -o json
builds() { wfsh __complete --plain -- workflow reset "$d-run" -t BuildId --build-id ''; }
expect grep -qE '^[12]\.0$|^worker-.*[12]\.0$' <(builds)

it "a share over all of it"
run wfsh deployment set-ramping-version "${two[@]}" --percentage 101 --yes
expect_status 2

it "describe, describe-version and list are the official ones"
expect same_soon worker deployment describe --name "$d"
expect same_soon worker deployment describe-version "${one[@]}"
expect same_soon worker deployment describe-version "${two[@]}" --report-task-queue-stats
expect same_soon worker deployment list

it "for people"
run wfsh deployment describe "$d"
expect_out '^Current +1\.0$'
expect_out '^Ramping +2\.0, 12\.5% of new workflows$'
expect_out '^2\.0 +Ramping '
run wfsh deployment list --columns name,current,ramping --no-header -o tsv
expect grep -qx "$d	1.0	2.0 12.5%" "$stdout"

it "--delete ends the ramp"
run wfsh deployment set-ramping-version --deployment-name "$d" --delete --yes
expect_out 'ramps no more'
run wfsh deployment describe "$d" -o json
expect_json '.routingConfig.rampingVersionBuildID' '""'

it "a version that is no more current drains"
run wfsh deployment set-current-version "${two[@]}" --yes
run wfsh deployment describe-version "${one[@]}" -o json
expect_json '.drainageInfo.drainageStatus' '"draining"'
expect same_soon worker deployment describe-version "${one[@]}"
run wfsh deployment describe "$d"
expect_out '^1\.0 +Draining'
expect_out '^2\.0 +Current'
run wfsh deployment describe-version "${one[@]}"
expect_out '^Drainage +draining'

it "unversioned workers, though their Task Queues are missing"
run wfsh deployment set-current-version --deployment-name "$d" --unversioned --ignore-missing-task-queues --yes
expect_out 'unversioned  current$'
run wfsh deployment list --columns name,current --no-header -o tsv
expect grep -qx "$d	unversioned" "$stdout"

it "metadata of a version, as the official CLI prints it"
run wfsh worker deployment update-version-metadata "${one[@]}" --metadata 'commit="9b1c"' --metadata n=1 -o json
expect_json '.Metadata.commit.data | @base64d' '"\"9b1c\""'
expect same_soon worker deployment describe-version "${one[@]}"
run wfsh deployment update-version-metadata "${one[@]}" --remove-entries n -o json
expect_json '.Metadata | keys' '["commit"]'
run wfsh deployment update-version-metadata "${one[@]}" --metadata 'n={'
expect_status 2
run wfsh deployment update-version-metadata "${one[@]}"
expect_status 2

it "only its manager may change a Deployment"
run wfsh worker deployment manager-identity set --deployment-name "$d" --manager-identity ci --yes
expect_out 'managed by ci$'
run wfsh deployment set-current-version "${one[@]}" --yes
expect_status 5
run wfsh deployment manager-identity unset --deployment-name "$d" --yes --identity ci
expect_out 'no manager any more$'
run wfsh deployment manager-identity set --deployment-name "$d" --self --yes --identity me
expect_out 'managed by me$'
run wfsh deployment manager-identity unset --deployment-name "$d" --yes --identity me
expect_status 0

it "a Deployment before its workers, made and removed"
run wfsh worker deployment create "$d-new" -o json
expect_json '[.deployment, .outcome, .message]' "[\"$d-new\",\"done\",\"created\"]"
expect same worker deployment describe --name "$d-new"
run wfsh deployment create "$d-new"
expect_status 5
run wfsh deployment delete "$d-new"
expect_out '  deleted$'
run wfsh deployment delete "$d-new"
expect_status 3

it "a version with pollers is kept"
run wfsh deployment delete-version "${two[@]}" --skip-drainage
expect_status 5

it "what is not there"
run wfsh deployment describe "$d-none"
expect_status 3
run wfsh deployment describe-version --deployment-name "$d-none" --build-id 1
expect_status 3
run wfsh deployment set-current-version --deployment-name "$d-none" --build-id 1 --yes
expect_status 3
run wfsh deployment describe
expect_status 2

it "workers: listed, counted, described as the official CLI does"
sample_reports()
{
    wfsh worker list -q 'TaskQueue = "wfsh-sample"' -o jsonl | grep -q wfsh-sample
}
expect wait_for 90 sample_reports
expect same_soon worker list -q 'TaskQueue = "wfsh-sample"'
expect same_soon worker list --limit 1 -q 'TaskQueue = "wfsh-sample"'
expect same_soon worker list --include-system-workers -q 'TaskQueue = "temporal-sys-per-ns-tq"'
expect same_soon worker count -q 'TaskQueue = "wfsh-sample"'
expect same_soon worker count -q 'TaskQueue = "no-such-queue"'
key=$(wfsh worker list -q 'TaskQueue = "wfsh-sample"' --columns key --no-header -o tsv | head -1)
expect same_soon worker describe --worker-instance-key "$key"
run wfsh worker describe --worker-instance-key "$key"
expect_out '^Task queue +wfsh-sample$'
run wfsh worker list --columns status,task-queue --no-header -o tsv
expect grep -qx "Running	wfsh-sample" "$stdout"
run wfsh worker describe --worker-instance-key none
expect_status 3
run wfsh worker list -q 'Nothing ='
expect_status 2
