#ifndef WF_PROTO_JSON_PRIVATE_H
#define WF_PROTO_JSON_PRIVATE_H

/* What json_write.c and json_special.c share; for nobody else. */

#include "proto/json_write.h"

#include <stdbool.h>

struct wf_json_writer {
    struct wf_json *j;
    enum wf_payload_form form;
};

typedef void wf_json_special_fn(const struct wf_json_writer *w, const ProtobufCMessage *m);

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
