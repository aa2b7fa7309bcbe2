/* client/history_file.c: histories saved as JSON: finds the events, reads one at a time. */
#include "client/history_file.h"

#include "base/json_scan.h"
#include "base/mem.h"
#include "proto/json_read.h"

#include <stdlib.h>
#include <string.h>

struct wf_history_file {
    char *what; /* owned */
    struct wf_bytes *events;
    size_t n, size;
};

void wf_history_file_free(struct wf_history_file *f)
{
    if (f == NULL)
        return;
    free(f->what);
    free(f->events);
    free(f);
}

size_t wf_history_file_count(const struct wf_history_file *f)
{
    return f->n;
}

static void add(struct wf_history_file *f, struct wf_bytes event)
{
    if (f->n == f->size) {
        f->size = f->size > 0 ? f->size * 2 : 256;
        f->events = wf_reallocarray(f->events, f->size, sizeof *f->events);
    }
    f->events[f->n++] = event;
}

static bool is_token(struct wf_bytes token, const char *word)
{
    return token.len == strlen(word) && memcmp(token.data, word, token.len) == 0;
}

/* The values of an array that begins at the reader's position. */
static bool take_array(struct wf_history_file *f, struct wf_json_reader *r)
{
    struct wf_bytes v;

    if (wf_json_next(r) != WF_JSON_ARRAY)
        return false;
    while ((v = wf_json_skip(r)).len > 0)
        add(f, v);
    return true;
}

static bool take_document(struct wf_history_file *f, struct wf_bytes text, bool inside);

/* Looks for "events" and "history" among the keys of an object. */
static bool take_object(struct wf_history_file *f, struct wf_bytes text, bool inside)
{
    struct wf_json_reader r;
    bool found = false;

    wf_json_reader_init(&r, text);
    (void)wf_json_next(&r);
    while (!found && wf_json_next(&r) == WF_JSON_KEY) {
        struct wf_bytes key = r.token, value;

        if (is_token(key, "eventId") || is_token(key, "event_id")) {
            add(f, text); /* the object is an event itself */
            found = true;
        } else if (is_token(key, "events")) {
            found = take_array(f, &r);
        } else {
            value = wf_json_skip(&r);
            if (is_token(key, "history") && !inside)
                found = take_document(f, value, true);
        }
    }
    wf_json_reader_release(&r);
    return found;
}

static bool take_document(struct wf_history_file *f, struct wf_bytes text, bool inside)
{
    struct wf_json_reader r;
    bool found = false;

    wf_json_reader_init(&r, text);
    switch (wf_json_next(&r)) {
    case WF_JSON_OBJECT:
        found = take_object(f, text, inside);
        break;
    case WF_JSON_ARRAY:
        wf_json_reader_release(&r);
        wf_json_reader_init(&r, text);
        found = take_array(f, &r);
        break;
    default:
        break;
    }
    wf_json_reader_release(&r);
    return found;
}

static size_t line_end(struct wf_bytes text, size_t at)
{
    const unsigned char *nl = memchr(text.data + at, '\n', text.len - at);

    return nl != NULL ? (size_t)(nl - text.data) : text.len;
}

static struct wf_bytes trim(struct wf_bytes t)
{
    while (t.len > 0 && strchr(" \t\r\n", t.data[0]) != NULL && t.data[0] != '\0') {
        t.data++;
        t.len--;
    }
    while (t.len > 0 && strchr(" \t\r\n", t.data[t.len - 1]) != NULL &&
           t.data[t.len - 1] != '\0')
        t.len--;
    return t;
}

/* One event a line: the first line is a whole object, and it is not the only one. */
static bool is_lines(struct wf_bytes text)
{
    struct wf_bytes first = text;

    first.len = line_end(text, 0);
    if (first.len == text.len || first.data[0] != '{')
        return false;
    return wf_json_valid(trim(first));
}

static enum wf_code take_lines(struct wf_history_file *f, struct wf_bytes text,
                               struct wf_error *err)
{
    size_t at = 0, line = 1;

    for (; at < text.len; at = line_end(text, at) + 1, line++) {
        struct wf_bytes one = { text.data + at, line_end(text, at) - at };
        enum wf_code rc;

        one = trim(one);
        if (one.len == 0)
            continue;
        rc = wf_json_check(f->what, one, err);
        if (rc == WF_OK && !take_document(f, one, false))
            rc = wf_error_set(err, WF_E_USAGE, "%s: that is no history event", f->what);
        if (rc != WF_OK) {
            wf_error_prefix(err, "line %zu", line);
            return rc;
        }
    }
    return WF_OK;
}

enum wf_code wf_history_file_open(const char *what, struct wf_bytes text,
                                  struct wf_history_file **ret, struct wf_error *err)
{
    struct wf_history_file *f = wf_calloc(1, sizeof *f);
    enum wf_code rc = WF_OK;

    f->what = wf_strdup(what);
    if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        text.data += 3; /* editors on Windows leave a mark */
        text.len -= 3;
    }
    text = trim(text);
    if (text.len == 0)
        rc = wf_error_set(err, WF_E_USAGE, "%s is empty", what);
    else if (is_lines(text))
        rc = take_lines(f, text, err);
    else
        rc = wf_json_check(what, text, err);
    if (rc == WF_OK && f->n == 0 && !take_document(f, text, false)) {
        rc =
            wf_error_set(err, WF_E_USAGE, "%s holds no history: no \"events\" in it", what);
        wf_error_hint(err, "as `wfsh show -o json` or the web UI's download writes it");
    }
    if (rc != WF_OK) {
        wf_history_file_free(f);
        return rc;
    }
    *ret = f;
    return WF_OK;
}

enum wf_code wf_history_file_event(const struct wf_history_file *f, size_t i,
                                   struct wf_arena *a, Thistory__HistoryEvent **ret,
                                   struct wf_error *err)
{
    struct wf_strbuf what = WF_STRBUF_INIT;
    enum wf_code rc;

    wf_strbuf_addf(&what, "%s, event %zu", f->what, i + 1);
    rc = wf_json_to_message(a, &thistory__history_event__descriptor, wf_strbuf_str(&what),
                            f->events[i], false, ret, err);
    wf_strbuf_release(&what);
    return rc;
}
