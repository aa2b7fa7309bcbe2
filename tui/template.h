#ifndef WF_TUI_TEMPLATE_H
#define WF_TUI_TEMPLATE_H

#include "tui/host.h"

/*
 * A command line with places to fill, as the action tables have it (tui/view.h says how it
 * is written). The selection's values are taken when it is opened and are not looked at
 * again: what a box was opened for is what it runs on.
 */
enum { WF_TEMPLATE_WORDS = 24, WF_TEMPLATE_FIELDS = 10 };

struct wf_template_word {
    char *before, *after; /* owned; around the field */
    int field;            /* -1: none */
    int group;            /* of [ ]; 0: none */
};
struct wf_template_field {
    char *label;           /* owned; "Signal name" */
    struct wf_strbuf text; /* what was typed */
    bool optional;         /* in a [ ] */
    char *choices;         /* owned; "a|b|c"; NULL: any text */
};
struct wf_template {
    struct wf_template_word words[WF_TEMPLATE_WORDS];
    size_t n;
    struct wf_template_field fields[WF_TEMPLATE_FIELDS];
    size_t n_fields;
};

typedef const char *wf_value_fn(const void *user, const char *name);

/*
 * False: a placeholder has no value (*ret_missing names it; in `buf`). A [ ] whose
 * placeholder has none is left out instead. `{?Label:name}` is a field that begins with
 * the value of `name`, `{?Label=a|b|c}` one that takes only these, the first unless it is
 * in a [ ]. `{name'}` is the value as a string of a List Filter, quotes and all.
 */
bool wf_template_open(struct wf_template *t, const char *line, wf_value_fn *value,
                      const void *user, char buf[64]);
/* The same of words that were told apart already; a [ ] has no meaning in them. */
bool wf_template_open_words(struct wf_template *t, const struct wf_words *w,
                            wf_value_fn *value, const void *user, char buf[64]);
/* The choice after (step 1) or before (-1) what the field holds; it wraps round. */
void wf_template_choose(struct wf_template_field *f, int step);
void wf_template_release(struct wf_template *t);
/* The words with what the fields hold now. In the arena. */
struct wf_words wf_template_words(const struct wf_template *t, struct wf_arena *a);
/* A field that must not stay empty but is; -1: none. */
int wf_template_lacks(const struct wf_template *t);

/* As one would type it in sh: quoted where needed. */
void wf_words_show(const struct wf_words *w, struct wf_strbuf *out);
/* Values in a text such as "{id} of {queue}"; those that are missing are left out. */
char *wf_template_text(const char *text, wf_value_fn *value, const void *user);

#endif
