/* commands/history_grep.c: a regular expression over the histories of many runs. */
#include "commands/history_grep.h"

#include <string.h>

enum { STDIN_MAX = 1 << 26 };

static void add_lines(struct wf_grep *g, char *text)
{
    char *rest = NULL;
    size_t n = 1;

    for (const char *p = text; *p != '\0'; p++)
        n += *p == '\n';
    g->refs.v = wf_arena_alloc(g->job->arena, (n + 1) * sizeof *g->refs.v);
    for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
         line = strtok_r(NULL, "\r\n", &rest))
        if (line[strspn(line, " \t")] != '\0')
            g->refs.v[g->refs.n++] = line;
}

static bool has_filter(const struct wf_grep_args *a)
{
    const struct wf_filter *f = &a->filter;

    return f->query != NULL || f->status.n > 0 || f->type.n > 0 || f->id_prefix != NULL ||
           f->task_queue != NULL || f->since != WF_UNSET || f->until != WF_UNSET ||
           f->failed || f->open || a->limit != WF_UNSET;
}

/* Runs that are named, or of a query; not both. */
static enum wf_code find_runs(struct wf_grep *g, struct wf_error *err)
{
    const struct wf_grep_args *a = g->a;
    struct wf_bytes text;
    enum wf_code rc;

    if (a->refs.n == 0)
        return wf_grep_list(g, err);
    if (has_filter(a))
        return wf_error_set(err, WF_E_USAGE,
                            "runs are named, or a query lists them (--limit is for one)");
    g->refs = a->refs;
    if (a->refs.n != 1 || strcmp(a->refs.v[0], "-") != 0)
        return WF_OK;
    g->refs = (struct wf_strings){ 0 };
    rc = wf_job_read_file(g->job, "-", "`-`", STDIN_MAX, &text, err);
    if (rc == WF_OK)
        add_lines(g, (char *)text.data);
    return rc;
}

static enum wf_code find_mode(struct wf_grep *g, struct wf_error *err)
{
    const struct wf_grep_args *a = g->a;
    enum wf_output o = wf_globals_output(g->job->g);
    bool refs = o == WF_OUTPUT_REFS && !a->count;

    g->mode = a->count     ? WF_GREP_COUNT
              : a->list    ? WF_GREP_LIST
              : a->without ? WF_GREP_WITHOUT
                           : WF_GREP_EVENTS;
    if (a->count + a->list + a->without > 1)
        return wf_error_set(err, WF_E_USAGE,
                            "--count, --list and --without exclude each other");
    if (g->mode == WF_GREP_EVENTS && wf_job_is_quiet(g->job))
        g->mode = WF_GREP_QUIET;
    if (g->mode == WF_GREP_EVENTS || wf_job_is_json(g->job) || wf_job_is_text(g->job) ||
        wf_job_is_quiet(g->job) || refs)
        return WF_OK;
    return wf_error_set(err, WF_E_USAGE,
                        "--count, --list and --without print text, json, jsonl%s",
                        a->count ? "" : " or refs");
}

static enum wf_code prepare(struct wf_grep *g, struct wf_error *err)
{
    const struct wf_grep_args *a = g->a;
    struct wf_event_select_args s = { .event = WF_UNSET,
                                      .filters = a->kinds,
                                      .grep = a->regex,
                                      .ignore_case = a->ignore_case,
                                      .invert = a->invert };
    int64_t c = a->context == WF_UNSET ? 0 : a->context;
    enum wf_code rc;

    g->after = a->after == WF_UNSET ? c : a->after;
    g->before = a->before == WF_UNSET ? c : a->before;
    g->max_count = a->max_count == WF_UNSET ? 0 : a->max_count;
    g->left = a->limit == WF_UNSET ? 0 : a->limit;
    if (g->after < 0 || g->before < 0 || g->max_count < 0 || g->left < 0)
        return wf_error_set(err, WF_E_USAGE, "numbers below 0 mean nothing here");
    rc = find_mode(g, err);
    if (rc == WF_OK)
        rc = wf_event_select_new(&s, &g->select, err);
    return rc == WF_OK ? find_runs(g, err) : rc;
}

static enum wf_code judge(const struct wf_grep *g, struct wf_error *err)
{
    int64_t n_runs = g->n_failed + g->n_read;

    if (g->n_failed == 0 || (g->mode == WF_GREP_QUIET && g->n_matches > 0))
        return g->n_matches > 0 ? WF_OK : WF_O_NO;
    *err = g->first_err;
    if (g->n_failed > 1)
        wf_error_prefix(err, "%lld of %lld runs could not be read", (long long)g->n_failed,
                        (long long)n_runs);
    if (g->n_read > 0)
        err->code = WF_E_PARTIAL;
    return wf_no_is_not(err->code, err);
}

static enum wf_code grep_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct wf_grep g = { .job = job, .a = args, .first_err = WF_ERROR_INIT };
    enum wf_code rc = prepare(&g, err);

    if (rc == WF_OK && g.mode == WF_GREP_EVENTS)
        rc = wf_tail_printer_new(job, &g.printer, err);
    if (rc == WF_OK)
        rc = wf_grep_search(&g, err);
    wf_pager_free(g.pager);
    rc = wf_tail_printer_end(g.printer, rc, err);
    wf_event_select_free(g.select);
    if (g.context_was_cut)
        wf_job_note(job, "some events before a match were too large to be kept for it");
    return rc == WF_OK ? judge(&g, err) : wf_no_is_not(rc, err);
}

#define A struct wf_grep_args
static const struct wf_option grep_options[] = {
    WF_OPT_BOOL('i', "ignore-case", A, ignore_case, "upper and lower case are alike"),
    WF_OPT_BOOL('v', "invert-match", A, invert, "events that do not match"),
    WF_OPT_BOOL('c', "count", A, count, "how many events match, for each run"),
    WF_OPT_BOOL('l', "list", A, list, "only the ids of runs that match"),
    WF_OPT_BOOL('L', "without", A, without, "only the ids of runs without a match"),
    WF_OPT_INT('A', "after", A, after, "N", "also N events after each"),
    WF_OPT_INT('B', "before", A, before, "N", "also N events before each"),
    WF_OPT_INT('C', "context", A, context, "N", "both"),
    WF_OPT_INT('m', "max-count", A, max_count, "N", "at most N matches of a run"),
    WF_OPT_STRINGS(0, "filter", A, kinds, "WORD",
                   "only a category, class or type of events, as with show"),
    WF_OPT_INT(0, "limit", A, limit, "N", "at most so many of a query's runs"),
    WF_OPT_SET(wf_filter_options, A, filter),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};

static const struct wf_positional grep_positionals[] = {
    { .name = "REGEX",
      .offset = offsetof(A, regex),
      .help = "PCRE2, over payloads, failures, names",
      .required = true },
    { .name = "WORKFLOW",
      .offset = offsetof(A, refs),
      .help = "ids, links, history files, or - for stdin; or a query",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};
#undef A

const struct wf_command wf_cmd_history_grep = {
    .path = "history grep",
    .summary = "Find events by a regular expression in the histories of many runs",
    .text =
        "Looks into decoded payloads, failures and names. Several histories are read at "
        "once; what is printed keeps the order of the runs. Ends with 0 when something "
        "matched, 1 when nothing did, more on errors (8: some runs could not be read). "
        "-o none prints nothing and ends with the first match.",
    .examples = { { "wfsh history grep 'card declined' --failed --since 1d",
                    "in what failed today" },
                  { "wfsh ls --type Order -o refs | wfsh history grep -l 'ACME' -",
                    "which of these" },
                  { "wfsh history grep -i timeout -C 2 order-42.json", "no server" } },
    .positionals = grep_positionals,
    .options = grep_options,
    .args_size = sizeof(struct wf_grep_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_FILES | WF_CMD_DECODES,
    .run = grep_run,
};
