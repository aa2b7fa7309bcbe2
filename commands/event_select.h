#ifndef WF_COMMANDS_EVENT_SELECT_H
#define WF_COMMANDS_EVENT_SELECT_H

#include "client/event.h"
#include "commands/job.h"

/* Which events of a history are meant: --event, --range, --filter, --grep. */
struct wf_event_select_args {
    int64_t event;             /* WF_UNSET: any */
    const char *range;         /* "A..B", "A..", "..B"; NULL: all */
    struct wf_strings filters; /* any of them; "!x" excludes, "x,y" is both */
    const char *grep;          /* PCRE2, over payloads, failures and the summary */
    bool ignore_case, invert;  /* of grep; inverted: those that do not match it */
};
extern const struct wf_option wf_event_select_options[];

/* The words of --filter, for other options: is it one, and does it fit? */
bool wf_event_word_known(const char *word);
bool wf_event_word_fits(const char *word, const Thistory__HistoryEvent *e);

struct wf_event_select;
/* WF_E_USAGE for a bad range, filter or regular expression. */
enum wf_code wf_event_select_new(const struct wf_event_select_args *args,
                                 struct wf_event_select **ret, struct wf_error *err);
void wf_event_select_free(struct wf_event_select *s); /* NULL is fine */
bool wf_event_select_match(struct wf_event_select *s, const Thistory__HistoryEvent *e);
/*
 * For many events: looks whether any in `page`, an arena that holds all that they are made
 * of, may match the regular expression at all; wf_event_select_match() takes that to be so
 * of all events until the next call. NULL: nothing is known of the next ones.
 */
void wf_event_select_page(struct wf_event_select *s, const struct wf_arena *page);
bool wf_event_select_is_all(const struct wf_event_select *s); /* nothing is left out */
/* No event after this id (before it, in reverse) can match. */
bool wf_event_select_past(const struct wf_event_select *s, int64_t id, bool reverse);

#endif
