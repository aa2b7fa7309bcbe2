/* commands/workflow_export.c: histories of many workflows into files, one a run. */
#include "client/event.h"
#include "commands/history_job.h"
#include "commands/result_text.h"
#include "commands/target.h"
#include "commands/visibility.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_MAX = 150, WRITE_AT = 1 << 16 };

struct export_args {
    struct wf_target target;
    struct wf_filter filter;
    struct wf_archived_args archived;
    const char *dir, *format;
    int64_t limit;
    bool force;
};

/* What a receipt says beside the ids. */
struct exported {
    const char *file;
    int64_t events;
    const char *status; /* NULL: still open */
    bool archived;
};

/* ---- names ------------------------------------------------------------------------------
 */

static bool is_plain(unsigned char c, bool first)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '_' || c == '-' || (c == '.' && !first);
}

/* FNV-1a: keeps apart the ids that are too long for a file name and begin alike. */
static uint64_t hash(const char *s)
{
    uint64_t h = 14695981039346656037u;

    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h;
}

/*
 * DIR/ID_RUN.json; bytes of ids that mean something to a shell or a file system become %XX.
 * A run that is still open is kept as ID_RUN.open.json, so that it is fetched again.
 */
static const char *path_of(struct wf_arena *a, const char *dir, const char *id,
                           const char *run, const char *suffix)
{
    struct wf_strbuf name = WF_STRBUF_INIT;
    const char *path;

    for (const char *p = id; *p != '\0'; p++) {
        if (name.len > ID_MAX) {
            wf_strbuf_addf(&name, "~%016llx", (unsigned long long)hash(id));
            break;
        }
        if (is_plain((unsigned char)*p, p == id))
            wf_strbuf_addc(&name, *p);
        else
            wf_strbuf_addf(&name, "%%%02X", (unsigned char)*p);
    }
    wf_strbuf_addc(&name, '_');
    for (const char *p = run; *p != '\0'; p++)
        wf_strbuf_addc(&name, is_plain((unsigned char)*p, false) ? *p : '_');
    path = wf_arena_printf(a, "%s/%s%s", dir, wf_strbuf_str(&name), suffix);
    wf_strbuf_release(&name);
    return path;
}

static enum wf_code make_directory(const char *path, struct wf_error *err)
{
    char *copy = wf_strdup(path);
    enum wf_code rc = WF_OK;

    for (char *p = copy + 1; rc == WF_OK; p++) {
        char c = *p;

        if (c != '/' && c != '\0')
            continue;
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            rc = wf_error_errno(err, "cannot make the directory '%s'", copy);
        *p = c;
        if (c == '\0')
            break;
    }
    free(copy);
    return rc;
}

/* ---- one history ------------------------------------------------------------------------
 */

struct writer {
    int fd;
    const char *path;
    struct wf_strbuf buf;
    struct wf_json j;
    enum wf_payload_form form;
};

static enum wf_code drain(struct writer *w, struct wf_error *err)
{
    size_t at = 0;

    while (at < w->buf.len) {
        ssize_t n = write(w->fd, w->buf.data + at, w->buf.len - at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return wf_error_errno(err, "cannot write '%s'", w->path);
        at += (size_t)n;
    }
    wf_strbuf_clear(&w->buf);
    return WF_OK;
}

static enum wf_code write_pages(struct wf_job *job, struct wf_history *h, struct writer *w,
                                struct exported *x, struct wf_error *err)
{
    const struct wf_history_page *page = NULL;
    enum wf_code rc;

    w->j = (struct wf_json)WF_JSON_INIT(&w->buf, false);
    wf_json_object(&w->j);
    wf_json_key(&w->j, "events");
    wf_json_array(&w->j);
    while ((rc = wf_history_next(h, &page, err)) == WF_OK && page != NULL) {
        for (size_t i = 0; i < page->n_events && rc == WF_OK; i++) {
            wf_json_message(&w->j, page->events[i], w->form);
            if (wf_event_closes(page->events[i]))
                x->status = wf_close_status(page->events[i]);
            if (w->buf.len > WRITE_AT)
                rc = drain(w, err);
        }
        x->events += (int64_t)page->n_events;
        x->archived = x->archived || page->archived;
        if (rc != WF_OK)
            return rc;
    }
    wf_json_end_array(&w->j);
    wf_json_end_object(&w->j);
    wf_strbuf_addc(&w->buf, '\n');
    (void)job;
    return rc == WF_OK ? drain(w, err) : rc;
}

/* Into a file beside it first: what has its name is whole. */
static enum wf_code write_file(struct wf_job *job, struct wf_history *h, const char *part,
                               enum wf_payload_form form, struct exported *x,
                               struct wf_error *err)
{
    struct writer w = { .path = part, .form = form };
    enum wf_code rc;

    w.fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w.fd < 0)
        return wf_error_errno(err, "cannot write '%s'", part);
    rc = write_pages(job, h, &w, x, err);
    if (close(w.fd) != 0 && rc == WF_OK)
        rc = wf_error_errno(err, "cannot write '%s'", part);
    wf_strbuf_release(&w.buf);
    if (rc != WF_OK)
        (void)unlink(part);
    return rc;
}

static void extra(struct wf_json *j, const void *data)
{
    const struct exported *x = data;

    wf_json_kstr(j, "file", x->file);
    wf_json_ki64(j, "events", x->events);
    if (x->status != NULL)
        wf_json_kstr(j, "status", x->status);
    if (x->archived)
        wf_json_kbool(j, "archived", true);
}

static enum wf_code find_run(struct wf_job *job, const struct wf_ref *ref,
                             struct wf_arena *a, const char **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *r =
        wf_msg_new(a, &tworkflowservice__describe_workflow_execution_request__descriptor);
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    enum wf_code rc;

    *ret = ref->run_id;
    if (ref->run_id != NULL && ref->run_id[0] != '\0')
        return WF_OK;
    r->namespace_ = (char *)wf_job_namespace(job);
    r->execution = wf_msg_new(a, &tcommon__workflow_execution__descriptor);
    r->execution->workflow_id = (char *)ref->workflow_id;
    *ret = NULL;
    rc = wf_job_call(job, "DescribeWorkflowExecution", r, NULL, a, &d, err);
    if (rc == WF_OK && d->workflow_execution_info != NULL &&
        d->workflow_execution_info->execution != NULL)
        *ret = d->workflow_execution_info->execution->run_id;
    return rc == WF_E_NOT_FOUND ? WF_OK : rc; /* it may be archived */
}

/* Fetches into `part`, then gives it its name. */
static enum wf_code fetch(struct wf_job *job, const struct export_args *a,
                          struct wf_ref *ref, struct wf_receipt *receipt,
                          struct exported *x, struct wf_error *err)
{
    struct wf_history_options opt = { .archived = wf_archived_mode(&a->archived),
                                      .need_run_id = true };
    enum wf_payload_form form =
        strcmp(a->format, "decoded") == 0 ? WF_PAYLOAD_DECODED : WF_PAYLOAD_ENCODED;
    const char *part = wf_arena_printf(job->arena, "%s/.part-%016llx-%s", a->dir,
                                       (unsigned long long)hash(ref->workflow_id),
                                       ref->run_id != NULL ? "run" : "last");
    struct wf_history *h = NULL;
    const char *open_path;
    enum wf_code rc;

    if (ref->run_id != NULL)
        part = path_of(job->arena, a->dir, ref->workflow_id, ref->run_id, ".part");
    rc = wf_job_history(job, ref, &opt, &h, err);
    if (rc == WF_OK)
        rc = write_file(job, h, part, form, x, err);
    if (rc == WF_OK && wf_history_run_id(h) != NULL)
        ref->run_id = receipt->run_id = wf_arena_strdup(job->arena, wf_history_run_id(h));
    wf_history_free(h);
    if (rc != WF_OK)
        return rc;
    open_path = path_of(job->arena, a->dir, ref->workflow_id, ref->run_id, ".open.json");
    x->file = x->status == NULL
                  ? open_path
                  : path_of(job->arena, a->dir, ref->workflow_id, ref->run_id, ".json");
    if (rename(part, x->file) != 0) {
        rc = wf_error_errno(err, "cannot write '%s'", x->file);
        (void)unlink(part);
        return rc;
    }
    if (x->status != NULL)
        (void)unlink(open_path);
    return WF_OK;
}

static enum wf_code export_one(struct wf_job *job, const void *args,
                               const struct wf_ref *ref, struct wf_receipt *receipt,
                               struct wf_error *err)
{
    const struct export_args *a = args;
    struct exported *x = wf_arena_zalloc(job->arena, sizeof *x);
    struct wf_ref run = *ref;
    enum wf_code rc = find_run(job, ref, job->arena, &run.run_id, err);
    struct stat st;

    if (rc != WF_OK)
        return rc;
    receipt->run_id = run.run_id;
    if (run.run_id != NULL && !a->force) {
        x->file = path_of(job->arena, a->dir, run.workflow_id, run.run_id, ".json");
        if (stat(x->file, &st) == 0) {
            receipt->outcome = WF_OUTCOME_NO_OP;
            receipt->message = wf_arena_printf(job->arena, "already there: %s", x->file);
            return WF_OK;
        }
    }
    rc = fetch(job, a, &run, receipt, x, err);
    if (rc != WF_OK)
        return rc;
    receipt->message =
        wf_arena_printf(job->arena, "%lld events, %s%s: %s", (long long)x->events,
                        x->status != NULL ? x->status : "still open",
                        x->archived ? ", archived" : "", x->file);
    receipt->extra = extra;
    receipt->extra_data = x;
    return WF_OK;
}

/* ---- many -------------------------------------------------------------------------------
 */

static bool is_filtered(const struct wf_filter *f)
{
    return f->query != NULL || f->status.n > 0 || f->type.n > 0 || f->id_prefix != NULL ||
           f->task_queue != NULL || f->since != WF_UNSET || f->until != WF_UNSET ||
           f->failed || f->open;
}

static void add_ref(struct wf_arena *a, struct wf_strings *refs, size_t *size,
                    const char *line)
{
    if (refs->n == *size) {
        const char **more;

        *size = *size > 0 ? *size * 2 : 256;
        more = wf_arena_alloc(a, *size * sizeof *more);
        if (refs->n > 0)
            memcpy(more, refs->v, refs->n * sizeof *more);
        refs->v = more;
    }
    refs->v[refs->n++] = line;
}

/* The references of all runs that the query finds. */
static enum wf_code find_runs(struct wf_job *job, const struct export_args *a,
                              struct wf_strings *ret, struct wf_error *err)
{
    Tworkflowservice__ListWorkflowExecutionsRequest *r = wf_msg_new(
        job->arena, &tworkflowservice__list_workflow_executions_request__descriptor);
    struct wf_pager_options opt = { .limit = a->limit != WF_UNSET ? a->limit : 0 };
    struct wf_pager *pager = NULL;
    const struct wf_page *page = NULL;
    const char *query = NULL;
    size_t size = 0;
    bool enough = false;
    enum wf_code rc = wf_filter_build(job, &a->filter, &query, NULL, err);

    r->namespace_ = (char *)wf_job_namespace(job);
    if (query != NULL)
        r->query = (char *)query;
    r->page_size = 1000;
    if (rc == WF_OK)
        rc = wf_job_pager(job, "ListWorkflowExecutions", r, &opt, &pager, err);
    while (rc == WF_OK && !enough && (rc = wf_job_page(job, pager, &page, err)) == WF_OK &&
           page != NULL) {
        const Tworkflowservice__ListWorkflowExecutionsResponse *m = page->reply;

        for (size_t i = 0; i < m->n_executions && !enough; i++) {
            const Tcommon__WorkflowExecution *x = m->executions[i]->execution;
            struct wf_ref ref = { .workflow_id = x != NULL ? x->workflow_id : "",
                                  .run_id = x != NULL ? x->run_id : "" };

            if (x != NULL)
                add_ref(job->arena, ret, &size, wf_ref_line(job->arena, &ref));
            enough = wf_pager_used(pager, 1);
        }
    }
    wf_pager_free(pager);
    return rc;
}

static enum wf_code export_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct export_args a = *(const struct export_args *)args;
    enum wf_code rc = WF_OK;

    if (is_filtered(&a.filter)) {
        if (a.target.refs.n > 0 || a.target.workflow_id != NULL)
            return wf_error_set(err, WF_E_USAGE, "%s: ids and filters exclude each other",
                                job->command->path);
        rc = find_runs(job, &a, &a.target.refs, err);
        if (rc == WF_OK && a.target.refs.n == 0) {
            wf_job_note(job, "nothing to export: the query finds nothing");
            return WF_OK;
        }
    }
    if (rc == WF_OK && !job->g->explain && !a.target.dry_run)
        rc = make_directory(a.dir, err);
    return rc == WF_OK ? wf_target_run(job, &a, err) : rc;
}

#define A struct export_args
static const char *const formats[] = { "replay", "decoded", NULL };
static const struct wf_option export_options[] = {
    WF_OPT_STRING('d', "dir", A, dir, "DIR", "where the files go; made when missing",
                  .required = true, .complete = WF_COMPLETE_FILE),
    WF_OPT_ENUM(0, "format", A, format, formats,
                "replay: as SDKs and the web UI read it; decoded: payloads as values",
                .default_value = "replay"),
    WF_OPT_BOOL(0, "force", A, force, "also what is there already"),
    WF_OPT_INT(0, "limit", A, limit, "N", "at most so many of a query's workflows"),
    WF_OPT_SET(wf_filter_options, A, filter),
    WF_OPT_SET(wf_target_plain_options, A, target),
    WF_OPT_SET(wf_archived_options, A, archived),
    WF_OPT_END
};
#undef A

static const struct wf_positional export_positionals[] = {
    { .name = "WORKFLOW",
      .offset = offsetof(struct export_args, target.refs),
      .help = "ids, links, or - for stdin; or a query instead",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_export = {
    .path = "workflow export",
    .aliases = "export",
    .summary = "Save the histories of many workflows, a file a run",
    .text =
        "Files are DIR/ID_RUN.json, mode 0600, with what is unsafe in an id as %XX. Runs "
        "that are there already are left alone, so the same command goes on where it was "
        "interrupted; runs that are still open are saved as .open.json and fetched again.",
    .examples = { { "wfsh export -q \"ExecutionStatus='Failed'\" --dir failed",
                    "the histories of all failures" },
                  { "wfsh export order-42 --dir . --format decoded", "one, to read" },
                  { "wfsh ls --type Import -o refs | wfsh export - --dir d --parallel 4",
                    "what another verb found" } },
    .positionals = export_positionals,
    .options = export_options,
    .args_size = sizeof(struct export_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_DECODES,
    .run = export_run,
    .run_each = export_one,
    .target_offset = offsetof(struct export_args, target),
};
