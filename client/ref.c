/* client/ref.c: what a user may write for a Workflow Execution. */
#include "client/ref.h"

#include "base/json_scan.h"
#include "base/strbuf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- addresses --------------------------------------------------------------------------
 */

/* The path segment at *p, percent-decoded, in the arena; *p moves behind its slash. */
static char *segment(struct wf_arena *a, const char **p)
{
    size_t n = strcspn(*p, "/?#"), out = 0;
    char *s = wf_arena_strndup(a, *p, n);

    for (size_t i = 0; i < n; i++) {
        if (s[i] == '%' && i + 2 < n && isxdigit((unsigned char)s[i + 1]) &&
            isxdigit((unsigned char)s[i + 2])) {
            char hex[3] = { s[i + 1], s[i + 2], '\0' };

            s[out++] = (char)strtol(hex, NULL, 16);
            i += 2;
        } else {
            s[out++] = s[i];
        }
    }
    s[out] = '\0';
    *p += n + ((*p)[n] == '/');
    return s;
}

/* …/namespaces/NS/workflows/ID[/RUN[/…]], of the web UI and of temporal:// links. */
static enum wf_code parse_address(struct wf_arena *a, const char *text, struct wf_ref *ret,
                                  struct wf_error *err)
{
    const char *p = strstr(text, "/namespaces/"), *event;

    if (p == NULL)
        return wf_error_set(err, WF_E_USAGE, "'%s' is no address of a workflow", text);
    p += strlen("/namespaces/");
    ret->namespace_ = segment(a, &p);
    if (strncmp(p, "workflows/", 10) != 0 && strncmp(p, "archival/", 9) != 0)
        return wf_error_set(err, WF_E_USAGE, "'%s' is no address of a workflow", text);
    p = strchr(p, '/') + 1;
    ret->workflow_id = segment(a, &p);
    if (*p != '\0' && *p != '?' && *p != '#')
        ret->run_id = segment(a, &p);
    event = strstr(p, "events/");
    if (event != NULL)
        ret->event_id = strtoll(event + 7, NULL, 10);
    if (*ret->workflow_id == '\0')
        return wf_error_set(err, WF_E_USAGE, "'%s' names no workflow", text);
    if (ret->run_id != NULL && *ret->run_id == '\0')
        ret->run_id = NULL;
    return WF_OK;
}

/* ---- JSON records -----------------------------------------------------------------------
 */

static bool key_is(struct wf_bytes key, const char *name)
{
    return key.len == strlen(name) && memcmp(key.data, name, key.len) == 0;
}

static const char *take_string(struct wf_arena *a, struct wf_json_reader *r)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *s = NULL;

    if (wf_json_next(r) == WF_JSON_STRING) {
        (void)wf_json_unescape(r->token, &b);
        if (b.len > 0 && strlen(b.data) == b.len)
            s = wf_arena_strndup(a, b.data, b.len);
    }
    wf_strbuf_release(&b);
    return s;
}

static void take_object(struct wf_arena *a, struct wf_json_reader *r, struct wf_ref *ret);

static void take_member(struct wf_arena *a, struct wf_json_reader *r, struct wf_bytes key,
                        struct wf_ref *ret)
{
    static const char *const nested[] = { "execution", "workflowExecution",
                                          "workflowExecutionInfo" };
    struct wf_bytes value;

    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++)
        if (key_is(key, nested[i]) && r->depth <= 3) {
            struct wf_json_reader inner;

            value = wf_json_skip(r);
            wf_json_reader_init(&inner, value);
            if (wf_json_next(&inner) == WF_JSON_OBJECT)
                take_object(a, &inner, ret);
            wf_json_reader_release(&inner);
            return;
        }
    value = wf_json_skip(r);
    if (value.len > 0 && value.data[0] == '"') {
        struct wf_json_reader inner;
        const char **to = key_is(key, "workflowId")  ? &ret->workflow_id
                          : key_is(key, "runId")     ? &ret->run_id
                          : key_is(key, "namespace") ? &ret->namespace_
                                                     : NULL;

        if (to == NULL)
            return;
        wf_json_reader_init(&inner, value);
        *to = take_string(a, &inner);
        wf_json_reader_release(&inner);
    }
}

static void take_object(struct wf_arena *a, struct wf_json_reader *r, struct wf_ref *ret)
{
    while (wf_json_next(r) == WF_JSON_KEY)
        take_member(a, r, r->token, ret);
}

static enum wf_code parse_json(struct wf_arena *a, const char *text, struct wf_ref *ret,
                               struct wf_error *err)
{
    struct wf_bytes bytes = { (const unsigned char *)text, strlen(text) };
    struct wf_json_reader r;
    enum wf_code rc = wf_json_check("reference", bytes, err);

    if (rc != WF_OK)
        return rc;
    wf_json_reader_init(&r, bytes);
    (void)wf_json_next(&r);
    take_object(a, &r, ret);
    wf_json_reader_release(&r);
    if (ret->workflow_id == NULL) {
        wf_error_set(err, WF_E_USAGE, "this JSON names no workflow: %.120s", text);
        wf_error_hint(err, "workflowId, or execution.workflowId, is looked for");
        return WF_E_USAGE;
    }
    return WF_OK;
}

/* ---- lines ------------------------------------------------------------------------------
 */

static char *unescape(struct wf_arena *a, const char *s, size_t n)
{
    char *p = wf_arena_strndup(a, s, n);
    size_t out = 0;

    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\\' && i + 1 < n && strchr("tnr\\", p[i + 1]) != NULL) {
            i++;
            p[out++] = p[i] == 't' ? '\t' : p[i] == 'n' ? '\n' : p[i] == 'r' ? '\r' : '\\';
        } else {
            p[out++] = p[i];
        }
    }
    p[out] = '\0';
    return p;
}

static void parse_line(struct wf_arena *a, const char *text, struct wf_ref *ret)
{
    const char *tab = strchr(text, '\t');

    if (tab == NULL) {
        ret->workflow_id = wf_arena_strdup(a, text);
        return;
    }
    ret->workflow_id = unescape(a, text, (size_t)(tab - text));
    if (tab[1] != '\0')
        ret->run_id = unescape(a, tab + 1, strlen(tab + 1));
}

static bool is_file(const char *text)
{
    size_t n = strlen(text);

    if (strcmp(text, "-") == 0)
        return true;
    return (text[0] == '/' || strncmp(text, "./", 2) == 0 || strncmp(text, "../", 3) == 0 ||
            (n > 5 && strcmp(text + n - 5, ".json") == 0)) &&
           access(text, F_OK) == 0;
}

enum wf_code wf_ref_parse(struct wf_arena *a, const char *text, bool files_too,
                          struct wf_ref *ret, struct wf_error *err)
{
    struct wf_ref ref = { 0 };
    enum wf_code rc = WF_OK;

    while (*text == ' ')
        text++;
    if (*text == '\0')
        return wf_error_set(err, WF_E_USAGE, "an empty reference names no workflow");
    if (files_too && is_file(text))
        ref.file = wf_arena_strdup(a, text);
    else if (*text == '{')
        rc = parse_json(a, text, &ref, err);
    else if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 ||
             strncmp(text, "temporal://", 11) == 0)
        rc = parse_address(a, text, &ref, err);
    else
        parse_line(a, text, &ref);
    if (rc == WF_OK)
        *ret = ref;
    return rc;
}

const char *wf_ref_name(struct wf_arena *a, const struct wf_ref *ref)
{
    if (ref->file != NULL)
        return ref->file;
    if (ref->run_id == NULL)
        return ref->workflow_id;
    return wf_arena_printf(a, "%s (%s)", ref->workflow_id, ref->run_id);
}

static void escape(struct wf_strbuf *b, const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '\t' || *s == '\n' || *s == '\r' || *s == '\\')
            wf_strbuf_addf(b, "\\%c",
                           *s == '\t'   ? 't'
                           : *s == '\n' ? 'n'
                           : *s == '\r' ? 'r'
                                        : '\\');
        else
            wf_strbuf_addc(b, *s);
    }
}

const char *wf_ref_line(struct wf_arena *a, const struct wf_ref *ref)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *s;

    escape(&b, ref->workflow_id);
    if (ref->run_id != NULL || strcmp(wf_strbuf_str(&b), ref->workflow_id) != 0)
        wf_strbuf_addc(&b, '\t'); /* a tab also says that the line is escaped */
    if (ref->run_id != NULL)
        escape(&b, ref->run_id);
    s = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return s;
}
