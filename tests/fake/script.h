#ifndef WF_TESTS_FAKE_SCRIPT_H
#define WF_TESTS_FAKE_SCRIPT_H

#include "tests/fake/fake.h"

/* Where we are in a line of a script. */
struct wf_fake_place {
    const char *rest; /* not yet taken */
    char *error;      /* owned; the first one wins */
};

void wf_fake_wrong(struct wf_fake_place *p, const char *what, const char *which);
/* The next word, quotes removed; NULL at the end. The caller frees. */
char *wf_fake_word(struct wf_fake_place *p);
bool wf_fake_number(const char *s, long *ret);
const struct wf_method *wf_fake_method(struct wf_fake_place *p, const char *name);

/* rule.c: the rest of a line whose first word was `name`. */
void wf_fake_rule_parse(struct wf_fake_place *p, struct wf_fake_script *s, const char *name,
                        bool first);

#endif
