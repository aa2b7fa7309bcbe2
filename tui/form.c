/* tui/form.c: the fields of a form, and the command line that they make. */
#include "tui/form.h"

#include "base/json_out.h"
#include "base/json_scan.h"
#include "base/json_tree.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- values -----------------------------------------------------------------------------
 */

static size_t field_of(const struct wf_form *m, const char *key)
{
    size_t i = 0;

    while (i < m->type->n_fields && strcmp(m->type->fields[i].key, key) != 0)
        i++;
    return i;
}

void wf_form_set(struct wf_form *m, const char *key, const char *value)
{
    size_t i = field_of(m, key);

    if (i < m->type->n_fields)
        wf_line_set(&m->values[i].line, value);
}

void wf_form_set_lines(struct wf_form *m, const char *key, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    size_t n = strlen(text);

    while (n > 0 && strchr(" \n\r\t", text[n - 1]) != NULL)
        n--;
    for (size_t i = 0; i < n; i++) {
        if (strchr("\n\r\t", text[i]) == NULL) {
            wf_strbuf_addc(&b, text[i]);
            continue;
        }
        while (i + 1 < n && strchr("\n\r\t ", text[i + 1]) != NULL)
            i++; /* what indents the next line goes with the end of this one */
        wf_strbuf_addc(&b, ' ');
    }
    wf_form_set(m, key, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void replace(char **at, const char *value)
{
    char *fresh = value != NULL ? wf_strdup(value) : NULL;

    free(*at);
    *at = fresh;
}

void wf_form_set_now(struct wf_form *m, const char *key, const char *now)
{
    size_t i = field_of(m, key);

    if (i < m->type->n_fields)
        replace(&m->values[i].now, now);
}

void wf_form_fix(struct wf_form *m, const char *key, const char *why)
{
    size_t i = field_of(m, key);

    if (i < m->type->n_fields)
        replace(&m->values[i].fixed, why);
}

const char *wf_form_get(const struct wf_form *m, const char *key)
{
    size_t i = field_of(m, key);

    return i < m->type->n_fields ? wf_strbuf_str(&m->values[i].line.text) : "";
}

const char *wf_form_get_now(const struct wf_form *m, const char *key)
{
    size_t i = field_of(m, key);

    return i < m->type->n_fields && m->values[i].now != NULL ? m->values[i].now : "";
}

/* With nothing there before, what is not empty is new. */
bool wf_form_changed(const struct wf_form *m, size_t i)
{
    const struct wf_form_value *v = &m->values[i];
    const char *text = wf_strbuf_str(&v->line.text);

    return v->fixed == NULL && strcmp(text, v->now != NULL ? v->now : "") != 0;
}

void wf_form_next(struct wf_form *m, size_t n, const char *const *words)
{
    for (size_t i = 0; i < m->n_next; i++)
        free(m->next[i]);
    for (m->n_next = 0; m->n_next < n && m->n_next < WF_FORM_NEXT; m->n_next++)
        m->next[m->n_next] = wf_strdup(words[m->n_next]);
}

void wf_form_next_run(struct wf_form *m, const char *id, const char *json)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, strlen(json) });
    const char *run = wf_jv_str(v, "runId");

    if (id == NULL)
        id = wf_jv_str(v, "workflowId");
    if (*id != '\0' && *run != '\0')
        wf_form_next(m, 3, (const char *const[]){ "workflow", id, run });
    wf_arena_free(a);
}

void wf_form_say(struct wf_form *m, const char *fmt, ...)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    va_list ap;

    va_start(ap, fmt);
    wf_strbuf_vaddf(&b, fmt, ap);
    va_end(ap);
    wf_reader_line(&m->preview, wf_strbuf_str(&b), b.len);
    wf_strbuf_release(&b);
}

/* ---- JSON -------------------------------------------------------------------------------
 */

/* The values of a JSON field as one array; in the arena. NULL: they are no JSON. */
static const struct wf_jv *values_of(struct wf_arena *a, const char *text)
{
    const char *array = wf_arena_printf(a, "[%s]", text);

    return wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)array, strlen(array) });
}

static const char *source_of(struct wf_arena *a, const struct wf_jv *v)
{
    return wf_arena_strndup(a, (const char *)v->source.data, v->source.len);
}

static bool json_fault(const struct wf_form_field *f, const char *text,
                       struct wf_error *err)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v;
    struct wf_bytes bytes = { (const unsigned char *)text, strlen(text) };
    bool bad = *text != '\0' && wf_json_check(f->label, bytes, err) != WF_OK;

    if (bad && f->kind == WF_FIELD_JSON) /* several values, then */
        bad = values_of(a, text) == NULL;

    if (!bad && *text != '\0' && f->kind == WF_FIELD_OBJECT) {
        v = wf_jv_parse(a, bytes);
        if (v == NULL || v->type != WF_JV_OBJECT) {
            wf_error_set(err, WF_E_USAGE, "%s: an object such as {\"Key\": 1}", f->label);
            bad = true;
        }
    }
    wf_arena_free(a);
    return bad;
}

bool wf_form_fault(const struct wf_form *m, size_t i, struct wf_error *err)
{
    const struct wf_form_field *f = &m->type->fields[i];
    const char *text = wf_strbuf_str(&m->values[i].line.text);

    if (f->required && *text == '\0' && m->values[i].fixed == NULL) {
        wf_error_set(err, WF_E_USAGE, "%s is needed", f->label);
        return true;
    }
    if (f->kind == WF_FIELD_JSON || f->kind == WF_FIELD_OBJECT)
        return json_fault(f, text, err);
    return false;
}

bool wf_form_opaque(const struct wf_jv *v)
{
    bool encoded = wf_jv_get(v, "data") != NULL || wf_jv_get(v, "text") != NULL;

    return v->type == WF_JV_OBJECT && v->n == 2 && encoded &&
           (wf_jv_get(v, "metadata") != NULL || wf_jv_get(v, "encoding") != NULL);
}

void wf_form_indent(const char *values, struct wf_strbuf *out)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v = values_of(a, values);

    if (v == NULL)
        wf_strbuf_adds(out, values);
    for (size_t i = 0; v != NULL && i < v->n; i++) {
        struct wf_json j = WF_JSON_INIT(out, false);

        wf_json_raw(&j, (const char *)v->items[i].source.data, v->items[i].source.len);
        wf_strbuf_adds(out, i + 1 < v->n ? ",\n" : "\n");
    }
    wf_arena_free(a);
}

/* ---- the command line -------------------------------------------------------------------
 */

struct line {
    struct wf_words w;
    size_t room;
    struct wf_arena *a;
};

static void add(struct line *l, const char *word)
{
    if (l->w.n + 1 < l->room)
        l->w.v[l->w.n++] = word;
}

static void add_pair(struct line *l, const char *option, const char *value)
{
    if (option != NULL && *value == '-') {
        add(l, wf_arena_printf(l->a, "%s=%s", option, value));
        return;
    }
    if (option != NULL)
        add(l, option);
    add(l, value);
}

static void add_json(struct line *l, const struct wf_form_field *f, const char *text)
{
    const struct wf_jv *v = values_of(l->a, text);

    if (v == NULL) {
        add_pair(l, f->option, wf_arena_strdup(l->a, text)); /* its fault is shown */
        return;
    }
    for (size_t i = 0; i < v->n; i++)
        if (f->kind == WF_FIELD_JSON)
            add_pair(l, f->option, source_of(l->a, &v->items[i]));
        else
            for (size_t k = 0; k < v->items[i].n && v->items[i].keys != NULL; k++)
                add_pair(l, f->option,
                         wf_arena_printf(l->a, "%s=%s", v->items[i].keys[k],
                                         source_of(l->a, &v->items[i].items[k])));
}

static void add_list(struct line *l, const struct wf_form_field *f, const char *text)
{
    char *rest = wf_arena_strdup(l->a, text), *part;

    while ((part = strsep(&rest, ";")) != NULL) {
        size_t n;

        part += strspn(part, " ");
        for (n = strlen(part); n > 0 && part[n - 1] == ' '; n--)
            part[n - 1] = '\0';
        if (*part != '\0')
            add_pair(l, f->option, part);
    }
}

/* Fields that replace each other on the server are given together. */
static bool is_given(const struct wf_form *m, size_t i)
{
    int group = m->type->fields[i].group;

    for (size_t k = 0; group != 0 && k < m->type->n_fields; k++)
        if (m->type->fields[k].group == group && wf_form_changed(m, k))
            return m->values[i].fixed == NULL && m->values[i].line.text.len > 0;
    return wf_form_changed(m, i);
}

static void add_field(struct line *l, const struct wf_form *m, size_t i)
{
    const struct wf_form_field *f = &m->type->fields[i];
    const char *text = wf_strbuf_str(&m->values[i].line.text);

    if (!is_given(m, i))
        return;
    switch (f->kind) {
    case WF_FIELD_JSON:
    case WF_FIELD_OBJECT:
        add_json(l, f, text);
        return;
    case WF_FIELD_LIST:
        add_list(l, f, text);
        return;
    case WF_FIELD_FLAG:
        add(l, strcmp(text, "yes") == 0 ? f->option
                                        : wf_arena_printf(l->a, "%s=false", f->option));
        return;
    default:
        if (f->kind != WF_FIELD_CHOICE || *text != '\0')
            add_pair(l, f->option, wf_arena_strdup(l->a, text));
    }
}

static const char *arg_value(const void *user, const char *name)
{
    const struct wf_form *m = user;
    size_t i = strtoul(name, NULL, 10);

    if (i > 0)
        return i <= m->n_args ? m->args[i - 1] : NULL;
    i = field_of(m, name);
    return i < m->type->n_fields ? wf_strbuf_str(&m->values[i].line.text) : NULL;
}

struct wf_words wf_form_words(const struct wf_form *m, struct wf_arena *a)
{
    enum { ROOM = 256 };
    struct line l = { .w.v = wf_arena_alloc(a, ROOM * sizeof *l.w.v),
                      .room = ROOM,
                      .a = a };
    const char *line =
        m->n_args > 0 && m->type->verb_of != NULL ? m->type->verb_of : m->type->verb;
    struct wf_template t;
    char missing[64];

    if (wf_template_open(&t, line, arg_value, m, missing)) {
        struct wf_words verb = wf_template_words(&t, a);

        for (size_t i = 0; i < verb.n; i++)
            add(&l, verb.v[i]);
    }
    wf_template_release(&t);
    for (size_t i = 0; i < m->type->n_fields; i++)
        add_field(&l, m, i);
    l.w.v[l.w.n] = NULL;
    return l.w;
}
