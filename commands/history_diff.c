/* commands/history_diff.c: in what two histories differ. */
#include "commands/history_diff.h"

#include "base/timefmt.h"
#include "commands/target.h"

#include <string.h>

struct diff_args {
    struct wf_strings refs;
    struct wf_archived_args archived;
    struct wf_diff_options diff;
    bool with_reset;
};

static bool has_run(struct wf_job *job, const char *text)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_ref ref = { 0 };

    return wf_target_ref(job, text, NULL, &ref, &ignored) == WF_OK &&
           (ref.run_id != NULL || ref.file != NULL);
}

static enum wf_code find_refs(struct wf_job *job, const struct diff_args *a,
                              struct wf_ref *ret, struct wf_error *err)
{
    size_t n = a->refs.n, want = a->with_reset ? 1 : 2;
    const char *const *v = a->refs.v;
    enum wf_code rc;

    if (n == 3 && !a->with_reset && !has_run(job, v[0])) { /* ID RUN RUN */
        rc = wf_target_ref(job, v[0], v[1], &ret[0], err);
        return rc == WF_OK ? wf_target_ref(job, v[0], v[2], &ret[1], err) : rc;
    }
    if (n == 2 && a->with_reset) /* ID RUN */
        return wf_target_ref(job, v[0], v[1], &ret[0], err);
    if (n != want) {
        wf_error_set(err, WF_E_USAGE, "%s: %s", job->command->path,
                     a->with_reset ? "--with-reset takes one run"
                                   : "which two? give two ids or files, or ID RUN RUN");
        wf_error_hint(err, "try 'wfsh help %s'", job->command->path);
        return WF_E_USAGE;
    }
    rc = wf_target_ref(job, v[0], NULL, &ret[0], err);
    return rc == WF_OK && want == 2 ? wf_target_ref(job, v[1], NULL, &ret[1], err) : rc;
}

/* Reads one history into `s`; with `next` the run that follows into that one. */
static enum wf_code load(struct wf_job *job, const struct diff_args *a,
                         const struct wf_ref *ref, struct wf_side *s, struct wf_side *next,
                         struct wf_error *err)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&a->archived),
                                      .need_run_id = true,
                                      .chain = next != NULL };
    const struct wf_history_page *page = NULL;
    struct wf_history *h = NULL;
    const char *name = ref->file != NULL ? ref->file : ref->workflow_id;
    struct wf_side *at = NULL;
    enum wf_code rc = wf_job_history(job, ref, &opt, &h, err);

    while (rc == WF_OK && (rc = wf_job_history_next(job, h, &page, err)) == WF_OK &&
           page != NULL) {
        struct wf_side *following = at == NULL ? s : at == s ? next : NULL;

        if (page->starts_run || at == NULL) {
            if (following == NULL)
                break; /* a run more than is compared */
            at = following;
            wf_side_begin(at, job->arena, name);
            at->workflow_id = ref->file == NULL ? ref->workflow_id : NULL;
            at->run_id = wf_arena_strdup(job->arena, page->run_id);
        }
        for (size_t i = 0; i < page->n_events; i++)
            wf_side_add(at, page->events[i]);
    }
    wf_history_free(h);
    if (s->grouper != NULL)
        wf_side_end(s);
    if (next != NULL && next->grouper != NULL)
        wf_side_end(next);
    if (rc != WF_OK && rc != WF_STOP)
        wf_error_prefix(err, "%s", name);
    return rc;
}

static enum wf_code load_reset(struct wf_job *job, const struct diff_args *a,
                               const struct wf_ref *ref, struct wf_side *sides,
                               struct wf_error *err)
{
    struct wf_ref base = *ref;
    enum wf_code rc = load(job, a, ref, &sides[0], &sides[1], err);

    if (rc != WF_OK || sides[1].name != NULL)
        return rc;
    if (sides[0].base_run_id == NULL || ref->file != NULL) {
        wf_error_set(err, WF_E_NOT_FOUND, "%s: no reset of this run is in its chain",
                     sides[0].name);
        wf_error_hint(err, "name both runs: wfsh history diff ID RUN RUN");
        return WF_E_NOT_FOUND;
    }
    sides[1] = sides[0];
    base.run_id = sides[1].base_run_id;
    return load(job, a, &base, &sides[0], NULL, err);
}

static enum wf_code print_lines(struct wf_job *job, const struct wf_diff *d,
                                struct wf_error *err)
{
    for (size_t i = 0; i < d->n; i++) {
        struct wf_json j = WF_JSON_INIT(&job->out->buf, true);

        wf_diff_change_json(&j, &d->changes[i]);
        wf_strbuf_addc(&job->out->buf, '\n');
    }
    return wf_job_write(job, "", 0, err);
}

static enum wf_code print(struct wf_job *job, const struct wf_diff *d, struct wf_error *err)
{
    if (wf_job_is_quiet(job))
        return WF_OK;
    if (wf_globals_output(job->g) == WF_OUTPUT_JSONL)
        return print_lines(job, d, err);
    if (wf_job_is_json(job))
        return wf_job_json(job, wf_diff_json, d, err);
    if (!wf_job_is_text(job))
        return wf_error_set(err, WF_E_USAGE, "%s: text, json or jsonl", job->command->path);
    wf_diff_text(d, wf_job_color(job), &job->out->buf);
    return wf_job_write(job, "", 0, err);
}

static enum wf_code diff_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct diff_args *a = args;
    struct wf_side sides[2] = { { 0 }, { 0 } };
    struct wf_ref refs[2] = { { 0 }, { 0 } };
    struct wf_diff d;
    enum wf_code rc = find_refs(job, a, refs, err);

    if (rc == WF_OK && a->with_reset)
        rc = load_reset(job, a, &refs[0], sides, err);
    for (size_t i = 0; i < 2 && rc == WF_OK && !a->with_reset; i++)
        rc = load(job, a, &refs[i], &sides[i], NULL, err);
    if (rc == WF_OK) {
        wf_diff_make(job->arena, &sides[0], &sides[1], &a->diff, &d);
        rc = print(job, &d, err);
    }
    if (rc != WF_OK)
        return wf_no_is_not(rc, err);
    return d.n > 0 ? WF_O_NO : WF_OK;
}

#define A struct diff_args
static const struct wf_option diff_options[] = {
    WF_OPT_BOOL(0, "with-reset", A, with_reset, "against the run that a reset made of it"),
    WF_OPT_STRINGS(0, "ignore", A, diff.ignore, "GLOB",
                   "paths that may differ: '*.timestamp', 'header.*'"),
    WF_OPT_BOOL(0, "all-fields", A, diff.all_fields,
                "also ids, identities and versions, which always differ"),
    WF_OPT_BOOL(0, "ignore-times", A, diff.ignore_times, "say nothing of times"),
    WF_OPT_DURATION(0, "slower", A, diff.slack_ns,
                    "a difference of so much in what a step took counts as one"),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};
#undef A

static const struct wf_positional diff_positionals[] = {
    { .name = "RUN",
      .offset = offsetof(struct diff_args, refs),
      .help = "two ids, links or history files; or an id and two of its runs",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_history_diff = {
    .path = "history diff",
    .summary = "Tell in what two histories differ, the first divergence first",
    .text = "Compares activities, timers, children, signals … as groups: which only one "
            "run has, how they ended, and the values of decoded payloads that changed. "
            "Ends with 0 when they are equal, 1 when they differ, more on errors. Times "
            "are shown, but are no difference unless --slower says so.",
    .examples = { { "wfsh history diff order-42 order-43", "two runs" },
                  { "wfsh history diff order-42 --with-reset", "what a reset changed" },
                  { "wfsh history diff order-42 before.json --ignore 'header.*'",
                    "with a saved one" } },
    .positionals = diff_positionals,
    .options = diff_options,
    .args_size = sizeof(struct diff_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_FILES | WF_CMD_DECODES,
    .run = diff_run,
};
