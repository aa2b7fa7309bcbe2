/* commands/workflow_trace.c: a workflow and its children as a tree, live. */
#include "commands/history_job.h"
#include "commands/redraw.h"
#include "commands/target.h"
#include "commands/trace.h"

#include <string.h>
#include <strings.h>

enum { FRAME_MS = 1000, SOON_MS = 100 };

struct trace_args {
    struct wf_one one;
    struct wf_strings fold;
    struct wf_archived_args archived;
    bool no_fold, once;
    int64_t depth, concurrency;
};

/* ---- jsonl: a record for each change ----------------------------------------------------
 */

struct change {
    const struct wf_trace_node *n;
    const Thistory__HistoryEvent *e;
    const struct wf_event_group *g; /* NULL: the run itself */
};

static void fill_change(struct wf_json *j, const void *user)
{
    const struct change *c = user;
    struct wf_strbuf at = WF_STRBUF_INIT;

    wf_time_rfc3339(&at, wf_event_time(c->e));
    wf_json_object(j);
    wf_json_kstr(j, "workflowId", c->n->workflow_id);
    wf_json_kstr(j, "runId", c->n->run_id);
    wf_json_ki64(j, "depth", c->n->depth);
    wf_json_kstr(j, "time", wf_strbuf_str(&at));
    wf_json_kstr(j, "kind",
                 c->g != NULL ? wf_event_category_word(c->g->category) : "workflow");
    wf_json_kstr(j, "name", c->g != NULL ? c->g->name : c->n->type);
    wf_json_kstr(j, "status",
                 c->g != NULL            ? wf_group_state_word(c->g)
                 : wf_event_closes(c->e) ? wf_trace_status(c->n)
                                         : "Running");
    wf_json_ki64(j, "eventId", c->g != NULL ? c->g->id : c->e->event_id);
    if (c->g != NULL && c->g->attempts > 0)
        wf_json_ki64(j, "attempts", c->g->attempts);
    if (c->g != NULL && *c->g->detail != '\0')
        wf_json_kstr(j, "detail", c->g->detail);
    wf_json_end_object(j);
    wf_strbuf_release(&at);
}

static enum wf_code print_change(void *user, const struct wf_trace_node *n,
                                 const Thistory__HistoryEvent *e, struct wf_error *err)
{
    struct wf_job *job = user;
    struct change c = { .n = n, .e = e };
    int64_t id = wf_event_group_id(e);

    if (e->attributes_case ==
            THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_STARTED_EVENT_ATTRIBUTES ||
        wf_event_closes(e))
        return wf_job_json(job, fill_change, &c, err);
    for (size_t i = wf_grouper_count(n->groups); i-- > 0 && c.g == NULL;)
        if (wf_grouper_at(n->groups, i)->id == id)
            c.g = wf_grouper_at(n->groups, i);
    return c.g != NULL && wf_trace_shows(c.g) ? wf_job_json(job, fill_change, &c, err)
                                              : WF_OK;
}

/* ---- the tree ---------------------------------------------------------------------------
 */

static void fill_tree(struct wf_json *j, const void *user)
{
    wf_trace_json(user, j);
}

static enum wf_code draw(struct wf_job *job, struct wf_trace *t, struct wf_redraw *r,
                         bool last, struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_trace_text(t, wf_job_color(job),
                  wf_globals_output(job->g) == WF_OUTPUT_WIDE ? 0 : job->out->width, &text);
    rc = r != NULL ? wf_redraw(job, r, &text, last, err)
                   : wf_job_write(job, wf_strbuf_str(&text), text.len, err);
    wf_strbuf_release(&text);
    return rc;
}

/* Draws as things happen, at most ten times a second, and once a second for the clocks. */
static enum wf_code watch(struct wf_job *job, struct wf_trace *t, struct wf_error *err)
{
    struct wf_redraw r = { 0 };
    struct wf_error drawn = WF_ERROR_INIT;
    int64_t until = wf_mono_ms() + SOON_MS;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && !wf_trace_done(t)) {
        rc = wf_trace_wait(t, until, err);
        if (rc == WF_OK && !wf_trace_done(t))
            rc = draw(job, t, &r, false, err);
        until = wf_mono_ms() + FRAME_MS;
    }
    if (rc != WF_E_PIPE && wf_trace_root(t)->read &&
        draw(job, t, &r, true, &drawn) != WF_OK && rc == WF_OK) {
        *err = drawn;
        rc = drawn.code;
    }
    return rc;
}

static unsigned fold_bits(const struct wf_strings *words)
{
    static const struct {
        const char *word;
        unsigned bit;
    } states[] = {
        { "running", WF_GROUP_OPEN },
        { "completed", WF_GROUP_DONE },
        { "failed", WF_GROUP_FAILED },
        { "canceled", WF_GROUP_CANCELED },
        { "terminated", WF_GROUP_TERMINATED },
        { "timedout", WF_GROUP_TIMED_OUT },
        { "continueasnew", WF_TRACE_CONTINUED },
    };

    unsigned bits = 0;

    if (words->n == 0)
        return 1U << WF_GROUP_DONE | 1U << WF_GROUP_CANCELED | 1U << WF_GROUP_TERMINATED;
    for (size_t i = 0; i < words->n; i++)
        for (size_t k = 0; k < sizeof states / sizeof *states; k++)
            if (strcasecmp(words->v[i], states[k].word) == 0)
                bits |= 1U << states[k].bit;
    return bits;
}

static enum wf_code trace_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct trace_args *a = args;
    bool stream = wf_globals_output(job->g) == WF_OUTPUT_JSONL;
    struct wf_trace_options o = { .depth = a->depth,
                                  .concurrency = a->concurrency,
                                  .follow = !a->once,
                                  .no_fold = a->no_fold,
                                  .fold = fold_bits(&a->fold),
                                  .archived = wf_archived_mode(&a->archived) };
    struct wf_trace *t;
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc != WF_OK)
        return rc;
    t = wf_trace_new(job, &o, stream ? print_change : NULL, job);
    rc = wf_trace_open(t, &ref, err);
    if (rc == WF_OK && wf_job_is_text(job) && wf_redraw_can(job) && !a->once) {
        rc = watch(job, t, err);
    } else if (rc == WF_OK) {
        rc = wf_trace_wait(t, 0, err);
        if (rc == WF_OK && wf_job_is_json(job) && !stream)
            rc = wf_job_json(job, fill_tree, t, err);
        else if (rc == WF_OK && !stream)
            rc = draw(job, t, NULL, true, err);
    }
    wf_trace_free(t);
    return rc;
}

static const char *const folds[] = { "running",    "completed", "failed",        "canceled",
                                     "terminated", "timedout",  "continueasnew", NULL };

#define A struct trace_args
static const struct wf_option trace_options[] = {
    WF_OPT_SET(wf_one_options, A, one),
    WF_OPT_ENUMS(0, "fold", A, fold, folds,
                 "children to leave closed, by status (completed, canceled, terminated)"),
    WF_OPT_BOOL(0, "no-fold", A, no_fold, "open every child"),
    WF_OPT_INT(0, "depth", A, depth, "N", "how deep children are read; -1: all",
               .default_value = "-1"),
    WF_OPT_INT(0, "concurrency", A, concurrency, "N", "histories read at the same time",
               .default_value = "10"),
    WF_OPT_BOOL(0, "once", A, once, "show how it is now, do not wait", .ours = true),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};
#undef A

static const struct wf_positional trace_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct trace_args, one.refs),
      .help = "an id (and a run id), a link, a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_trace = {
    .path = "workflow trace",
    .aliases = "trace",
    .summary = "Show a workflow and its children as a tree, live",
    .text =
        "Goes on until the workflow is closed: drawn again in place on a terminal, as one\n"
        "record a change with -o jsonl, at the end otherwise. --once shows how it is now.\n"
        "Children that completed, or were cancelled or terminated, are folded unless "
        "--fold\n"
        "or --no-fold says otherwise.",
    .examples = { { "wfsh trace order-42", "live, until it is closed" },
                  { "wfsh trace order-42 --once --no-fold -o json",
                    "the whole tree as it is now" },
                  { "wfsh trace order-42 -o jsonl | jq -c 'select(.status == \"Failed\")'",
                    "failures as they happen" } },
    .positionals = trace_positionals,
    .options = trace_options,
    .args_size = sizeof(struct trace_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_LIVE | WF_CMD_FILES,
    .run = trace_run,
};
