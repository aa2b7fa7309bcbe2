/* commands/workflow_wait.c: returns when something has come true of workflows. */
#include "client/event.h"
#include "client/follow.h"
#include "commands/condition.h"
#include "commands/event_view.h"
#include "commands/result_text.h"
#include "commands/target.h"
#include "proto/message.h"

#include <string.h>

struct wait_args {
    struct wf_strings refs;
    const char *workflow_id, *run_id;
    struct wf_strings conditions;
    int64_t timeout, interval;
    bool any, fresh;
    enum wf_tri chain;
};

/* One workflow: read, described by interval, or both. */
struct waiter {
    struct wf_ref ref;
    struct wf_follower *reader, *probe; /* NULL: not needed (any more) */
    struct wf_subjects *subjects;
    bool settled, held; /* held: a condition came true */
    enum wf_code code;
};

struct wait {
    struct wf_job *job;
    const struct wait_args *a;
    struct wf_follow *f;
    struct wf_condition *conditions;
    size_t n_conditions;
    unsigned kinds; /* of them all */
    struct waiter *waiters;
    size_t n, room, n_settled;
    bool done;
    struct wf_error err; /* of the first that failed */
};

enum { STDIN_MAX = 1 << 26 };

/* ---- the end of one ---------------------------------------------------------------------
 */

static void let_go(struct waiter *w)
{
    if (w->reader != NULL)
        wf_follow_remove(w->reader);
    if (w->probe != NULL)
        wf_follow_remove(w->probe);
    wf_subjects_free(w->subjects);
    w->reader = w->probe = NULL;
    w->subjects = NULL;
}

/* `message` may live in what let_go() frees. */
static enum wf_code settle(struct wait *x, struct waiter *w, bool held, enum wf_code code,
                           const char *message, struct wf_error *err)
{
    struct wf_receipt r = { .workflow_id = w->ref.workflow_id,
                            .run_id = w->ref.run_id,
                            .outcome = held ? WF_OUTCOME_DONE : WF_OUTCOME_ERROR,
                            .code = code,
                            .message = wf_arena_strdup(x->job->arena, message) };

    w->settled = true;
    w->held = held;
    w->code = code;
    x->n_settled++;
    x->done = x->n_settled == x->n || (x->a->any && held);
    let_go(w);
    if (code != WF_OK && !held && x->err.code == WF_OK) {
        wf_error_set(&x->err, code, "%s: %s", r.workflow_id, r.message);
        if (x->n == 1 && code < WF_O_FAILED)
            return WF_OK; /* the error says it all */
    }
    return wf_receipt_print(x->job, &r, err);
}

static enum wf_code settle_held(struct wait *x, struct waiter *w,
                                const struct wf_condition *c, struct wf_error *err)
{
    return settle(x, w, true, WF_OK, c->text, err);
}

/* It has closed, and that was waited for, or nothing else can come true. */
static enum wf_code settle_closed(struct wait *x, struct waiter *w, const char *status,
                                  enum wf_code outcome, struct wf_error *err)
{
    const char *text;

    if (x->kinds & WF_CONDITION_CLOSED)
        return settle(x, w, true, outcome, status, err);
    text = wf_arena_printf(x->job->arena, "closed (%s), and '%s' was not seen", status,
                           x->conditions[0].text);
    return settle(x, w, false, outcome != WF_OK ? outcome : WF_E_CONFLICT, text, err);
}

/* ---- news -------------------------------------------------------------------------------
 */

static void know_run(struct wait *x, struct waiter *w, const char *run_id)
{
    if (run_id != NULL && (w->ref.run_id == NULL || strcmp(w->ref.run_id, run_id) != 0))
        w->ref.run_id = wf_arena_strdup(x->job->arena, run_id);
}

/* How a run ends counts where its chain ends; that it goes on as new counts at once. */
static bool counts_now(const struct wf_condition *c, bool last)
{
    if (c->kind == WF_CONDITION_STATUS)
        return last ||
               c->status ==
                   TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW;
    return c->kind == WF_CONDITION_EVENT;
}

static enum wf_code take_event(struct wait *x, struct waiter *w,
                               const Thistory__HistoryEvent *e, bool last,
                               struct wf_error *err)
{
    const char *subject = wf_subjects_of(w->subjects, e);

    for (size_t i = 0; i < x->n_conditions; i++)
        if (counts_now(&x->conditions[i], last) &&
            wf_condition_event(&x->conditions[i], e, subject))
            return settle_held(x, w, &x->conditions[i], err);
    if (last && wf_event_closes(e)) {
        char buf[96];
        const char *type = wf_event_type(e, buf, sizeof buf);

        return settle_closed(x, w, type + strlen("WorkflowExecution"), wf_close_outcome(e),
                             err);
    }
    return WF_OK;
}

static enum wf_code take_page(struct wait *x, struct waiter *w,
                              const struct wf_follow_news *news, struct wf_error *err)
{
    const struct wf_history_page *page = news->page;
    enum wf_code rc = WF_OK;
    size_t n;

    know_run(x, w, page->run_id);
    if (page->starts_run) {
        wf_subjects_free(w->subjects);
        w->subjects = wf_subjects_new();
    }
    n = page->n_events;
    for (size_t i = 0; i < n && rc == WF_OK && !w->settled; i++) /* settled: no page */
        rc = take_event(x, w, page->events[i], news->ended && i + 1 == n, err);
    return rc;
}

static enum wf_code outcome_of(Tenums__WorkflowExecutionStatus status)
{
    static const enum wf_code codes[] = { WF_OK,          WF_OK,          WF_OK,
                                          WF_O_FAILED,    WF_O_CANCELED,  WF_O_TERMINATED,
                                          WF_O_CONTINUED, WF_O_TIMED_OUT, WF_OK };

    return (size_t)status < sizeof codes / sizeof *codes ? codes[status] : WF_OK;
}

static enum wf_code
take_description(struct wait *x, struct waiter *w,
                 const Tworkflowservice__DescribeWorkflowExecutionResponse *d,
                 struct wf_error *err)
{
    const Tworkflow__WorkflowExecutionInfo *info = d->workflow_execution_info;
    char buf[64];

    if (info == NULL)
        return WF_OK;
    if (info->execution != NULL)
        know_run(x, w, info->execution->run_id);
    for (size_t i = 0; i < x->n_conditions; i++) {
        const struct wf_condition *c = &x->conditions[i];

        if ((c->kind == WF_CONDITION_PENDING || c->kind == WF_CONDITION_STARTED) &&
            wf_condition_state(c, d))
            return settle_held(x, w, c, err);
    }
    if (info->close_time == NULL || w->reader != NULL)
        return WF_OK; /* the reader tells the end, of the chain */
    return settle_closed(x, w,
                         wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                      (int)info->status, buf, sizeof buf),
                         outcome_of(info->status), err);
}

static enum wf_code take_news(struct wait *x, const struct wf_follow_news *news,
                              struct wf_error *err)
{
    struct waiter *w;
    enum wf_code rc = WF_OK;

    if (news->who == NULL)
        return WF_OK;
    w = wf_follower_user(news->who);
    if (news->err.code != WF_OK)
        return settle(x, w, false, news->err.code, news->err.text, err);
    if (news->description != NULL && news->who == w->probe)
        return take_description(x, w, news->description, err);
    if (news->page != NULL && news->page->n_events > 0)
        rc = take_page(x, w, news, err);
    if (rc == WF_OK && news->ended && !w->settled)
        rc = settle(x, w, false, WF_E_OTHER, "its history ends without an end", err);
    return rc;
}

/* ---- all of them ------------------------------------------------------------------------
 */

static enum wf_code settle_late(struct wait *x, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < x->n && rc == WF_OK; i++)
        if (!x->waiters[i].settled)
            rc = settle(x, &x->waiters[i], false, WF_E_DEADLINE,
                        x->kinds & WF_CONDITION_STARTED
                            ? "not seen when the time was up"
                            : "still waiting when the time was up",
                        err);
    if (rc == WF_OK)
        wf_error_set(&x->err, WF_E_DEADLINE, "the time was up for %s",
                     x->n == 1 ? x->waiters[0].ref.workflow_id : "some of them");
    return rc;
}

static enum wf_code wait_loop(struct wait *x, int64_t end_ms, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && !x->done) {
        struct wf_follow_news news;

        if (end_ms != 0 && wf_mono_ms() >= end_ms)
            return settle_late(x, err);
        rc = wf_follow_next(x->f, end_ms, &news, err);
        if (rc == WF_E_DEADLINE) {
            wf_error_clear(err);
            return settle_late(x, err);
        }
        if (rc == WF_OK)
            rc = take_news(x, &news, err);
    }
    return rc;
}

static enum wf_code verdict(const struct wait *x, struct wf_error *err)
{
    enum wf_code code = WF_OK;
    bool first = true, differ = false;

    for (size_t i = 0; i < x->n; i++) {
        const struct waiter *w = &x->waiters[i];

        if (x->a->any && w->held)
            return w->code;
        if (!w->settled)
            continue;
        differ = differ || (!first && w->code != code);
        code = first ? w->code : code;
        first = false;
    }
    if (x->err.code == WF_E_DEADLINE) {
        *err = x->err;
        return WF_E_DEADLINE;
    }
    if (differ)
        return wf_error_set(err, WF_E_PARTIAL, "not all of them ended alike");
    if (code != WF_OK && (code < WF_O_FAILED || code > WF_O_CONTINUED))
        *err = x->err;
    return code;
}

/* ---- the command line -------------------------------------------------------------------
 */

static enum wf_code read_conditions(struct wait *x, struct wf_error *err)
{
    static const char *const closed[] = { "closed" };
    const struct wf_strings *given = &x->a->conditions;
    size_t n = given->n > 0 ? given->n : 1;
    enum wf_code rc = WF_OK;

    x->conditions = wf_arena_zalloc(x->job->arena, n * sizeof *x->conditions);
    for (; x->n_conditions < n && rc == WF_OK; x->n_conditions++) {
        struct wf_condition *c = &x->conditions[x->n_conditions];

        rc = wf_condition_parse(
            x->job->arena, "--for", given->n > 0 ? given->v[x->n_conditions] : closed[0],
            WF_CONDITION_STATUS | WF_CONDITION_CLOSED | WF_CONDITION_EVENT |
                WF_CONDITION_STARTED | WF_CONDITION_PENDING,
            c, err);
        if (rc == WF_OK)
            x->kinds |= c->kind;
    }
    return rc;
}

static enum wf_code add_text(struct wait *x, const char *text, struct wf_error *err)
{
    struct wf_ref ref;
    enum wf_code rc = wf_target_ref(x->job, text, x->a->run_id, &ref, err);

    if (rc != WF_OK)
        return rc;
    if (x->n == x->room) {
        size_t room = x->room == 0 ? 16 : x->room * 2;
        struct waiter *more = wf_arena_zalloc(x->job->arena, room * sizeof *more);

        if (x->n > 0)
            memcpy(more, x->waiters, x->n * sizeof *more);
        x->waiters = more;
        x->room = room;
    }
    x->waiters[x->n++] = (struct waiter){ .ref = ref };
    return WF_OK;
}

static enum wf_code add_stdin(struct wait *x, struct wf_error *err)
{
    struct wf_bytes text;
    enum wf_code rc = wf_job_read_file(x->job, "-", "-", STDIN_MAX, &text, err);
    char *copy, *line, *rest = NULL;

    if (rc != WF_OK)
        return rc;
    copy = wf_arena_strndup(x->job->arena, (const char *)text.data, text.len);
    for (line = strtok_r(copy, "\r\n", &rest); line != NULL && rc == WF_OK;
         line = strtok_r(NULL, "\r\n", &rest))
        if (line[strspn(line, " \t")] != '\0')
            rc = add_text(x, line, err);
    return rc;
}

static enum wf_code read_refs(struct wait *x, struct wf_error *err)
{
    const struct wait_args *a = x->a;
    enum wf_code rc = WF_OK;

    if (a->workflow_id != NULL)
        rc = add_text(x, a->workflow_id, err);
    for (size_t i = 0; i < a->refs.n && rc == WF_OK; i++)
        rc = strcmp(a->refs.v[i], "-") == 0 ? add_stdin(x, err)
                                            : add_text(x, a->refs.v[i], err);
    if (rc == WF_OK && x->n == 0) {
        wf_error_set(err, WF_E_USAGE, "workflow wait: which one? give an id or `-`");
        wf_error_hint(err, "try 'wfsh help workflow wait'");
        return WF_E_USAGE;
    }
    return rc;
}

static void follow(struct wait *x, struct waiter *w)
{
    struct wf_follow_new n = { .workflow_id = w->ref.workflow_id,
                               .run_id = w->ref.run_id,
                               .last = x->a->fresh ? 0 : -1,
                               .chain = x->a->chain != WF_TRI_NO,
                               .until_found = x->kinds & WF_CONDITION_STARTED,
                               .user = w };

    w->subjects = wf_subjects_new();
    if (x->kinds & (WF_CONDITION_STARTED | WF_CONDITION_PENDING)) {
        n.probe = true;
        w->probe = wf_follow_add(x->f, &n);
        n.probe = false;
    }
    n.close_event = !(x->kinds & WF_CONDITION_EVENT);
    if (x->kinds & (WF_CONDITION_EVENT | WF_CONDITION_STATUS | WF_CONDITION_CLOSED))
        w->reader = wf_follow_add(x->f, &n);
}

/* For --explain, and the guards of the job. */
static enum wf_code guard(struct wait *x, struct wf_error *err)
{
    struct wf_history_options opt = { .follow = true,
                                      .close_event = !(x->kinds & WF_CONDITION_EVENT),
                                      .archived = WF_ARCHIVED_NEVER,
                                      .workflow_id = x->waiters[0].ref.workflow_id,
                                      .run_id = x->waiters[0].ref.run_id };
    const char *method;
    void *request =
        wf_history_request(x->job->arena, wf_job_namespace(x->job), &opt, &method);

    return wf_job_guard(x->job, method, request, err);
}

static enum wf_code wait_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wait_args *a = args;
    struct wait x = { .job = job, .a = a, .err = WF_ERROR_INIT };
    struct wf_follow_options opt = { .namespace_ = wf_job_namespace(job),
                                     .interval_ms = a->interval / 1000000 };
    int64_t end_ms = a->timeout != WF_UNSET ? wf_mono_ms() + a->timeout / 1000000 : 0;
    struct wf_ctx *ctx = NULL;
    enum wf_code rc;

    if (opt.interval_ms < 100)
        return wf_error_set(err, WF_E_USAGE, "--interval: at least 100ms");
    rc = read_conditions(&x, err);
    if (rc == WF_OK)
        rc = read_refs(&x, err);
    if (rc == WF_OK)
        rc = guard(&x, err);
    if (rc == WF_OK)
        rc = wf_job_ctx(job, &ctx, err);
    if (rc != WF_OK)
        return rc;
    x.f = wf_follow_new(ctx, &opt);
    for (size_t i = 0; i < x.n; i++)
        follow(&x, &x.waiters[i]);
    rc = wait_loop(&x, end_ms, err);
    if (rc == WF_OK)
        rc = verdict(&x, err);
    else if (rc == WF_E_INTERRUPTED)
        wf_error_clear(err);
    for (size_t i = 0; i < x.n; i++)
        let_go(&x.waiters[i]);
    wf_follow_free(x.f);
    return rc;
}

#define A struct wait_args
static const struct wf_option wait_options[] = {
    WF_OPT_STRING('w', "workflow-id", A, workflow_id, "ID", "Workflow Id",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", A, run_id, "ID", "Run Id; else the current or last run",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_STRINGS(0, "for", A, conditions, "CONDITION",
                   "closed (default), status=Completed, event=TYPE[:NAME], signal=NAME, "
                   "update=NAME, activity=TYPE, started, pending-activity-failed[=TYPE]; "
                   "of several one is enough"),
    WF_OPT_BOOL(0, "any", A, any, "return with the first workflow; else all must hold"),
    WF_OPT_BOOL(0, "new", A, fresh, "only events from now on; else those that were count"),
    WF_OPT_TRI(0, "chain", A, chain,
               "go on with the run that continues it (default); false: that run only"),
    WF_OPT_DURATION(0, "timeout", A, timeout, "give up (7) after this time"),
    WF_OPT_DURATION(0, "interval", A, interval,
                    "how often started and pending-activity-failed are looked at",
                    .default_value = "1s"),
    WF_OPT_END
};
#undef A

static const struct wf_positional wait_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct wait_args, refs),
      .help = "ids, links, records; `-` reads them from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_wait = {
    .path = "workflow wait",
    .aliases = "wait",
    .summary = "Return when something has come true of workflows",
    .text =
        "A receipt for each as soon as it is settled. The exit code: 0 when it has come "
        "true; of the end: 0 completed, 10 failed, 11 timed out, 12 cancelled, 13 "
        "terminated, 14 continued as new (with --chain=false), also when a workflow ends "
        "that way before what was waited for; 5 when it completed before; 7 when the time "
        "was up; 8 when several came to different codes. --for status=Failed is 0 when it "
        "failed.",
    .examples = { { "wfsh wait order-42 --timeout 5m && deploy", "until it is completed" },
                  { "wfsh wait order-42 --for signal=approve --for status=Failed",
                    "until one of the two" },
                  { "wfsh wait order-42 --for event=ActivityTaskFailed:charge --new",
                    "the next time that it fails" },
                  { "wfsh ls --open -o refs | wfsh wait - --timeout 1h",
                    "until all that run now are closed" },
                  { "wfsh wait a b c --any", "the first of three" },
                  { "wfsh wait order-42 --for started",
                    "until there is such a workflow" } },
    .positionals = wait_positionals,
    .options = wait_options,
    .args_size = sizeof(struct wait_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_OURS | WF_CMD_DECODES,
    .run = wait_run,
};
