#ifndef WF_PROTO_ORDER_H
#define WF_PROTO_ORDER_H

/* Declaration order of the messages where it differs from number order; sorted by name. */
struct wf_field_order {
    const char *message;        /* full proto name */
    const unsigned char *index; /* into ProtobufCMessageDescriptor.fields */
    unsigned n;
};

extern const struct wf_field_order wf_field_orders[];
extern const unsigned wf_n_field_orders;

#endif
