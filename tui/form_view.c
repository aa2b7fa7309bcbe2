/* tui/form_view.c: forms as views: what they read, keys, and what came of it. */
#include "tui/form_private.h"

#include "base/mem.h"
#include "tui/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    NOW,
    EXPLAIN,
    PICK,
    SETTLE_MS = 400,
    TEXT_MAX = 1 << 20,
    PICK_ROWS = 500,
    PICK_ROWS_SEEN = 7,
};

/* ---- words ------------------------------------------------------------------------------
 */

static const char *arg_value(const void *user, const char *name)
{
    const struct wf_form *m = user;
    size_t i = strtoul(name, NULL, 10);

    return i > 0 && i <= m->n_args ? m->args[i - 1] : NULL;
}

bool wf_form_any_change(const struct wf_form *m)
{
    for (size_t i = 0; i < m->type->n_fields; i++)
        if (wf_form_changed(m, i))
            return true;
    return false;
}

/* The first field that the verb would not take; n_fields: none. */
size_t wf_form_first_fault(const struct wf_form *m, struct wf_error *err)
{
    size_t i = 0;

    while (i < m->type->n_fields && !wf_form_fault(m, i, err))
        i++;
    return i;
}

void wf_form_clear_matches(struct wf_form *m)
{
    for (size_t i = 0; i < m->n_matches; i++)
        free(m->matches[i]);
    m->n_matches = m->at_match = 0;
    m->asked = false;
}

void wf_form_text(char **at, const char *text)
{
    free(*at);
    *at = text != NULL ? wf_strdup(text) : NULL;
}

void wf_form_note(struct wf_form *m, enum wf_style style, const char *text)
{
    wf_form_text(&m->note, text);
    m->note_style = style;
}

static void warn(struct wf_form *m)
{
    if (m->type->warn != NULL)
        m->type->warn(m);
}

static bool same_words(const struct wf_form *m, const struct wf_words *w)
{
    bool same = w->n == m->n_words;

    for (size_t i = 0; same && i < w->n; i++)
        same = strcmp(w->v[i], m->words[i]) == 0;
    return same;
}

/* The fields have changed: another command line, another preview. */
void wf_form_update(struct wf_form *m)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_arena *a = wf_arena_new();
    struct wf_words w = wf_form_words(m, a);
    bool whole =
        wf_form_any_change(m) && wf_form_first_fault(m, &ignored) == m->type->n_fields;

    if (!same_words(m, &w)) /* what was said of another line does not count */
        wf_form_text(&m->fault, NULL);
    if (whole) {
        wf_kept_set(m->words, &m->n_words, &w);
    } else {
        wf_kept_clear(m->words, &m->n_words);
    }
    if (!whole || m->type->explain == NULL) {
        wf_reader_clear(&m->preview);
        if (whole)
            warn(m);
    }
    wf_arena_free(a);
}

/* ---- open, close ------------------------------------------------------------------------
 */

void wf_form_open(void *model, const struct wf_view_type *type, size_t n,
                  const char *const *args)
{
    static const char *const identity[] = { "event", NULL };
    struct wf_form *m = model;

    m->type = type->data;
    for (; m->n_args < n && m->n_args < WF_FORM_ARGS; m->n_args++)
        m->args[m->n_args] = wf_strdup(args[m->n_args]);
    wf_grid_init(&m->pick, m->type->pick_columns, m->type->n_pick_columns, identity);
    wf_kept_fill(m->now_words, &m->n_now, m->type->now, arg_value, m);
    wf_kept_fill(m->pick_words, &m->n_pick, m->type->pick, arg_value, m);
    if (m->type->typed != NULL)
        m->want = wf_template_text(m->type->typed, arg_value, m);
    m->refill = true;
    m->loaded = m->n_now == 0;
    if (m->loaded && m->type->fill != NULL)
        m->type->fill(m, "");
    wf_form_update(m);
}

void wf_form_close(void *model)
{
    struct wf_form *m = model;

    for (size_t i = 0; i < m->n_args; i++)
        free(m->args[i]);
    for (size_t i = 0; i < m->type->n_fields; i++) {
        wf_line_release(&m->values[i].line);
        free(m->values[i].now);
        free(m->values[i].fixed);
    }
    wf_kept_clear(m->words, &m->n_words);
    wf_kept_clear(m->now_words, &m->n_now);
    wf_kept_clear(m->pick_words, &m->n_pick);
    wf_form_clear_matches(m);
    wf_form_next(m, 0, NULL);
    wf_line_release(&m->typed);
    wf_grid_release(&m->pick);
    wf_reader_release(&m->preview);
    wf_strbuf_release(&m->read);
    wf_strbuf_release(&m->explained);
    free(m->want);
    free(m->head);
    free(m->fault);
    free(m->note);
}

void wf_form_crumb(const void *model, const struct wf_frame *f, struct wf_strbuf *out)
{
    const struct wf_form *m = model;

    (void)f;
    wf_strbuf_addf(out, "%s%s%s", m->type->title, m->n_args > 0 ? " of " : "",
                   m->n_args > 0 ? m->args[0] : "");
    wf_strbuf_adds(out, wf_form_any_change(m) ? "  changed, nothing sent yet" : "");
}

/* ---- feeds ------------------------------------------------------------------------------
 */

void wf_form_want(const void *model, const struct wf_frame *f, unsigned slot,
                  struct wf_want *ret)
{
    const struct wf_form *m = model;
    char *const *words = slot == NOW    ? m->now_words
                         : slot == PICK ? m->pick_words
                                        : m->words;
    size_t n = slot == NOW ? m->n_now : slot == PICK ? m->n_pick : m->n_words;

    (void)f;
    if (slot > PICK || n == 0 || (slot == EXPLAIN && m->type->explain == NULL))
        return;
    *ret = (struct wf_want){ .mode = WF_FEED_ONCE, .n = n, .lines = SIZE_MAX };
    memcpy(ret->words, words, n * sizeof *words);
    if (slot == EXPLAIN) {
        ret->words[ret->n++] = m->type->explain;
        ret->words[ret->n++] = "-o";
        ret->words[ret->n++] = "json";
        ret->settle_ms = SETTLE_MS;
        ret->answers = true;
    }
    if (slot == PICK)
        ret->lines = PICK_ROWS;
}

void wf_form_begin(void *model, unsigned slot)
{
    struct wf_form *m = model;

    if (slot == PICK)
        wf_grid_begin(&m->pick);
    else
        wf_strbuf_clear(slot == NOW ? &m->read : &m->explained);
}

void wf_form_line(void *model, unsigned slot, const char *line, size_t n)
{
    struct wf_form *m = model;
    struct wf_strbuf *b = slot == NOW ? &m->read : &m->explained;

    if (slot == PICK) {
        wf_grid_line(&m->pick, line, n);
    } else if (b->len + n < TEXT_MAX) {
        wf_strbuf_add(b, line, n);
        wf_strbuf_addc(b, '\n');
    }
}

void wf_form_take_pick(struct wf_form *m)
{
    for (size_t i = 0; i < m->type->n_fields; i++) {
        const struct wf_form_field *f = &m->type->fields[i];
        const char *value = f->kind == WF_FIELD_PICK
                                ? wf_grid_selected(&m->pick, m->pick.columns[0].key)
                                : NULL;

        if (value != NULL)
            wf_line_set(&m->values[i].line, value);
    }
    wf_form_update(m);
}

/* Another reading of what is now leaves what was typed. */
static void take_now(struct wf_form *m)
{
    char *typed[WF_FORM_FIELDS] = { NULL };
    bool keep = !m->refill;

    for (size_t i = 0; keep && i < m->type->n_fields; i++)
        typed[i] = wf_strdup(wf_strbuf_str(&m->values[i].line.text));
    if (m->type->fill != NULL)
        m->type->fill(m, wf_strbuf_str(&m->read));
    for (size_t i = 0; keep && i < m->type->n_fields; i++) {
        wf_line_set(&m->values[i].line, typed[i]);
        free(typed[i]);
    }
    m->refill = false;
    m->loaded = true;
    for (size_t i = 0; i < m->type->n_fields; i++)
        if (m->values[m->focus].fixed != NULL)
            m->focus = (m->focus + 1) % m->type->n_fields;
    wf_form_update(m);
}

void wf_form_end(void *model, unsigned slot, const struct wf_host_end *end)
{
    struct wf_form *m = model;
    bool good = end->code == WF_OK || end->error.code == WF_OK;

    if (slot == PICK) {
        wf_grid_end(&m->pick, end, end->more);
        if (m->refill && m->pick.n_shown > 0) /* the last one is what is mostly wanted */
            wf_grid_key(&m->pick, &(struct wf_key){ .code = 'G' }, PICK_ROWS_SEEN);
        m->refill = false;
        wf_form_take_pick(m);
    } else if (slot == NOW && good) {
        take_now(m);
    } else if (slot == EXPLAIN) {
        wf_reader_clear(&m->preview);
        wf_form_text(&m->fault, good ? NULL : end->error.text);
        if (good && m->type->show != NULL)
            m->type->show(m, wf_strbuf_str(&m->explained));
        if (good)
            warn(m);
    }
    if (!good && slot != EXPLAIN && end->code != WF_E_UNREACHABLE) {
        wf_form_text(&m->note, end->error.text);
        m->note_style = WF_ST_BAD;
    }
}

/* ---- running ----------------------------------------------------------------------------
 */

struct wf_words wf_form_command(const void *model, struct wf_arena *a)
{
    struct wf_words w = wf_form_words(model, a);
    const char **v = wf_arena_alloc(a, (w.n + 3) * sizeof *v);

    memcpy(v, w.v, w.n * sizeof *v);
    v[w.n] = "-o";
    v[w.n + 1] = "json";
    v[w.n + 2] = NULL;
    return (struct wf_words){ .v = v, .n = w.n + 2 };
}

enum wf_act wf_form_ran(void *model, const struct wf_host_end *end, const char *out)
{
    struct wf_form *m = model;
    bool good = end->code == WF_OK || end->error.code == WF_OK;

    m->running = false;
    if (!good) {
        char *text = wf_asprintf("%s%s%s", end->error.text,
                                 *end->error.hint != '\0' ? "; " : "", end->error.hint);

        wf_form_note(m, WF_ST_BAD, text);
        free(text);
        return WF_ACT_REDRAW;
    }
    m->touched = false;
    wf_line_set(&m->typed, "");
    wf_form_note(m, WF_ST_GOOD, m->type->done);
    m->refill = true;
    wf_form_next(m, 0, NULL);
    if (m->type->then != NULL)
        m->type->then(m, out);
    return m->n_next > 0 ? WF_ACT_OPEN : WF_ACT_REDRAW;
}

struct wf_words wf_form_then(const void *model, struct wf_arena *a)
{
    const struct wf_form *m = model;
    struct wf_words w = { .v = wf_arena_alloc(a, (m->n_next + 1) * sizeof *w.v) };

    for (; w.n < m->n_next; w.n++)
        w.v[w.n] = wf_arena_strdup(a, m->next[w.n]);
    w.v[w.n] = NULL;
    return w;
}

const char *wf_form_value_of(const void *model, const char *name, size_t mark)
{
    const struct wf_form *m = model;

    (void)mark;
    if (strcmp(name, "id") == 0 && m->n_args > 0)
        return m->args[0];
    if (strcmp(name, "run") == 0 && m->n_args > 1)
        return m->args[1];
    return NULL;
}

#define FIELD WF_ACTION_KEY("tab", "field", "field")
#define TOGGLE WF_ACTION_KEY("space", "toggle", "toggle")
#define EDITOR WF_ACTION_KEY("ctrl-x", "editor", "editor")
#define APPLY WF_ACTION_KEY("ctrl-s", "apply", "apply")

const struct wf_action wf_form_actions[] = {
    FIELD,  TOGGLE, WF_ACTION_KEY("ctrl-n", "complete", "complete"),
    EDITOR, APPLY,  { .keys = NULL },
};
const struct wf_action wf_form_plain_actions[] = {
    FIELD, TOGGLE, EDITOR, APPLY, { .keys = NULL },
};
