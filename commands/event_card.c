/* commands/event_card.c: one event as a section: dotted keys, decoded payloads, the
 * failure.
 */
#include "commands/event_view.h"

#include "base/json_scan.h"
#include "base/table.h"
#include "commands/failure_text.h"

#include <string.h>

enum { MAX_LEVELS = 32 };

struct flat {
    struct wf_card *card;
    struct wf_strbuf path;
    size_t n;
};

static void add_scalar(struct flat *f, struct wf_bytes value)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (value.len >= 2 && value.data[0] == '"') {
        value = (struct wf_bytes){ value.data + 1, value.len - 2 };
        (void)wf_json_unescape(value, &text);
    } else {
        wf_strbuf_add(&text, value.data, value.len);
    }
    while (text.len > 0 && text.data[text.len - 1] == '\n')
        text.data[--text.len] = '\0';
    wf_card_add(f->card, wf_strbuf_str(&f->path), wf_strbuf_str(&text));
    wf_strbuf_release(&text);
    f->n++;
}

static void flatten(struct flat *f, struct wf_bytes value, unsigned level);

static void flatten_members(struct flat *f, struct wf_bytes value, bool object,
                            unsigned level)
{
    struct wf_json_reader r;
    size_t at = f->path.len, index = 0;

    wf_json_reader_init(&r, value);
    (void)wf_json_next(&r);
    for (;;) {
        struct wf_bytes v;

        if (object) {
            if (wf_json_next(&r) != WF_JSON_KEY)
                break;
            if (at > 0)
                wf_strbuf_addc(&f->path, '.');
            (void)wf_json_unescape(r.token, &f->path);
        } else {
            wf_strbuf_addf(&f->path, "[%zu]", index++);
        }
        v = wf_json_skip(&r);
        if (v.len > 0)
            flatten(f, v, level + 1);
        f->path.len = at;
        if (f->path.data != NULL)
            f->path.data[at] = '\0';
        if (v.len == 0)
            break;
    }
    wf_json_reader_release(&r);
}

static bool is_empty(struct wf_bytes value)
{
    return value.len == 2 &&
           (memcmp(value.data, "{}", 2) == 0 || memcmp(value.data, "[]", 2) == 0);
}

static void flatten(struct flat *f, struct wf_bytes value, unsigned level)
{
    bool object = value.data[0] == '{';

    if ((!object && value.data[0] != '[') || is_empty(value) || level > MAX_LEVELS)
        add_scalar(f, value);
    else
        flatten_members(f, value, object, level);
}

static void add_attributes(struct flat *f, const void *attributes)
{
    struct wf_strbuf json = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&json, true);
    struct wf_json_reader r;

    wf_json_message(&j, attributes, WF_PAYLOAD_DECODED);
    wf_json_reader_init(&r, (struct wf_bytes){ (unsigned char *)json.data, json.len });
    (void)wf_json_next(&r);
    while (wf_json_next(&r) == WF_JSON_KEY) {
        bool failure = r.token.len == 7 && memcmp(r.token.data, "failure", 7) == 0;

        wf_strbuf_clear(&f->path);
        (void)wf_json_unescape(r.token, &f->path);
        if (failure)
            (void)wf_json_skip(&r); /* printed as a tree */
        else
            flatten(f, wf_json_skip(&r), 0);
    }
    wf_json_reader_release(&r);
    wf_strbuf_release(&json);
}

static void add_title(struct wf_job *job, const struct wf_event_item *item,
                      struct wf_strbuf *out)
{
    bool color = wf_job_color(job);
    char buf[96];
    int64_t ns = wf_event_time(item->e);

    wf_strbuf_addf(out, "%s[%lld] %s%s  ", color ? "\x1b[1m" : "",
                   (long long)item->e->event_id, wf_event_type(item->e, buf, sizeof buf),
                   color ? "\x1b[0m" : "");
    if (job->g->time_format != NULL)
        wf_strbuf_adds(out, wf_job_time(job, ns));
    else
        wf_time_format(out, ns, WF_TIME_LOCAL);
    if (ns != WF_NO_TIME && item->first_ns != WF_NO_TIME && ns > item->first_ns) {
        wf_strbuf_adds(out, "  +");
        wf_duration_short(out, ns - item->first_ns);
    }
    wf_strbuf_addc(out, '\n');
}

void wf_event_card(struct wf_job *job, const struct wf_event_item *item,
                   struct wf_strbuf *out)
{
    struct wf_table_options o = { .indent = 2, .color = wf_job_color(job) };
    struct flat f = { .card = wf_card_new(), .path = WF_STRBUF_INIT };
    const void *attributes = wf_event_attributes(item->e);
    const Tfailure__Failure *failure = wf_event_failure(item->e);

    add_title(job, item, out);
    if (attributes != NULL)
        add_attributes(&f, attributes);
    if (item->e->user_metadata != NULL) {
        struct flat m = { .card = f.card, .path = WF_STRBUF_INIT };

        add_attributes(&m, item->e->user_metadata);
        wf_strbuf_release(&m.path);
    }
    wf_card_print(f.card, &o, out);
    if (failure != NULL) {
        wf_strbuf_adds(out, "  failure\n");
        wf_failure_text(out, failure, 4,
                        WF_FAILURE_STACKS | (o.color ? WF_FAILURE_COLOR : 0));
    }
    wf_strbuf_addc(out, '\n');
    wf_card_free(f.card);
    wf_strbuf_release(&f.path);
}
