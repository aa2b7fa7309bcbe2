/* client/history.c: reads a history: opening, steps from page to page, its end. */
#include "client/history_internal.h"

#include "base/mem.h"
#include "base/timefmt.h"
#include "client/event.h"
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_PAGE = 250 };

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
    if (h->token.len > 0)
        h->read_to = h->opt.after_event;
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
        struct wf_history_kept *k = h->kept;

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

/* ---- the steps --------------------------------------------------------------------------
 */

static bool shrink(struct wf_history *h, const struct wf_error *err)
{
    int32_t size = wf_history_size(h);

    if (strcmp(err->detail, WF_DETAIL_TOO_LARGE) != 0)
        return false;
    if (size <= 0 || size > WF_HISTORY_MAX_PAGE)
        size = WF_HISTORY_MAX_PAGE;
    if (size <= 1)
        return false;
    h->page_size = size / 2;
    h->was_shrunk = true;
    return true;
}

/* Finishes the call in flight; the next one is sent when there is more to read. */
static enum wf_code settle(struct wf_history *h, const struct wf_history_page **ret,
                           struct wf_error *err)
{
    void *reply = NULL;
    enum wf_code rc;

    *ret = NULL;
    wf_arena_clear(h->page.arena);
    rc = wf_rpc_finish(h->rpc, h->page.arena, &reply, err);
    h->rpc = NULL;
    if (rc != WF_OK) {
        if (!shrink(h, err) && !wf_history_elsewhere(h, err))
            return err->code;
        wf_error_clear(err);
        wf_history_ask(h);
        return WF_OK;
    }
    rc = wf_history_reply(h, reply, ret, err);
    if (rc != WF_OK)
        return rc;
    if (!h->ended && h->due_ms == 0 &&
        (*ret == NULL || (!h->opt.no_prefetch && !h->reverse_whole)))
        wf_history_ask(h);
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
        wf_event_mend(h->page.arena, e);
        if (h->skip_to > 0 &&
            (h->opt.reverse ? e->event_id >= h->skip_to : e->event_id <= h->skip_to))
            continue;
        h->last_event = e->event_id;
        wf_msg_append(h->page.arena, &events, &n, e);
    }
    h->page.ends_run = h->ended = h->file_at == total;
    wf_history_hand_over(h, events, n);
    *ret = &h->page;
    return WF_OK;
}

static enum wf_code wait_until_due(struct wf_history *h, struct wf_error *err)
{
    int64_t left = h->due_ms - wf_mono_ms();

    return h->due_ms != 0 && left > 0 ? wf_ctx_sleep(h->ctx, left, err) : WF_OK;
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
            *ret = wf_history_give_kept(h);
            return WF_OK;
        }
        rc = wf_history_resolve(h, err);
        if (rc == WF_OK)
            rc = wait_until_due(h, err);
        if (rc != WF_OK)
            return rc;
        if (h->rpc == NULL)
            wf_history_ask(h);
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
    (void)wf_history_resolve(h, &ignored); /* what is wrong shows in the call itself */
    wf_history_ask(h);
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

int64_t wf_history_due_ms(const struct wf_history *h)
{
    return h->due_ms;
}

void wf_history_set_timeout(struct wf_history *h, int64_t ms)
{
    h->opt.call.timeout_ms = ms;
}

void wf_history_page_done(struct wf_history *h)
{
    wf_arena_clear(h->page.arena);
}

int64_t wf_history_read_to(const struct wf_history *h)
{
    return h->read_to;
}

struct wf_bytes wf_history_token(const struct wf_history *h)
{
    return (struct wf_bytes){ (const unsigned char *)h->token.data, h->token.len };
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
