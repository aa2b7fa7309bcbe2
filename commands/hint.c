/* commands/hint.c: what a line still wants, from the tables, for behind the cursor. */
#include "commands/complete_fetch.h"
#include "commands/complete_inner.h"

#include "base/utf8.h"

#include <string.h>

enum { MAX_HINT = 400 }; /* bytes; a prompt cuts it to its row */

struct hint {
    struct wf_completion c;
    const struct wf_command *command;
    const char **plain; /* behind the command's own words */
    size_t n_plain;
    struct wf_strbuf *out;
    bool blank; /* the line does not end in one */
    bool only_required;
};

/* The parts of one item, behind a blank. */
static void add(struct hint *h, const char *open, const char *name, const char *value,
                const char *close)
{
    if (h->out->len > 0 || h->blank)
        wf_strbuf_addc(h->out, ' ');
    wf_strbuf_adds(h->out, open);
    wf_strbuf_adds(h->out, name);
    if (*value != '\0')
        wf_strbuf_addc(h->out, ' ');
    wf_strbuf_adds(h->out, value);
    wf_strbuf_adds(h->out, close);
}

static bool is_given(const struct hint *h, const struct wf_option *o)
{
    for (size_t i = 0; i < h->c.parsed->n_given; i++)
        if (h->c.parsed->given[i].option == o)
            return true;
    return false;
}

/* "NAME", or the values of an enum: "a|b|c". */
static const char *value_of(struct hint *h, const struct wf_option *o)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *text;

    if (o->values == NULL)
        return o->value_name != NULL ? o->value_name : "VALUE";
    for (const char *const *v = o->values; *v != NULL; v++) {
        if (b.len > 0)
            wf_strbuf_addc(&b, '|');
        wf_strbuf_adds(&b, *v);
    }
    text = wf_arena_strdup(h->c.arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return text;
}

/* ---- the last input of a handler
 * ---------------------------------------------------------- */

struct handler_option {
    const struct wf_option *option;
};

static bool find_handler(void *user, const struct wf_option *o, size_t offset)
{
    struct handler_option *f = user;

    (void)offset;
    if (o->complete == WF_COMPLETE_SIGNAL || o->complete == WF_COMPLETE_QUERY ||
        o->complete == WF_COMPLETE_UPDATE)
        f->option = o;
    return f->option == NULL;
}

static void keep_first(void *user, const char *value, const char *what)
{
    const char **first = user;

    (void)what;
    if (*first == NULL)
        *first = value;
}

/* The name that a word gives: of a verb that takes ID NAME, or with -w only NAME. */
static const char *name_in_words(const struct hint *h, enum wf_complete kind)
{
    const struct wf_positional *p = h->command->positionals;
    size_t at = 0;

    if (kind == WF_COMPLETE_SIGNAL && p != NULL && p->repeated &&
        h->n_plain == (wf_completion_given(&h->c, "workflow-id") != NULL ? 1 : 2))
        return h->plain[h->n_plain - 1];
    for (; p != NULL && p->name != NULL; p++, at++) {
        if (p->complete == WF_COMPLETE_WORKFLOW && p[1].name != NULL &&
            wf_completion_given(&h->c, "workflow-id") != NULL)
            p++;
        if (p->complete == kind && at < h->n_plain)
            return h->plain[at];
    }
    return NULL;
}

/* From the history of the workflow; queries leave no trace there. */
static const char *shape_there(struct hint *h, enum wf_complete kind, const char *name)
{
    struct wf_completion c = h->c;
    const char *id = wf_completion_workflow(&c), *shape = NULL;

    if (id == NULL || c.how->fetcher == NULL || kind == WF_COMPLETE_QUERY)
        return NULL;
    c.emit = keep_first;
    c.user = &shape;
    (void)wf_complete_live_of(&c,
                              kind == WF_COMPLETE_SIGNAL ? WF_COMPLETE_SIGNAL_SHAPE
                                                         : WF_COMPLETE_UPDATE_SHAPE,
                              id, name);
    return shape != NULL ? wf_arena_strdup(h->c.arena, shape) : NULL;
}

/* The shape of the input as `{"by":string}`; NULL: there is none, or not yet. */
static const char *input_shape(struct hint *h)
{
    struct handler_option f = { NULL };
    const char *name, *shape;
    enum wf_complete kind;

    wf_each_option(h->command->options, 0, find_handler, &f);
    if (f.option == NULL)
        return NULL;
    kind = f.option->complete;
    name = wf_completion_given(&h->c, f.option->name);
    if (name == NULL)
        name = name_in_words(h, kind);
    if (name == NULL || *name == '\0')
        return NULL;
    shape = shape_there(h, kind, name);
    if (shape == NULL && h->c.how->recall != NULL && !h->blank)
        shape = h->c.how->recall(h->c.how->recall_user, h->c.arena,
                                 kind == WF_COMPLETE_SIGNAL  ? "signal"
                                 : kind == WF_COMPLETE_QUERY ? "query"
                                                             : "update",
                                 name);
    return shape;
}

/* ---- the parts
 * ---------------------------------------------------------------------------- */

static void add_positionals(struct hint *h)
{
    const struct wf_positional *p = h->command->positionals;
    bool named = wf_completion_given(&h->c, "workflow-id") != NULL ||
                 wf_completion_given(&h->c, "query") != NULL;
    size_t at = 0;

    for (; p != NULL && p->name != NULL; p++) {
        if (p->complete == WF_COMPLETE_WORKFLOW && !p->required && named)
            continue;
        if (at++ < h->n_plain && !p->repeated)
            continue;
        if (p->repeated && h->n_plain >= at)
            return; /* more of the same may come, as everybody knows */
        if (p->required)
            add(h, "", p->name, "", p->repeated ? "..." : "");
        else
            add(h, "[", p->name, "", p->repeated ? "]..." : "]");
    }
}

static bool is_positional(const struct wf_command *c, enum wf_complete kind)
{
    if (kind == WF_COMPLETE_NOTHING || kind == WF_COMPLETE_FILE)
        return false;
    for (const struct wf_positional *p = c->positionals; p != NULL && p->name != NULL; p++)
        if (p->complete == kind)
            return true;
    return false;
}

static bool add_option(void *user, const struct wf_option *o, size_t offset)
{
    struct hint *h = user;
    bool flag = !wf_completion_takes_value(o);

    (void)offset;
    if (o->hidden || o->required != h->only_required || is_given(h, o) ||
        h->out->len > MAX_HINT)
        return true;
    if (is_positional(h->command, o->complete) &&
        (!o->required || name_in_words(h, o->complete) != NULL))
        return true; /* the other way to say what a word says */
    if (o->complete == WF_COMPLETE_SIGNAL && name_in_words(h, o->complete) != NULL)
        return true;
    add(h, o->required ? "--" : "[--", o->name, flag ? "" : value_of(h, o),
        o->required ? "" : "]");
    return true;
}

static void add_rest(struct hint *h)
{
    const char *shape;

    add_positionals(h);
    h->only_required = true;
    wf_each_option(h->command->options, 0, add_option, h);
    if (wf_completion_given(&h->c, "input") == NULL &&
        wf_completion_given(&h->c, "input-file") == NULL) {
        shape = input_shape(h);
        if (shape != NULL)
            add(h, "", "-i", shape, "");
    }
    h->only_required = false;
    wf_each_option(h->command->options, 0, add_option, h);
}

/* The cursor stands where the option's value begins. */
static void add_value(struct hint *h, const struct wf_option *o)
{
    const char *shape =
        h->command != NULL && strcmp(o->name, "input") == 0 ? input_shape(h) : NULL;

    add(h, "", shape != NULL ? shape : value_of(h, o), "", "");
}

/* ---- the whole
 * ---------------------------------------------------------------------------- */

/* Words that count: a last one that is empty is only where the next will be. */
static void fill(struct hint *h, size_t n, const char *const *words)
{
    const struct wf_option *o = NULL;
    const struct wf_group *group;
    const char *last = n > 0 ? words[n - 1] : NULL;
    size_t used = 0;

    h->n_plain = wf_completion_plain(&h->c, n, h->plain);
    (void)wf_find_command(h->c.session->registry, h->n_plain, h->plain, &used, &group);
    h->command = h->c.parsed->command;
    h->plain += used;
    h->n_plain -= used;
    if (last != NULL && last[0] == '-' && strchr(last, '=') == NULL)
        o = wf_completion_option(&h->c, last);
    if (o != NULL && wf_completion_takes_value(o))
        add_value(h, o);
    else if (last != NULL && h->blank && last[0] == '-' && last[1] != '\0' && o == NULL)
        return; /* half of a flag, or a flag with its value */
    else if (h->command != NULL)
        add_rest(h);
    else if (group != NULL && h->n_plain == 0)
        add(h, "", "COMMAND", "", "");
}

void wf_hint(struct wf_session *s, size_t n_words, const char *const *words,
             struct wf_complete_how *how, struct wf_strbuf *out)
{
    struct wf_complete_how mine = { 0 };
    struct wf_arena *a = wf_arena_new();
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_parsed parsed;
    struct hint h = { .c = { .session = s,
                             .n_words = n_words,
                             .words = words,
                             .parsed = &parsed,
                             .arena = a,
                             .current = "",
                             .how = &mine },
                      .out = &text };

    if (how != NULL)
        mine = *how;
    if (n_words > 0) {
        h.blank = *words[n_words - 1] != '\0';
        mine.settled |= h.blank; /* half of a name is not asked for */
        if (!h.blank)
            n_words--;
        h.plain = wf_arena_alloc(a, (n_words + 1) * sizeof *h.plain);
        (void)wf_parse(s->registry, (int)n_words, words, a, &parsed, &ignored);
        if (n_words > 0 && !parsed.globals.help)
            fill(&h, n_words, words);
    }
    wf_utf8_safes(out, wf_strbuf_str(&text));
    wf_strbuf_release(&text);
    wf_arena_free(a);
}
