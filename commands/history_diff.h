#ifndef WF_COMMANDS_HISTORY_DIFF_H
#define WF_COMMANDS_HISTORY_DIFF_H

#include "commands/history_side.h"

/* What two histories differ in. */
struct wf_diff_field {
    const char *path;     /* "input[0].amount"; of a group: "state", "attempts" */
    const char *event;    /* type of the event that holds it; NULL: the group itself */
    struct wf_bytes a, b; /* JSON; empty: only the other side has it */
    struct wf_diff_field *next;
};
struct wf_diff_change {
    const struct wf_side_group *a, *b; /* NULL: only the other side has it */
    struct wf_diff_field *fields, *last;
    int64_t delta_ns; /* how much longer B took; WF_NO_TIME: not known */
};
struct wf_diff_options {
    struct wf_strings ignore; /* globs of paths */
    bool all_fields;
    bool ignore_times;
    int64_t slack_ns; /* WF_UNSET: times are no difference */
};
enum { WF_DIFF_SLOWER = 5 };
struct wf_diff {
    const struct wf_side *sides[2];
    struct wf_diff_options opt;
    struct wf_diff_change *changes; /* in order: the first is the first divergence */
    size_t n, n_equal, n_changed, n_only[2];
    struct wf_diff_change times[WF_DIFF_SLOWER]; /* the greatest deltas, of all groups */
    size_t n_times;
    bool cut; /* too different: the end was not aligned */
};

/* Pure. In `a`. */
void wf_diff_make(struct wf_arena *a, const struct wf_side *x, const struct wf_side *y,
                  const struct wf_diff_options *opt, struct wf_diff *ret);

/* history_diff_text.c */
void wf_diff_text(const struct wf_diff *d, bool color, struct wf_strbuf *out);
void wf_diff_json(struct wf_json *j, const void *diff);
void wf_diff_change_json(struct wf_json *j, const struct wf_diff_change *c);

#endif
