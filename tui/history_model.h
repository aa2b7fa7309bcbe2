#ifndef WF_TUI_HISTORY_MODEL_H
#define WF_TUI_HISTORY_MODEL_H

#include "tui/document.h"
#include "tui/history.h"
#include "tui/reader.h"

/* The view "history": between its files tui/history_model.c (feeds), tui/history_draw.c
 * and tui/view_history.c (keys). */
enum wf_hmode { WF_HM_COMPACT, WF_HM_TIMELINE, WF_HM_FULL, WF_HM_JSON, WF_HM_COUNT };

struct wf_hist_model {
    char *given, *run, *file;   /* as it was opened; file NULL: from a frontend */
    char *id, *run_id, *status; /* as describe told; NULL: not known */
    char *previous_run, *next_run, *other_id, *other_run; /* NULL: none */
    struct wf_document about, live; /* live: about what is open, again and again */
    unsigned n_live;                /* times that it was read */
    bool about_over, archived;
    int64_t length; /* events as describe counted them; 0: not known */
    struct wf_hist_store s;
    enum wf_hmode mode, before; /* before: what J was called from */
    bool show_tasks[WF_HM_COUNT];
    int32_t cursor; /* an event's id or a group's, as shown; 0: nothing yet */
    int offset;     /* its row in the window */
    bool follow, in_detail;
    char *search; /* NULL: n and N go to failures */
    int seek;     /* 1, -1: reads on until something is found */
    bool not_found;
    struct wf_reader detail;
    int32_t detail_id, detail_n; /* what the reader shows: event, events of its group, */
    unsigned detail_live;        /* the tries as they were then; 0: none */
    bool detail_held, detail_raw, detail_json;
    char want_one[16]; /* id of an event whose JSON is to be read again; "": none */
    bool raw;          /* payloads as they are stored */
    struct wf_strbuf fresh_one;
    char *one; /* owned; JSON of the event one_id */
    int32_t one_id;
    bool one_raw, one_failed;
    int zoom;       /* of the timeline: the whole in 2^zoom windows */
    int64_t pan_ns; /* begin of the window after that of the history */
    size_t head_lines, tail_lines;
    bool head_over, tail_on, caught, restarted;
    char range[24]; /* "120..": events that are asked for by interval */
    struct wf_error error;
};

/* ---- tui/history_model.c ----------------------------------------------------------------
 */
void wf_hist_open(void *m, const struct wf_view_type *type, size_t n,
                  const char *const *args);
void wf_hist_close(void *m);
void wf_hist_want(const void *m, const struct wf_frame *f, unsigned slot,
                  struct wf_want *ret);
void wf_hist_begin(void *m, unsigned slot);
void wf_hist_line(void *m, unsigned slot, const char *line, size_t n);
void wf_hist_end(void *m, unsigned slot, const struct wf_host_end *end);
/* Another run of the same workflow takes its place. */
void wf_hist_go(struct wf_hist_model *m, const char *run);
bool wf_hist_by_group(const struct wf_hist_model *m);
/* The event that the lower pane is about; 0: none. */
int32_t wf_hist_main_event(const struct wf_hist_model *m);
/* The run has ended, as its last event tells. */
bool wf_hist_is_closed(const struct wf_hist_model *m);

/* ---- tui/history_live.c -----------------------------------------------------------------
 */
void wf_hist_live_want(const struct wf_hist_model *m, struct wf_want *ret);
void wf_hist_live_begin(struct wf_hist_model *m);
void wf_hist_live_end(struct wf_hist_model *m, bool good);
/* What was told of that group: an object for tui/pending.h, until the next reading. NULL:
 * nothing, or it is over. */
const struct wf_jv *wf_hist_live_of(const struct wf_hist_model *m, int32_t group);
/* "Retrying", "Running", … Static. */
const char *wf_hist_live_state(const struct wf_jv *live);
/* Of a group, by all that is known of it; static or as long as the group. */
const char *wf_hist_state_of(const struct wf_hist_model *m, const struct wf_hgroup *g);
/* "retrying: card declined"; not whole: without the state, which stands beside it. */
void wf_hist_live_summary(struct wf_strbuf *out, const struct wf_jv *live, bool whole);
/* Tries as far as they are known; 0: not at all. */
unsigned wf_hist_tries(const struct wf_hist_model *m, const struct wf_hgroup *g);
/* Its lines in the lower pane, and what the pane's heading says. */
void wf_hist_live_lines(struct wf_hist_model *m, const struct wf_jv *live);
void wf_hist_live_title(struct wf_strbuf *out, const struct wf_jv *live, int64_t now_ns);
bool wf_hist_live_ticks(const void *model);

/* ---- tui/history_detail.c ---------------------------------------------------------------
 */
/* The first and the last event of a run name the ones before and after. */
void wf_hist_look_for_runs(struct wf_hist_model *m, int32_t id);
/* The detail follows the cursor. */
void wf_hist_sync(struct wf_hist_model *m);
bool wf_hist_matches(const struct wf_hist_model *m, int32_t shown_id);

/* ---- tui/history_draw.c -----------------------------------------------------------------
 */
void wf_hist_draw(const void *m, const struct wf_frame *f, struct wf_pane p);
int wf_hist_list_rows(const struct wf_hist_model *m, int rows);
/* The time that the timeline's window spans. */
void wf_hist_window(const struct wf_hist_model *m, int64_t now_ns, int64_t *ret_from,
                    int64_t *ret_to);

#endif
