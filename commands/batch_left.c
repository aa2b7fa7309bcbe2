/* commands/batch_left.c: those that a batch job has not reached, by looking again. */
#include "commands/batch.h"

#include "base/timefmt.h"
#include "commands/act.h"
#include "commands/list.h"
#include "commands/target_query.h"

#include <string.h>

/*
 * Visibility lags a little, a deletion takes its time: while more seem to be left than the
 * server counted, it is looked again. Hosts' clocks differ a little. Of a large set only
 * its beginning is looked at.
 */
enum { LOOK_MAX = 1000, AGAIN_MS = 500, PATIENCE_MS = 5000, SKEW_NS = 1000000000 };

struct left {
    const struct wf_ref *ref;
    const char *message; /* static */
};

struct look {
    struct wf_job *job;
    const wf_batch_request *req; /* NULL: not known */
    const wf_batch_state *batch;
    int64_t start_ns;
};

/*
 * What one of the set has missed, in words; NULL: it has taken the effect. `a` is for what
 * is read meanwhile, the words are static.
 */
typedef enum wf_code missed_fn(const struct look *l, const struct wf_ref *one,
                               struct wf_arena *a, const char **ret, struct wf_error *err);

/* ---- workflows -------------------------------------------------------------------------
 */

/* *ret is NULL when there is no such run any more. */
static enum wf_code describe(const struct look *l, const struct wf_ref *one,
                             struct wf_arena *a,
                             Tworkflowservice__DescribeWorkflowExecutionResponse **ret,
                             struct wf_error *err)
{
    struct wf_job look = *l->job;
    enum wf_code rc;

    look.arena = a;
    *ret = NULL;
    rc = wf_act_describe(&look, one, ret, err);
    if (rc == WF_E_NOT_FOUND) {
        *ret = NULL;
        wf_error_clear(err);
        return WF_OK;
    }
    return rc;
}

static enum wf_code runs_still(const struct look *l, const struct wf_ref *one,
                               struct wf_arena *a, const char **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d;
    enum wf_code rc = describe(l, one, a, &d, err);

    if (rc == WF_OK && d != NULL && !wf_act_is_closed(d))
        *ret = "still open";
    return rc;
}

static enum wf_code not_cancelled(const struct look *l, const struct wf_ref *one,
                                  struct wf_arena *a, const char **ret,
                                  struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d;
    enum wf_code rc = describe(l, one, a, &d, err);

    if (rc == WF_OK && d != NULL && !wf_act_is_closed(d) &&
        (d->workflow_extended_info == NULL || !d->workflow_extended_info->cancel_requested))
        *ret = "cancellation is not requested";
    return rc;
}

static enum wf_code is_there(const struct look *l, const struct wf_ref *one,
                             struct wf_arena *a, const char **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d;
    enum wf_code rc = describe(l, one, a, &d, err);

    if (rc == WF_OK && d != NULL)
        *ret = "still there";
    return rc;
}

/* A reset run names the run that came of it; that one may be in the set as well. */
static enum wf_code not_reset(const struct look *l, const struct wf_ref *one,
                              struct wf_arena *a, const char **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d;
    enum wf_code rc = describe(l, one, a, &d, err);
    const Tworkflow__WorkflowExecutionExtendedInfo *x;
    int64_t reset_ns;

    if (rc != WF_OK || d == NULL)
        return rc;
    x = d->workflow_extended_info;
    reset_ns = x != NULL ? wf_timestamp_ns(x->last_reset_time) : WF_NO_TIME;
    if (x != NULL && (*x->reset_run_id != '\0' ||
                      (reset_ns != WF_NO_TIME && reset_ns >= l->start_ns - SKEW_NS)))
        return WF_OK;
    *ret = "not reset";
    return WF_OK;
}

/* The job's own signal: by its name, where that is known, and by who sent it. */
static bool is_the_signal(const struct look *l, const Thistory__HistoryEvent *e)
{
    const Thistory__WorkflowExecutionSignaledEventAttributes *s;

    if (e->attributes_case !=
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_SIGNALED_EVENT_ATTRIBUTES)
        return false;
    s = e->workflow_execution_signaled_event_attributes;
    if (l->req != NULL && l->req->signal_operation != NULL &&
        strcmp(s->signal_name, l->req->signal_operation->signal) != 0)
        return false;
    return *l->batch->identity == '\0' || strcmp(s->identity, l->batch->identity) == 0;
}

/* From the newest event back to when the job started. */
static enum wf_code not_signalled(const struct look *l, const struct wf_ref *one,
                                  struct wf_arena *a, const char **ret,
                                  struct wf_error *err)
{
    Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest *req = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_reverse_request__descriptor);

    req->namespace_ = (char *)wf_job_namespace(l->job);
    req->execution = wf_act_execution(l->job, one);
    req->maximum_page_size = 100;
    do {
        Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse *reply = NULL;
        enum wf_code rc = wf_job_call(l->job, "GetWorkflowExecutionHistoryReverse", req,
                                      NULL, a, &reply, err);

        if (rc == WF_E_NOT_FOUND) {
            wf_error_clear(err);
            return WF_OK;
        }
        if (rc != WF_OK)
            return rc;
        for (size_t i = 0; reply->history != NULL && i < reply->history->n_events; i++) {
            const Thistory__HistoryEvent *e = reply->history->events[i];

            if (wf_timestamp_ns(e->event_time) < l->start_ns - SKEW_NS) {
                *ret = "no such signal in its history";
                return WF_OK;
            }
            if (is_the_signal(l, e))
                return WF_OK;
        }
        req->next_page_token = reply->next_page_token;
    } while (req->next_page_token.len > 0);
    *ret = "no such signal in its history";
    return WF_OK;
}

/* ---- Standalone Activities -------------------------------------------------------------
 */

static enum wf_code describe_activity(const struct look *l, const struct wf_ref *one,
                                      struct wf_arena *a,
                                      const Tactivity__ActivityExecutionInfo **ret,
                                      struct wf_error *err)
{
    Tworkflowservice__DescribeActivityExecutionRequest *req =
        wf_msg_new(a, &tworkflowservice__describe_activity_execution_request__descriptor);
    Tworkflowservice__DescribeActivityExecutionResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(l->job);
    req->activity_id = (char *)one->workflow_id;
    req->run_id = (char *)one->run_id;
    rc = wf_job_call(l->job, "DescribeActivityExecution", req, NULL, a, &reply, err);
    *ret = rc == WF_OK ? reply->info : NULL;
    if (rc == WF_E_NOT_FOUND) {
        wf_error_clear(err);
        return WF_OK;
    }
    return rc;
}

static bool activity_runs(const Tactivity__ActivityExecutionInfo *i)
{
    return i != NULL &&
           i->status ==
               TENUMS__ACTIVITY_EXECUTION_STATUS__ACTIVITY_EXECUTION_STATUS_RUNNING;
}

static enum wf_code activity_open(const struct look *l, const struct wf_ref *one,
                                  struct wf_arena *a, const char **ret,
                                  struct wf_error *err)
{
    const Tactivity__ActivityExecutionInfo *i;
    enum wf_code rc = describe_activity(l, one, a, &i, err);

    if (rc == WF_OK && activity_runs(i))
        *ret = "still open";
    return rc;
}

static enum wf_code activity_not_cancelled(const struct look *l, const struct wf_ref *one,
                                           struct wf_arena *a, const char **ret,
                                           struct wf_error *err)
{
    const Tactivity__ActivityExecutionInfo *i;
    enum wf_code rc = describe_activity(l, one, a, &i, err);

    if (rc == WF_OK && activity_runs(i) &&
        i->run_state !=
            TENUMS__PENDING_ACTIVITY_STATE__PENDING_ACTIVITY_STATE_CANCEL_REQUESTED)
        *ret = "cancellation is not requested";
    return rc;
}

static enum wf_code activity_there(const struct look *l, const struct wf_ref *one,
                                   struct wf_arena *a, const char **ret,
                                   struct wf_error *err)
{
    const Tactivity__ActivityExecutionInfo *i;
    enum wf_code rc = describe_activity(l, one, a, &i, err);

    if (rc == WF_OK && i != NULL)
        *ret = "still there";
    return rc;
}

/* ---- which look for which operation ----------------------------------------------------
 */

struct kind {
    int types[2];     /* the newer and the older name of the operation; 0: none */
    bool activities;  /* of Standalone Activities */
    const char *also; /* what those that are left match besides; NULL: nothing */
    missed_fn *missed;
};

#define TYPE(x) TENUMS__BATCH_OPERATION_TYPE__BATCH_OPERATION_TYPE_##x
static const char open_only[] = "ExecutionStatus = 'Running'";
static const struct kind kinds[] = {
    { .types = { TYPE(TERMINATE_WORKFLOW), TYPE(TERMINATE) },
      .also = open_only,
      .missed = runs_still },
    { .types = { TYPE(CANCEL_WORKFLOW), TYPE(CANCEL) },
      .also = open_only,
      .missed = not_cancelled },
    { .types = { TYPE(DELETE_WORKFLOW), TYPE(DELETE) }, .missed = is_there },
    { .types = { TYPE(RESET_WORKFLOW), TYPE(RESET) }, .missed = not_reset },
    { .types = { TYPE(SIGNAL_WORKFLOW), TYPE(SIGNAL) }, .missed = not_signalled },
    { .types = { TYPE(TERMINATE_ACTIVITY) },
      .activities = true,
      .also = open_only,
      .missed = activity_open },
    { .types = { TYPE(CANCEL_ACTIVITY) },
      .activities = true,
      .also = open_only,
      .missed = activity_not_cancelled },
    { .types = { TYPE(DELETE_ACTIVITY) }, .activities = true, .missed = activity_there },
};
#undef TYPE

static const struct kind *kind_of(const wf_batch_state *b)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if ((int)b->operation_type != 0 && ((int)b->operation_type == kinds[i].types[0] ||
                                            (int)b->operation_type == kinds[i].types[1]))
            return &kinds[i];
    return NULL;
}

/* The set as it was when the job began, as far as a query can say so. */
static const char *set_query(const struct look *l, const struct kind *k)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *q;

    wf_strbuf_addf(&b, "(%s) AND StartTime <= '", l->batch->query);
    wf_time_rfc3339(&b, l->start_ns);
    wf_strbuf_addc(&b, '\'');
    if (k->missed == not_signalled) { /* the job took those that were open then */
        wf_strbuf_addf(&b, " AND (%s OR CloseTime >= '", open_only);
        wf_time_rfc3339(&b, l->start_ns);
        wf_strbuf_adds(&b, "')");
    }
    if (k->also != NULL)
        wf_strbuf_addf(&b, " AND %s", k->also);
    q = wf_arena_strndup(l->job->arena, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
    return q;
}

/* ---- one look at the set ---------------------------------------------------------------
 */

struct found {
    struct left v[LOOK_MAX];
    size_t n;
    size_t looked;
    bool cut; /* there were more than LOOK_MAX */
};

static enum wf_code look_once(const struct look *l, const struct kind *k, const char *query,
                              struct found *f, struct wf_error *err)
{
    struct wf_target_list set = { 0 };
    struct wf_arena *a = wf_arena_new();
    enum wf_code rc = wf_target_list(l->job, query, k->activities, LOOK_MAX, &set, err);

    f->n = 0;
    f->looked = set.n;
    f->cut = set.more;
    for (size_t i = 0; i < set.n && rc == WF_OK; i++) {
        const char *message = NULL;

        rc = k->missed(l, &set.v[i], a, &message, err);
        if (rc == WF_OK && message != NULL)
            f->v[f->n++] = (struct left){ .ref = &set.v[i], .message = message };
        wf_arena_clear(a);
    }
    wf_arena_free(a);
    return rc;
}

static enum wf_code look_again(const struct look *l, const struct kind *k, struct found *f,
                               struct wf_error *err)
{
    const char *query = set_query(l, k);
    int64_t end = wf_mono_ms() + PATIENCE_MS;
    enum wf_code rc = look_once(l, k, query, f, err);

    while (rc == WF_OK && (int64_t)f->n > l->batch->failure_operation_count &&
           wf_mono_ms() < end) {
        rc = wf_ctx_sleep(l->job->ctx, AGAIN_MS, err);
        if (rc == WF_OK)
            rc = look_once(l, k, query, f, err);
    }
    return rc;
}

/* ---- output ----------------------------------------------------------------------------
 */

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct left *)item)->ref->workflow_id;
}

static void get_run(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct left *)item)->ref->run_id;
}

static void get_message(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct left *)item)->message;
}

static void get_ref(const void *item, struct wf_ref *ret)
{
    *ret = *((const struct left *)item)->ref;
}

static void fill(struct wf_json *j, const char *id_key, const struct left *one)
{
    wf_json_object(j);
    wf_json_kstr(j, id_key, one->ref->workflow_id);
    wf_json_kstr(j, "runId", one->ref->run_id);
    wf_json_kbool(j, "derived", true);
    wf_json_kstr(j, "message", one->message);
    wf_json_end_object(j);
}

static void fill_workflow(struct wf_json *j, const void *item)
{
    fill(j, "workflowId", item);
}

static void fill_activity(struct wf_json *j, const void *item)
{
    fill(j, "activityId", item);
}

static const struct wf_column columns[] = {
    { .header = "NOT TAKEN BY", .key = "id", .type = WF_CELL_TEXT, .get = get_id },
    { .header = "RUN ID", .key = "run-id", .type = WF_CELL_TEXT, .get = get_run },
    { .header = "DERIVED", .key = "derived", .type = WF_CELL_TEXT, .get = get_message },
};
static const struct wf_columns workflow_columns = { .v = columns,
                                                    .n = sizeof columns / sizeof *columns,
                                                    .ref = get_ref,
                                                    .json = fill_workflow };
static const struct wf_columns activity_columns = { .v = columns,
                                                    .n = sizeof columns / sizeof *columns,
                                                    .ref = get_ref,
                                                    .json = fill_activity };

static enum wf_code print(struct wf_job *job, const struct kind *k, const struct found *f,
                          struct wf_error *err)
{
    const struct wf_columns *c = k->activities ? &activity_columns : &workflow_columns;
    struct wf_list *list = NULL;
    enum wf_code rc = WF_OK;

    if (wf_job_is_text(job))
        rc = wf_job_printf(job, err,
                           "\nThe server counts failures and does not name them. %s\n",
                           f->n > 0 ? "Derived by a second look:"
                                    : "A second look found none that is left.");
    if (rc != WF_OK || (f->n == 0 && !wf_job_is_json(job)))
        return rc;
    rc = wf_list_begin(job, c, &list, err);
    for (size_t i = 0; i < f->n && rc == WF_OK; i++)
        rc = wf_list_item(list, &f->v[i], err);
    if (list != NULL)
        rc = wf_list_end(list, rc, err);
    if (rc == WF_OK && f->cut)
        wf_job_note(job, "looked at the first %zu of the job's set only", f->looked);
    return rc;
}

static void fill_unknown(struct wf_json *j, const void *user)
{
    const wf_batch_state *b = user;

    wf_json_object(j);
    wf_json_kstr(j, "batchJobId", b->job_id);
    wf_json_kbool(j, "derived", false);
    wf_json_kstr(j, "message",
                 "which ones failed cannot be derived for this operation; --client-side "
                 "gives exact receipts");
    wf_json_end_object(j);
}

static enum wf_code say_unknown(struct wf_job *job, const wf_batch_state *b,
                                struct wf_error *err)
{
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_unknown, b, err);
    wf_job_note(job, "the server does not name those that failed, and for this operation "
                     "it cannot be derived; --client-side gives exact receipts");
    return WF_OK;
}

enum wf_code wf_batch_left(struct wf_job *job, const wf_batch_state *b,
                           const wf_batch_request *req, struct wf_error *err)
{
    struct look l = {
        .job = job, .req = req, .batch = b, .start_ns = wf_timestamp_ns(b->start_time)
    };
    const struct kind *k = kind_of(b);
    struct found *f;
    enum wf_code rc;

    if (k == NULL || *b->query == '\0' || l.start_ns == WF_NO_TIME)
        return say_unknown(job, b, err);
    f = wf_arena_zalloc(job->arena, sizeof *f);
    rc = look_again(&l, k, f, err);
    if (rc != WF_OK) {
        wf_error_prefix(err, "looking for those that failed");
        return rc;
    }
    return print(job, k, f, err);
}
