/* Every method and its class, as a list that a new API version must be reviewed against. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proto/methods.h"

static const char *const golden[] = {
    "reads CountActivityExecutions",
    "reads CountNexusOperationExecutions",
    "reads CountSchedules",
    "reads CountWorkers",
    "reads CountWorkflowExecutions",
    "writes CreateSchedule",
    "writes CreateWorkerDeployment",
    "writes CreateWorkerDeploymentVersion",
    "writes CreateWorkflowRule",
    "destroys DeleteActivityExecution",
    "destroys DeleteNexusOperationExecution",
    "destroys DeleteSchedule",
    "destroys DeleteWorkerDeployment",
    "destroys DeleteWorkerDeploymentVersion",
    "destroys DeleteWorkflowExecution",
    "destroys DeleteWorkflowRule",
    "destroys DeprecateNamespace",
    "reads DescribeActivityExecution",
    "reads DescribeBatchOperation",
    "reads DescribeDeployment",
    "reads DescribeNamespace",
    "reads DescribeNexusOperationExecution",
    "reads DescribeSchedule",
    "reads DescribeTaskQueue",
    "reads DescribeWorker",
    "reads DescribeWorkerDeployment",
    "reads DescribeWorkerDeploymentVersion",
    "reads DescribeWorkflowExecution",
    "reads DescribeWorkflowRule",
    "writes ExecuteMultiOperation",
    "reads FetchWorkerConfig",
    "reads GetClusterInfo",
    "reads GetCurrentDeployment",
    "reads GetDeploymentReachability",
    "reads GetSearchAttributes",
    "reads GetSystemInfo",
    "reads GetWorkerBuildIdCompatibility",
    "reads GetWorkerTaskReachability",
    "reads GetWorkerVersioningRules",
    "reads GetWorkflowExecutionHistory",
    "reads GetWorkflowExecutionHistoryReverse",
    "reads ListActivityExecutions",
    "reads ListArchivedWorkflowExecutions",
    "reads ListBatchOperations",
    "reads ListClosedWorkflowExecutions",
    "reads ListDeployments",
    "reads ListNamespaces",
    "reads ListNexusOperationExecutions",
    "reads ListOpenWorkflowExecutions",
    "reads ListScheduleMatchingTimes",
    "reads ListSchedules",
    "reads ListTaskQueuePartitions",
    "reads ListWorkerDeployments",
    "reads ListWorkers",
    "reads ListWorkflowExecutions",
    "reads ListWorkflowRules",
    "writes PatchSchedule",
    "writes PauseActivity",
    "writes PauseActivityExecution",
    "writes PauseWorkflowExecution",
    "reads PollActivityExecution",
    "writes PollActivityTaskQueue",
    "reads PollNexusOperationExecution",
    "writes PollNexusTaskQueue",
    "reads PollWorkflowExecutionTimeSkipping",
    "reads PollWorkflowExecutionUpdate",
    "writes PollWorkflowTaskQueue",
    "reads QueryWorkflow",
    "writes RecordActivityTaskHeartbeat",
    "writes RecordActivityTaskHeartbeatById",
    "writes RecordWorkerHeartbeat",
    "writes RegisterNamespace",
    "writes RequestCancelActivityExecution",
    "writes RequestCancelNexusOperationExecution",
    "writes RequestCancelWorkflowExecution",
    "destroys ResetActivity",
    "destroys ResetActivityExecution",
    "writes ResetStickyTaskQueue",
    "destroys ResetWorkflowExecution",
    "writes RespondActivityTaskCanceled",
    "writes RespondActivityTaskCanceledById",
    "writes RespondActivityTaskCompleted",
    "writes RespondActivityTaskCompletedById",
    "writes RespondActivityTaskFailed",
    "writes RespondActivityTaskFailedById",
    "writes RespondNexusTaskCompleted",
    "writes RespondNexusTaskFailed",
    "writes RespondQueryTaskCompleted",
    "writes RespondWorkflowTaskCompleted",
    "writes RespondWorkflowTaskFailed",
    "reads ScanWorkflowExecutions",
    "writes SetCurrentDeployment",
    "writes SetWorkerDeploymentCurrentVersion",
    "writes SetWorkerDeploymentManager",
    "writes SetWorkerDeploymentRampingVersion",
    "writes ShutdownWorker",
    "writes SignalWithStartWorkflowExecution",
    "writes SignalWorkflowExecution",
    "writes StartActivityExecution",
    "destroys StartBatchOperation",
    "writes StartNexusOperationExecution",
    "writes StartWorkflowExecution",
    "writes StopBatchOperation",
    "destroys TerminateActivityExecution",
    "destroys TerminateNexusOperationExecution",
    "destroys TerminateWorkflowExecution",
    "writes TriggerWorkflowRule",
    "writes UnpauseActivity",
    "writes UnpauseActivityExecution",
    "writes UnpauseWorkflowExecution",
    "writes UpdateActivityExecutionOptions",
    "writes UpdateActivityOptions",
    "writes UpdateNamespace",
    "writes UpdateSchedule",
    "writes UpdateTaskQueueConfig",
    "writes UpdateWorkerBuildIdCompatibility",
    "writes UpdateWorkerConfig",
    "writes UpdateWorkerDeploymentVersionComputeConfig",
    "writes UpdateWorkerDeploymentVersionMetadata",
    "writes UpdateWorkerVersioningRules",
    "writes UpdateWorkflowExecution",
    "writes UpdateWorkflowExecutionOptions",
    "reads ValidateWorkerDeploymentVersionComputeConfig",
    "writes AddOrUpdateRemoteCluster",
    "writes AddSearchAttributes",
    "writes CreateNexusEndpoint",
    "destroys DeleteNamespace",
    "destroys DeleteNexusEndpoint",
    "reads GetNexusEndpoint",
    "reads ListClusters",
    "reads ListNexusEndpoints",
    "reads ListSearchAttributes",
    "destroys RemoveRemoteCluster",
    "destroys RemoveSearchAttributes",
    "writes UpdateNexusEndpoint",
    "reads DescribeCluster",
    "reads Check",
};
enum { N_GOLDEN = sizeof golden / sizeof golden[0] };

static void every_method_has_the_class_that_was_reviewed(void **state)
{
    static const char *const words[] = { "reads", "writes", "destroys" };
    char line[128];

    (void)state;
    for (size_t i = 0; i < wf_method_count() && i < N_GOLDEN; i++) {
        const struct wf_method *m = wf_method_at(i);

        snprintf(line, sizeof line, "%s %s", words[m->klass], m->name);
        assert_string_equal(line, golden[i]);
    }
    assert_int_equal(wf_method_count(), N_GOLDEN);
    assert_null(wf_method_at(N_GOLDEN));
}

static void methods_are_found_by_short_and_long_names(void **state)
{
    const struct wf_method *m = wf_method_find("ListNamespaces");

    (void)state;
    assert_non_null(m);
    assert_string_equal(m->path,
                        "/temporal.api.workflowservice.v1.WorkflowService/ListNamespaces");
    assert_string_equal(m->name, "ListNamespaces");
    assert_ptr_equal(m->input, &tworkflowservice__list_namespaces_request__descriptor);
    assert_ptr_equal(m->output, &tworkflowservice__list_namespaces_response__descriptor);
    assert_ptr_equal(wf_method_find(m->path), m);
    assert_ptr_equal(wf_method_find(m->path + 1), m);
    assert_ptr_equal(wf_method_find("WorkflowService/ListNamespaces"), m);
    assert_string_equal(wf_method_find("Check")->path, "/grpc.health.v1.Health/Check");
    assert_string_equal(
        wf_method_find("DescribeCluster")->path,
        "/temporal.server.api.adminservice.v1.AdminService/DescribeCluster");
}

static void what_does_not_exist_is_not_found(void **state)
{
    (void)state;
    assert_null(wf_method_find(""));
    assert_null(wf_method_find("/"));
    assert_null(wf_method_find("listnamespaces"));
    assert_null(wf_method_find("OperatorService/ListNamespaces"));
    assert_null(wf_method_find("WorkflowService/"));
    assert_null(wf_method_find("Watch")); /* a stream */
}

static void every_method_is_found_by_its_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < wf_method_count(); i++)
        assert_ptr_equal(wf_method_find(wf_method_at(i)->path), wf_method_at(i));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_has_the_class_that_was_reviewed),
        cmocka_unit_test(methods_are_found_by_short_and_long_names),
        cmocka_unit_test(what_does_not_exist_is_not_found),
        cmocka_unit_test(every_method_is_found_by_its_path),
    };

    return cmocka_run_group_tests_name("methods", tests, NULL, NULL);
}
