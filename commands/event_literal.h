#ifndef WF_COMMANDS_EVENT_LITERAL_H
#define WF_COMMANDS_EVENT_LITERAL_H

#include "client/event.h"

/*
 * Words that a regular expression cannot do without, for leaving out whole pages of events
 * that do not hold them, with no look at any of the events. Pure functions.
 */

enum { WF_LITERALS = 8 };

struct wf_literals {
    const char *v[WF_LITERALS];
    size_t n; /* 0: nothing is known of the expression */
    bool fold;
};

/*
 * For each alternative of this PCRE2 expression the longest run of letters, "-" and "_"
 * that every match of it holds, and that no wf_event_summary() says by itself (type of
 * event, labels, kinds of failures ...). None, when one of them has none of three bytes or
 * more. In `a`.
 */
void wf_literals_find(struct wf_arena *a, const char *regex, bool ignore_case,
                      struct wf_literals *ret);

/*
 * False: no string and no payload in `page`, an arena that holds all of its events, can
 * make a text of an event that the expression matches.
 */
bool wf_literals_in(const struct wf_literals *l, const struct wf_arena *page);

/* What a summary says by itself: is `word` in it? */
bool wf_event_word_is_ours(const char *word, size_t n, bool ignore_case);

#endif
