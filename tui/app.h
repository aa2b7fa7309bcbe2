#ifndef WF_TUI_APP_H
#define WF_TUI_APP_H

#include "tui/cells.h"
#include "tui/host.h"
#include "tui/key.h"

/*
 * The dashboard without a terminal: keys and news go in, a picture comes out. It asks its
 * host for everything else, so a test drives it with a host of its own.
 * Thread: the main loop's.
 */
struct wf_app;

enum wf_theme {
    WF_THEME_AUTO, /* dark or light, as the terminal's background is */
    WF_THEME_DARK,
    WF_THEME_LIGHT,
    WF_THEME_MONO,
    WF_THEME_CONTRAST,
    WF_THEME_COUNT
};
extern const char *const wf_theme_names[]; /* by enum wf_theme; NULL-ended */
struct wf_app_options {
    int64_t interval_ms; /* of lists; 0: 5 s */
    bool read_only;      /* beside what the profile says */
    enum wf_theme theme;
};

/* What the main loop has to do that only it can: taken by wf_app_request(). */
enum wf_request_kind {
    WF_REQUEST_NONE,
    WF_REQUEST_SUSPEND,
    WF_REQUEST_REPAINT,
    WF_REQUEST_OUTSIDE, /* run `command` with the terminal, `text` on its stdin if not NULL
                         */
    WF_REQUEST_COPY,    /* `text` to the terminal's clipboard */
    WF_REQUEST_FOREGROUND, /* a verb with the terminal: `words` */
};
struct wf_request {
    enum wf_request_kind kind;
    char *command, *text; /* the taker frees, by wf_request_release() */
    char **words;
    size_t n_words;
};
void wf_request_release(struct wf_request *r);

struct wf_app *wf_app_new(const struct wf_host *host, const struct wf_app_options *o);
void wf_app_free(struct wf_app *app);

/* [keys] and [commands] of the config file: unknown names, and a key for two things. */
enum wf_code wf_app_check(const struct wf_app *app, struct wf_error *err);
/* "workflows", "workflow order-42", "history --file F": on top of what is there. */
enum wf_code wf_app_open(struct wf_app *app, size_t n, const char *const *words,
                         struct wf_error *err);
void wf_app_resize(struct wf_app *app, int rows, int cols);
void wf_app_key(struct wf_app *app, const struct wf_key *key);
/* Takes what jobs have printed, starts and ends feeds. True: the picture may differ. */
bool wf_app_poll(struct wf_app *app);
/* Until wf_app_poll() has something to do by itself; -1: never. */
int wf_app_timeout_ms(const struct wf_app *app);
void wf_app_draw(const struct wf_app *app, struct wf_canvas *cv);
bool wf_app_quits(const struct wf_app *app);
struct wf_request wf_app_request(struct wf_app *app);
/* The command of WF_REQUEST_OUTSIDE has ended; `good`: with status 0. */
void wf_app_returned(struct wf_app *app, bool good);
/* The terminal lost the focus: intervals are five times as long. */
void wf_app_focus(struct wf_app *app, bool focused);
enum wf_theme wf_app_theme(const struct wf_app *app);
/* A line for the message row and the list of messages. */
void wf_app_say(struct wf_app *app, enum wf_style style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
