/* client/history.c: reads a history: pages ahead, long polls, the chain of runs, archives.
 */
#include "client/history.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/call.h"
#include "client/codec.h"
#include "client/event.h"
#include "client/history_file.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

typedef Tworkflowservice__GetWorkflowExecutionHistoryRequest history_request;
typedef Tworkflowservice__GetWorkflowExecutionHistoryResponse history_reply;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseRequest reverse_request;
typedef Tworkflowservice__GetWorkflowExecutionHistoryReverseResponse reverse_reply;

enum {
    /*
     * A page's size counts batches of events that were written together, of one or of
     * thousands. So it begins small, and follows what comes.
     */
    FIRST_PAGE = 50,
    MAX_PAGE = 250, /* the server gives no more, whatever is asked */
    FEW_EVENTS = 400,
    MANY_EVENTS = 1200,
    FILE_PAGE = 250,
    ARCHIVED_MAX = 50, /* other runs that are looked for */
};

/* A page of an archived run, kept until the pages after it have been given. */
struct kept {
    struct wf_arena *arena;
    Thistory__HistoryEvent **events;
    size_t n;
    struct kept *below;
};

struct wf_history {
    struct wf_ctx *ctx; /* NULL: a file */
    struct wf_history_options opt;
    struct wf_arena *arena; /* texts of the options, other runs */
    struct wf_history_file *file;
    size_t file_at; /* events given */

    char *run_id; /* owned; NULL: not named and not known */
    struct wf_strbuf token;
    int32_t page_size;  /* as asked for; 0: the server's own */
    int64_t last_event; /* of this run, given or left out */
    int64_t skip_to;    /* events up to this id are not given */
    int64_t gap_at;     /* where reading over was tried once */
    int64_t n_given;
    bool resolved;      /* the run's id was asked for */
    bool run_begun;     /* a page of this run was given */
    bool archive_tried; /* the run was looked for in the archive */
    bool by_archive;    /* the run id comes from the archive's list */
    bool reverse_whole; /* reads forward into `kept` to give it backwards */
    bool was_shrunk;    /* a page was too large for a message */
    bool has_task_ids;  /* this frontend numbers its tasks */
    bool ended;
    struct kept *kept;
    struct wf_ref *others;
    size_t n_others;

    struct wf_rpc *rpc; /* in flight */
    struct wf_history_page page;
};

/* ---- opening ----------------------------------------------------------------------------
 */

static struct wf_history *new_reader(const struct wf_history_options *opt)
{
    struct wf_history *h = wf_calloc(1, sizeof *h);

    h->arena = wf_arena_new();
    if (opt != NULL)
        h->opt = *opt;
    h->opt.namespace_ = wf_arena_strdup(h->arena, h->opt.namespace_);
    h->opt.workflow_id = wf_arena_strdup(h->arena, h->opt.workflow_id);
    h->run_id =
        h->opt.run_id != NULL && h->opt.run_id[0] != '\0' ? wf_strdup(h->opt.run_id) : NULL;
    h->opt.run_id = NULL;
    if (h->opt.token.len > 0)
        wf_strbuf_add(&h->token, h->opt.token.data, h->opt.token.len);
    h->opt.token = (struct wf_bytes){ NULL, 0 };
    h->page_size = h->opt.page_size;
    h->skip_to = h->opt.after_event;
    h->last_event = h->opt.reverse ? 0 : h->skip_to;
    if (h->opt.follow)
        h->opt.call.keep_trying = h->opt.call.long_poll = true;
    h->page.arena = wf_arena_new();
    h->page.workflow_id = h->opt.workflow_id;
    return h;
}

enum wf_code wf_history_open(struct wf_ctx *ctx, const struct wf_history_options *opt,
                             struct wf_history **ret, struct wf_error *err)
{
    struct wf_history *h;

    if (opt->reverse && (opt->follow || opt->chain))
        return wf_error_set(err, WF_E_USAGE, "a history is not followed in reverse");
    h = new_reader(opt);
    h->ctx = ctx;
    if (h->opt.namespace_ == NULL)
        h->opt.namespace_ = wf_connection_settings(wf_ctx_connection(ctx))->namespace_;
    *ret = h;
    return WF_OK;
}

enum wf_code wf_history_open_text(const char *what, struct wf_bytes text,
                                  const struct wf_history_options *opt,
                                  struct wf_history **ret, struct wf_error *err)
{
    struct wf_history_file *file = NULL;
    enum wf_code rc = wf_history_file_open(what, text, &file, err);

    if (rc != WF_OK)
        return rc;
    *ret = new_reader(opt);
    (*ret)->file = file;
    return WF_OK;
}

static void drop_call(struct wf_history *h)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_arena *scratch;
    void *reply = NULL;

    if (h->rpc == NULL)
        return;
    scratch = wf_arena_new();
    wf_rpc_cancel(h->rpc);
    wf_rpc_join(h->rpc);
    (void)wf_rpc_finish(h->rpc, scratch, &reply, &ignored);
    wf_arena_free(scratch);
    h->rpc = NULL;
}

void wf_history_free(struct wf_history *h)
{
    if (h == NULL)
        return;
    drop_call(h);
    while (h->kept != NULL) {
        struct kept *k = h->kept;

        h->kept = k->below;
        wf_arena_free(k->arena);
        free(k);
    }
    wf_history_file_free(h->file);
    wf_strbuf_release(&h->token);
    wf_arena_free(h->page.arena);
    wf_arena_free(h->arena);
    free(h->run_id);
    free(h);
}

/* ---- requests ---------------------------------------------------------------------------
 */

static void *forward_request(struct wf_arena *a, const struct wf_history_options *opt,
                             Tcommon__WorkflowExecution *x, int32_t size)
{
    history_request *r = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_request__descriptor);

    r->namespace_ = (char *)opt->namespace_;
    r->execution = x;
    r->maximum_page_size = size;
    r->wait_new_event = opt->follow;
    r->skip_archival = opt->archived == WF_ARCHIVED_NEVER;
    if (opt->close_event)
        r->history_event_filter_type =
            TENUMS__HISTORY_EVENT_FILTER_TYPE__HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;
    return r;
}

static void *backward_request(struct wf_arena *a, const struct wf_history_options *opt,
                              Tcommon__WorkflowExecution *x, int32_t size)
{
    reverse_request *r = wf_msg_new(
        a, &tworkflowservice__get_workflow_execution_history_reverse_request__descriptor);

    r->namespace_ = (char *)opt->namespace_;
    r->execution = x;
    r->maximum_page_size = size;
    return r;
}

static Tcommon__WorkflowExecution *execution(struct wf_arena *a, const char *id,
                                             const char *run)
{
    Tcommon__WorkflowExecution *x = wf_msg_new(a, &tcommon__workflow_execution__descriptor);

    if (id != NULL)
        x->workflow_id = (char *)id;
    if (run != NULL)
        x->run_id = (char *)run;
    return x;
}

static int32_t wanted_size(const struct wf_history_options *opt, int32_t page_size,
                           int64_t n_given)
{
    int64_t left = opt->limit > 0 ? opt->limit - n_given : 0;

    if (page_size <= 0 && !opt->close_event)
        page_size = FIRST_PAGE;
    return left > 0 && left < page_size ? (int32_t)left : page_size;
}

void *wf_history_request(struct wf_arena *a, const char *default_namespace,
                         const struct wf_history_options *opt, const char **ret_method)
{
    struct wf_history_options o = *opt;
    Tcommon__WorkflowExecution *x = execution(a, opt->workflow_id, opt->run_id);
    int32_t size = wanted_size(opt, opt->page_size, 0);

    if (o.namespace_ == NULL)
        o.namespace_ = default_namespace;
    *ret_method =
        opt->reverse ? "GetWorkflowExecutionHistoryReverse" : "GetWorkflowExecutionHistory";
    return opt->reverse ? backward_request(a, &o, x, size)
                        : forward_request(a, &o, x, size);
}

static bool goes_back(const struct wf_history *h)
{
    return h->opt.reverse && !h->reverse_whole;
}

static void ask(struct wf_history *h)
{
    struct wf_arena *a = wf_arena_new();
    Tcommon__WorkflowExecution *x = execution(a, h->opt.workflow_id, h->run_id);
    ProtobufCBinaryData token = { h->token.len, (uint8_t *)h->token.data };
    int32_t size = wanted_size(&h->opt, h->page_size, h->n_given);
    const char *method;
    void *request;

    if (goes_back(h)) {
        reverse_request *r = request = backward_request(a, &h->opt, x, size);

        method = "GetWorkflowExecutionHistoryReverse";
        r->next_page_token = token;
    } else {
        history_request *r = request =
            forward_request(a, &h->opt, x, h->reverse_whole ? MAX_PAGE : size);

        method = "GetWorkflowExecutionHistory";
        r->next_page_token = token;
    }
    h->rpc = h->opt.user != NULL
                 ? wf_rpc_start(h->ctx, method, request, &h->opt.call, h->opt.user)
                 : wf_rpc_start_joined(h->ctx, method, request, &h->opt.call);
    wf_arena_free(a);
}

/* ---- which run --------------------------------------------------------------------------
 */

static enum wf_code describe(struct wf_history *h, struct wf_arena *a,
                             Tworkflowservice__DescribeWorkflowExecutionResponse **ret,
                             struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionRequest *r =
        wf_msg_new(a, &tworkflowservice__describe_workflow_execution_request__descriptor);

    r->namespace_ = (char *)h->opt.namespace_;
    r->execution = execution(a, h->opt.workflow_id, h->run_id);
    return wf_call(h->ctx, "DescribeWorkflowExecution", r, NULL, a, ret, err);
}

static void set_run(struct wf_history *h, const char *run_id)
{
    char *copy = wf_strdup(run_id);

    free(h->run_id);
    h->run_id = copy;
}

static void add_other(struct wf_history *h, const char *run_id, size_t max)
{
    if (h->others == NULL)
        h->others = wf_arena_zalloc(h->arena, max * sizeof *h->others);
    h->others[h->n_others++] =
        (struct wf_ref){ .namespace_ = h->opt.namespace_,
                         .workflow_id = h->opt.workflow_id,
                         .run_id = wf_arena_strdup(h->arena, run_id) };
}

/* The newest run of the id that is archived. WF_E_NOT_FOUND when there is none. */
static enum wf_code find_archived(struct wf_history *h, struct wf_error *err)
{
    struct wf_arena *a = wf_arena_new();
    Tworkflow__WorkflowExecutionInfo **runs = NULL;
    size_t n = 0;
    enum wf_code rc = wf_archived_runs(h->ctx, h->opt.namespace_, h->opt.workflow_id,
                                       ARCHIVED_MAX, a, &runs, &n, err);

    h->archive_tried = true;
    if (rc == WF_OK && n == 0)
        rc = wf_error_set(err, WF_E_NOT_FOUND, "no run of '%s' is archived",
                          h->opt.workflow_id);
    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        if (runs[i]->execution == NULL)
            continue;
        if (!h->by_archive)
            set_run(h, runs[i]->execution->run_id);
        else
            add_other(h, runs[i]->execution->run_id, n);
        h->by_archive = true;
    }
    wf_arena_free(a);
    return rc;
}

/*
 * Before the first page: the run's id where it is needed. A run that describe does not find
 * may be archived, so its absence is no failure here.
 */
static enum wf_code resolve(struct wf_history *h, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_arena *a;
    enum wf_code rc = WF_OK;

    if (h->resolved || h->run_id != NULL)
        return WF_OK;
    if (h->opt.archived == WF_ARCHIVED_ONLY)
        return find_archived(h, err);
    if (!h->opt.need_run_id && !h->opt.chain)
        return WF_OK;
    a = wf_arena_new();
    rc = describe(h, a, &d, err);
    h->resolved = rc == WF_OK || rc == WF_E_NOT_FOUND;
    if (rc == WF_OK && d->workflow_execution_info != NULL &&
        d->workflow_execution_info->execution != NULL)
        set_run(h, d->workflow_execution_info->execution->run_id);
    wf_arena_free(a);
    return rc == WF_E_NOT_FOUND ? WF_OK : rc;
}

/* True: the first page is worth another try elsewhere; `err` is as it was otherwise. */
static bool look_elsewhere(struct wf_history *h, struct wf_error *err)
{
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_error own = WF_ERROR_INIT;
    struct wf_arena *a;

    if (h->run_begun || h->token.len > 0 || h->opt.archived == WF_ARCHIVED_NEVER)
        return false;
    if (err->grpc_status == 13 && h->run_id != NULL) { /* INTERNAL: see archival.md */
        a = wf_arena_new();
        if (describe(h, a, &d, &own) == WF_E_NOT_FOUND)
            *err = own;
        wf_arena_free(a);
        return false;
    }
    if (err->code != WF_E_NOT_FOUND)
        return false;
    if (h->run_id == NULL && !h->archive_tried && find_archived(h, &own) == WF_OK) {
        h->reverse_whole = h->opt.reverse;
        return true;
    }
    if (h->run_id != NULL && goes_back(h)) { /* the archive is read forward only */
        h->reverse_whole = true;
        return true;
    }
    return false;
}

/* The run to go on with after the one that `e` closed; NULL: none. In `a`. */
static const char *next_run(struct wf_history *h, const Thistory__HistoryEvent *e,
                            struct wf_arena *a)
{
    const char *run = wf_event_next_run(e);
    Tworkflowservice__DescribeWorkflowExecutionResponse *d = NULL;
    struct wf_error ignored = WF_ERROR_INIT;

    if (run != NULL || h->run_id == NULL || h->page.archived || h->opt.no_resets ||
        e->event_type != TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)
        return run;
    if (describe(h, a, &d, &ignored) != WF_OK || d->workflow_extended_info == NULL)
        return NULL;
    run = d->workflow_extended_info->reset_run_id;
    return run != NULL && run[0] != '\0' && strcmp(run, h->run_id) != 0 ? run : NULL;
}

/* ---- what a reply holds -----------------------------------------------------------------
 */

struct reply {
    Thistory__HistoryEvent **events;
    size_t n;
    ProtobufCBinaryData token;
    bool archived;
};

/* A frontend may be set up to send events as blobs. */
static enum wf_code unpack_raw(struct wf_arena *a, const history_reply *m,
                               struct reply *ret, struct wf_error *err)
{
    Thistory__HistoryEvent **all = NULL;
    size_t n = 0;

    for (size_t i = 0; i < m->n_raw_history; i++) {
        struct wf_bytes wire = { m->raw_history[i]->data.data,
                                 m->raw_history[i]->data.len };
        Thistory__History *part = NULL;
        enum wf_code rc =
            wf_msg_unpack(a, &thistory__history__descriptor, wire, &part, err);

        if (rc != WF_OK)
            return rc;
        for (size_t k = 0; k < part->n_events; k++)
            wf_msg_append(a, &all, &n, part->events[k]);
    }
    ret->events = all;
    ret->n = n;
    return WF_OK;
}

static enum wf_code read_reply(const struct wf_history *h, struct wf_arena *a, void *reply,
                               struct reply *ret, struct wf_error *err)
{
    const struct wf_settings *s = wf_connection_settings(wf_ctx_connection(h->ctx));
    const Thistory__History *history;
    enum wf_code rc = wf_codec_decode(s, wf_ctx_cancel(h->ctx), a, reply, err);

    *ret = (struct reply){ 0 };
    if (rc != WF_OK)
        return rc;
    if (goes_back(h)) {
        const reverse_reply *m = reply;

        history = m->history;
        ret->token = m->next_page_token;
    } else {
        const history_reply *m = reply;

        history = m->history;
        ret->token = m->next_page_token;
        ret->archived = m->archived;
        if (m->n_raw_history > 0)
            return unpack_raw(a, m, ret, err);
    }
    if (history != NULL) {
        ret->events = history->events;
        ret->n = history->n_events;
    }
    return WF_OK;
}

/*
 * A frontend shows clients other than its own CLI and UI the workflow task that is tried
 * again, as events that are not written yet: their ids will be those of other events. They
 * have no task id, where all others have one.
 */
static void drop_transient(struct wf_history *h, struct reply *r)
{
    while (r->n > 0) {
        const Thistory__HistoryEvent *last = r->events[r->n - 1];

        if (!h->has_task_ids && r->n > 1)
            h->has_task_ids = r->events[0]->task_id != 0;
        if (!h->has_task_ids || last->task_id != 0 ||
            wf_event_category(last) != WF_EVENT_WORKFLOW_TASK)
            break;
        r->n--;
    }
    if (r->n > 0)
        h->has_task_ids = r->events[0]->task_id != 0;
}

/* In reverse: leaves out what is not below after_event. */
static void drop_later(const struct wf_history *h, Thistory__HistoryEvent ***v, size_t *n)
{
    while (h->skip_to > 0 && *n > 0 && (*v)[0]->event_id >= h->skip_to) {
        (*v)++;
        (*n)--;
    }
}

/*
 * Leaves out what was given already. False: events are missing between the last one and
 * these, so the run must be read over.
 */
static bool drop_known(struct wf_history *h, struct reply *r)
{
    size_t k = 0;

    drop_transient(h, r);
    if (goes_back(h)) {
        drop_later(h, &r->events, &r->n);
        return true;
    }
    if (h->opt.close_event)
        return true;
    while (k < r->n && r->events[k]->event_id <= h->last_event)
        k++;
    if (k < r->n && h->last_event > 0 && r->events[k]->event_id > h->last_event + 1 &&
        h->gap_at != h->last_event) {
        h->gap_at = h->last_event;
        return false;
    }
    r->events += k;
    r->n -= k;
    if (r->n > 0)
        h->last_event = r->events[r->n - 1]->event_id;
    for (k = 0; !h->opt.reverse && k < r->n && r->events[k]->event_id <= h->skip_to;)
        k++;
    r->events += k;
    r->n -= k;
    return true;
}

static void keep(struct wf_history *h, const struct reply *r)
{
    struct kept *k = wf_malloc(sizeof *k);

    *k = (struct kept){ h->page.arena, r->events, r->n, h->kept };
    h->kept = k;
    h->page.arena = wf_arena_new();
}

static void reverse_events(Thistory__HistoryEvent **v, size_t n)
{
    for (size_t i = 0; i + 1 < n - i; i++) {
        Thistory__HistoryEvent *e = v[i];

        v[i] = v[n - 1 - i];
        v[n - 1 - i] = e;
    }
}

/* Counts what is given against the limit. */
static void hand_over(struct wf_history *h, Thistory__HistoryEvent **events, size_t n)
{
    if (h->opt.limit > 0 && (int64_t)n > h->opt.limit - h->n_given) {
        n = (size_t)(h->opt.limit - h->n_given);
        h->page.next_token = (struct wf_bytes){ NULL, 0 }; /* it would jump over events */
    }
    h->n_given += (int64_t)n;
    h->page.events = events;
    h->page.n_events = n;
    h->page.run_id = h->run_id;
    if (h->opt.limit > 0 && h->n_given >= h->opt.limit)
        h->ended = true;
}

static const struct wf_history_page *give_kept(struct wf_history *h)
{
    struct kept *k = h->kept;

    if (k == NULL)
        return NULL;
    h->kept = k->below;
    wf_arena_free(h->page.arena);
    h->page.arena = k->arena;
    reverse_events(k->events, k->n);
    drop_later(h, &k->events, &k->n);
    h->page.ends_run = h->kept == NULL;
    h->page.starts_run = !h->run_begun;
    h->run_begun = true;
    h->page.archived = true;
    hand_over(h, k->events, k->n);
    h->ended = h->ended || h->kept == NULL;
    free(k);
    return &h->page;
}

/* After the last page of a run: on to the next one, or the end. */
static void leave_run(struct wf_history *h, const Thistory__HistoryEvent *last)
{
    const char *run = h->opt.chain && last != NULL && wf_event_closes(last)
                          ? next_run(h, last, h->page.arena)
                          : NULL;

    wf_strbuf_clear(&h->token);
    if (run == NULL) {
        h->ended = true;
        return;
    }
    /* the page still names the run that its events are of */
    if (h->run_id != NULL)
        h->page.run_id = wf_arena_strdup(h->page.arena, h->run_id);
    set_run(h, run);
    h->run_begun = false;
    h->last_event = h->skip_to = h->gap_at = 0;
}

static void adapt_page_size(struct wf_history *h, size_t n)
{
    int32_t size = h->page_size > 0 ? h->page_size : FIRST_PAGE;

    if (h->opt.page_size > 0 || h->opt.close_event || n == 0)
        return;
    if (n < FEW_EVENTS && !h->was_shrunk)
        size = size * 2 < MAX_PAGE ? size * 2 : MAX_PAGE;
    else if (n > MANY_EVENTS && size > 8)
        size /= 2;
    h->page_size = size;
}

/* Makes the page of a reply; NULL: nothing to give yet. */
static const struct wf_history_page *take_reply(struct wf_history *h, struct reply *r)
{
    const Thistory__HistoryEvent *last;

    h->page.this_token =
        (struct wf_bytes){ (unsigned char *)wf_arena_strndup(
                               h->page.arena, wf_strbuf_str(&h->token), h->token.len),
                           h->token.len };
    adapt_page_size(h, r->n);
    wf_strbuf_clear(&h->token);
    if (!drop_known(h, r))
        return NULL; /* from the start of the run again */
    wf_strbuf_add(&h->token, r->token.data, r->token.len);
    if (h->reverse_whole) {
        if (r->n > 0)
            keep(h, r);
        if (r->token.len > 0)
            return NULL;
        h->ended = h->kept == NULL;
        return give_kept(h);
    }
    if (h->opt.close_event && r->archived && r->n > 1) { /* the archive knows no filter */
        r->events += r->n - 1;
        r->n = 1;
    }
    last = r->n > 0 ? r->events[r->n - 1] : NULL;
    if (h->opt.close_event && r->archived && r->token.len > 0)
        return NULL;
    h->page.archived = r->archived;
    h->page.next_token = (struct wf_bytes){ r->token.data, r->token.len };
    h->page.starts_run = !h->run_begun;
    h->page.ends_run =
        r->token.len == 0 || (!goes_back(h) && last != NULL && wf_event_closes(last));
    h->page.caught_up =
        h->opt.follow &&
        (r->n == 0 || (h->opt.known_events > 0 && h->last_event >= h->opt.known_events));
    h->run_begun = true;
    hand_over(h, r->events, r->n);
    if (h->page.ends_run && !h->ended)
        leave_run(h, last);
    if (h->page.n_events == 0 && !h->page.caught_up && !h->page.ends_run)
        return NULL;
    return &h->page;
}

/* ---- the steps --------------------------------------------------------------------------
 */

static bool shrink(struct wf_history *h, const struct wf_error *err)
{
    int32_t size = wanted_size(&h->opt, h->page_size, h->n_given);

    if (strcmp(err->detail, WF_DETAIL_TOO_LARGE) != 0)
        return false;
    if (size <= 0 || size > MAX_PAGE)
        size = MAX_PAGE;
    if (size <= 1)
        return false;
    h->page_size = size / 2;
    h->was_shrunk = true;
    return true;
}

static enum wf_code check_archived(const struct wf_history *h, const struct reply *r,
                                   struct wf_error *err)
{
    if (h->opt.archived != WF_ARCHIVED_ONLY || r->archived)
        return WF_OK;
    wf_error_set(err, WF_E_NOT_FOUND, "run %s of '%s' is not read from the archive",
                 h->run_id != NULL ? h->run_id : "?", h->opt.workflow_id);
    wf_error_hint(err, "the frontend still has it itself; leave out --archived=only");
    return WF_E_NOT_FOUND;
}

/* Finishes the call in flight; the next one is sent when there is more to read. */
static enum wf_code settle(struct wf_history *h, const struct wf_history_page **ret,
                           struct wf_error *err)
{
    void *reply = NULL;
    struct reply r;
    enum wf_code rc;

    *ret = NULL;
    wf_arena_clear(h->page.arena);
    rc = wf_rpc_finish(h->rpc, h->page.arena, &reply, err);
    h->rpc = NULL;
    if (rc != WF_OK) {
        if (!shrink(h, err) && !look_elsewhere(h, err))
            return err->code;
        wf_error_clear(err);
        ask(h);
        return WF_OK;
    }
    rc = read_reply(h, h->page.arena, reply, &r, err);
    if (rc == WF_OK)
        rc = check_archived(h, &r, err);
    if (rc != WF_OK)
        return rc;
    *ret = take_reply(h, &r);
    if (!h->ended && (*ret == NULL || (!h->opt.no_prefetch && !h->reverse_whole)))
        ask(h);
    return WF_OK;
}

static enum wf_code next_of_file(struct wf_history *h, const struct wf_history_page **ret,
                                 struct wf_error *err)
{
    size_t total = wf_history_file_count(h->file);
    int32_t size = h->page_size > 0 ? h->page_size : FILE_PAGE;
    Thistory__HistoryEvent **events = NULL;
    size_t n = 0;

    wf_arena_clear(h->page.arena);
    h->page.starts_run = h->file_at == 0;
    while (h->file_at < total && n < (size_t)size) {
        size_t at = h->opt.reverse ? total - 1 - h->file_at : h->file_at;
        Thistory__HistoryEvent *e = NULL;
        enum wf_code rc = wf_history_file_event(h->file, at, h->page.arena, &e, err);

        if (rc != WF_OK)
            return rc;
        h->file_at++;
        if (h->skip_to > 0 &&
            (h->opt.reverse ? e->event_id >= h->skip_to : e->event_id <= h->skip_to))
            continue;
        h->last_event = e->event_id;
        wf_msg_append(h->page.arena, &events, &n, e);
    }
    h->page.ends_run = h->ended = h->file_at == total;
    hand_over(h, events, n);
    *ret = &h->page;
    return WF_OK;
}

enum wf_code wf_history_next(struct wf_history *h, const struct wf_history_page **ret,
                             struct wf_error *err)
{
    *ret = NULL;
    for (;;) {
        enum wf_code rc;

        if (h->ended)
            return WF_OK;
        if (h->file != NULL)
            return next_of_file(h, ret, err);
        if (h->kept != NULL && h->rpc == NULL) {
            *ret = give_kept(h);
            return WF_OK;
        }
        rc = resolve(h, err);
        if (rc != WF_OK)
            return rc;
        if (h->rpc == NULL)
            ask(h);
        wf_rpc_join(h->rpc);
        rc = settle(h, ret, err);
        if (rc != WF_OK || *ret != NULL)
            return rc;
    }
}

void wf_history_start(struct wf_history *h)
{
    struct wf_error ignored = WF_ERROR_INIT;

    if (h->ended || h->rpc != NULL)
        return;
    (void)resolve(h, &ignored); /* what is wrong shows in the call itself */
    ask(h);
}

enum wf_code wf_history_take(struct wf_history *h, struct wf_rpc *rpc,
                             const struct wf_history_page **ret, struct wf_error *err)
{
    h->rpc = rpc;
    return settle(h, ret, err);
}

bool wf_history_ended(const struct wf_history *h)
{
    return h->ended;
}

const char *wf_history_run_id(const struct wf_history *h)
{
    return h->run_id;
}

int64_t wf_history_last_event(const struct wf_history *h)
{
    return h->last_event;
}

const struct wf_ref *wf_history_other_runs(const struct wf_history *h, size_t *ret_n)
{
    *ret_n = h->n_others;
    return h->others;
}
