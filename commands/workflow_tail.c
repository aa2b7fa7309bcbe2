/* commands/workflow_tail.c: the events of many workflows as they happen. */
#include "commands/tail.h"

#include "base/base64.h"
#include "base/mem.h"
#include "commands/list_columns.h"
#include "commands/target.h"
#include "proto/message.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

enum { STDIN_MAX = 1 << 26, LAST_NAMED = 10, SAVE_EVERY_MS = 1000 };

/* ---- news -------------------------------------------------------------------------------
 */

static void check_until(struct wf_tail *t, const Thistory__HistoryEvent *e,
                        const char *subject)
{
    for (size_t i = 0; i < t->n_until && !t->met; i++)
        t->met = wf_condition_event(&t->until[i], e, subject);
}

static enum wf_code take_event(struct wf_tail *t, struct wf_tail_stream *s,
                               const struct wf_history_page *page,
                               const Thistory__HistoryEvent *e, struct wf_error *err)
{
    struct wf_event_item item = { .e = e,
                                  .subject = wf_subjects_of(s->subjects, e),
                                  .workflow_id = page->workflow_id,
                                  .run_id = page->run_id,
                                  .previous_ns = s->previous_ns };
    enum wf_code rc = WF_OK;

    if (e->event_id == 1)
        s->first_ns = wf_event_time(e);
    item.first_ns = s->first_ns;
    if (wf_event_select_match(t->select, e))
        rc = wf_tail_print(t->printer, s, &item, err);
    s->previous_ns = wf_event_time(e);
    check_until(t, e, item.subject);
    wf_tail_follow_child(t, e);
    return rc;
}

static enum wf_code take_page(struct wf_tail *t, struct wf_tail_stream *s,
                              const struct wf_history_page *page, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (page->starts_run) {
        wf_subjects_free(s->subjects);
        s->subjects = wf_subjects_new();
        s->first_ns = s->previous_ns = WF_NO_TIME;
    }
    for (size_t i = 0; i < page->n_events && rc == WF_OK; i++)
        rc = take_event(t, s, page, page->events[i], err);
    if (rc == WF_OK)
        rc = wf_tail_printer_flush(t->printer, err);
    t->dirty = t->dirty || page->n_events > 0;
    return rc;
}

/* Its run is known now. */
static void opened(struct wf_tail *t, struct wf_tail_stream *s,
                   const Tworkflowservice__DescribeWorkflowExecutionResponse *d)
{
    if (!wf_tail_enter_run(t, s)) {
        wf_tail_drop(t, s, false);
        return;
    }
    for (size_t i = 0; t->a->children && i < d->n_pending_children; i++)
        wf_tail_add_child(t, d->pending_children[i]->workflow_id,
                          d->pending_children[i]->run_id, s->last);
}

static void failed(struct wf_tail *t, struct wf_tail_stream *s, const struct wf_error *e)
{
    struct wf_error err = *e;

    wf_error_prefix(&err, "%s", wf_follower_workflow(s->who));
    if (s->named) {
        t->fail_codes_differ =
            t->fail_codes_differ || (t->n_failed > 0 && t->fail_code != err.code);
        if (t->n_failed++ == 0) {
            t->fail_code = err.code;
            t->fail_err = err;
        }
    }
    if (t->n_named + (t->query != NULL) > 1 || !s->named)
        wf_job_note(t->job, "%s", err.text);
    wf_tail_drop(t, s, !s->named);
}

static enum wf_code take_news(struct wf_tail *t, const struct wf_follow_news *news,
                              struct wf_error *err)
{
    struct wf_tail_stream *s;
    enum wf_code rc = WF_OK;

    if (news->rpc != NULL)
        return wf_tail_query_take(t, news->rpc, err);
    if (news->who == NULL)
        return WF_OK;
    s = wf_follower_user(news->who);
    if (news->err.code != WF_OK) {
        failed(t, s, &news->err);
        return WF_OK;
    }
    if (news->opened) {
        opened(t, s, news->description);
        return WF_OK;
    }
    if (news->page != NULL)
        rc = take_page(t, s, news->page, err);
    if (rc != WF_OK)
        return rc;
    if (news->ended)
        wf_tail_drop(t, s, true);
    else if (!wf_tail_enter_run(t, s))
        wf_tail_drop(t, s, false);
    else
        wf_follower_page_done(s->who);
    return WF_OK;
}

/* ---- the loop ---------------------------------------------------------------------------
 */

static bool all_seen(const struct wf_tail *t)
{
    return wf_follow_count(t->f) == 0 && t->query == NULL;
}

static bool query_is_empty(const struct wf_tail *t)
{
    if (t->query == NULL || !t->query_empty || t->listing || wf_follow_count(t->f) > 0)
        return false;
    for (size_t i = 0; i < t->n_until; i++)
        if (t->until[i].kind == WF_CONDITION_QUERY_EMPTY)
            return true;
    return false;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static enum wf_code save_if_due(struct wf_tail *t, struct wf_error *err)
{
    if (t->a->cursor == NULL || !t->dirty || wf_mono_ms() < t->saved_ms + SAVE_EVERY_MS)
        return WF_OK;
    return wf_tail_cursor_save(t, err);
}

static enum wf_code tail_loop(struct wf_tail *t, int64_t end_ms, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && !t->met && !all_seen(t)) {
        struct wf_follow_news news;
        int64_t until = end_ms;

        if (end_ms != 0 && wf_mono_ms() >= end_ms)
            return t->n_until == 0 ? WF_OK
                                   : wf_error_set(err, WF_E_DEADLINE,
                                                  "'%s' was not seen within the time given",
                                                  t->until[0].text);
        wf_tail_query_start(t);
        if (t->query != NULL && !t->listing)
            until = earlier(until, t->next_list_ms);
        if (t->a->cursor != NULL && t->dirty)
            until = earlier(until, t->saved_ms + SAVE_EVERY_MS);
        rc = wf_follow_next(t->f, until, &news, err);
        if (rc == WF_OK)
            rc = take_news(t, &news, err);
        if (rc == WF_OK)
            rc = save_if_due(t, err);
        t->met = t->met || query_is_empty(t);
    }
    return rc;
}

/* What a tail came to that ended by itself. */
static enum wf_code verdict(struct wf_tail *t, struct wf_error *err)
{
    if (t->n_failed > 0 && t->n_failed == t->n_named && !t->fail_codes_differ) {
        *err = t->fail_err;
        return t->fail_code;
    }
    if (t->n_failed > 0)
        return wf_error_set(err, WF_E_PARTIAL, "%zu of %zu workflows could not be followed",
                            t->n_failed, t->n_named);
    if (t->n_until > 0 && !t->met)
        return wf_error_set(err, WF_E_CONFLICT, "all are closed, and '%s' was not seen",
                            t->until[0].text);
    return WF_OK;
}

/* ---- the command line -------------------------------------------------------------------
 */

static enum wf_code add_ref(struct wf_tail *t, const char *text, struct wf_error *err)
{
    struct wf_follow_new x = { .last = t->last };
    struct wf_tail_run *r, *next;
    struct wf_ref ref;
    enum wf_code rc = wf_target_ref(t->job, text, t->a->run_id, &ref, err);
    bool resumed = false;

    if (rc != WF_OK)
        return rc;
    t->n_named++;
    /* where the cursor knows it, its own runs go on; see add_cursor() */
    HASH_ITER(hh, t->runs, r, next)
    {
        resumed = resumed || (!r->ended && strcmp(r->workflow_id, ref.workflow_id) == 0 &&
                              (ref.run_id == NULL || strcmp(r->run_id, ref.run_id) == 0));
    }
    if (resumed)
        return WF_OK;
    x.workflow_id = ref.workflow_id;
    x.run_id = ref.run_id;
    (void)wf_tail_add(t, &x, true);
    return WF_OK;
}

static enum wf_code add_stdin(struct wf_tail *t, struct wf_error *err)
{
    struct wf_bytes text;
    enum wf_code rc = wf_job_read_file(t->job, "-", "-", STDIN_MAX, &text, err);
    const char *at = (const char *)text.data, *end;

    if (rc != WF_OK)
        return rc;
    end = at + text.len;
    while (rc == WF_OK && at < end) {
        const char *line = at, *nl = memchr(at, '\n', (size_t)(end - at));
        size_t n = nl != NULL ? (size_t)(nl - at) : (size_t)(end - at);
        char *copy = wf_arena_strndup(t->job->arena, line, n);

        at += n + (nl != NULL);
        copy[strcspn(copy, "\r")] = '\0';
        if (copy[strspn(copy, " \t")] != '\0')
            rc = add_ref(t, copy, err);
    }
    return rc;
}

/* What the cursor says is read on, whether it is named again or not. */
static void add_cursor(struct wf_tail *t)
{
    struct wf_tail_run *r, *next;

    HASH_ITER(hh, t->runs, r, next)
    {
        struct wf_strbuf token = WF_STRBUF_INIT;
        struct wf_follow_new x = { .workflow_id = r->workflow_id,
                                   .run_id = r->run_id,
                                   .after_event = r->event,
                                   .resume = true };

        if (r->ended || r->stream != NULL)
            continue;
        if (r->token != NULL && wf_base64_decode(&token, r->token, strlen(r->token)))
            x.token = (struct wf_bytes){ (const unsigned char *)token.data, token.len };
        (void)wf_tail_add(t, &x, false);
        wf_strbuf_release(&token);
    }
}

static enum wf_code add_all(struct wf_tail *t, struct wf_error *err)
{
    const struct wf_tail_args *a = t->a;
    bool resumes = t->runs != NULL;
    enum wf_code rc = WF_OK;

    add_cursor(t);
    if (a->workflow_id != NULL)
        rc = add_ref(t, a->workflow_id, err);
    for (size_t i = 0; i < a->refs.n && rc == WF_OK; i++)
        rc = strcmp(a->refs.v[i], "-") == 0 ? add_stdin(t, err)
                                            : add_ref(t, a->refs.v[i], err);
    if (rc == WF_OK && t->n_named == 0 && t->query == NULL && !resumes) {
        wf_error_set(err, WF_E_USAGE, "workflow tail: which ones? give ids, `-`, --query");
        wf_error_hint(err, "try 'wfsh help workflow tail'");
        return WF_E_USAGE;
    }
    return rc;
}

static enum wf_code read_last(struct wf_tail *t, struct wf_error *err)
{
    const char *text = t->a->last;
    char *end;
    long long n;

    t->last = t->query != NULL ? 0 : LAST_NAMED;
    if (text == NULL)
        return WF_OK;
    errno = 0;
    if (strcmp(text, "all") == 0) {
        t->last = -1;
        return WF_OK;
    }
    n = strtoll(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || n < 0)
        return wf_error_set(err, WF_E_USAGE, "--last: '%s' is no number and not 'all'",
                            text);
    t->last = n;
    return WF_OK;
}

static enum wf_code read_until(struct wf_tail *t, struct wf_error *err)
{
    const struct wf_strings *words = &t->a->until;
    unsigned kinds = WF_CONDITION_STATUS | WF_CONDITION_CLOSED | WF_CONDITION_EVENT;
    enum wf_code rc = WF_OK;

    if (t->query != NULL)
        kinds |= WF_CONDITION_QUERY_EMPTY;
    t->until = wf_arena_zalloc(t->job->arena, (words->n + 1) * sizeof *t->until);
    for (; t->n_until < words->n && rc == WF_OK; t->n_until++)
        rc = wf_condition_parse(t->job->arena, "--until", words->v[t->n_until], kinds,
                                &t->until[t->n_until], err);
    return rc;
}

static void note(void *user, const char *text)
{
    struct wf_tail *t = user;

    wf_job_note(t->job, "%s", text);
}

/* For --explain, and the guards of the job. */
static enum wf_code guard(struct wf_tail *t, struct wf_error *err)
{
    struct wf_history_options opt = { .follow = true, .archived = WF_ARCHIVED_NEVER };
    struct wf_ref ref = { 0 };
    const char *method, *text = t->a->workflow_id;
    enum wf_code rc = WF_OK;

    if (text == NULL && t->a->refs.n > 0 && strcmp(t->a->refs.v[0], "-") != 0)
        text = t->a->refs.v[0];
    if (text != NULL)
        rc = wf_target_ref(t->job, text, t->a->run_id, &ref, err);
    opt.workflow_id = ref.workflow_id;
    opt.run_id = ref.run_id;
    if (rc == WF_OK)
        rc = wf_job_guard(
            t->job, "GetWorkflowExecutionHistory",
            wf_history_request(t->job->arena, wf_job_namespace(t->job), &opt, &method),
            err);
    return rc;
}

static enum wf_code begin(struct wf_tail *t, struct wf_error *err)
{
    struct wf_follow_options opt = { .namespace_ = wf_job_namespace(t->job),
                                     .interval_ms = t->a->interval / 1000000,
                                     .polls = t->a->polls,
                                     .rate = t->a->rate,
                                     .note = note,
                                     .user = t };
    struct wf_ctx *ctx = NULL;
    enum wf_code rc = WF_OK;

    if (opt.interval_ms < 100)
        return wf_error_set(err, WF_E_USAGE, "--interval: at least 100ms");
    if (t->a->polls < 1)
        return wf_error_set(err, WF_E_USAGE, "--polls: at least 1");
    rc = wf_tail_query_prepare(t, err);
    if (rc == WF_OK)
        rc = read_last(t, err);
    if (rc == WF_OK)
        rc = read_until(t, err);
    if (rc == WF_OK)
        rc = wf_event_select_new(&t->a->select, &t->select, err);
    if (rc == WF_OK)
        rc = guard(t, err);
    if (rc == WF_OK)
        rc = wf_tail_cursor_load(t, err);
    if (rc == WF_OK)
        rc = wf_job_ctx(t->job, &ctx, err);
    if (rc != WF_OK)
        return rc;
    t->f = wf_follow_new(ctx, &opt);
    rc = add_all(t, err);
    return rc == WF_OK ? wf_tail_printer_new(t->job, &t->printer, err) : rc;
}

static void release(struct wf_tail *t)
{
    struct wf_tail_run *r = t->runs, *next;
    struct wf_tail_stream *s, *next_stream;

    DL_FOREACH_SAFE(t->streams, s, next_stream)
    wf_tail_drop(t, s, false);
    HASH_CLEAR(hh, t->runs); /* the entries keep their order */
    for (; r != NULL; r = next) {
        next = r->hh.next;
        wf_tail_run_free(r);
    }
    wf_follow_free(t->f);
    wf_event_select_free(t->select);
    wf_strbuf_release(&t->list_token);
}

static enum wf_code tail_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct wf_tail_args *a = args;
    struct wf_tail t = { .job = job, .a = a, .begin_ns = wf_now_ns() };
    struct wf_error save_err = WF_ERROR_INIT;
    int64_t end_ms = a->timeout != WF_UNSET ? wf_mono_ms() + a->timeout / 1000000 : 0;
    enum wf_code rc = begin(&t, err), saved;

    if (rc == WF_OK) {
        rc = tail_loop(&t, end_ms, err);
        if (rc == WF_OK && end_ms == 0)
            rc = verdict(&t, err);
        else if (rc == WF_OK && !t.met && all_seen(&t))
            rc = verdict(&t, err);
        if (rc == WF_E_INTERRUPTED)
            wf_error_clear(err);
        if (a->cursor != NULL && rc != WF_E_PIPE) {
            saved = wf_tail_cursor_save(&t, &save_err);
            if (saved != WF_OK && rc == WF_OK) {
                *err = save_err;
                rc = saved;
            }
        }
    }
    rc = wf_tail_printer_end(t.printer, rc, err);
    release(&t);
    return rc;
}

#define A struct wf_tail_args
static const char *const statuses[] = { "Running",  "Completed",  "Failed",
                                        "Canceled", "Terminated", "ContinuedAsNew",
                                        "TimedOut", NULL };
static const struct wf_option tail_options[] = {
    WF_OPT_STRING('w', "workflow-id", A, workflow_id, "ID", "Workflow Id",
                  .complete = WF_COMPLETE_WORKFLOW),
    WF_OPT_STRING('r', "run-id", A, run_id, "ID", "Run Id; else the current or last run",
                  .complete = WF_COMPLETE_RUN),
    WF_OPT_STRING('q', "query", A, filter.query, "QUERY",
                  "all that match and run, now or later; or @NAME of a saved query",
                  .complete = WF_COMPLETE_VISIBILITY),
    WF_OPT_ENUMS(0, "status", A, filter.status, statuses, "only with this status"),
    WF_OPT_STRINGS(0, "type", A, filter.type, "TYPE", "only of this Workflow Type",
                   .complete = WF_COMPLETE_WORKFLOW_TYPE),
    WF_OPT_STRING(0, "id-prefix", A, filter.id_prefix, "TEXT", "only ids that begin so"),
    WF_OPT_STRING(0, "task-queue", A, filter.task_queue, "NAME", "only of this Task Queue",
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_TIME(0, "since", A, filter.since, "started at or after; 1h means an hour ago"),
    WF_OPT_BOOL(0, "open", A, filter.open, "only Running ones: with no other filter, all"),
    WF_OPT_STRING(0, "last", A, last, "N",
                  "first the last N events of each that are there, or 'all' "
                  "(default 10, with a query 0)"),
    WF_OPT_TRI(0, "chain", A, chain,
               "go on with the run that continues it (default): continued as new, retry, "
               "cron, reset"),
    WF_OPT_BOOL(0, "follow-children", A, children, "follow child workflows too"),
    WF_OPT_SET(wf_event_select_options, A, select),
    WF_OPT_STRINGS(0, "until", A, until, "CONDITION",
                   "end when one is seen: status=Failed, event=TYPE[:NAME], signal=NAME, "
                   "query-empty"),
    WF_OPT_DURATION(0, "timeout", A, timeout,
                    "end after this time; with --until that is a failure (7)"),
    WF_OPT_DURATION(0, "interval", A, interval,
                    "how often the query is asked again, and workflows that have no long "
                    "poll",
                    .default_value = "2s"),
    WF_OPT_STRING(0, "cursor", A, cursor, "FILE",
                  "go on where the tail that wrote this file ended; kept up to date",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_INT(0, "polls", A, polls, "N", "long polls at the same time, at most",
               .default_value = "1000"),
    WF_OPT_FLOAT(0, "rate", A, rate, "N", "calls a second while it catches up",
                 .default_value = "500"),
    WF_OPT_END
};
#undef A

static const struct wf_positional tail_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct wf_tail_args, refs),
      .help = "ids, links, records; `-` reads them from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_tail = {
    .path = "workflow tail",
    .aliases = "tail",
    .summary = "Print the events of many workflows as they happen",
    .text =
        "All share one connection, and each event is given once, also when the server is "
        "restarted meanwhile. Ends when all that were named are closed; with a query it "
        "goes on until Ctrl-C, --until or --timeout, and workflows that start to match "
        "join with all of their events.\n"
        "\n"
        "-o json and -o jsonl are the same stream: one record a line, {namespace, "
        "workflowId, runId, event}, flushed. Where the frontend caps long polls, the "
        "workflows beyond its limit are asked by --interval, which is said on stderr.\n"
        "\n"
        "--cursor FILE is written once a second and at the end. After a kill -9 the "
        "events of the last second may be printed again.",
    .examples = { { "wfsh tail order-42 order-43", "two workflows, until both are closed" },
                  { "wfsh tail -q 'WorkflowType=\"Order\"' --filter problem",
                    "what goes wrong in any of them" },
                  { "wfsh ls --open -o refs | wfsh tail - -o jsonl",
                    "one record an event" },
                  { "wfsh tail order-42 --until event=ActivityTaskFailed:charge --timeout "
                    "5m",
                    "wait for it, and show what happens" },
                  { "wfsh tail --type Import --cursor import.cursor -o jsonl >> log",
                    "goes on where it was stopped" } },
    .positionals = tail_positionals,
    .options = tail_options,
    .args_size = sizeof(struct wf_tail_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_OURS | WF_CMD_DECODES,
    .run = tail_run,
};
