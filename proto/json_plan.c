/* proto/json_plan.c: what the JSON writer has to know of a message type, made once a type.
 */
#include "proto/json_private.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proto/order.h"

/* The API has some 700 message types. Slots are set once and read without a lock. */
enum { PLAN_SLOTS = 4096 };
static _Atomic(struct wf_json_plan *) plans[PLAN_SLOTS];

void wf_json_add_camel(struct wf_strbuf *out, const char *name)
{
    bool up = false;

    for (; *name != '\0'; name++) {
        if (*name == '_') {
            up = true;
            continue;
        }
        wf_strbuf_addc(out,
                       up && *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name);
        up = false;
    }
}

/* protobuf-c keeps no map_entry option: the entry's name is that of the field, in
 * CamelCase. */
static bool is_map(const ProtobufCMessageDescriptor *d, const ProtobufCFieldDescriptor *f)
{
    const ProtobufCMessageDescriptor *entry = f->descriptor;
    struct wf_strbuf want = WF_STRBUF_INIT;
    bool yes;

    if (f->label != PROTOBUF_C_LABEL_REPEATED || f->type != PROTOBUF_C_TYPE_MESSAGE ||
        entry->n_fields != 2 || strcmp(entry->fields[0].name, "key") != 0 ||
        strcmp(entry->fields[1].name, "value") != 0)
        return false;
    wf_strbuf_addf(&want, "%s._", d->name);
    want.len--;
    wf_strbuf_addc(&want, (char)(f->name[0] >= 'a' && f->name[0] <= 'z' ? f->name[0] - 32
                                                                        : f->name[0]));
    wf_json_add_camel(&want, f->name + 1);
    wf_strbuf_adds(&want, "Entry");
    yes = strcmp(want.data, entry->name) == 0;
    wf_strbuf_release(&want);
    return yes;
}

static int compare_orders(const void *name, const void *order)
{
    return strcmp(name, ((const struct wf_field_order *)order)->message);
}

static bool same_oneof(const ProtobufCFieldDescriptor *a, const ProtobufCFieldDescriptor *b)
{
    return (a->flags & b->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
           a->quantifier_offset == b->quantifier_offset;
}

static struct wf_json_plan *plan_new(const ProtobufCMessageDescriptor *d)
{
    const struct wf_field_order *order =
        bsearch(d->name, wf_field_orders, wf_n_field_orders, sizeof *wf_field_orders,
                compare_orders);
    struct wf_json_plan *p = wf_calloc(1, sizeof *p + d->n_fields * sizeof *p->fields);

    p->d = d;
    p->special = wf_json_special_of(d);
    p->is_payload = wf_json_is_payload(d);
    p->n_fields = d->n_fields;
    for (unsigned i = 0; i < d->n_fields; i++) {
        struct wf_json_field *pf = &p->fields[i];
        struct wf_strbuf key = WF_STRBUF_INIT;

        pf->f = &d->fields[order != NULL && order->n == d->n_fields ? order->index[i] : i];
        wf_strbuf_addc(&key, '"');
        wf_json_add_camel(&key, pf->f->name);
        wf_strbuf_adds(&key, "\": ");
        pf->key_len = key.len;
        pf->key = wf_strbuf_steal(&key);
        pf->is_map = is_map(d, pf->f);
    }
    for (unsigned i = p->n_fields; i-- > 0;) {
        bool joins = i + 1 < p->n_fields && same_oneof(p->fields[i].f, p->fields[i + 1].f);

        if ((p->fields[i].f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
            p->fields[i].oneof_end = joins ? p->fields[i + 1].oneof_end : i + 1;
    }
    return p;
}

static void plan_free(struct wf_json_plan *p)
{
    for (unsigned i = 0; i < p->n_fields; i++)
        free(p->fields[i].key);
    free(p);
}

const struct wf_json_plan *wf_json_plan_of(const ProtobufCMessageDescriptor *d)
{
    size_t slot = ((uintptr_t)d >> 4) * 2654435761u % PLAN_SLOTS;

    for (;; slot = (slot + 1) % PLAN_SLOTS) {
        struct wf_json_plan *p = atomic_load_explicit(&plans[slot], memory_order_acquire);

        if (p == NULL) {
            struct wf_json_plan *made = plan_new(d);

            if (atomic_compare_exchange_strong(&plans[slot], &p, made))
                return made;
            plan_free(made); /* another thread took the slot; p is what it put there */
        }
        if (p->d == d)
            return p;
    }
}
