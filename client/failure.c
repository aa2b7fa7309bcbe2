/* client/failure.c: what a failure says: its kind, message, stack and deepest cause. */
#include "client/event.h"

#include "base/json_scan.h"
#include "proto/message.h"
#include "proto/payload.h"

#include <string.h>

enum { MAX_DEPTH = 100 };

const Tfailure__Failure *wf_failure_root(const Tfailure__Failure *f)
{
    for (int i = 0; f != NULL && f->cause != NULL && i < MAX_DEPTH; i++)
        f = f->cause;
    return f;
}

static const char *timeout_kind(struct wf_arena *a, const Tfailure__TimeoutFailureInfo *t)
{
    char buf[64];

    return wf_arena_printf(a, "Timeout (%s)",
                           wf_enum_word(&tenums__timeout_type__descriptor,
                                        (int)t->timeout_type, buf, sizeof buf));
}

const char *wf_failure_kind(struct wf_arena *a, const Tfailure__Failure *f)
{
    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO:
        return f->application_failure_info->type[0] != '\0'
                   ? wf_arena_strdup(a, f->application_failure_info->type)
                   : "ApplicationError";
    case TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO:
        return timeout_kind(a, f->timeout_failure_info);
    case TFAILURE__FAILURE__FAILURE_INFO_CANCELED_FAILURE_INFO:
        return "Canceled";
    case TFAILURE__FAILURE__FAILURE_INFO_TERMINATED_FAILURE_INFO:
        return "Terminated";
    case TFAILURE__FAILURE__FAILURE_INFO_SERVER_FAILURE_INFO:
        return "ServerError";
    case TFAILURE__FAILURE__FAILURE_INFO_RESET_WORKFLOW_FAILURE_INFO:
        return "Reset";
    case TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO:
        return "ActivityError";
    case TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO:
        return "ChildWorkflowError";
    case TFAILURE__FAILURE__FAILURE_INFO_NEXUS_OPERATION_EXECUTION_FAILURE_INFO:
        return "NexusOperationError";
    case TFAILURE__FAILURE__FAILURE_INFO_NEXUS_HANDLER_FAILURE_INFO:
        return f->nexus_handler_failure_info->type[0] != '\0'
                   ? wf_arena_printf(a, "NexusHandlerError (%s)",
                                     f->nexus_handler_failure_info->type)
                   : "NexusHandlerError";
    default:
        return "Failure";
    }
}

/* A string of the JSON object in encoded_attributes; NULL: there is none. */
static const char *encoded(struct wf_arena *a, const Tfailure__Failure *f, const char *key)
{
    const Tcommon__Payload *p = f->encoded_attributes;
    struct wf_bytes text, encoding;
    struct wf_json_reader r;
    const char *found = NULL;

    if (p == NULL)
        return NULL;
    encoding = wf_payload_encoding(p);
    text = (struct wf_bytes){ p->data.data, p->data.len };
    if (encoding.len < 5 || memcmp(encoding.data, "json/", 5) != 0 || !wf_json_valid(text))
        return NULL;
    wf_json_reader_init(&r, text);
    if (wf_json_next(&r) == WF_JSON_OBJECT) {
        while (found == NULL && wf_json_next(&r) == WF_JSON_KEY) {
            bool wanted =
                r.token.len == strlen(key) && memcmp(r.token.data, key, r.token.len) == 0;
            struct wf_bytes v = wf_json_skip(&r);

            if (wanted && v.len >= 2 && v.data[0] == '"') {
                struct wf_strbuf s = WF_STRBUF_INIT;

                v = (struct wf_bytes){ v.data + 1, v.len - 2 };
                (void)wf_json_unescape(v, &s);
                found = wf_arena_strdup(a, wf_strbuf_str(&s));
                wf_strbuf_release(&s);
            }
        }
    }
    wf_json_reader_release(&r);
    return found;
}

const char *wf_failure_message(struct wf_arena *a, const Tfailure__Failure *f)
{
    const char *s = encoded(a, f, "message");

    return s != NULL ? s : f->message;
}

const char *wf_failure_stack(struct wf_arena *a, const Tfailure__Failure *f)
{
    const char *s = encoded(a, f, "stack_trace");

    return s != NULL ? s : f->stack_trace;
}

void wf_failure_line(struct wf_strbuf *out, const Tfailure__Failure *f, size_t max)
{
    struct wf_arena *a = wf_arena_new();
    const char *text = wf_failure_message(a, f);
    size_t len = strcspn(text, "\n");
    bool cut = len > max;

    wf_strbuf_adds(out, wf_failure_kind(a, f));
    if (len > 0)
        wf_strbuf_adds(out, ": ");
    if (cut)
        for (len = max; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
            len--;
    wf_strbuf_add(out, text, len);
    if (cut)
        wf_strbuf_adds(out, "…");
    wf_arena_free(a);
}
