/* commands/event_builds.c: which build of which worker ran each workflow task. */
#include "commands/event_view.h"

#include "base/timefmt.h"
#include "proto/message.h"

#include <string.h>

#define ATTRIBUTES(x)                                                                      \
    THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_TASK_##x##_EVENT_ATTRIBUTES

/* The API marks what older workers say as deprecated: histories hold it all the same. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* Of either kind of event; NULL or "" where it does not say. */
struct build {
    const char *build_id, *deployment, *behavior, *identity, *outcome, *sdk, *sdk_version;
};

static const char *some(const char *a, const char *b)
{
    return a != NULL && *a != '\0' ? a : b;
}

/* Workers of before the Worker Deployments say their build in other places. */
static struct build of_completed(const Thistory__WorkflowTaskCompletedEventAttributes *t)
{
    struct build b = { .outcome = "completed",
                       .identity = t->identity,
                       .deployment = t->worker_deployment_name,
                       .build_id = t->binary_checksum };

    if (t->worker_version != NULL)
        b.build_id = some(t->worker_version->build_id, b.build_id);
    if (t->deployment != NULL) {
        b.build_id = some(t->deployment->build_id, b.build_id);
        b.deployment = some(b.deployment, t->deployment->series_name);
    }
    if (t->deployment_version != NULL) {
        b.build_id = some(t->deployment_version->build_id, b.build_id);
        b.deployment = some(t->deployment_version->deployment_name, b.deployment);
    }
    if ((int)t->versioning_behavior ==
        TENUMS__VERSIONING_BEHAVIOR__VERSIONING_BEHAVIOR_PINNED)
        b.behavior = "Pinned";
    if ((int)t->versioning_behavior ==
        TENUMS__VERSIONING_BEHAVIOR__VERSIONING_BEHAVIOR_AUTO_UPGRADE)
        b.behavior = "AutoUpgrade";
    if (t->sdk_metadata != NULL) {
        b.sdk = t->sdk_metadata->sdk_name;
        b.sdk_version = t->sdk_metadata->sdk_version;
    }
    return b;
}

static struct build build_of(const Thistory__HistoryEvent *e)
{
    if (e->attributes_case == ATTRIBUTES(COMPLETED))
        return of_completed(e->workflow_task_completed_event_attributes);
    if (e->attributes_case == ATTRIBUTES(FAILED)) {
        const Thistory__WorkflowTaskFailedEventAttributes *t =
            e->workflow_task_failed_event_attributes;

        return (struct build){
            .outcome = "failed",
            .identity = t->identity,
            .build_id = some(t->worker_version != NULL ? t->worker_version->build_id : NULL,
                             t->binary_checksum)
        };
    }
    return (struct build){ .outcome = "timed out" };
}

bool wf_event_is_build(const Thistory__HistoryEvent *e)
{
    return e->attributes_case == ATTRIBUTES(COMPLETED) ||
           e->attributes_case == ATTRIBUTES(FAILED) ||
           e->attributes_case == ATTRIBUTES(TIMED_OUT);
}

/* ---- columns ---------------------------------------------------------------------------
 */

#define GET(name)                                                                          \
    static void get_##name(const void *item, struct wf_arena *a, struct wf_cell *ret)
#define GET_BUILD(name, member)                                                            \
    GET(name)                                                                              \
    {                                                                                      \
        (void)a;                                                                           \
        ret->text = build_of(((const struct wf_event_item *)item)->e).member;              \
    }

GET_BUILD(outcome, outcome)
GET_BUILD(build, build_id)
GET_BUILD(deployment, deployment)
GET_BUILD(behavior, behavior)
GET_BUILD(identity, identity)
GET_BUILD(sdk, sdk)
GET_BUILD(sdk_version, sdk_version)

GET(id)
{
    (void)a;
    ret->number = ((const struct wf_event_item *)item)->e->event_id;
}

GET(time)
{
    (void)a;
    ret->number = wf_event_time(((const struct wf_event_item *)item)->e);
}

GET(clock)
{
    ret->text = wf_clock_text(a, wf_event_time(((const struct wf_event_item *)item)->e));
}

GET(run)
{
    (void)a;
    ret->text = ((const struct wf_event_item *)item)->run_id;
}

static void get_ref(const void *item, struct wf_ref *ret)
{
    const struct wf_event_item *i = item;

    *ret = (struct wf_ref){ .workflow_id = i->workflow_id, .run_id = i->run_id };
}

static void add(struct wf_json *j, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        wf_json_kstr(j, key, text);
}

static void fill(struct wf_json *j, const void *item)
{
    const struct wf_event_item *i = item;
    struct build b = build_of(i->e);
    struct wf_strbuf time = WF_STRBUF_INIT;

    wf_json_object(j);
    add(j, "workflowId", i->workflow_id);
    add(j, "runId", i->run_id);
    wf_json_ki64(j, "eventId", i->e->event_id);
    if (wf_event_time(i->e) != WF_NO_TIME)
        wf_time_rfc3339(&time, wf_event_time(i->e));
    add(j, "eventTime", wf_strbuf_str(&time));
    add(j, "outcome", b.outcome);
    add(j, "buildId", b.build_id);
    add(j, "deploymentName", b.deployment);
    add(j, "behavior", b.behavior);
    add(j, "identity", b.identity);
    add(j, "sdkName", b.sdk);
    add(j, "sdkVersion", b.sdk_version);
    wf_json_end_object(j);
    wf_strbuf_release(&time);
}

#define TEXT(h, k, g, ...)                                                                 \
    {                                                                                      \
        .header = h, .key = k, .type = WF_CELL_TEXT, .get = get_##g, __VA_ARGS__           \
    }
#define REST                                                                               \
    TEXT("TASK", "task", outcome), TEXT("BUILD ID", "build", build),                       \
        TEXT("DEPLOYMENT", "deployment", deployment, .shrink = 1),                         \
        TEXT("BEHAVIOR", "behavior", behavior),                                            \
        TEXT("WORKER", "identity", identity, .shrink = 2),                                 \
        TEXT("SDK", "sdk", sdk, .wide = true),                                             \
        TEXT("SDK VERSION", "sdk-version", sdk_version, .wide = true),                     \
        TEXT("RUN ID", "run", run, .wide = true)
static const struct wf_column rows[] = {
    { .header = "ID", .key = "id", .type = WF_CELL_COUNT, .get = get_id },
    TEXT("TIME", "time", clock),
    REST,
};
static const struct wf_column exact_rows[] = {
    { .header = "ID", .key = "id", .type = WF_CELL_COUNT, .get = get_id },
    { .header = "TIME", .key = "time", .type = WF_CELL_TIME, .get = get_time },
    REST,
};

const struct wf_columns *wf_build_columns(const struct wf_job *job)
{
    static const struct wf_columns people = {
        .v = rows, .n = sizeof rows / sizeof *rows, .ref = get_ref, .json = fill
    };
    static const struct wf_columns programs = { .v = exact_rows,
                                                .n = sizeof exact_rows / sizeof *exact_rows,
                                                .ref = get_ref,
                                                .json = fill };

    return wf_job_is_text(job) ? &people : &programs;
}
