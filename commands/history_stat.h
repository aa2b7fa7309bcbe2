#ifndef WF_COMMANDS_HISTORY_STAT_H
#define WF_COMMANDS_HISTORY_STAT_H

#include "client/event_group.h"
#include "commands/history_job.h"

/* What the files of `history stat` share: what a history measures. Sizes are of what the
 * server stores, payloads as they went to it, with their metadata. */

enum {
    WF_STAT_TYPES = 256,   /* of events */
    WF_STAT_MAX_TOP = 100, /* of the slowest, and of gaps */
    WF_STAT_WARNINGS = 16,
};

struct wf_type_sum {
    const char *type;
    int64_t n, bytes, payload_bytes;
    int64_t largest, largest_id; /* payload bytes of one event */
};

/* Time between two events that follow each other, with no work open. */
struct wf_gap {
    int64_t ns;
    int64_t from_id, to_id;
    const char *from_type, *to_type;
    const char *kind; /* what was waited for: "timer", "signal", "worker" ... */
    const char *name; /* of the timer, the signal, the update; "" */
};

struct wf_stat_warning {
    const char *kind; /* "events", "bytes", "blob" ... */
    const char *text;
    int64_t value, warn_at, limit;
    int64_t event_id;  /* 0: of the whole history */
    const char *field; /* of that event; NULL */
};

struct wf_stat_open {
    int64_t id;
    enum wf_event_category category;
    struct wf_stat_open *next; /* in the bucket of its id */
};

struct wf_stat {
    struct wf_arena *a;
    size_t most; /* --top */
    struct wf_type_sum types[WF_STAT_TYPES];
    size_t n_types;
    int64_t n, bytes, payload_bytes;
    int64_t blob, blob_id; /* the largest list of payloads in one field */
    const char *blob_field;
    int64_t n_signals, n_updates, n_retries;
    int64_t begin_ns, end_ns, idle_ns;
    struct wf_event_group top[WF_STAT_MAX_TOP]; /* the slowest first */
    size_t n_top;
    struct wf_gap gaps[WF_STAT_MAX_TOP]; /* the longest first */
    size_t n_gaps;
    struct wf_stat_warning warnings[WF_STAT_WARNINGS];
    size_t n_warnings;

    /* while it is filled */
    struct wf_stat_open *open[1024]; /* activities, children, operations */
    size_t n_open;
    int previous_type;
    int64_t previous_id, previous_ns;
};

/* history_measure.c: pure; texts in `a`. */
void wf_stat_begin(struct wf_stat *s, struct wf_arena *a, size_t most);
void wf_stat_event(struct wf_stat *s, const Thistory__HistoryEvent *e);
void wf_stat_group(struct wf_stat *s, const struct wf_event_group *g); /* one that ended */
void wf_stat_end(struct wf_stat *s); /* sorts, and judges what nears a limit */

/* history_stat_print.c */
void wf_stat_json(struct wf_json *j, const void *stat);
void wf_stat_text(struct wf_job *job, const struct wf_stat *s, struct wf_strbuf *out);

#endif
