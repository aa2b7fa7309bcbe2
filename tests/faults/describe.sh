#!/usr/bin/env bash
# workflow describe of what a dev server seldom shows: every part of the answer at once.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

export WFSH_TEST_NOW=2026-01-01T12:00:00Z
cat >"$work/all.json" <<'END'
{"executionConfig":{"taskQueue":{"name":"q"},"userMetadata":{
  "summary":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"ImEgXHUwMDFiIHN1bW1hcnki"},
  "details":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"ImxpbmUgb25lXG5saW5lIHR3byI="}}},
 "workflowExecutionInfo":{"execution":{"workflowId":"w","runId":"r-2"},"type":{"name":"Order"},
  "taskQueue":"q","status":"WORKFLOW_EXECUTION_STATUS_RUNNING","startTime":"2026-01-01T11:00:00Z",
  "executionTime":"2026-01-01T11:30:00Z","historyLength":"20000","historySizeBytes":"12582912",
  "firstRunId":"r-1","parentExecution":{"workflowId":"p","runId":"r-p"},
  "rootExecution":{"workflowId":"root","runId":"r-r"},"priority":{"priorityKey":2,"fairnessKey":"f","fairnessWeight":1.5},
  "versioningInfo":{"behavior":"VERSIONING_BEHAVIOR_PINNED","deploymentVersion":{"deploymentName":"d","buildId":"b1"},
   "versioningOverride":{"pinned":{"version":{"deploymentName":"d","buildId":"b0"}}},
   "versionTransition":{"deploymentVersion":{"deploymentName":"d","buildId":"b2"}}}},
 "workflowExtendedInfo":{"cancelRequested":true,"runExpirationTime":"2026-01-01T13:00:00Z",
  "pauseInfo":{"identity":"ann","reason":"look","pausedTime":"2026-01-01T11:50:00Z"}},
 "pendingWorkflowTask":{"state":"PENDING_WORKFLOW_TASK_STATE_STARTED","attempt":7,"originalScheduledTime":"2026-01-01T11:55:00Z"},
 "pendingActivities":[
  {"activityId":"1","activityType":{"name":"charge"},"state":"PENDING_ACTIVITY_STATE_SCHEDULED","attempt":3,"maximumAttempts":5,
   "nextAttemptScheduleTime":"2026-01-01T12:02:00Z","lastWorkerIdentity":"w1",
   "lastFailure":{"message":"outer","activityFailureInfo":{"activityId":"9","activityType":{"name":"inner"}},
    "cause":{"message":"the \u001b[31mcause","applicationFailureInfo":{"type":"Declined"}}}},
  {"activityId":"2","activityType":{"name":"ship"},"state":"PENDING_ACTIVITY_STATE_SCHEDULED","attempt":1,"paused":true,
   "pauseInfo":{"pauseTime":"2026-01-01T11:59:00Z","manual":{"identity":"bob","reason":"no trucks"}}}],
 "pendingChildren":[{"workflowId":"c","runId":"r-c","workflowTypeName":"Child","initiatedId":"8","parentClosePolicy":"PARENT_CLOSE_POLICY_ABANDON"}],
 "pendingNexusOperations":[{"endpoint":"e","service":"s","operation":"o","state":"PENDING_NEXUS_OPERATION_STATE_BLOCKED","attempt":2,
  "blockedReason":"the circuit breaker is open","lastAttemptFailure":{"message":"refused"}}],
 "callbacks":[{"callback":{"nexus":{"url":"http://example/cb"}},"state":"CALLBACK_STATE_BACKING_OFF","attempt":4,
  "lastAttemptFailure":{"message":"503"}}]}
END
tr -d '\n' <"$work/all.json" >"$work/all"
fake_start <<EOF
DescribeWorkflowExecution reply @$work/all
GetWorkflowExecutionHistory status NOT_FOUND none
EOF
it "every part of a description"
wf describe w
expect_stdout <<'EOF'
Status            Running
Workflow          w
Run               r-2
Type              Order
Namespace         default
Task queue        q
Cancel requested  yes
Paused            10 minutes ago by ann: look
Started           1 hour ago
First task        30 minutes ago
Run expires       1 hour from now
Parent            p  run r-p
Root              root  run r-r
First run         r-1
History           20000 events, 12.0 MB
                  near the limit of 51200 events or 50.0 MB: continue as new
Version           d.b1
Versioning        Pinned
Override          Pinned to d.b0
Moving to         d.b2
Priority          2, fairness f weight 1.5
Summary           a \x1b summary
Details           line one
                  line two

Pending workflow task
  State    Started
  Attempt  7
  Since    5 minutes ago

Pending activities (2)
  ID  TYPE    STATE       ATTEMPT  NEXT TRY            STARTED  HEARTBEAT  WORKER
  1   charge  BackingOff      3/5  2 minutes from now                      w1
  2   ship    Paused            1

  1 charge failed last with
    Declined: the \x1b[31mcause
    ← ActivityError inner (id 9): outer

  2 ship was paused 1 minute ago by bob: no trucks

Pending children (1)
  WORKFLOW  RUN  TYPE   WHEN THE PARENT CLOSES  EVENT
  c         r-c  Child  Abandon                     8

Pending Nexus operations (1)
  ENDPOINT  SERVICE  OPERATION  STATE    ATTEMPT  NEXT TRY  TOKEN
  e         s        o          Blocked        2
  blocked: the circuit breaker is open

  o failed last with
    Failure: refused

Callbacks (1)
  URL                STATE       ATTEMPT  NEXT TRY
  http://example/cb  BackingOff        4

  http://example/cb failed last with
    Failure: 503
EOF
it "the same as JSON, nothing lost"
wf describe w -o json
expect test "$(jq -cS . "$work/all.json" | sed 's/"details":{[^}]*}[^}]*}/D/; s/"summary":{[^}]*}[^}]*}/S/')" = \
    "$(jq -cS . "$stdout" | sed 's/"details":"[^"]*"/D/; s/"summary":"[^"]*"/S/')"
fake_stop

fake_start <<'EOF'
DescribeWorkflowExecution reply {"workflowExecutionInfo":{"execution":{"workflowId":"w"}}}
EOF
it "a description with next to nothing in it"
wf describe w
expect_out '^Workflow +w$'
fake_stop

fake_start <<'EOF'
DescribeWorkflowExecution reply {}
EOF
it "one with nothing in it is refused"
wf describe w
expect_status 1
expect_err 'describes no workflow'
wf why w
expect_status 1
fake_stop
