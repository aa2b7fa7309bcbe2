/* commands/tail_cursor.c: the file that says where a tail goes on. */
#include "commands/tail.h"

#include "base/base64.h"
#include "base/json_scan.h"
#include "base/mem.h"
#include "base/timefmt.h"
#include "client/config_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * {"wfshCursor": 1, "namespace": "default", "savedAt": TIME,
 *  "runs": [{"workflowId", "runId", "eventId", "token", "ended"}, …]}
 *
 * savedAt is where joining by a query goes on; token (base64) is the frontend's, and only
 * saves reading the run from its start.
 */
enum { VERSION = 1, FILE_MAX = 1 << 28 };

/* ---- reading ----------------------------------------------------------------------------
 */

struct loader {
    struct wf_tail *t;
    struct wf_json_reader r;
    struct wf_strbuf text; /* of the last string */
    const char *what;      /* what is wrong; NULL: nothing so far */
    long long version;
    bool has_runs;
};

static const char *string_of(struct loader *l, enum wf_json_token token)
{
    wf_strbuf_clear(&l->text);
    if (token != WF_JSON_STRING || !wf_json_unescape(l->r.token, &l->text))
        l->what = "a text is expected";
    return wf_strbuf_str(&l->text);
}

static int64_t number_of(struct loader *l, enum wf_json_token token)
{
    char buf[32], *end = buf;
    size_t n = l->r.token.len < sizeof buf - 1 ? l->r.token.len : sizeof buf - 1;
    long long v = 0;

    memcpy(buf, l->r.token.data, n);
    buf[n] = '\0';
    errno = 0;
    if (token == WF_JSON_NUMBER)
        v = strtoll(buf, &end, 10);
    if (end == buf || *end != '\0' || errno != 0 || v < 0)
        l->what = "a number is expected";
    return v;
}

static bool key_is(const struct loader *l, const char *key)
{
    return l->r.token.len == strlen(key) &&
           memcmp(l->r.token.data, key, l->r.token.len) == 0;
}

static void load_run(struct loader *l)
{
    struct wf_tail_run run = { 0 }, *r;
    enum wf_json_token token;

    while (l->what == NULL && (token = wf_json_next(&l->r)) == WF_JSON_KEY) {
        if (key_is(l, "workflowId")) {
            free(run.workflow_id);
            run.workflow_id = wf_strdup(string_of(l, wf_json_next(&l->r)));
        } else if (key_is(l, "runId")) {
            free(run.run_id);
            run.run_id = wf_strdup(string_of(l, wf_json_next(&l->r)));
        } else if (key_is(l, "token")) {
            free(run.token);
            run.token = wf_strdup(string_of(l, wf_json_next(&l->r)));
        } else if (key_is(l, "eventId")) {
            run.event = number_of(l, wf_json_next(&l->r));
        } else if (key_is(l, "ended")) {
            run.ended = wf_json_next(&l->r) == WF_JSON_TRUE;
        } else {
            (void)wf_json_skip(&l->r);
        }
    }
    if (l->what == NULL && (run.workflow_id == NULL || run.run_id == NULL ||
                            *run.workflow_id == '\0' || *run.run_id == '\0'))
        l->what = "a run without its ids";
    if (l->what == NULL) {
        r = wf_tail_run_of(l->t, run.workflow_id, run.run_id);
        free(r->token);
        r->token = run.token;
        run.token = NULL;
        r->event = run.event;
        r->ended = run.ended;
        r->touched_ns = wf_now_ns();
    }
    free(run.workflow_id);
    free(run.run_id);
    free(run.token);
}

static void load_member(struct loader *l)
{
    const char *text;
    struct wf_error ignored = WF_ERROR_INIT;

    if (key_is(l, "wfshCursor")) {
        l->version = number_of(l, wf_json_next(&l->r));
    } else if (key_is(l, "namespace")) {
        text = string_of(l, wf_json_next(&l->r));
        if (l->what == NULL && strcmp(text, wf_job_namespace(l->t->job)) != 0)
            l->what = "it is of another namespace";
    } else if (key_is(l, "savedAt")) {
        text = string_of(l, wf_json_next(&l->r));
        if (l->what == NULL && wf_time_parse(text, &l->t->begin_ns, &ignored) != WF_OK)
            l->what = "savedAt is no time";
    } else if (key_is(l, "runs")) {
        l->has_runs = true;
        if (wf_json_next(&l->r) != WF_JSON_ARRAY)
            l->what = "runs is no array";
        while (l->what == NULL && wf_json_next(&l->r) == WF_JSON_OBJECT)
            load_run(l);
    } else {
        (void)wf_json_skip(&l->r);
    }
    if (l->version > VERSION)
        l->what = "a later version of wfsh has written it";
}

static enum wf_code load_text(struct wf_tail *t, struct wf_bytes text, struct wf_error *err)
{
    struct loader l = { .t = t, .text = WF_STRBUF_INIT };
    enum wf_code rc = wf_json_check(t->a->cursor, text, err);

    if (rc != WF_OK) {
        wf_error_prefix(err, "--cursor");
        return rc;
    }
    wf_json_reader_init(&l.r, text);
    if (wf_json_next(&l.r) != WF_JSON_OBJECT)
        l.what = "it is no cursor";
    while (l.what == NULL && wf_json_next(&l.r) == WF_JSON_KEY)
        load_member(&l);
    if (l.what == NULL && (l.version < 1 || !l.has_runs))
        l.what = "it is no cursor";
    if (l.what != NULL) {
        rc = wf_error_set(err, WF_E_USAGE, "--cursor: '%s' is not taken: %s", t->a->cursor,
                          l.what);
        wf_error_hint(err, "name a file that is not there yet to begin anew");
    }
    wf_json_reader_release(&l.r);
    wf_strbuf_release(&l.text);
    return rc;
}

enum wf_code wf_tail_cursor_load(struct wf_tail *t, struct wf_error *err)
{
    struct wf_bytes text;
    enum wf_code rc;

    if (t->a->cursor == NULL)
        return WF_OK;
    if (strcmp(t->a->cursor, "-") == 0)
        return wf_error_set(err, WF_E_USAGE, "--cursor: a file, please");
    if (access(t->a->cursor, F_OK) != 0 && errno == ENOENT)
        return WF_OK;
    rc = wf_job_read_file(t->job, t->a->cursor, "--cursor", FILE_MAX, &text, err);
    return rc == WF_OK ? load_text(t, text, err) : rc;
}

/* ---- writing ----------------------------------------------------------------------------
 */

static void save_token(struct wf_json *j, struct wf_bytes token)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (token.len == 0)
        return;
    wf_base64_encode(&b, token);
    wf_json_kstr(j, "token", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void save_run(struct wf_json *j, const struct wf_tail_run *r)
{
    const struct wf_follower *who = r->stream != NULL ? r->stream->who : NULL;

    wf_json_object(j);
    wf_json_kstr(j, "workflowId", r->workflow_id);
    wf_json_kstr(j, "runId", r->run_id);
    wf_json_ki64(j, "eventId", who != NULL ? wf_follower_event(who) : r->event);
    if (r->ended)
        wf_json_kbool(j, "ended", true);
    else if (who != NULL)
        save_token(j, wf_follower_token(who));
    else if (r->token != NULL)
        wf_json_kstr(j, "token", r->token);
    wf_json_end_object(j);
}

enum wf_code wf_tail_cursor_save(struct wf_tail *t, struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT, time = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&out, true);
    struct wf_tail_run *r, *next;
    enum wf_code rc;

    wf_time_rfc3339(&time, t->listed_ns != 0 ? t->listed_ns : t->begin_ns);
    wf_json_object(&j);
    wf_json_ki64(&j, "wfshCursor", VERSION);
    wf_json_kstr(&j, "namespace", wf_job_namespace(t->job));
    wf_json_kstr(&j, "savedAt", wf_strbuf_str(&time));
    wf_json_key(&j, "runs");
    wf_json_array(&j);
    HASH_ITER(hh, t->runs, r, next)
    {
        if (r->stream != NULL || r->ended || r->event > 0)
            save_run(&j, r);
    }
    wf_json_end_array(&j);
    wf_json_end_object(&j);
    wf_strbuf_addc(&out, '\n');
    rc = wf_config_write(t->a->cursor, out.data, out.len, err);
    if (rc != WF_OK)
        wf_error_prefix(err, "--cursor");
    t->dirty = false;
    t->saved_ms = wf_mono_ms();
    wf_strbuf_release(&out);
    wf_strbuf_release(&time);
    return rc;
}
