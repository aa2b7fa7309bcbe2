#ifndef WF_COMMANDS_HANDLER_H
#define WF_COMMANDS_HANDLER_H

#include "commands/input.h"
#include "commands/target.h"

/*
 * A handler of one workflow: `WORKFLOW-ID NAME` in words, or -w, -r and --name. With -w the
 * only word is the name.
 */
struct wf_handler {
    struct wf_one one;
    const char *words[2];
    const char *name;
};
/* -w and -r; --name is a row of each verb, for its completion. */
extern const struct wf_option wf_handler_options[];
enum wf_code wf_handler_find(struct wf_job *job, const struct wf_handler *h,
                             struct wf_ref *ret, const char **ret_name,
                             struct wf_error *err);

/*
 * SDKs answer for a handler that the workflow does not have with a list of those that it
 * has. When `text` is such an answer: NOT_FOUND, with did-you-mean. `what`: "query".
 */
bool wf_handler_unknown(struct wf_job *job, const char *what, const char *name,
                        const char *text, struct wf_error *err);

/*
 * A value as the official CLI prints what it converted to "any": the JSON as it is, null,
 * bytes as a base64 string. The first of the payloads; null when there is none.
 */
bool wf_handler_is_null(const Tcommon__Payloads *p);
void wf_handler_value(struct wf_json *j, const Tcommon__Payloads *p,
                      enum wf_payload_form form);
/* Every value for people: pretty JSON, a line end after each. Safe for a terminal. */
void wf_handler_text(struct wf_strbuf *out, const Tcommon__Payloads *p);

#endif
