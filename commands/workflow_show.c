/* commands/workflow_show.c: the events of a workflow, in every view and format. */
#include "base/base64.h"
#include "commands/event_select.h"
#include "commands/event_view.h"
#include "commands/history_job.h"
#include "commands/result_text.h"
#include "commands/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct show_args {
    struct wf_one one;
    struct wf_event_select_args select;
    struct wf_archived_args archived;
    bool detailed, follow, reverse;
    const char *view, *page_token, *file;
    int64_t page_size, limit;
    enum wf_tri chain;
};

enum view { VIEW_FULL, VIEW_COMPACT, VIEW_TIMELINE, VIEW_DETAILED, VIEW_JSON, VIEW_BUILDS };

struct show {
    struct wf_job *job;
    const struct show_args *a;
    enum view view;
    bool json;  /* events are printed as messages: -o json, jsonl, --view json */
    bool lines; /* jsonl */
    enum wf_payload_form form;
    struct wf_event_select *select;
    struct wf_list *list;
    struct wf_subjects *subjects;
    struct wf_grouper *grouper;
    struct wf_json j;
    bool begun; /* the JSON document */
    bool stop;
    int64_t n_shown, last_id;
    int64_t first_ns, previous_ns, last_ns;
    const char *workflow_id; /* the reader's */
    const char *run_id;      /* in the job's arena; NULL: not known */
    size_t n_runs;
    bool archived, cut; /* cut: more events are there than were shown */
    const char *next_token;
    const Thistory__HistoryEvent *close; /* in the job's arena */
};

/* ---- page tokens ------------------------------------------------------------------------
 *
 * ID.BASE64: the last event that was shown, and the server's token of the page it was in.
 */

static const char *make_token(struct show *s, const struct wf_history_page *page)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *token;

    wf_strbuf_addf(&b, "%lld.", (long long)s->last_id);
    wf_base64_encode(&b, page->this_token);
    token = wf_arena_strdup(s->job->arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return token;
}

static enum wf_code read_token(struct wf_job *job, const char *text,
                               struct wf_history_options *opt, struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    char *end;
    bool ok;

    errno = 0;
    opt->after_event = strtoll(text, &end, 10);
    ok = end > text && *end == '.' && errno == 0 && opt->after_event > 0 &&
         wf_base64_decode(&b, end + 1, strlen(end + 1));
    if (ok) {
        opt->token.len = b.len;
        opt->token.data =
            (const unsigned char *)wf_arena_strndup(job->arena, wf_strbuf_str(&b), b.len);
    }
    wf_strbuf_release(&b);
    return ok ? WF_OK
              : wf_error_set(err, WF_E_USAGE, "--page-token: '%s' was not made by show",
                             text);
}

/* ---- JSON -------------------------------------------------------------------------------
 */

static void begin_json(struct show *s)
{
    if (s->begun || s->lines)
        return;
    s->begun = true;
    s->j = (struct wf_json)WF_JSON_INIT(&s->job->out->buf, false);
    wf_json_object(&s->j);
    wf_json_key(&s->j, "events");
    wf_json_array(&s->j);
}

static enum wf_code show_json(struct show *s, const Thistory__HistoryEvent *e,
                              struct wf_error *err)
{
    if (s->lines) {
        struct wf_json j = WF_JSON_INIT(&s->job->out->buf, true);

        wf_json_message(&j, e, s->form);
        wf_strbuf_addc(&s->job->out->buf, '\n');
    } else {
        begin_json(s);
        wf_json_message(&s->j, e, s->form);
    }
    return wf_job_write(s->job, "", 0, err);
}

/* Also after a failure: what was begun stays well-formed. */
static void end_json(struct show *s)
{
    if (!s->begun || wf_job_is_quiet(s->job))
        return;
    wf_json_end_array(&s->j);
    if (s->archived)
        wf_json_kbool(&s->j, "archived", true);
    if (s->next_token != NULL)
        wf_json_kstr(&s->j, "nextPageToken", s->next_token);
    wf_json_end_object(&s->j);
    wf_strbuf_addc(&s->job->out->buf, '\n');
}

/* ---- one event --------------------------------------------------------------------------
 */

static struct wf_event_item item_of(struct show *s, const Thistory__HistoryEvent *e)
{
    return (struct wf_event_item){ .e = e,
                                   .subject = wf_subjects_of(s->subjects, e),
                                   .workflow_id = s->workflow_id,
                                   .run_id = s->run_id,
                                   .first_ns = s->first_ns,
                                   .previous_ns = s->previous_ns,
                                   .form = s->form };
}

static enum wf_code show_group(struct show *s, const struct wf_event_group *g,
                               struct wf_error *err)
{
    struct wf_group_item item = { .g = g, .first_ns = s->first_ns };

    s->n_shown++;
    return wf_list_item(s->list, &item, err);
}

static enum wf_code show_groups(struct show *s, bool all, struct wf_error *err)
{
    const struct wf_event_group *g;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && s->view == VIEW_COMPACT &&
           (g = wf_grouper_take(s->grouper, all)) != NULL)
        rc = show_group(s, g, err);
    return rc;
}

static enum wf_code show_card(struct show *s, const struct wf_event_item *item,
                              struct wf_error *err)
{
    if (!wf_job_is_quiet(s->job))
        wf_event_card(s->job, item, &s->job->out->buf);
    return wf_job_write(s->job, "", 0, err);
}

static enum wf_code show_event(struct show *s, const Thistory__HistoryEvent *e,
                               struct wf_error *err)
{
    bool grouped = s->view == VIEW_COMPACT || s->view == VIEW_TIMELINE;
    bool match = wf_event_select_match(s->select, e) &&
                 (s->view != VIEW_BUILDS || wf_event_is_build(e));
    struct wf_event_item item;
    enum wf_code rc = WF_OK;

    s->last_ns = wf_event_time(e);
    if (s->first_ns == WF_NO_TIME)
        s->first_ns = s->last_ns;
    s->last_id = e->event_id;
    if (wf_event_closes(e))
        s->close = wf_msg_copy(s->job->arena, e);
    if (s->json) {
        if (match)
            rc = show_json(s, e, err);
    } else if (grouped) {
        if (match)
            wf_grouper_feed(s->grouper, e);
    } else {
        item = item_of(s, e);
        if (match)
            rc = s->view == VIEW_DETAILED ? show_card(s, &item, err)
                                          : wf_list_item(s->list, &item, err);
    }
    s->previous_ns = s->last_ns;
    if (match && !grouped)
        s->n_shown++;
    return rc;
}

/* ---- the run of pages -------------------------------------------------------------------
 */

static enum wf_code begin_list(struct show *s, struct wf_error *err)
{
    if (s->json || s->view == VIEW_DETAILED || s->view == VIEW_TIMELINE)
        return WF_OK;
    return wf_list_begin(s->job,
                         s->view == VIEW_COMPACT  ? wf_group_columns(s->job)
                         : s->view == VIEW_BUILDS ? wf_build_columns(s->job)
                                                  : wf_event_columns(s->job),
                         &s->list, err);
}

static enum wf_code end_list(struct show *s, enum wf_code rc, struct wf_error *err)
{
    struct wf_list *l = s->list;

    s->list = NULL;
    return l != NULL ? wf_list_end(l, rc, err) : rc;
}

/* The events of another run begin: for people a line says so. */
static enum wf_code next_run(struct show *s, const struct wf_history_page *page,
                             struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    s->first_ns = s->previous_ns = WF_NO_TIME;
    s->last_id = 0;
    s->close = NULL;
    s->run_id = wf_arena_strdup(s->job->arena, page->run_id);
    if (s->n_runs++ == 0 || s->json || !wf_job_is_text(s->job))
        return WF_OK;
    rc = show_groups(s, true, err);
    if (rc == WF_OK && s->list != NULL)
        rc = end_list(s, WF_OK, err);
    if (rc == WF_OK)
        rc = wf_job_printf(s->job, err, "\nRun %s\n",
                           page->run_id != NULL ? page->run_id : "?");
    return rc == WF_OK && s->view != VIEW_DETAILED ? begin_list(s, err) : rc;
}

static bool enough(const struct show *s)
{
    return s->a->limit != WF_UNSET && s->n_shown >= s->a->limit;
}

static enum wf_code show_page(struct show *s, const struct wf_history_page *page,
                              struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (page->starts_run)
        rc = next_run(s, page, err);
    s->archived = s->archived || page->archived;
    s->workflow_id = page->workflow_id;
    if (s->json && s->a->select.event == WF_UNSET) /* which may not be there */
        begin_json(s);
    for (size_t i = 0; i < page->n_events && rc == WF_OK && !s->stop; i++) {
        const Thistory__HistoryEvent *e = page->events[i];

        rc = show_event(s, e, err);
        if (rc == WF_OK)
            rc = show_groups(s, false, err);
        s->stop = enough(s) || wf_event_select_past(s->select, e->event_id, s->a->reverse);
        if (s->stop && (i + 1 < page->n_events || !page->ends_run))
            s->cut = true;
    }
    if (rc == WF_OK && s->cut && enough(s))
        s->next_token = make_token(s, page);
    if (rc == WF_OK && s->list != NULL)
        rc = wf_list_page_done(s->list, err);
    return rc == WF_OK ? wf_job_flush(s->job, err) : rc;
}

static enum wf_code read_pages(struct show *s, struct wf_history *h, struct wf_error *err)
{
    const struct wf_history_page *page = NULL;
    enum wf_code rc = WF_OK;

    while (rc == WF_OK && !s->stop) {
        rc = wf_job_history_next(s->job, h, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        rc = show_page(s, page, err);
    }
    if (rc == WF_OK && s->n_shown == 0 && s->a->select.event != WF_UNSET) {
        if (s->last_id < s->a->select.event && !s->a->reverse)
            return wf_error_set(err, WF_E_NOT_FOUND,
                                "there is no event %lld: the last is %lld",
                                (long long)s->a->select.event, (long long)s->last_id);
        return wf_error_set(err, WF_E_NOT_FOUND, "no event %lld is meant",
                            (long long)s->a->select.event);
    }
    return rc;
}

static enum wf_code show_timeline(struct show *s, struct wf_error *err)
{
    int64_t end = s->close != NULL || s->cut ? s->last_ns : wf_now_ns();

    if (s->first_ns == WF_NO_TIME || wf_job_is_quiet(s->job))
        return WF_OK;
    wf_groups_timeline(s->job, s->grouper, s->first_ns, end, &s->job->out->buf);
    return wf_job_write(s->job, "", 0, err);
}

/* Below a whole history: how it ended. */
static enum wf_code show_end(struct show *s, struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc;

    if (s->next_token != NULL && !s->json)
        wf_job_note(s->job, "there is more: --page-token %s", s->next_token);
    if (s->json || s->close == NULL || !wf_job_is_text(s->job) || s->view == VIEW_BUILDS ||
        !wf_event_select_is_all(s->select))
        return WF_OK;
    wf_strbuf_addc(&out, '\n');
    wf_close_card(s->job, s->close, NULL, NULL, &out);
    rc = wf_job_write(s->job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static enum wf_code show_all(struct show *s, struct wf_history *h, struct wf_error *err)
{
    enum wf_code rc = begin_list(s, err);
    bool listing = s->list != NULL;

    if (rc == WF_OK)
        rc = read_pages(s, h, err);
    if (rc == WF_OK)
        rc = show_groups(s, true, err);
    if (rc == WF_OK && s->view == VIEW_TIMELINE)
        rc = show_timeline(s, err);
    if (listing && s->list != NULL)
        rc = end_list(s, rc, err);
    if (rc == WF_OK)
        rc = show_end(s, err);
    end_json(s);
    return rc;
}

/* ---- the command line -------------------------------------------------------------------
 */

/* In the order of enum view. */
static const char *const views[] = { "full", "compact", "timeline", "detailed",
                                     "json", "builds",  NULL };

static enum wf_code choose_view(struct show *s, struct wf_error *err)
{
    const struct show_args *a = s->a;
    bool by_json = wf_job_is_json(s->job), text = wf_job_is_text(s->job);

    s->view =
        a->detailed || (a->select.event != WF_UNSET && text) ? VIEW_DETAILED : VIEW_FULL;
    for (size_t i = 0; a->view != NULL && views[i] != NULL; i++)
        if (strcmp(a->view, views[i]) == 0)
            s->view = (enum view)i;
    if (by_json && s->view == VIEW_TIMELINE)
        s->view = VIEW_COMPACT; /* the same groups */
    if (!by_json && !text && (s->view == VIEW_TIMELINE || s->view == VIEW_DETAILED)) {
        if (s->view == VIEW_TIMELINE && !wf_job_is_quiet(s->job))
            return wf_error_set(err, WF_E_USAGE, "--view timeline is for text");
        s->view = VIEW_FULL;
    }
    s->json = s->view == VIEW_JSON ||
              (by_json && s->view != VIEW_COMPACT && s->view != VIEW_BUILDS);
    s->lines = wf_globals_output(s->job->g) == WF_OUTPUT_JSONL;
    if (s->view == VIEW_TIMELINE && a->follow)
        return wf_error_set(err, WF_E_USAGE, "a timeline cannot be followed");
    if ((s->view == VIEW_TIMELINE || s->view == VIEW_COMPACT) && a->reverse)
        return wf_error_set(err, WF_E_USAGE, "--reverse shows events, not groups of them");
    return WF_OK;
}

static enum wf_code check(const struct show_args *a, struct wf_error *err)
{
    if (a->reverse && a->follow)
        return wf_error_set(err, WF_E_USAGE, "--reverse cannot be combined with --follow");
    if (a->reverse && a->chain == WF_TRI_YES)
        return wf_error_set(err, WF_E_USAGE, "--reverse cannot be combined with --chain");
    if (a->limit != WF_UNSET && a->limit <= 0)
        return wf_error_set(err, WF_E_USAGE, "--limit: at least 1");
    if (a->page_size != WF_UNSET && (a->page_size <= 0 || a->page_size > 1000))
        return wf_error_set(err, WF_E_USAGE, "--page-size: between 1 and 1000");
    if (a->file != NULL && (a->follow || a->page_token != NULL))
        return wf_error_set(err, WF_E_USAGE, "--file cannot be combined with %s",
                            a->follow ? "--follow" : "--page-token");
    return WF_OK;
}

static enum wf_code open_history(struct show *s, struct wf_history **ret,
                                 struct wf_error *err)
{
    const struct show_args *a = s->a;
    struct wf_history_options opt = {
        .reverse = a->reverse,
        .follow = a->follow,
        .chain = a->chain == WF_TRI_YES || (a->follow && a->chain != WF_TRI_NO),
        .page_size = a->page_size != WF_UNSET ? (int32_t)a->page_size : 0,
        .archived = wf_archived_mode(&a->archived),
    };
    struct wf_ref ref = { .file = a->file };
    enum wf_code rc = WF_OK;

    if (a->limit != WF_UNSET && s->view != VIEW_COMPACT && s->view != VIEW_TIMELINE &&
        s->view != VIEW_BUILDS && wf_event_select_is_all(s->select))
        opt.limit = a->limit + 1; /* one more tells whether there is more */
    if (a->page_token != NULL)
        rc = read_token(s->job, a->page_token, &opt, err);
    if (rc == WF_OK && a->file == NULL)
        rc = wf_one_ref(s->job, &a->one, &ref, err);
    return rc == WF_OK ? wf_job_history(s->job, &ref, &opt, ret, err) : rc;
}

static enum wf_code show_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct show_args *a = args;
    struct show s = { .job = job,
                      .a = a,
                      .first_ns = WF_NO_TIME,
                      .previous_ns = WF_NO_TIME,
                      .last_ns = WF_NO_TIME,
                      .form = wf_job_payload_form(job) == WF_PAYLOAD_DECODED
                                  ? WF_PAYLOAD_DECODED
                                  : WF_PAYLOAD_ENCODED };
    struct wf_history *h = NULL;
    enum wf_code rc = check(a, err);

    if (rc == WF_OK)
        rc = choose_view(&s, err);
    if (rc == WF_OK)
        rc = wf_event_select_new(&a->select, &s.select, err);
    if (rc == WF_OK)
        rc = open_history(&s, &h, err);
    if (rc == WF_OK) {
        s.subjects = wf_subjects_new();
        s.grouper = wf_grouper_new();
        rc = show_all(&s, h, err);
    }
    wf_history_free(h);
    wf_subjects_free(s.subjects);
    wf_grouper_free(s.grouper);
    wf_event_select_free(s.select);
    return rc;
}

#define A struct show_args
static const struct wf_option show_options[] = {
    WF_OPT_SET(wf_one_options, A, one),
    WF_OPT_BOOL(0, "detailed", A, detailed, "every event as a section of its own"),
    WF_OPT_BOOL('f', "follow", A, follow, "wait for new events until the workflow ends"),
    WF_OPT_BOOL(0, "reverse", A, reverse, "newest first"),
    WF_OPT_ENUM(0, "view", A, view, views,
                "full: a row an event; compact: a row an activity, timer, child …; "
                "timeline: bars; builds: which build ran each workflow task",
                .ours = true),
    WF_OPT_INT(0, "limit", A, limit, "N", "at most so many", .ours = true),
    WF_OPT_INT(0, "page-size", A, page_size, "N", "ask for so many at a time",
               .ours = true),
    WF_OPT_STRING(0, "page-token", A, page_token, "TOKEN",
                  "go on where a show with --limit ended", .ours = true),
    WF_OPT_SET(wf_event_select_options, A, select),
    WF_OPT_TRI(0, "chain", A, chain,
               "go on with the run that continues it (default with --follow)",
               .ours = true),
    WF_OPT_STRING(0, "file", A, file, "FILE",
                  "a saved history instead of a server; - is stdin", .ours = true,
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};
#undef A

static const struct wf_positional show_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct show_args, one.refs),
      .help = "an id (and a run id), a link, a history file",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_show = {
    .path = "workflow show",
    .aliases = "show",
    .summary = "Print the events of a workflow",
    .text = "-o json prints the history as the official CLI saves it, fit for replay; "
            "payloads are values with --decode. -o jsonl prints an event a line. --columns "
            "takes "
            "group (the event that opened what this one belongs to), attempt and json "
            "(the event) too.",
    .examples = { { "wfsh show order-42", "what happened, with times and payloads" },
                  { "wfsh show order-42 --view compact",
                    "a row for each activity, timer …" },
                  { "wfsh show order-42 --follow --filter activity", "live" },
                  { "wfsh show order-42 --view builds",
                    "which build of the workers ran each workflow task" },
                  { "wfsh show order-42 -o json > order-42.json", "to replay it" },
                  { "wfsh show --file order-42.json --view timeline", "with no server" } },
    .positionals = show_positionals,
    .options = show_options,
    .args_size = sizeof(struct show_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_FILES,
    .run = show_run,
};
