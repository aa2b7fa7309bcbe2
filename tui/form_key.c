/* tui/form_key.c: keys in a form. */
#include "tui/form_private.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { CTRL_N = 14 };

static bool is_stop(const struct wf_form *m, size_t i)
{
    return i < m->type->n_fields ? m->values[i].fixed == NULL : m->want != NULL;
}

static bool step(struct wf_form *m, bool forward)
{
    size_t n = m->type->n_fields + 1, at = m->focus;

    wf_form_clear_matches(m);
    for (size_t i = 0; i < n; i++) {
        at = (at + (forward ? 1 : n - 1)) % n;
        if (is_stop(m, at))
            break;
    }
    forward = at > m->focus;
    m->focus = at;
    return forward;
}

static enum wf_act apply(struct wf_form *m)
{
    struct wf_error err = WF_ERROR_INIT;
    size_t fault = wf_form_first_fault(m, &err);

    if (m->running || !m->loaded)
        return WF_ACT_REDRAW;
    if (fault < m->type->n_fields) {
        m->focus = fault;
        wf_form_note(m, WF_ST_BAD, err.text);
    } else if (!wf_form_any_change(m)) {
        wf_form_note(m, WF_ST_WARN, "nothing has been changed");
    } else if (m->fault != NULL) {
        wf_form_note(m, WF_ST_BAD, m->fault);
    } else if (m->want != NULL && strcmp(wf_strbuf_str(&m->typed.text), m->want) != 0) {
        char *text = wf_asprintf("type %s to confirm; nothing was sent", m->want);

        m->focus = m->type->n_fields;
        wf_form_note(m, WF_ST_WARN, text);
        free(text);
    } else {
        m->running = true;
        wf_form_note(m, WF_ST_WARN, "sent; waiting for the answer");
        return WF_ACT_RUN;
    }
    return WF_ACT_REDRAW;
}

static void choose(struct wf_form *m, bool forward)
{
    const struct wf_form_field *f = &m->type->fields[m->focus];
    static const char *const yes_no[] = { "no", "yes", NULL };
    const char *const *choices = f->kind == WF_FIELD_FLAG ? yes_no : f->choices;
    const char *now = wf_strbuf_str(&m->values[m->focus].line.text);
    size_t n = 0, at = 0;

    for (; choices[n] != NULL; n++)
        if (strcmp(choices[n], now) == 0)
            at = n;
    if (n > 0)
        wf_line_set(&m->values[m->focus].line, choices[(at + (forward ? 1 : n - 1)) % n]);
}

static void add_match(void *user, const char *value, const char *description)
{
    struct wf_form *m = user;

    (void)description;
    if (m->n_matches < WF_FORM_MATCHES)
        m->matches[m->n_matches++] = wf_strdup(value);
}

/* What can stand in the focused field, as far as it is known; m->asked: not all of it. */
static void find_matches(struct wf_form *m, const struct wf_frame *f)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = { .v = wf_arena_alloc(a, WF_WANT_WORDS * sizeof *w.v) };
    struct wf_host_want want = { 0 };
    char *rest = wf_arena_strdup(a, m->type->fields[m->focus].complete), *word;

    while ((word = strsep(&rest, " ")) != NULL && w.n < WF_WANT_WORDS - 2)
        w.v[w.n++] = word;
    w.v[w.n++] = wf_arena_strdup(a, wf_strbuf_str(&m->values[m->focus].line.text));
    wf_form_clear_matches(m);
    m->asked = f->host->complete(f->host->user, &w, &want, add_match, m);
    wf_arena_free(a);
}

static void show_match(struct wf_form *m)
{
    if (m->n_matches > 0) {
        m->asked = false;
        wf_form_note(m, WF_ST_DIM, NULL);
        wf_line_set(&m->values[m->focus].line, m->matches[m->at_match]);
    } else {
        wf_form_note(m, WF_ST_DIM,
                     m->asked ? "asking what there is" : "nothing is known that begins so");
    }
}

/* The first ctrl-n asks, the next ones go through the answers. */
static void complete(struct wf_form *m, const struct wf_frame *f)
{
    if (m->type->fields[m->focus].complete == NULL) {
        wf_form_note(m, WF_ST_DIM, "nothing is known for this field");
        return;
    }
    if (m->n_matches == 0)
        find_matches(m, f);
    else
        m->at_match = (m->at_match + 1) % m->n_matches;
    show_match(m);
}

enum wf_act wf_form_completed(void *model, const struct wf_frame *f)
{
    struct wf_form *m = model;

    if (!m->asked) /* or the field has changed since */
        return WF_ACT_NONE;
    find_matches(m, f);
    show_match(m);
    wf_form_update(m);
    return WF_ACT_REDRAW;
}

/* A key in the focused field; false: it is none of it. */
static bool field_key(struct wf_form *m, const struct wf_frame *f, const struct wf_key *key)
{
    const struct wf_form_field *field = &m->type->fields[m->focus];

    if (field->kind == WF_FIELD_PICK) {
        if (wf_grid_key(&m->pick, key, f->rows / 3) == WF_ACT_NONE)
            return false;
        wf_form_take_pick(m);
        return true;
    }
    if (field->kind == WF_FIELD_CHOICE || field->kind == WF_FIELD_FLAG) {
        if (!wf_key_in("space left right h l", key->code))
            return false;
        choose(m, !wf_key_in("left h", key->code));
    } else if (key->code == CTRL_N) {
        complete(m, f);
    } else {
        wf_form_clear_matches(m);
        if (!wf_line_key(&m->values[m->focus].line, key))
            return false;
    }
    m->touched = true;
    wf_form_update(m);
    return true;
}

static enum wf_act click(struct wf_form *m, const struct wf_frame *f,
                         const struct wf_key *key)
{
    size_t i = wf_form_field_at(m, f, key->row);

    if (i == SIZE_MAX || !is_stop(m, i))
        return WF_ACT_NONE;
    wf_form_clear_matches(m);
    if (i == m->focus && i < m->type->n_fields &&
        (m->type->fields[i].kind == WF_FIELD_CHOICE ||
         m->type->fields[i].kind == WF_FIELD_FLAG)) {
        choose(m, true);
        m->touched = true;
        wf_form_update(m);
    }
    m->focus = i;
    return WF_ACT_REDRAW;
}

enum wf_act wf_form_key(void *model, const struct wf_frame *f, const struct wf_key *key)
{
    enum { CTRL_S = 19, CTRL_X = 24 };
    struct wf_form *m = model;
    bool typed = m->focus == m->type->n_fields;
    bool pick = !typed && m->type->fields[m->focus].kind == WF_FIELD_PICK;

    m->asked = m->asked && key->code == CTRL_N;
    if (key->code == WF_KEY_ESC && m->touched && !m->leaving) {
        m->leaving = true;
        wf_form_note(m, WF_ST_WARN, "Esc again leaves, and what was typed is lost");
        return WF_ACT_REDRAW;
    }
    if (key->code == WF_KEY_ESC || key->code == 3 || key->code == 12 || key->code == 26)
        return WF_ACT_NONE;
    m->leaving = false;
    if (key->code == WF_KEY_MOUSE && key->mouse <= WF_MOUSE_DOUBLE)
        return click(m, f, key);
    if (!m->running)
        wf_form_note(m, WF_ST_DIM, NULL);
    if (key->code == CTRL_S)
        return apply(m);
    if (key->code == WF_KEY_ENTER)
        return step(m, true) ? WF_ACT_REDRAW : (step(m, false), apply(m));
    if (key->code == WF_KEY_TAB || (key->code == WF_KEY_DOWN && !pick)) {
        step(m, true);
        return WF_ACT_REDRAW;
    }
    if (key->code == WF_KEY_BACK_TAB || (key->code == WF_KEY_UP && !pick)) {
        step(m, false);
        return WF_ACT_REDRAW;
    }
    if (key->code == CTRL_X)
        return typed || pick ? WF_ACT_REDRAW : WF_ACT_EDIT;
    if (typed)
        return wf_line_key(&m->typed, key) ? WF_ACT_REDRAW : WF_ACT_NONE;
    if (field_key(m, f, key))
        return WF_ACT_REDRAW;
    /* what was typed is not lost by a digit, which would be another tab */
    return key->code >= '0' && key->code <= '9' ? WF_ACT_REDRAW : WF_ACT_NONE;
}

char *wf_form_edit(const void *model)
{
    const struct wf_form *m = model;
    enum wf_field_kind kind;
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (m->focus >= m->type->n_fields)
        return NULL;
    kind = m->type->fields[m->focus].kind;
    if (kind == WF_FIELD_CHOICE || kind == WF_FIELD_FLAG || kind == WF_FIELD_PICK)
        return NULL;
    if (kind == WF_FIELD_JSON || kind == WF_FIELD_OBJECT)
        wf_form_indent(wf_strbuf_str(&m->values[m->focus].line.text), &b);
    else
        wf_strbuf_adds(&b, wf_strbuf_str(&m->values[m->focus].line.text));
    wf_strbuf_adds(&b, "");
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

void wf_form_edited(void *model, const char *text)
{
    struct wf_form *m = model;

    if (m->focus < m->type->n_fields)
        wf_form_set_lines(m, m->type->fields[m->focus].key, text);
    m->touched = true;
    wf_form_update(m);
}
