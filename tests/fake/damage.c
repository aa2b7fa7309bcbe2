/* damage.c: replies that no honest server writes: cut, nested, repeated, huge, not UTF-8.
 */

#include "tests/fake/fake.h"

#include <stdlib.h>
#include <string.h>

#include "proto/message.h"

enum { PATH_MAX_DEPTH = 6, PAGE_TYPE_SIGNALED = 1 };

/* Fields from the reply down to the one that is wanted. */
struct field_path {
    const ProtobufCFieldDescriptor *at[PATH_MAX_DEPTH];
    unsigned depth;
};

typedef bool field_fn(const ProtobufCMessageDescriptor *d,
                      const ProtobufCFieldDescriptor *f);

static bool is_string(const ProtobufCMessageDescriptor *d,
                      const ProtobufCFieldDescriptor *f)
{
    (void)d;
    return f->type == PROTOBUF_C_TYPE_STRING;
}

static bool is_recursive(const ProtobufCMessageDescriptor *d,
                         const ProtobufCFieldDescriptor *f)
{
    return f->type == PROTOBUF_C_TYPE_MESSAGE && f->descriptor == d;
}

static bool path_find_at(const ProtobufCMessageDescriptor *d, field_fn *wanted,
                         unsigned depth, struct field_path *p)
{
    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];

        p->at[p->depth] = f;
        if (depth == 0 && wanted(d, f)) {
            p->depth++;
            return true;
        }
        if (depth == 0 || f->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        p->depth++;
        if (path_find_at(f->descriptor, wanted, depth - 1, p))
            return true;
        p->depth--;
    }
    return false;
}

/* The shortest path to a field that is wanted. */
static bool path_find(const ProtobufCMessageDescriptor *d, field_fn *wanted,
                      struct field_path *p)
{
    for (unsigned depth = 0; depth < PATH_MAX_DEPTH; depth++) {
        p->depth = 0;
        if (path_find_at(d, wanted, depth, p))
            return true;
    }
    return false;
}

static size_t varint(unsigned char *out, uint64_t v)
{
    size_t n = 0;

    for (; v > 127; v >>= 7)
        out[n++] = (unsigned char)(v | 0x80);
    out[n++] = (unsigned char)v;
    return n;
}

/* Puts the head of a length-delimited field before `*start`, which `len` bytes follow. */
static void prepend(unsigned char **start, const ProtobufCFieldDescriptor *f, size_t len)
{
    unsigned char head[20];
    size_t n = varint(head, (uint64_t)f->id << 3 | 2);

    n += varint(head + n, len);
    *start -= n;
    memcpy(*start, head, n);
}

/* The innermost bytes, wrapped `levels` times in the last field, then in the others. */
static void wrap(const struct field_path *p, struct wf_bytes inner, long levels,
                 struct wf_strbuf *out)
{
    size_t size = inner.len + (size_t)(levels + PATH_MAX_DEPTH) * 20;
    unsigned char *buf = wf_malloc(size), *end = buf + size, *start = end - inner.len;

    if (inner.len > 0)
        memcpy(start, inner.data, inner.len);
    for (long i = 0; i < levels; i++)
        prepend(&start, p->at[p->depth - 1], (size_t)(end - start));
    for (unsigned i = p->depth - 1; i > 0; i--)
        prepend(&start, p->at[i - 1], (size_t)(end - start));
    wf_strbuf_add(out, start, (size_t)(end - start));
    free(buf);
}

/* The first singular message field, `n` times, each with a hundred empty elements. */
static bool repeat(const ProtobufCMessageDescriptor *d, long n, struct wf_strbuf *out)
{
    struct wf_strbuf inner = WF_STRBUF_INIT;
    unsigned char head[20];
    size_t len;

    for (unsigned i = 0; i < d->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &d->fields[i];
        const ProtobufCMessageDescriptor *sub = f->descriptor;

        if (f->type != PROTOBUF_C_TYPE_MESSAGE || f->label == PROTOBUF_C_LABEL_REPEATED)
            continue;
        for (unsigned k = 0; k < sub->n_fields && inner.len == 0; k++) {
            if (sub->fields[k].type != PROTOBUF_C_TYPE_MESSAGE ||
                sub->fields[k].label != PROTOBUF_C_LABEL_REPEATED)
                continue;
            len = varint(head, (uint64_t)sub->fields[k].id << 3 | 2);
            head[len++] = 0;
            for (unsigned e = 0; e < 100; e++)
                wf_strbuf_add(&inner, head, len);
        }
        len = varint(head, (uint64_t)f->id << 3 | 2);
        len += varint(head + len, inner.len);
        for (long t = 0; t < n; t++) {
            wf_strbuf_add(out, head, len);
            wf_strbuf_add(out, inner.data, inner.len);
        }
        wf_strbuf_release(&inner);
        return true;
    }
    return false;
}

bool wf_fake_damage(const struct wf_fake_rule *rule, const ProtobufCMessageDescriptor *d,
                    struct wf_bytes good, struct wf_strbuf *out)
{
    static const unsigned char bad_text[] = { 'b', 'a', 'd', ' ', 0xff, 0xfe, 0xc0, 0x80 };
    struct field_path p;

    if (strcmp(rule->word, "truncate") == 0) {
        if (good.len < 4)
            wf_strbuf_add(out, "\x0a\x7f\x41", 3);
        else
            wf_strbuf_add(out, good.data, good.len / 2 + 1);
        return true;
    }
    if (strcmp(rule->word, "length") == 0) {
        wf_strbuf_add(out, "\x0a\xff\xff\xff\xff\xff\xff\xff\x7f", 9);
        return true;
    }
    if (strcmp(rule->word, "repeat") == 0)
        return repeat(d, rule->n, out);
    if (strcmp(rule->word, "utf8") == 0) {
        if (!path_find(d, is_string, &p))
            return false;
        wrap(&p, (struct wf_bytes){ bad_text, sizeof bad_text }, 1, out);
        return true;
    }
    if (!path_find(d, is_recursive, &p))
        return false;
    wrap(&p, (struct wf_bytes){ NULL, 0 }, rule->n, out);
    return true;
}

/* ---- huge pages -----------------------------------------------------------------------
 */

/* One field: tag, length, bytes. */
static void field(struct wf_strbuf *out, unsigned id, struct wf_bytes value)
{
    unsigned char head[20];
    size_t n = varint(head, (uint64_t)id << 3 | 2);

    n += varint(head + n, value.len);
    wf_strbuf_add(out, head, n);
    wf_strbuf_add(out, value.data, value.len);
}

static struct wf_bytes pack_event(struct wf_arena *a, long id, Tcommon__Payloads *input)
{
    Thistory__HistoryEvent *e = wf_msg_new(a, &thistory__history_event__descriptor);

    e->event_id = id;
    e->event_time = wf_timestamp_new(a, (1767225600 + id) * INT64_C(1000000000));
    e->event_type = TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED;
    e->attributes_case =
        THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_SIGNALED_EVENT_ATTRIBUTES;
    e->workflow_execution_signaled_event_attributes =
        wf_msg_new(a, &thistory__workflow_execution_signaled_event_attributes__descriptor);
    e->workflow_execution_signaled_event_attributes->signal_name = "big";
    e->workflow_execution_signaled_event_attributes->input = input;
    return wf_msg_pack(a, e);
}

static struct wf_bytes pack_execution(struct wf_arena *a, long id, Tcommon__Payload *memo)
{
    Tworkflow__WorkflowExecutionInfo *w =
        wf_msg_new(a, &tworkflow__workflow_execution_info__descriptor);
    Tcommon__Memo__FieldsEntry *entry =
        wf_msg_new(a, &tcommon__memo__fields_entry__descriptor);

    w->execution = wf_msg_new(a, &tcommon__workflow_execution__descriptor);
    w->execution->workflow_id = wf_arena_printf(a, "big-%ld", id);
    w->execution->run_id = "00000000-0000-4000-8000-000000000000";
    w->type = wf_msg_new(a, &tcommon__workflow_type__descriptor);
    w->type->name = "Big";
    w->status = TENUMS__WORKFLOW_EXECUTION_STATUS__WORKFLOW_EXECUTION_STATUS_RUNNING;
    w->start_time = wf_timestamp_new(a, INT64_C(1767225600000000000));
    w->memo = wf_msg_new(a, &tcommon__memo__descriptor);
    entry->key = "filler";
    entry->value = memo;
    wf_msg_append(a, &w->memo->fields, &w->memo->n_fields, entry);
    return wf_msg_pack(a, w);
}

bool wf_fake_page(const struct wf_fake_rule *rule, const ProtobufCMessageDescriptor *d,
                  struct wf_strbuf *out)
{
    bool history =
        d == &tworkflowservice__get_workflow_execution_history_response__descriptor;
    struct wf_arena *a = wf_arena_new();
    struct wf_strbuf events = WF_STRBUF_INIT;
    unsigned char *filler = wf_arena_alloc(a, (size_t)rule->size + 2);
    Tcommon__Payloads *input = wf_msg_new(a, &tcommon__payloads__descriptor);
    Tcommon__Payload *payload = wf_msg_new(a, &tcommon__payload__descriptor);
    Tcommon__Payload__MetadataEntry *entry =
        wf_msg_new(a, &tcommon__payload__metadata_entry__descriptor);
    struct wf_arena *each = wf_arena_new();

    if (!history && d != &tworkflowservice__list_workflow_executions_response__descriptor) {
        wf_arena_free(each);
        wf_arena_free(a);
        return false;
    }
    memset(filler, 'x', (size_t)rule->size + 2);
    filler[0] = filler[rule->size + 1] = '"';
    entry->key = "encoding";
    entry->value = (ProtobufCBinaryData){ 10, (unsigned char *)"json/plain" };
    wf_msg_append(a, &payload->metadata, &payload->n_metadata, entry);
    payload->data = (ProtobufCBinaryData){ (size_t)rule->size + 2, filler };
    wf_msg_append(a, &input->payloads, &input->n_payloads, payload);
    for (long i = 1; i <= rule->n; i++) {
        field(history ? &events : out, 1,
              history ? pack_event(each, i, input) : pack_execution(each, i, payload));
        wf_arena_clear(each);
    }
    if (history)
        field(out, 1, (struct wf_bytes){ (unsigned char *)events.data, events.len });
    wf_strbuf_release(&events);
    wf_arena_free(each);
    wf_arena_free(a);
    return true;
}
