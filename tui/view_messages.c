/* tui/view_messages.c: what was said, and the calls that were made. */
#include "tui/app_private.h"

#include "tui/times.h"

struct model {
    size_t top;
};

static enum wf_act messages_key(void *model, const struct wf_frame *f,
                                const struct wf_key *key)
{
    struct model *m = model;

    (void)f;
    if (wf_key_in("j down", key->code))
        m->top++;
    else if (wf_key_in("k up", key->code))
        m->top -= m->top > 0;
    else if (wf_key_in("g home", key->code))
        m->top = 0;
    else
        return WF_ACT_NONE;
    return WF_ACT_REDRAW;
}

static void draw_messages(const struct wf_app *app, const struct wf_frame *f,
                          struct wf_pane p, size_t top)
{
    size_t held = app->n_messages < WF_MAX_MESSAGES ? app->n_messages : WF_MAX_MESSAGES;

    if (held == 0)
        wf_put(p, 0, 1, -1, WF_ST_DIM, "nothing was said");
    for (int row = 0; row < p.rows && top + (size_t)row < held; row++) {
        const struct wf_message *msg =
            &app->messages[(app->n_messages - 1 - top - (size_t)row) % WF_MAX_MESSAGES];
        struct wf_strbuf at = WF_STRBUF_INIT;

        wf_time_cell(&at, msg->at_ns, f->now_ns, f->time_mode);
        wf_put(p, row, 1, 20, WF_ST_DIM, wf_strbuf_str(&at));
        wf_put(p, row, 22, -1, msg->style, msg->text);
        wf_strbuf_release(&at);
    }
}

static void draw_calls(const struct wf_frame *f, struct wf_pane p, size_t top)
{
    struct wf_host_rpc rpc;

    for (int row = 0; row < p.rows && f->host->rpc(f->host->user, top + (size_t)row, &rpc);
         row++) {
        struct wf_strbuf at = WF_STRBUF_INIT;

        wf_time_cell(&at, rpc.at_ns, f->now_ns, f->time_mode);
        wf_put(p, row, 1, 20, WF_ST_DIM, wf_strbuf_str(&at));
        wf_put(p, row, 22, p.cols - 46, WF_ST_PLAIN, rpc.method);
        wf_strbuf_clear(&at);
        wf_duration_short(&at, rpc.took_ns);
        wf_put_right(p, row, p.cols - 12, 10, WF_ST_PLAIN, wf_strbuf_str(&at));
        wf_putf(p, row, p.cols - 10, 9, rpc.status == 0 ? WF_ST_GOOD : WF_ST_BAD,
                rpc.status == 0 ? "OK" : "status %d", rpc.status);
        wf_strbuf_release(&at);
    }
}

static void messages_draw(const void *model, const struct wf_frame *f, struct wf_pane p)
{
    const struct model *m = model;
    int half = p.rows / 2;

    wf_rule(p, 0, "messages, newest first");
    draw_messages(f->app, f, wf_pane_sub(p, 1, 0, half - 1, p.cols), m->top);
    wf_rule(p, half, "calls, newest first");
    draw_calls(f, wf_pane_sub(p, half + 1, 0, p.rows - half - 1, p.cols), m->top);
}

const struct wf_view_type wf_view_messages = {
    .name = "messages",
    .title = "Messages",
    .model_size = sizeof(struct model),
    .key = messages_key,
    .draw = messages_draw,
};
