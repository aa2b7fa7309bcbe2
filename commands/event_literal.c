/* commands/event_literal.c: what a regular expression cannot match without. */
#include "commands/event_literal.h"

#include "proto/message.h"

#include <string.h>
#include <strings.h>

enum { SHORTEST = 3 };

/* The words of client/event_summary.c, client/failure.c and proto/payload.c that come from
 * no event; tests/unit/test_event.c finds what is missing here. */
static const char *const words[] = {
    "attempt",
    "cron",
    "first task in",
    "child of",
    "continues",
    "after",
    "reset of",
    "run",
    "null",
    "no encoding",
    "bytes that are not JSON",
    "ApplicationError",
    "Timeout",
    "Canceled",
    "Terminated",
    "ServerError",
    "Reset",
    "ActivityError",
    "ChildWorkflowError",
    "NexusOperationError",
    "NexusHandlerError",
    "Failure",
};

static const ProtobufCEnumDescriptor *const enums[] = {
    &tenums__event_type__descriptor,
    &tenums__retry_state__descriptor,
    &tenums__timeout_type__descriptor,
    &tenums__workflow_task_failed_cause__descriptor,
    &tenums__start_child_workflow_execution_failed_cause__descriptor,
    &tenums__signal_external_workflow_execution_failed_cause__descriptor,
    &tenums__cancel_external_workflow_execution_failed_cause__descriptor,
};

static bool says(const char *text, const char *word, size_t n, bool ignore_case)
{
    if (!ignore_case)
        return memmem(text, strlen(text), word, n) != NULL;
    for (; strlen(text) >= n; text++)
        if (strncasecmp(text, word, n) == 0)
            return true;
    return false;
}

bool wf_event_word_is_ours(const char *word, size_t n, bool ignore_case)
{
    char buf[128];

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (says(words[i], word, n, ignore_case))
            return true;
    for (size_t i = 0; i < sizeof enums / sizeof *enums; i++)
        for (unsigned k = 0; k < enums[i]->n_values; k++)
            if (says(wf_enum_word(enums[i], enums[i]->values[k].value, buf, sizeof buf),
                     word, n, ignore_case))
                return true;
    return false;
}

/* ---- reading the expression -------------------------------------------------------------
 */

struct reader {
    const char *at;
    const char *best; /* the longest run so far */
    size_t n_best;
    bool ignore_case;
    bool lost; /* something that is not understood here */
};

/*
 * Bytes that are the same in a payload and in a text made of it, where blanks go and other
 * bytes may be escaped; and that separate no two parts of a text.
 */
static bool is_plain(const struct reader *r, char c)
{
    /* two letters have a third form in Unicode: the Kelvin sign and the long s */
    if (r->ignore_case && c != '\0' && strchr("kKsS", c) != NULL)
        return false;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

static void take_run(struct reader *r, unsigned depth)
{
    const char *from = r->at;
    size_t n;

    while (is_plain(r, *r->at))
        r->at++;
    n = (size_t)(r->at - from);
    if (*r->at == '*' || *r->at == '?' || *r->at == '{') /* the last one may be missing */
        n--;
    if (depth == 0 && n >= SHORTEST && n > r->n_best &&
        !wf_event_word_is_ours(from, n, r->ignore_case)) {
        r->best = from;
        r->n_best = n;
    }
}

/* Behind a backslash: what stands for itself, or for one byte or none, and has no more. */
static void skip_escape(struct reader *r)
{
    static const char simple[] = "dDwWsSbBAzZGnrtfehHvVRXK";
    char c = r->at[1];

    r->lost = r->lost || c == '\0' || (c >= '0' && c <= '9') ||
              (((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && strchr(simple, c) == NULL);
    r->at += c == '\0' ? 1 : 2;
}

/* [abc], with ] as the first of them, [:classes:] and escapes. */
static void skip_class(struct reader *r)
{
    r->at++;
    r->at += *r->at == '^';
    r->at += *r->at == ']';
    while (*r->at != '\0' && *r->at != ']') {
        if (r->at[0] == '\\') {
            r->lost = r->lost || r->at[1] == 'Q';
            r->at += r->at[1] == '\0' ? 1 : 2;
        } else if (r->at[0] == '[' && r->at[1] != '\0' && strchr(":.=", r->at[1])) {
            const char *end = strstr(r->at + 2, "]");

            r->at = end != NULL ? end + 1 : r->at + strlen(r->at);
        } else {
            r->at++;
        }
    }
    r->at += *r->at == ']';
}

/* Of (?…) only those groups that change no rule: (?: (?= (?! (?< (?>. */
static void open_group(struct reader *r)
{
    bool plain = r->at[1] != '*' &&
                 (r->at[1] != '?' || (r->at[2] != '\0' && strchr(":=!<>", r->at[2])));

    r->lost = r->lost || !plain;
    r->at++;
}

/* To the end of this alternative, "|" or the end of all; false: without a literal. */
static bool read_alternative(struct reader *r)
{
    unsigned depth = 0;

    r->best = NULL;
    r->n_best = 0;
    while (*r->at != '\0' && !r->lost && !(*r->at == '|' && depth == 0)) {
        if (is_plain(r, *r->at)) {
            take_run(r, depth);
        } else if (*r->at == '\\') {
            skip_escape(r);
        } else if (*r->at == '[') {
            skip_class(r);
        } else if (*r->at == '(') {
            open_group(r);
            depth++;
        } else {
            depth -= *r->at == ')' && depth > 0;
            r->at++;
        }
    }
    return !r->lost && r->best != NULL;
}

void wf_literals_find(struct wf_arena *a, const char *regex, bool ignore_case,
                      struct wf_literals *ret)
{
    struct reader r = { .at = regex, .ignore_case = ignore_case };

    *ret = (struct wf_literals){ .fold = ignore_case };
    for (;; r.at++) {
        if (ret->n == WF_LITERALS || !read_alternative(&r)) {
            ret->n = 0;
            return;
        }
        ret->v[ret->n++] = wf_arena_strndup(a, r.best, r.n_best);
        if (*r.at == '\0')
            return;
    }
}

/* ---- asking a page ----------------------------------------------------------------------
 */

bool wf_literals_in(const struct wf_literals *l, const struct wf_arena *page)
{
    for (size_t i = 0; i < l->n; i++)
        if (wf_arena_holds(page, l->v[i], strlen(l->v[i]), l->fold))
            return true;
    /* texts of encoded failures are unescaped, where a letter may be written so */
    return wf_arena_holds(page, "\\u00", 4, false);
}
