/* tui/template.c: command lines with places to fill. */
#include "tui/template.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct opening {
    struct wf_template *t;
    wf_value_fn *value;
    const void *user;
    int group; /* of the word; 0: none */
    bool drop; /* a placeholder of the group has no value */
    char *missing;
};

void wf_template_release(struct wf_template *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->words[i].before);
        free(t->words[i].after);
    }
    for (size_t i = 0; i < t->n_fields; i++) {
        free(t->fields[i].label);
        free(t->fields[i].choices);
        wf_strbuf_release(&t->fields[i].text);
    }
    *t = (struct wf_template){ 0 };
}

void wf_template_choose(struct wf_template_field *f, int step)
{
    size_t n = f->optional, at = 0, from = 0; /* the empty one is the first */
    const char *p = f->choices;

    if (p == NULL)
        return;
    for (bool more = true; more; n++) {
        size_t len = strcspn(p, "|");

        if (len == f->text.len && strncmp(p, wf_strbuf_str(&f->text), len) == 0)
            at = n;
        more = p[len] == '|';
        p += len + more;
    }
    at = (at + n + (size_t)(step + (int)n)) % n;
    wf_strbuf_clear(&f->text);
    if (f->optional && at == 0)
        return;
    for (p = f->choices, from = f->optional; from < at; from++)
        p += strcspn(p, "|") + 1;
    wf_strbuf_add(&f->text, p, strcspn(p, "|"));
}

/* "{?Signal_name:last}", "{?Kind=a|b}": its index. */
static int add_field(struct opening *o, const char *name, size_t n)
{
    struct wf_template *t = o->t;
    struct wf_template_field *f = &t->fields[t->n_fields];
    /* "KEY=JSON" is a label, "Overlap=Skip|AllowAll" a choice */
    const char *choices = memchr(name, '|', n) != NULL ? memchr(name, '=', n) : NULL;
    size_t label = 0;

    if (choices != NULL) {
        size_t before = (size_t)(choices - name);

        f->choices = wf_strndup(choices + 1, n - before - 1);
        n = before;
    }
    while (label < n && name[label] != ':')
        label++;
    f->label = wf_strndup(name, label);
    for (char *p = f->label; *p != '\0'; p++)
        if (*p == '_')
            *p = ' ';
    f->optional = o->group > 0;
    if (label < n) {
        char *key = wf_strndup(name + label + 1, n - label - 1);
        const char *value = o->value(o->user, key);

        if (value != NULL)
            wf_strbuf_adds(&f->text, value);
        free(key);
    }
    if (f->choices != NULL && f->text.len == 0 && !f->optional)
        wf_strbuf_add(&f->text, f->choices, strcspn(f->choices, "|"));
    return (int)t->n_fields++;
}

/* 'it\'s': as a List Filter reads it. */
static void add_filter_string(struct wf_strbuf *out, const char *s)
{
    wf_strbuf_addc(out, '\'');
    for (; *s != '\0'; s++) {
        if (*s == '\'' || *s == '\\')
            wf_strbuf_addc(out, '\\');
        wf_strbuf_addc(out, *s);
    }
    wf_strbuf_addc(out, '\'');
}

static void add_value(struct opening *o, const char *name, size_t n, struct wf_strbuf *out)
{
    bool filter = n > 1 && name[n - 1] == '\'';
    char *key = wf_strndup(name, n - filter);
    const char *value = o->value(o->user, key);

    if (value != NULL && *value != '\0' && filter) {
        add_filter_string(out, value);
    } else if (value != NULL && *value != '\0') {
        wf_strbuf_adds(out, value);
    } else if (o->group > 0) {
        o->drop = true;
    } else if (*o->missing == '\0') {
        size_t len = n < 63 ? n : 63;

        memcpy(o->missing, name, len);
        o->missing[len] = '\0';
    }
    free(key);
}

static void add_word(struct opening *o, const char *word, size_t n)
{
    struct wf_template_word *w;
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (o->t->n == WF_TEMPLATE_WORDS)
        return;
    w = &o->t->words[o->t->n++];
    *w = (struct wf_template_word){ .field = -1, .group = o->group };
    for (size_t i = 0; i < n; i++) {
        const char *close = word[i] == '{' ? memchr(word + i, '}', n - i) : NULL;
        size_t len = close != NULL ? (size_t)(close - word) - i - 1 : 0;

        if (close == NULL || len == 0) {
            wf_strbuf_addc(&text, word[i]);
            continue;
        }
        if (word[i + 1] == '?' && w->field < 0 && o->t->n_fields < WF_TEMPLATE_FIELDS) {
            w->field = add_field(o, word + i + 2, len - 1);
            w->before = wf_strdup(wf_strbuf_str(&text));
            wf_strbuf_clear(&text);
        } else {
            add_value(o, word + i + 1, len, &text);
        }
        i += len + 1;
    }
    if (w->before == NULL) {
        w->before = wf_strdup(wf_strbuf_str(&text));
        wf_strbuf_clear(&text);
    }
    w->after = wf_strdup(wf_strbuf_str(&text));
    wf_strbuf_release(&text);
}

/* The words of a group that lacks a value go again. */
static void drop_group(struct wf_template *t, int group)
{
    while (t->n > 0 && t->words[t->n - 1].group == group) {
        struct wf_template_word *w = &t->words[--t->n];

        if (w->field >= 0 && (size_t)w->field + 1 == t->n_fields) {
            free(t->fields[w->field].label);
            free(t->fields[w->field].choices);
            wf_strbuf_release(&t->fields[w->field].text);
            t->fields[w->field] = (struct wf_template_field){ 0 };
            t->n_fields--;
        }
        free(w->before);
        free(w->after);
    }
}

bool wf_template_open(struct wf_template *t, const char *line, wf_value_fn *value,
                      const void *user, char buf[64])
{
    struct opening o = { .t = t, .value = value, .user = user, .missing = buf };
    int groups = 0;

    *t = (struct wf_template){ 0 };
    *buf = '\0';
    for (const char *p = line; *p != '\0';) {
        size_t n = strcspn(p, " "), from = 0, to = n;

        if (*p == '[') {
            o.group = ++groups;
            o.drop = false;
            from = 1;
        }
        if (n > from && p[n - 1] == ']' && o.group > 0)
            to = n - 1;
        if (to > from)
            add_word(&o, p + from, to - from);
        if (to < n) {
            if (o.drop)
                drop_group(t, o.group);
            o.group = 0;
        }
        p += n;
        p += strspn(p, " ");
    }
    return *buf == '\0';
}

bool wf_template_open_words(struct wf_template *t, const struct wf_words *w,
                            wf_value_fn *value, const void *user, char buf[64])
{
    struct opening o = { .t = t, .value = value, .user = user, .missing = buf };

    *t = (struct wf_template){ 0 };
    *buf = '\0';
    for (size_t i = 0; i < w->n; i++)
        add_word(&o, w->v[i], strlen(w->v[i]));
    return *buf == '\0';
}

struct wf_words wf_template_words(const struct wf_template *t, struct wf_arena *a)
{
    struct wf_words ret = { .v = wf_arena_alloc(a, (t->n + 1) * sizeof *ret.v) };
    bool empty[WF_TEMPLATE_WORDS + 1] = { false };

    for (size_t i = 0; i < t->n; i++)
        if (t->words[i].field >= 0 && t->fields[t->words[i].field].text.len == 0)
            empty[t->words[i].group] = true;
    for (size_t i = 0; i < t->n; i++) {
        const struct wf_template_word *w = &t->words[i];

        if (w->group > 0 && empty[w->group])
            continue;
        ret.v[ret.n++] = wf_arena_printf(
            a, "%s%s%s", w->before,
            w->field >= 0 ? wf_strbuf_str(&t->fields[w->field].text) : "", w->after);
    }
    ret.v[ret.n] = NULL;
    return ret;
}

int wf_template_lacks(const struct wf_template *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (!t->fields[i].optional && t->fields[i].text.len == 0)
            return (int)i;
    return -1;
}

static bool is_plain(const char *s)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+";

    return *s != '\0' && s[strspn(s, allowed)] == '\0';
}

void wf_words_show(const struct wf_words *w, struct wf_strbuf *out)
{
    for (size_t i = 0; i < w->n; i++) {
        wf_strbuf_adds(out, i > 0 ? " " : "");
        if (is_plain(w->v[i])) {
            wf_strbuf_adds(out, w->v[i]);
            continue;
        }
        wf_strbuf_addc(out, '\'');
        for (const char *p = w->v[i]; *p != '\0'; p++)
            if (*p == '\'')
                wf_strbuf_adds(out, "'\\''");
            else
                wf_strbuf_addc(out, *p);
        wf_strbuf_addc(out, '\'');
    }
}

char *wf_template_text(const char *text, wf_value_fn *value, const void *user)
{
    struct wf_strbuf out = WF_STRBUF_INIT;

    wf_strbuf_adds(&out, "");
    for (const char *p = text; *p != '\0'; p++) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;

        if (close != NULL) {
            char *key = wf_strndup(p + 1, (size_t)(close - p - 1));
            const char *v = value(user, key);

            wf_strbuf_adds(&out, v != NULL ? v : "");
            free(key);
            p = close;
        } else {
            wf_strbuf_addc(&out, *p);
        }
    }
    return out.data != NULL ? wf_strbuf_steal(&out) : wf_strdup("");
}
