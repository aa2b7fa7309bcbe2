#ifndef WF_TUI_HISTORY_H
#define WF_TUI_HISTORY_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The events of one run, as far as they were read: from the first one on, and from the
 * last one back, with a gap between that is not read unless someone goes there. Event ids
 * of a run are dense from 1, so they are the index.
 *
 * Memory: a short row an event; the JSON of events within a budget, the farthest from the
 * cursor goes first and is asked for again when it is looked at.
 */
enum {
    WF_HISTORY_MAX = 200000,        /* greatest event id; a frontend ends a run far below */
    WF_HISTORY_JSON_MAX = 10 << 20, /* bytes of JSON that are kept */
    WF_HISTORY_JSON_ONE = 1 << 20,  /* a longer one is not kept */
    WF_HISTORY_OPEN_MAX = 4000,     /* a server allows half as many */
};

enum wf_hstate {
    WF_HS_NONE, /* it only happened */
    WF_HS_OPEN,
    WF_HS_DONE,
    WF_HS_FAILED,
    WF_HS_TIMED_OUT,
    WF_HS_CANCELED,
};

struct wf_jv;

struct wf_hevent {
    int32_t id, group; /* group: of the event that opened what this belongs to */
    int64_t time_ns;
    const char *type, *category; /* shared words */
    char *json;                  /* owned; NULL: let go, or never kept */
    uint32_t json_len;
    uint16_t attempt;              /* 0: not said */
    uint8_t state;                 /* enum wf_hstate that it leads to */
    bool task;                     /* of a workflow task */
    const char *subject, *summary; /* in the same memory */
    char text[];
};

/* An activity, timer, child …, from the event that opened it to the last one of it. */
struct wf_hgroup {
    int32_t id, first, last; /* event ids; first and last of those that were read */
    int32_t n;
    int64_t begin_ns, start_ns, end_ns; /* WF_NO_TIME: not seen */
    uint16_t attempts;
    uint8_t state;
    bool task;
    const char *category;
};

/* What was opened and is not closed in what was read, and what describe told of it. */
struct wf_hopen {
    int32_t group;
    char *activity;           /* owned; its id; NULL: a Nexus operation */
    bool asked;               /* describe was asked since */
    bool gone;                /* and knew nothing of it: its close was not read yet */
    const struct wf_jv *live; /* the describer's; NULL: nothing was told */
};

struct wf_hist_store {
    struct wf_hevent **events; /* by id; NULL: not read */
    struct wf_hgroup **groups; /* by the id of the opening event */
    size_t room;
    int32_t head;       /* 1 … head are all there */
    int32_t tail, last; /* tail … last are all there; tail > last: there is no such part */
    int32_t newest;     /* greatest id that was seen */
    size_t n;           /* events held */
    size_t beyond;      /* events that were not taken: too many */
    size_t json_bytes;
    int32_t hand; /* where the budget looks next */
    char **words; /* types and categories, each once */
    size_t n_words, words_room;
    struct wf_hopen *open; /* activities and Nexus operations, in no order */
    size_t n_open, open_room;
    /* What is shown, as event ids or as group ids, ascending. */
    int32_t *shown;
    size_t n_shown, shown_room;
    bool by_group, hide_tasks, only_failures;
};

void wf_hist_store_init(struct wf_hist_store *s);
void wf_hist_store_release(struct wf_hist_store *s);
/*
 * One line of `workflow show -o tsv --columns WF_HISTORY_COLUMNS`. Returns the event's id;
 * 0: it is none (the heading), was there already, or is beyond all bounds.
 */
#define WF_HISTORY_COLUMNS "id,time,type,category,class,group,attempt,subject,summary,json"
int32_t wf_hist_store_line(struct wf_hist_store *s, const char *line, size_t n,
                           int32_t near);
/* JSON that was asked for again. Copied. */
const struct wf_hevent *wf_hist_event(const struct wf_hist_store *s, int32_t id);
const struct wf_hgroup *wf_hist_group(const struct wf_hist_store *s, int32_t id);
/* Something lies between what was read from the start and what was read from the end. */
bool wf_hist_gap(const struct wf_hist_store *s);
/* What is shown is chosen anew. */
void wf_hist_reshow(struct wf_hist_store *s, bool by_group, bool hide_tasks,
                    bool only_failures);
/* The index in shown[] of this id, or of the first one after it. */
size_t wf_hist_place(const struct wf_hist_store *s, int32_t id);
/* The first shown one of the part that was read from the end; n_shown: none. */
size_t wf_hist_gap_place(const struct wf_hist_store *s);
/* The opener's subject, or the best there is. */
const char *wf_hist_group_name(const struct wf_hist_store *s, const struct wf_hgroup *g);
bool wf_hist_failed(uint8_t state);
const char *wf_hist_state_word(uint8_t state);

/* ---- tui/history_open.c -----------------------------------------------------------------
 */
/* An event was taken: what it opens is noted, what it closes is forgotten. */
void wf_hist_watch(struct wf_hist_store *s, const struct wf_hevent *e);
void wf_hist_watch_release(struct wf_hist_store *s);
/* NULL: that group is not open, or not of the kinds that are noted. */
struct wf_hopen *wf_hist_open_of(const struct wf_hist_store *s, int32_t group);

/* ---- an event's JSON as lines
 * ------------------------------------------------------------
 */
typedef void wf_hist_line_fn(void *user, const char *line, size_t n);
/* Indented, as it is. */
void wf_hist_pretty(const char *json, size_t n, wf_hist_line_fn *line, void *user);
/* Its attributes as "key  value", nested keys with dots. */
void wf_hist_card(const char *json, size_t n, wf_hist_line_fn *line, void *user);

#endif
