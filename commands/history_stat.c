/* commands/history_stat.c: what a history is made of, what took long, what nears a limit.
 */
#include "commands/history_stat.h"

#include "commands/target.h"

struct stat_args {
    struct wf_one one;
    struct wf_archived_args archived;
    int64_t top;
};

static enum wf_code read_all(struct wf_job *job, const struct stat_args *a,
                             struct wf_stat *s, struct wf_error *err)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&a->archived),
                                      .encoded = true };
    const struct wf_history_page *page = NULL;
    struct wf_grouper *grouper = wf_grouper_new();
    const struct wf_event_group *g;
    struct wf_history *h = NULL;
    struct wf_ref ref = { 0 };
    enum wf_code rc = wf_one_ref(job, &a->one, &ref, err);

    if (rc == WF_OK)
        rc = wf_job_history(job, &ref, &opt, &h, err);
    while (rc == WF_OK && (rc = wf_job_history_next(job, h, &page, err)) == WF_OK &&
           page != NULL)
        for (size_t i = 0; i < page->n_events; i++) {
            wf_stat_event(s, page->events[i]);
            wf_grouper_feed(grouper, page->events[i]);
            while ((g = wf_grouper_take(grouper, false)) != NULL)
                wf_stat_group(s, g);
        }
    while (rc == WF_OK && (g = wf_grouper_take(grouper, true)) != NULL)
        wf_stat_group(s, g);
    wf_history_free(h);
    wf_grouper_free(grouper);
    return rc;
}

static enum wf_code stat_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct stat_args *a = args;
    struct wf_stat *s = wf_arena_alloc(job->arena, sizeof *s);
    enum wf_code rc;

    if (a->top < 0 || a->top > WF_STAT_MAX_TOP)
        return wf_error_set(err, WF_E_USAGE, "--top: between 0 and %d", WF_STAT_MAX_TOP);
    wf_stat_begin(s, job->arena, (size_t)a->top);
    rc = read_all(job, a, s, err);
    if (rc != WF_OK)
        return rc;
    wf_stat_end(s);
    if (wf_job_is_json(job))
        rc = wf_job_json(job, wf_stat_json, s, err);
    else if (wf_job_is_text(job))
        wf_stat_text(job, s, &job->out->buf);
    else if (!wf_job_is_quiet(job))
        rc = wf_error_set(err, WF_E_USAGE, "%s: text, json or jsonl", job->command->path);
    return rc == WF_OK ? wf_job_write(job, "", 0, err) : rc;
}

#define A struct stat_args
static const struct wf_option stat_options[] = {
    WF_OPT_SET(wf_one_options, A, one),
    WF_OPT_INT(0, "top", A, top, "N", "so many of the slowest, and of the longest gaps",
               .default_value = "10"),
    WF_OPT_SET(wf_archived_options, A, archived), WF_OPT_END
};
static const struct wf_positional stat_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(A, one.refs),
      .help = "an id (and a run id), a link, a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};
#undef A

const struct wf_command wf_cmd_history_stat = {
    .path = "history stat",
    .summary = "Measure a history: what took long, what is large, what nears a limit",
    .text =
        "Sizes are what the server stores: payloads encoded and with their metadata, "
        "whatever a codec server makes of them, for that is what its limits count. Idle "
        "is the time in which no activity, child or Nexus operation was open; its longest "
        "parts are listed with the events they lie between and what was waited for.",
    .examples = { { "wfsh history stat order-42", "where did the time go?" },
                  { "wfsh history stat order-42.json -o json", "of a saved one" } },
    .positionals = stat_positionals,
    .options = stat_options,
    .args_size = sizeof(struct stat_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_FILES,
    .run = stat_run,
};
