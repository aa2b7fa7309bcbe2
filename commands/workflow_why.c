/* commands/workflow_why.c: why a workflow does not go on, or why many do not. */
#include "commands/why.h"

#include "base/utf8.h"
#include "commands/failure_text.h"
#include "commands/list_columns.h"
#include "commands/target.h"
#include "commands/visibility.h"
#include "commands/why_many.h"

#include <string.h>

struct why_args {
    struct wf_one one;
    struct wf_filter filter;
    struct wf_archived_args archived;
    int64_t silent_after, limit, examples;
};

/* ---- one run as JSON
 * --------------------------------------------------------------------- */

struct json_value {
    const struct wf_why *why;
    enum wf_payload_form form;
};

static void put_cause(struct wf_json *j, const struct wf_why_cause *c,
                      enum wf_payload_form form)
{
    wf_json_object(j);
    wf_json_kstr(j, "cause", wf_why_word(c->kind));
    wf_json_kbool(j, "problem", c->kind < WF_WHY_FIRST_HARMLESS);
    wf_json_kstr(j, "text", c->text);
    if (*c->about != '\0')
        wf_json_kstr(j, "about", c->about);
    wf_json_ktime(j, "since", c->since_ns);
    if (c->mend != NULL)
        wf_json_kstr(j, "mend", c->mend);
    if (c->failure != NULL) {
        wf_json_key(j, "failure");
        wf_json_message(j, c->failure, form);
    }
    wf_json_end_object(j);
}

static void fill_json(struct wf_json *j, const void *user)
{
    const struct json_value *v = user;
    const Tworkflow__WorkflowExecutionInfo *i = v->why->info;
    char word[64];

    wf_json_object(j);
    wf_json_kstr(j, "workflowId", i->execution->workflow_id);
    wf_json_kstr(j, "runId", i->execution->run_id);
    wf_json_kstr(j, "type", i->type != NULL ? i->type->name : "");
    wf_json_kstr(j, "taskQueue", i->task_queue);
    wf_json_kstr(j, "status",
                 wf_enum_word(&tenums__workflow_execution_status__descriptor,
                              (int)i->status, word, sizeof word));
    if (v->why->archived)
        wf_json_kbool(j, "archived", true);
    wf_json_kbool(j, "problem", wf_why_is_problem(v->why));
    wf_json_key(j, "causes");
    wf_json_array(j);
    for (size_t at = 0; at < v->why->n; at++)
        put_cause(j, &v->why->causes[at], v->form);
    wf_json_end_array(j);
    wf_json_end_object(j);
}

/* ---- one run as text
 * --------------------------------------------------------------------- */

static void add_sgr(struct wf_job *job, const char *sgr)
{
    if (wf_job_color(job))
        wf_strbuf_addf(&job->out->buf, "\x1b[%sm", sgr);
}

static void print_head(struct wf_job *job, const struct wf_why *why)
{
    struct wf_strbuf *out = &job->out->buf;
    const Tworkflow__WorkflowExecutionInfo *i = why->info;
    char buf[64];
    const char *status = wf_enum_word(&tenums__workflow_execution_status__descriptor,
                                      (int)i->status, buf, sizeof buf);
    const char *sgr = wf_status_sgr(status);

    add_sgr(job, "1");
    wf_utf8_safes(out, i->execution->workflow_id);
    add_sgr(job, "0");
    wf_strbuf_adds(out, "  ");
    add_sgr(job, sgr != NULL ? sgr : "0");
    wf_strbuf_adds(out, status);
    add_sgr(job, "0");
    wf_strbuf_adds(out, "  ");
    if (i->type != NULL)
        wf_utf8_safes(out, i->type->name);
    wf_strbuf_adds(out, " on ");
    wf_utf8_safes(out, i->task_queue);
    wf_strbuf_adds(out, why->archived ? "  archived, run " : "  run ");
    wf_utf8_safes(out, i->execution->run_id);
    wf_strbuf_addc(out, '\n');
}

static void print_cause(struct wf_job *job, size_t rank, const struct wf_why_cause *c)
{
    struct wf_strbuf *out = &job->out->buf;
    unsigned flags = wf_job_color(job) ? WF_FAILURE_COLOR : 0;
    bool wide = wf_globals_output(job->g) == WF_OUTPUT_WIDE;

    wf_strbuf_addf(out, "%3zu. ", rank);
    add_sgr(job, c->kind < WF_WHY_FIRST_HARMLESS ? "1;31" : "34");
    wf_strbuf_adds(out, wf_why_word(c->kind));
    add_sgr(job, "0");
    wf_strbuf_adds(out, "  ");
    wf_utf8_safes(out, c->text);
    wf_strbuf_addc(out, '\n');
    if (c->failure != NULL && (wide || c->failure->cause != NULL))
        wf_failure_text(out, c->failure, 7, flags | (wide ? WF_FAILURE_STACKS : 0));
    if (c->mend == NULL)
        return;
    wf_strbuf_adds(out, "     → ");
    wf_utf8_safes(out, c->mend);
    wf_strbuf_addc(out, '\n');
}

/* ---- one run as rows
 * --------------------------------------------------------------------- */

static const struct wf_why_cause *cause_of(const void *item)
{
    return item;
}

static void get_cause(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_why_word(cause_of(item)->kind);
}

static void get_problem(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = cause_of(item)->kind < WF_WHY_FIRST_HARMLESS;
}

static void get_since(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = cause_of(item)->since_ns;
}

static void get_text(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = cause_of(item)->text;
}

static void get_mend(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = cause_of(item)->mend;
}

static const struct wf_column cause_columns[] = {
    { .header = "CAUSE", .key = "cause", .type = WF_CELL_TEXT, .get = get_cause },
    { .header = "PROBLEM", .key = "problem", .type = WF_CELL_BOOL, .get = get_problem },
    { .header = "SINCE", .key = "since", .type = WF_CELL_TIME, .get = get_since },
    { .header = "TEXT", .key = "text", .type = WF_CELL_TEXT, .get = get_text },
    { .header = "MEND", .key = "mend", .type = WF_CELL_TEXT, .get = get_mend },
};
static const struct wf_columns causes_columns = {
    .v = cause_columns, .n = sizeof cause_columns / sizeof *cause_columns
};

static enum wf_code print_rows(struct wf_job *job, const struct wf_why *why,
                               struct wf_error *err)
{
    struct wf_list *list = NULL;
    enum wf_code rc = wf_list_begin(job, &causes_columns, &list, err);

    if (rc != WF_OK)
        return rc;
    for (size_t i = 0; i < why->n && rc == WF_OK; i++)
        rc = wf_list_item(list, &why->causes[i], err);
    return wf_list_end(list, rc, err);
}

/* ---- the verb
 * ---------------------------------------------------------------------------- */

static enum wf_code why_one(struct wf_job *job, const struct why_args *a,
                            struct wf_error *err)
{
    struct wf_why_finder *f;
    struct wf_why why = { 0 };
    struct json_value v = { .why = &why, .form = wf_job_payload_form(job) };
    struct wf_ref ref;
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc != WF_OK)
        return rc;
    f = wf_why_finder_new(job, a->silent_after);
    rc = wf_why_one(f, &ref, wf_archived_mode(&a->archived), &why, err);
    if (rc == WF_OK)
        wf_why_name_handlers(f, &why);
    if (rc == WF_OK && wf_job_is_json(job)) {
        rc = wf_job_json(job, fill_json, &v, err);
    } else if (rc == WF_OK && !wf_job_is_text(job)) {
        rc = print_rows(job, &why, err);
    } else if (rc == WF_OK) {
        print_head(job, &why);
        for (size_t i = 0; i < why.n; i++)
            print_cause(job, i + 1, &why.causes[i]);
    }
    wf_why_finder_free(f);
    return rc;
}

static bool is_many(const struct wf_filter *f)
{
    return f->query != NULL || f->status.n > 0 || f->type.n > 0 || f->id_prefix != NULL ||
           f->task_queue != NULL || f->since != WF_UNSET || f->until != WF_UNSET ||
           f->failed || f->open;
}

static enum wf_code why_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct why_args *a = args;
    bool one = a->one.workflow_id != NULL || a->one.refs.n > 0;

    if (a->silent_after <= 0)
        return wf_error_set(err, WF_E_USAGE, "--silent-after: a time above 0 is needed");
    if (!is_many(&a->filter))
        return why_one(job, a, err);
    if (one)
        return wf_error_set(err, WF_E_USAGE,
                            "workflow why: an id and --query exclude each other");
    return wf_why_groups(job, &a->filter, a->limit, a->examples, a->silent_after, err);
}

#define W struct why_args
static const struct wf_option why_options[] = {
    WF_OPT_SET(wf_one_options, W, one),
    WF_OPT_SET(wf_filter_options, W, filter),
    WF_OPT_INT(0, "limit", W, limit, "N", "look at so many at most", .ours = true,
               .default_value = "1000"),
    WF_OPT_INT(0, "examples", W, examples, "N", "name so many of each group at most",
               .ours = true, .default_value = "3"),
    WF_OPT_DURATION(0, "silent-after", W, silent_after,
                    "an activity without a sign of life for so long is silent",
                    .ours = true, .default_value = "1m"),
    WF_OPT_SET(wf_archived_options, W, archived),
    WF_OPT_END
};
#undef W

static const struct wf_positional why_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct why_args, one.refs),
      .help = "the workflow, and its Run Id if not the last; or a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_why = {
    .path = "workflow why",
    .aliases = "why",
    .summary = "Say why a workflow does not go on, or how it ended",
    .text =
        "Prints the causes, the worst first, each with the command that would mend it.\n"
        "With a query or filters it looks at many and groups them by their worst cause.\n"
        "Problems: service-gone, no-poller, wrong-build, stale-poller, nondeterminism,\n"
        "workflow-type-unknown, task-failing, task-timing-out, paused, cancel-ignored,\n"
        "activity-type-unknown, activity-paused, activity-retrying, activity-silent,\n"
        "nexus-failing, child-stuck; of closed runs failed, timed-out, terminated. Mere "
        "waiting:\n"
        "workflow-task, backlog, activity, nexus, child, update, timer, start-delay,\n"
        "signal. Good ends: canceled, continued-as-new, completed.",
    .examples = { { "wfsh why order-42", "what does it wait for?" },
                  { "wfsh why -q 'WorkflowType=\"Order\"' --open", "of many, by cause" },
                  { "wfsh why order-42 -o json | jq -r '.causes[0].mend'", "what to do" },
                  { "wfsh ls --stuck -o refs", "those with a problem" } },
    .positionals = why_positionals,
    .options = why_options,
    .args_size = sizeof(struct why_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_DECODES | WF_CMD_FILES,
    .run = why_run,
};
