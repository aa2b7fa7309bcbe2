#ifndef WF_PROTO_JSON_PRIVATE_H
#define WF_PROTO_JSON_PRIVATE_H

/* What the json_*.c that write share; for nobody else. */

#include "proto/json_write.h"

#include <stdbool.h>

struct wf_json_writer {
    struct wf_json *j;
    enum wf_payload_form form;
};

typedef void wf_json_special_fn(const struct wf_json_writer *w, const ProtobufCMessage *m);

/* One field of a message type, with its key ready to write. */
struct wf_json_field {
    const ProtobufCFieldDescriptor *f;
    char *key; /* `"camelName": ` */
    size_t key_len;
    unsigned oneof_end; /* where the run of fields of the same oneof ends; 0: not in one */
    bool is_map;
};

/* What there is to know of a message type; made once, kept until the process ends. */
struct wf_json_plan {
    const ProtobufCMessageDescriptor *d;
    wf_json_special_fn *special; /* NULL: an object */
    bool is_payload; /* special only in the forms other than WF_PAYLOAD_ENCODED */
    unsigned n_fields;
    struct wf_json_field fields[]; /* in the order of declaration */
};

/* Never freed; from any thread. */
const struct wf_json_plan *wf_json_plan_of(const ProtobufCMessageDescriptor *d);

/* Who writes a message that is not simply an object of its fields; NULL: nobody. */
wf_json_special_fn *wf_json_special_of(const ProtobufCMessageDescriptor *d);
/* Payload and Payloads: special only in the forms other than WF_PAYLOAD_ENCODED. */
bool wf_json_is_payload(const ProtobufCMessageDescriptor *d);

void wf_json_write_message(const struct wf_json_writer *w, const ProtobufCMessage *m);
void wf_json_write_fields(const struct wf_json_writer *w, const ProtobufCMessage *m);
/* `v` points to the field's value: any type but a message. */
void wf_json_write_scalar(struct wf_json *j, const ProtobufCFieldDescriptor *f,
                          const void *v);
/* "start_to_close" becomes "startToClose". */
void wf_json_add_camel(struct wf_strbuf *out, const char *name);

#endif
