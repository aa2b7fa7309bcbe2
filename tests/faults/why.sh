#!/usr/bin/env bash
# workflow why where the cluster itself is ill, and states that a dev server does not reach.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

export WFSH_TEST_NOW=2026-01-01T12:00:00Z
info='"execution":{"workflowId":"w","runId":"01a209df-0000-7000-8000-000000000000"},"type":{"name":"Order"},"taskQueue":"q","status":"WORKFLOW_EXECUTION_STATUS_RUNNING","historyLength":"3"'
task='"pendingWorkflowTask":{"state":"PENDING_WORKFLOW_TASK_STATE_SCHEDULED","scheduledTime":"2026-01-01T11:55:00Z","attempt":1}'
activity='"pendingActivities":[{"activityId":"5","activityType":{"name":"charge"},"state":"PENDING_ACTIVITY_STATE_STARTED","attempt":1,"lastStartedTime":"2026-01-01T11:50:00Z","lastWorkerIdentity":"gone@host"}]'

described()
{
    echo "DescribeWorkflowExecution reply {\"workflowExecutionInfo\":{$info$1},$2}"
}

rings()
{
    echo "DescribeCluster reply {\"membershipInfo\":{\"rings\":[{\"role\":\"frontend\",\"memberCount\":1},{\"role\":\"history\",\"memberCount\":$1},{\"role\":\"matching\",\"memberCount\":$2}]}}"
}

fake_start <<EOF
$(described '' "$task")
DescribeTaskQueue reply {"pollers":[{"identity":"old@host","lastAccessTime":"2026-01-01T11:56:00Z"}]}
EOF
it "pollers that have stopped polling"
wf why w
expect_stdout <<'END'
w  Running  Order on q  run 01a209df-0000-7000-8000-000000000000
  1. stale-poller  the last poll of task queue 'q' was 4m ago, by old@host; its workflow task waits for 5m
     → start a worker that polls task queue 'q' in namespace 'default'
END
fake_stop

fake_start <<EOF
$(described '' "$task")
DescribeTaskQueue reply {"pollers":[{"identity":"a","lastAccessTime":"2026-01-01T11:59:30Z"}]}
EOF
it "a poll of half a minute ago is a live one"
wf why w -o json
expect_json '.causes[0].cause' '"workflow-task"'
fake_stop

fake_start <<EOF
$(described ',"versioningInfo":{"behavior":"VERSIONING_BEHAVIOR_PINNED","deploymentVersion":{"deploymentName":"d","buildId":"b1"}}' "$task")
DescribeTaskQueue reply {"pollers":[{"identity":"a","lastAccessTime":"2026-01-01T11:59:30Z","deploymentOptions":{"deploymentName":"d","buildId":"b2","workerVersioningMode":"WORKER_VERSIONING_MODE_VERSIONED"}}],"versioningInfo":{"currentDeploymentVersion":{"deploymentName":"d","buildId":"b2"}}}
EOF
it "pinned to a version that nobody runs any more"
wf why w -o json
expect_json '.causes[0].cause' '"wrong-build"'
expect_json '.causes[0].mend' '"wfsh workflow update-options w --versioning-override-behavior pinned --versioning-override-deployment-name d --versioning-override-build-id b2"'
fake_stop

fake_start <<EOF
$(described '' '"workflowExtendedInfo":{"pauseInfo":{"identity":"ann","reason":"look at it","pausedTime":"2026-01-01T11:00:00Z"}}')
GetWorkflowExecutionHistoryReverse reply {}
DescribeTaskQueue reply {}
EOF
it "a paused workflow: by whom, since when, why"
wf why w
expect_out '^  1\. paused  paused by ann for 1h: look at it$'
expect_out '→ wfsh workflow unpause w$'
fake_stop

fake_start <<EOF
$(described '' "$activity")
DescribeTaskQueue reply {"pollers":[{"identity":"other@host","lastAccessTime":"2026-01-01T11:59:30Z"}]}
EOF
it "an activity whose worker is gone"
wf why w -o json
expect_json '.causes[0].cause' '"activity-silent"'
expect_json '.causes[0].text | test("worker gone@host no longer polls: it is probably gone")' true
fake_stop

fake_start <<EOF
$(described '' "$task")
DescribeTaskQueue status UNAVAILABLE no hosts are available to serve the request
$(rings 1 0)
EOF
it "the matching service is gone"
run timeout -k 5 60 wfsh why w -o json --address "$address"
expect_json '.causes[0].cause' '"service-gone"'
expect_json '.causes[0].text | test("nobody runs the matching service")' true
expect_json '.causes[0].mend' '"wfsh operator cluster describe"'
fake_stop

fake_start <<EOF
DescribeWorkflowExecution status UNAVAILABLE no hosts are available to serve the request
$(rings 0 1)
EOF
it "the history service is gone: exit 75, and which"
run timeout -k 5 60 wfsh why w --address "$address"
expect_status 75
expect_stdout </dev/null
expect_err 'nobody runs the history service'
expect_err 'wfsh operator cluster describe'
fake_stop

fake_start <<EOF
DescribeWorkflowExecution when=wf-2 status NOT_FOUND workflow not found
DescribeWorkflowExecution when=wf-3 status PERMISSION_DENIED no
$(described '' "$task")
DescribeTaskQueue reply {}
set workflows 4
EOF
it "of many, one vanished and one is not allowed: the others count, exit 8"
wf why --open -o json
expect_status 8
expect_json 'map(.count) | add' 2
expect_json '.[0].cause' '"no-poller"'
expect_err '1 of 3 could not be looked at'
it "list --stuck passes over the vanished one; what is not allowed ends it"
wf ls --stuck
expect_status 6
fake_stop

fake_start <<EOF
$(described '' "$task")
DescribeTaskQueue reply {}
set workflows 120
set list.page 50
EOF
it "many in parallel, each once; the task queue is asked about once"
wf why --open -o json
expect_json '[.[0].count, length]' '[120,1]'
expect logged 120 '.method == "DescribeWorkflowExecution"'
expect logged 1 '.method == "DescribeTaskQueue"'
fake_stop
