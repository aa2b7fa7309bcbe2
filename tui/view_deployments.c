/* tui/view_deployments.c: Worker Deployments, and the versions of one. */
#include "tui/listing.h"

static const struct wf_grid_column columns[] = {
    { .key = "name", .title = "DEPLOYMENT", .min = 16, .max = 0 },
    { .key = "current", .title = "CURRENT", .min = 10, .max = 20 },
    { .key = "ramping", .title = "RAMPING", .min = 10, .max = 20, .priority = 1 },
    { .key = "latest", .title = "LATEST", .min = 10, .max = 20, .priority = 3 },
    { .key = "current-since",
      .title = "CHANGED",
      .type = WF_GC_TIME,
      .min = 11,
      .priority = 2 },
    { .key = "created", .title = "CREATED", .type = WF_GC_TIME, .min = 11, .priority = 4 },
};
static const char *const identity[] = { "name", NULL };

static const struct wf_listing listing = {
    .line = "worker deployment list",
    .columns = columns,
    .n_columns = sizeof columns / sizeof *columns,
    .identity = identity,
    .id = "name",
    .detail = "worker deployment describe -d {id}",
    .detail_rows = 50,
    .empty = "no Worker Deployment in this namespace; n makes one, w has the workers",
};

static const struct wf_action actions[] = {
    WF_ACTION_OPEN("enter", "versions", "versions", "versions {id}"),
    WF_ACTION_OPEN("w", "workers", "workers", "workers"),
    { .keys = "n",
      .name = "create",
      .help = "new",
      .what = WF_DO_RUN,
      .line = "worker deployment create -d {?Name}" },
    { .keys = "D",
      .name = "delete",
      .help = "delete",
      .what = WF_DO_RUN,
      .line = "worker deployment delete -d {id}",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "It must have no versions any more." },
    { .keys = "",
      .name = "set-current",
      .help = "set the current version",
      .what = WF_DO_RUN,
      .line = "worker deployment set-current-version --deployment-name {id} "
              "--build-id {?Build_Id:latest}",
      .confirm = WF_CONFIRM_ASK,
      .menu = true },
    { .keys = "",
      .name = "ramp",
      .help = "send a share to a version",
      .what = WF_DO_RUN,
      .line = "worker deployment set-ramping-version --deployment-name {id} "
              "--build-id {?Build_Id:latest} --percentage {?Percent}",
      .confirm = WF_CONFIRM_ASK,
      .menu = true },
    { .keys = "",
      .name = "unversioned",
      .help = "make workers without a version current",
      .what = WF_DO_RUN,
      .line = "worker deployment set-current-version --deployment-name {id} --unversioned",
      .confirm = WF_CONFIRM_ASK,
      .menu = true },
    { .keys = "",
      .name = "manager",
      .help = "let only one identity change it",
      .what = WF_DO_RUN,
      .line = "worker deployment manager-identity set --deployment-name {id} "
              "--manager-identity {?Identity}",
      .confirm = WF_CONFIRM_ASK,
      .menu = true },
    { .keys = "",
      .name = "no-manager",
      .help = "let anybody change it",
      .what = WF_DO_RUN,
      .line = "worker deployment manager-identity unset --deployment-name {id}",
      .confirm = WF_CONFIRM_ASK,
      .menu = true },
    { .keys = NULL },
};

const struct wf_view_type wf_view_deployments = {
    .name = "deployments",
    .tab = "Deploy",
    .title = "Deployments",
    .actions = actions,
    WF_LISTING_VIEW(&listing),
};

static const struct wf_grid_column version_columns[] = {
    { .key = "build-id", .title = "BUILD", .min = 14, .max = 0 },
    { .key = "status", .title = "STATE", .type = WF_GC_STATUS, .min = 10 },
    { .key = "since", .title = "SINCE", .type = WF_GC_TIME, .min = 11, .priority = 1 },
    { .key = "created", .title = "CREATED", .type = WF_GC_TIME, .min = 11, .priority = 2 },
    { .key = "drainage-checked",
      .title = "DRAINAGE SEEN",
      .type = WF_GC_TIME,
      .min = 13,
      .priority = 3 },
};
static const char *const version_identity[] = { "build-id", NULL };

static const struct wf_listing versions = {
    .line = "worker deployment describe",
    .args = "-d {1}",
    .columns = version_columns,
    .n_columns = sizeof version_columns / sizeof *version_columns,
    .identity = version_identity,
    .id = "build-id",
    .detail = "worker deployment describe-version --deployment-name {1} --build-id {id} "
              "--report-task-queue-stats",
    .detail_rows = 50,
    .empty = "this Deployment has no versions: none of its workers has polled yet",
};

static const struct wf_action version_actions[] = {
    WF_ACTION_OPEN("enter", "workflows", "its workflows",
                   "workflows TemporalWorkerDeploymentVersion={version'}"),
    { .keys = "",
      .name = "set-current",
      .help = "make it the current one",
      .what = WF_DO_RUN,
      .line = "worker deployment set-current-version --deployment-name {1} --build-id {id}",
      .confirm = WF_CONFIRM_ASK,
      .unless = "is:Current",
      .menu = true },
    { .keys = "",
      .name = "ramp",
      .help = "send it a share of new workflows",
      .what = WF_DO_RUN,
      .line = "worker deployment set-ramping-version --deployment-name {1} --build-id {id} "
              "--percentage {?Percent}",
      .confirm = WF_CONFIRM_ASK,
      .unless = "is:Current",
      .menu = true },
    { .keys = "",
      .name = "end-ramp",
      .help = "end its ramp",
      .what = WF_DO_RUN,
      .line = "worker deployment set-ramping-version --deployment-name {1} --build-id {id} "
              "--delete",
      .confirm = WF_CONFIRM_ASK,
      .only_if = "is:Ramping",
      .menu = true },
    { .keys = "",
      .name = "metadata",
      .help = "set a key of its metadata",
      .what = WF_DO_RUN,
      .line = "worker deployment update-version-metadata --deployment-name {1} "
              "--build-id {id} --metadata {?KEY=JSON}",
      .menu = true },
    { .keys = "D",
      .name = "delete",
      .help = "delete drained",
      .what = WF_DO_RUN,
      .line = "worker deployment delete-version --deployment-name {1} --build-id {id} "
              "[--skip-drainage={?Skip_drainage=true}]",
      .confirm = WF_CONFIRM_TYPE,
      .typed = "{id}",
      .warning = "It must be drained, without pollers, neither current nor ramping." },
    { .keys = NULL },
};

const struct wf_view_type wf_view_versions = {
    .name = "versions",
    .title = "Versions",
    .args = "DEPLOYMENT",
    .complete = "worker deployment describe",
    .actions = version_actions,
    WF_LISTING_VIEW(&versions),
};
