#ifndef WF_TUI_APP_PRIVATE_H
#define WF_TUI_APP_PRIVATE_H

#include "tui/app.h"
#include "tui/line.h"
#include "tui/template.h"
#include "tui/view.h"

/* Between the files tui/app*.c: the state of the dashboard, and who does what with it. */
enum {
    WF_MAX_STACK = 16,
    WF_MAX_TABS = 12,
    WF_MAX_MESSAGES = 500,
    WF_MAX_PROMPTS = 200,
    WF_MAX_MATCHES = 200,
    WF_MAX_RUNS = 8,
    WF_MAX_MORE = 64,
};

/* ---- feeds: tui/app_feed.c --------------------------------------------------------------
 */
struct wf_feed {
    struct wf_host_job *job; /* NULL: nothing runs */
    char *words;             /* of what runs or ran, one a line; NULL: nothing yet */
    char *settling;          /* words that have not stayed long enough; NULL: none */
    int64_t settled_ms;      /* when they have */
    struct wf_strbuf rest;   /* a line that has not ended yet */
    size_t lines;            /* of this reading */
    bool paused;             /* enough lines for now */
    bool over;               /* read to its end, or failed */
    bool again;              /* `r` */
    char *cursor;            /* the file that says where it goes on; NULL: none */
    int64_t next_ms;         /* when to begin anew; 0: not by itself */
    unsigned failures;
    int64_t good_ns; /* the last time that something came, wall clock; 0: never */
};

/* One open view. */
struct wf_instance {
    const struct wf_view_type *type;
    void *model;
    struct wf_feed feeds[WF_MAX_SLOTS];
    char *line; /* its words, as `:` would take them */
};

void wf_feeds_reconcile(struct wf_app *app, struct wf_instance *v);
bool wf_feeds_take(struct wf_app *app, struct wf_instance *v);
void wf_feeds_drop(struct wf_app *app, struct wf_instance *v); /* hidden, or closed */
void wf_feeds_refresh(struct wf_instance *v);
void wf_feed_forget_cursor(struct wf_feed *f);
int64_t wf_feeds_due(const struct wf_app *app, const struct wf_instance *v); /* 0: never */

/* The connection as the feeds see it. */
struct wf_link {
    bool down;
    bool told; /* the host says so too */
    char reason[256];
    int64_t since_ns;
    int64_t retry_ms;
    unsigned tries;
};
void wf_link_failed(struct wf_app *app, const struct wf_error *err);
void wf_link_good(struct wf_app *app);
void wf_link_look(struct wf_app *app); /* what the host knows of it */

/* ---- what the user asked for: tui/app_run.c ---------------------------------------------
 */
struct wf_run {
    struct wf_host_job *job;
    char *label;
    char *acted; /* owned; NULL: nobody wants to know */
    struct wf_strbuf out;
    size_t total;   /* of marked rows; 0: one */
    size_t written; /* lines so far */
    bool reader;    /* more than a few lines of output are to be read */
    struct wf_instance
        *owner; /* the view that asked for it; NULL: an action, or it is gone */
};
void wf_run_action(struct wf_app *app, const struct wf_action *action);
void wf_run_words(struct wf_app *app, const struct wf_words *words, const char *input,
                  size_t total);
void wf_run_line(struct wf_app *app, const char *line);              /* of the `:` prompt */
void wf_run_typed(struct wf_app *app, const struct wf_words *words); /* such a line's */
void wf_run_request(struct wf_app *app, enum wf_request_kind kind, const char *command,
                    const char *text);
/* Of any action but WF_DO_RUN, its places filled. */
void wf_run_filled(struct wf_app *app, const struct wf_action *action,
                   const struct wf_words *words);
void wf_run_foreground(struct wf_app *app, const struct wf_words *words);
bool wf_runs_take(struct wf_app *app);
void wf_run_drop(struct wf_app *app, size_t i); /* cancelled, and forgotten */
bool wf_run_allowed(struct wf_app *app, const struct wf_words *words);
/* Of the top view's selection. */
const char *wf_app_value(const void *app, const char *name);

/* ---- what views ask for themselves: tui/app_form.c --------------------------------------
 */
void wf_form_run(struct wf_app *app, struct wf_instance *v); /* WF_ACT_RUN */
void wf_form_ended(struct wf_app *app, struct wf_instance *v, const char *label,
                   const struct wf_host_end *end, const char *out);
void wf_form_forget(struct wf_app *app, const struct wf_instance *v); /* it is closed */

/* ---- which actions are taken, as wf_host.acted() has them: tui/app_acted.c --------------
 */
/* "workflows.cancel:marked", of the row `a` of a view's table. */
void wf_action_name(struct wf_strbuf *out, const char *view,
                    const struct wf_action *actions, const struct wf_action *a, bool many);
/* The caller frees. NULL: nobody wants to know, or it is in no table. */
char *wf_acted_name(const struct wf_app *app, const struct wf_action *a, bool many);
void wf_acted(const struct wf_app *app, char how, const char *name); /* name may be NULL */
void wf_acted_now(const struct wf_app *app, const struct wf_action *a);
/* The command line that was begun as runs[run]; there may be none. */
void wf_acted_later(struct wf_app *app, size_t run, const struct wf_action *a, bool many);
/* The row of a form that stands for WF_ACT_RUN; NULL: it is no form. */
const struct wf_action *wf_acted_apply(const struct wf_view_type *type);

/* ---- pager, editor, pipe, file: tui/app_outside.c ---------------------------------------
 */
struct wf_outside {
    char *path;   /* owned; what the editor has, or what would be overwritten */
    bool editing; /* until wf_app_returned(), which removes it */
    struct wf_instance *owner; /* gets the text back; NULL: a copy to read */
};
void wf_outside_pager(struct wf_app *app);
void wf_outside_editor(struct wf_app *app);
void wf_outside_pipe(struct wf_app *app);
void wf_outside_save(struct wf_app *app);
void wf_outside_edit(struct wf_app *app, struct wf_instance *v); /* WF_ACT_EDIT */
void wf_outside_release(struct wf_app *app);

/* The box in the middle: a form, a question, or both. */
struct wf_dialog {
    bool open;
    const struct wf_action *action;
    char *title;
    struct wf_template tmpl;
    struct wf_line *fields;
    size_t focus; /* n_fields: the line that is typed to confirm */
    char *want;   /* what must be typed; NULL: nothing */
    struct wf_line typed;
    char *input; /* references for stdin; NULL: none */
    size_t total;
    char *targets[6]; /* lines that say what it is about */
    size_t n_targets;
};
void wf_dialog_open(struct wf_app *app, const struct wf_action *action,
                    struct wf_template *tmpl, char *input, size_t total);
void wf_dialog_key(struct wf_app *app, const struct wf_key *key);
void wf_dialog_draw(const struct wf_app *app, struct wf_pane p);
void wf_dialog_close(struct wf_app *app);

/* ---- a choice in a box: tui/app_menu.c --------------------------------------------------
 */
typedef void wf_menu_fn(struct wf_app *app, size_t i);
struct wf_menu_item {
    char *label, *note; /* owned; note NULL: none */
    bool on;            /* of a menu that stays */
};
struct wf_menu {
    bool open;
    bool stays; /* rows are turned on and off, until it is left */
    char *title;
    struct wf_menu_item *items;
    size_t n, at, top;
    wf_menu_fn *done;
};
/* Open and empty; wf_menu_add() its rows. */
void wf_menu_open(struct wf_app *app, const char *title, bool stays, wf_menu_fn *done);
void wf_menu_add(struct wf_app *app, const char *label, const char *note, bool on);
void wf_menu_key(struct wf_app *app, const struct wf_key *key);
void wf_menu_draw(const struct wf_app *app, struct wf_pane p);
void wf_menu_close(struct wf_app *app);
void wf_app_more_actions(struct wf_app *app); /* `a` */
void wf_app_columns(struct wf_app *app);      /* `v` */

/* ---- [commands] and [keys] of the config file: tui/app_user.c ---------------------------
 */
enum { WF_MAX_USER = 64 };
void wf_user_load(struct wf_app *app);
void wf_user_release(struct wf_app *app);
/* One of [commands] by its name; NULL: there is none. */
const struct wf_action *wf_user_find(const struct wf_app *app, const char *name);
/* Does this key of [keys] mean the action? "workflows.terminate", "refresh", and for one of
 * [commands] "commands.NAME". */
bool wf_user_key_is_of(const struct wf_app *app, const char *key,
                       const struct wf_view_type *type, const struct wf_action *a);
void wf_user_run(struct wf_app *app, const struct wf_action *action);

/* ---- `:` and `/`: tui/app_prompt.c ------------------------------------------------------
 */
enum wf_prompt_kind {
    WF_PROMPT_NONE,
    WF_PROMPT_COMMAND,
    WF_PROMPT_FILTER,
    WF_PROMPT_OTHER
};
typedef void wf_prompt_fn(struct wf_app *app, const char *text);
struct wf_prompt {
    enum wf_prompt_kind kind;
    const char *label;
    wf_prompt_fn *done; /* of WF_PROMPT_OTHER */
    struct wf_line line;
    char *past[2][WF_MAX_PROMPTS]; /* of commands and of filters, oldest first */
    size_t n_past[2];
    size_t at_past;
    char *matches[WF_MAX_MATCHES]; /* of the word before the cursor, as they are written */
    size_t n_matches, match_from;
    size_t at_match;  /* n_matches: none is chosen yet */
    char match_quote; /* the one that they begin in; 0: none */
    bool match_ends;  /* a single one is the whole word */
    bool asked;       /* Tab was pressed, and not all matches are there yet */
    char *hint;       /* owned; what the line still wants; NULL: nothing */
};
void wf_prompt_open(struct wf_app *app, enum wf_prompt_kind kind, const char *label,
                    const char *text, wf_prompt_fn *done);
void wf_prompt_key(struct wf_app *app, const struct wf_key *key);
void wf_prompt_draw(const struct wf_app *app, struct wf_pane p, int row);
void wf_prompt_release(struct wf_prompt *p);
/* tui/app_complete.c */
void wf_prompt_complete(struct wf_app *app, bool forward); /* Tab, Shift-Tab */
size_t wf_prompt_shared(const struct wf_prompt *p); /* bytes of each match to leave out */
void wf_prompt_forget(struct wf_prompt *p);         /* the line has changed */
/* Asks for what Tab may want next, and finds the hint. */
void wf_prompt_look_ahead(struct wf_app *app);
/* Values that were asked for are there, maybe those of a Tab. True: paint. */
bool wf_prompt_news(struct wf_app *app);

struct wf_message {
    int64_t at_ns;
    enum wf_style style;
    char *text;
};

struct wf_app {
    const struct wf_host *host;
    struct wf_instance *tabs[WF_MAX_TABS]; /* by number; NULL: not opened yet */
    size_t tab;
    struct wf_instance *stack[WF_MAX_STACK]; /* above the tab */
    size_t n_stack;
    struct wf_message messages[WF_MAX_MESSAGES]; /* a ring */
    size_t n_messages;                           /* ever said */
    int64_t say_until_ms; /* the message row shows the last one until then */
    struct wf_link link;
    struct wf_prompt prompt;
    struct wf_dialog dialog;
    struct wf_menu menu;
    const struct wf_action *more[WF_MAX_MORE]; /* what the rows of `a` stand for */
    size_t n_more;
    struct wf_action *user; /* [commands]; owned with their texts */
    size_t n_user;
    struct wf_run runs[WF_MAX_RUNS];
    size_t n_runs;
    struct wf_request request;
    struct wf_outside outside;
    char *marked[2]; /* references of two runs to be compared */
    struct {
        int64_t ms; /* monotonic; 0: none that a second one could double */
        int row, col;
        const struct wf_instance *view;
    } clicked;
    int rows, cols;
    unsigned n_cursors; /* ever made */
    int64_t interval_ms;
    int time_mode;
    enum wf_theme theme;
    bool paused, read_only, blurred, quit, dirty;
};

struct wf_instance *wf_app_top(const struct wf_app *app);
struct wf_frame wf_app_frame(const struct wf_app *app, const struct wf_instance *v);
bool wf_app_read_only(const struct wf_app *app);
/* The action of the top view for a key, as the config file may have moved it; NULL. */
const struct wf_action *wf_app_find_action(const struct wf_app *app, int key);
/* Its keys, as the config file may have moved them; type NULL: of the dashboard itself. */
const char *wf_app_keys(const struct wf_app *app, const struct wf_view_type *type,
                        const struct wf_action *a);
/* What stands in the row of keys at this column is done. False: nothing does. */
bool wf_app_click_key(struct wf_app *app, int col);
const struct wf_view_type *wf_tab_type(size_t tab); /* NULL: there are fewer */
bool wf_app_tab(struct wf_app *app, size_t tab);
bool wf_app_offers(const struct wf_app *app, const struct wf_action *a);
/* The next row that the view's own table, then [commands], have for it; NULL: the end. */
const struct wf_action *wf_app_next_action(const struct wf_app *app,
                                           const struct wf_view_type *type,
                                           const struct wf_action *a);
enum wf_code wf_app_push(struct wf_app *app, const struct wf_view_type *type, size_t n,
                         const char *const *args, struct wf_error *err);
void wf_app_back(struct wf_app *app);
/* Closes every view but the first of this tab, and forgets what was read: we go elsewhere.
 */
void wf_app_leave_all(struct wf_app *app);
/* Marks the run under the cursor; the second one opens the comparison. */
void wf_compare_mark(struct wf_app *app);
/* A segment of an address. */
void wf_url_add(struct wf_strbuf *b, const char *s);
/* The keys that every view has, in the form that views have theirs. */
extern const struct wf_action wf_app_actions[];
bool wf_app_global(struct wf_app *app, const struct wf_key *key);

#endif
