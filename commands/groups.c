/* commands/groups.c: the nouns. */
#include "commands/registry.h"

const struct wf_group wf_groups[] = {
    { .path = "workflow",
      .alias = "wf",
      .summary = "Start, watch and act on Workflow Executions" },
    { .path = "workflow update", .summary = "Updates of a workflow" },
    { .path = "schedule",
      .alias = "sched",
      .summary = "Schedules: workflows that start at set times" },
    { .path = "operator", .summary = "Namespaces, clusters and search attributes" },
    { .path = "operator namespace", .alias = "ns,namespace", .summary = "Namespaces" },
    { .path = "operator namespace archival",
      .summary = "Where a namespace's closed workflows are kept" },
    { .path = "operator cluster",
      .alias = "cluster",
      .summary = "The Temporal Service itself" },
    { .path = "operator search-attribute",
      .alias = "sa",
      .summary = "Custom search attributes of a namespace" },
    { .path = "config", .summary = "Profiles of the config files" },
    { .path = "env", .summary = "Environments of the legacy temporal.yaml" },
    { .path = "batch", .summary = "Server-side batch jobs" },
    { .path = NULL },
};
