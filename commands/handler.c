/* commands/handler.c: queries and updates: which handler, of which workflow. */
#include "commands/handler.h"

#include "commands/parse.h"
#include "proto/payload.h"

#include <string.h>

const struct wf_option wf_handler_options[] = {
    WF_OPT_SET(wf_one_options, struct wf_handler, one), WF_OPT_END
};

enum wf_code wf_handler_find(struct wf_job *job, const struct wf_handler *h,
                             struct wf_ref *ret, const char **ret_name,
                             struct wf_error *err)
{
    struct wf_one one = h->one;
    const char *name = h->name, *words[2] = { h->words[0], h->words[1] };

    if (one.workflow_id == NULL && words[0] != NULL) {
        one.refs = (struct wf_strings){ words, 1 };
        if (name == NULL)
            name = words[1];
        else if (words[1] != NULL)
            return wf_error_set(err, WF_E_USAGE, "%s: what is '%s'?", job->command->path,
                                words[1]);
    } else if (words[0] != NULL) {
        if (name != NULL || words[1] != NULL)
            return wf_error_set(err, WF_E_USAGE, "%s: what is '%s'?", job->command->path,
                                words[1] != NULL ? words[1] : words[0]);
        name = words[0];
    }
    if (name == NULL) {
        wf_error_set(err, WF_E_USAGE, "%s: --name is missing", job->command->path);
        wf_error_hint(err, "'wfsh workflow metadata' lists what a workflow has");
        return WF_E_USAGE;
    }
    *ret_name = name;
    return wf_one_ref(job, &one, ret, err);
}

/* Where the list of names begins in the words of an SDK; NULL: this is no such answer. */
static const char *known_list(const char *text)
{
    static const char *const marks[] = { "known queries: [", "KnownQueryTypes=[",
                                         "knownTypes=[",     "Registered queries: [",
                                         "known updates: [", "KnownUpdates=[",
                                         "known updates=[",  "Registered updates: [" };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strstr(text, marks[i]);

        if (at != NULL)
            return at + strlen(marks[i]);
    }
    return NULL;
}

bool wf_handler_unknown(struct wf_job *job, const char *what, const char *name,
                        const char *text, struct wf_error *err)
{
    const char *list = known_list(text);
    struct wf_suggest s = { .typed = name };
    char *words, *save = NULL, *end;

    if (list == NULL)
        return false;
    words = wf_arena_strdup(job->arena, list);
    end = strchr(words, ']');
    if (end != NULL)
        *end = '\0';
    list = wf_arena_strdup(job->arena, words);
    for (char *w = strtok_r(words, " ,", &save); w != NULL; w = strtok_r(NULL, " ,", &save))
        if (strncmp(w, "__", 2) != 0)
            wf_suggest_offer(&s, w);
    wf_error_set(err, WF_E_NOT_FOUND, "the workflow has no %s '%s'; it has: %s", what, name,
                 list);
    if (s.best != NULL)
        wf_error_hint(err, "did you mean '%s'?", s.best);
    return true;
}

bool wf_handler_is_null(const Tcommon__Payloads *p)
{
    struct wf_bytes encoding;
    const Tcommon__Payload *first;

    if (p == NULL || p->n_payloads == 0)
        return true;
    first = p->payloads[0];
    encoding = wf_payload_encoding(first);
    return (encoding.len == 11 && memcmp(encoding.data, "binary/null", 11) == 0) ||
           (encoding.len == 10 && memcmp(encoding.data, "json/plain", 10) == 0 &&
            first->data.len == 4 && memcmp(first->data.data, "null", 4) == 0);
}

void wf_handler_value(struct wf_json *j, const Tcommon__Payloads *p,
                      enum wf_payload_form form)
{
    const Tcommon__Payload *first = p != NULL && p->n_payloads > 0 ? p->payloads[0] : NULL;
    struct wf_bytes encoding;

    if (first == NULL) {
        wf_json_null(j);
        return;
    }
    encoding = wf_payload_encoding(first);
    if (form != WF_PAYLOAD_DECODED && encoding.len == 12 &&
        memcmp(encoding.data, "binary/plain", 12) == 0)
        wf_json_base64(j, (struct wf_bytes){ first->data.data, first->data.len });
    else
        wf_payload_json_value(j, first);
}

void wf_handler_text(struct wf_strbuf *out, const Tcommon__Payloads *p)
{
    for (size_t i = 0; p != NULL && i < p->n_payloads; i++) {
        struct wf_json j = WF_JSON_INIT(out, false);

        wf_payload_json_value(&j, p->payloads[i]);
        wf_strbuf_addc(out, '\n');
    }
}
