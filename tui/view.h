#ifndef WF_TUI_VIEW_H
#define WF_TUI_VIEW_H

#include "tui/cells.h"
#include "tui/host.h"
#include "tui/key.h"

/*
 * A view is a const table in a file of its own and one line in tui/views.def. Its model is
 * plain data; keys change it, feeds fill it, draw paints it and changes nothing.
 */

struct wf_app;
struct wf_grid;

/* What every view may look at; made anew by the app for each call. */
struct wf_frame {
    int64_t now_ns; /* wall clock */
    int rows, cols; /* of the view's pane */
    bool loading;   /* no feed of this view has brought anything yet */
    bool stale;     /* what is shown is older than it should be */
    bool read_only;
    bool covered;  /* another view is on top: only its name is of interest */
    bool stacked;  /* it lies on another view: its own crumb must name it */
    int time_mode; /* 0 age, 1 local, 2 UTC: see wf_time_cell() */
    const char *namespace_;
    const struct wf_host *host; /* for what only looks at memory: rpc(), config() */
    const struct wf_app *app;   /* for the views about the dashboard itself */
};

enum wf_feed_mode {
    WF_FEED_ONCE,   /* the whole output, again only on `r` or when the words change */
    WF_FEED_EVERY,  /* the whole output, again and again */
    WF_FEED_STREAM, /* lines without end; started anew when it breaks */
};
enum { WF_WANT_WORDS = 96, WF_MAX_SLOTS = 10 };

/*
 * What a view wants to read now: a command line for each of its slots. The app compares
 * this with what runs, and starts and cancels accordingly; a view that is not seen wants
 * nothing, so it costs nothing.
 */
struct wf_want {
    enum wf_feed_mode mode;
    const char *words[WF_WANT_WORDS]; /* borrowed until the next update of the model */
    size_t n;                         /* 0: the slot wants nothing */
    int64_t every_ms;                 /* of WF_FEED_EVERY; 0: the app's interval */
    int64_t settle_ms; /* other words begin only when they have stayed that long, */
    bool settle_first; /* and so do the first ones */
    size_t lines;      /* pause after that many; SIZE_MAX: never. May grow while it runs */
    bool answers;      /* a failure is an answer too: it is not asked again */
    bool resumes; /* a stream whose verb takes --cursor: it goes on where it broke off */
};

/* What a key or a feed leads to. */
enum wf_act {
    WF_ACT_NONE,
    WF_ACT_REDRAW,
    WF_ACT_BACK,
    WF_ACT_OPEN, /* as Enter does; of ran(): then() */
    WF_ACT_RUN,  /* command() */
    WF_ACT_EDIT, /* edit() in the user's editor */
};

/*
 * A key of a view, as the help, the key row and the dispatcher read it. `line` is a
 * template: words with {placeholder}s, which the selection fills, and {?Label}s, which a
 * form asks for; a part in [ ] goes when a {?Label} in it stays empty. Placeholders are
 * filled after the words were told apart, so no value can become two words.
 */
enum wf_do {
    WF_DO_KEY,      /* the view's own key(): moves, folds, switches; or run() */
    WF_DO_OPEN,     /* another view on top: "workflow {id} {run}" */
    WF_DO_RUN,      /* a command line, shown before it runs */
    WF_DO_SHOW,     /* a command line, its output in a reader */
    WF_DO_LINE,     /* as if typed behind `:`: "use {id}" */
    WF_DO_TERMINAL, /* a verb that has the terminal while it runs: an editor */
};
enum wf_confirm {
    WF_CONFIRM_NONE, /* a form when it has {?…}, else it runs at once */
    WF_CONFIRM_ASK,  /* y or n */
    WF_CONFIRM_TYPE, /* `typed` must be typed; the count, when several are marked */
};
struct wf_action {
    const char *keys; /* blank-separated names; the first is shown */
    const char *name; /* one word, for [keys] of the config file */
    const char *help; /* a few words */
    enum wf_do what;
    const char *line;  /* NULL for WF_DO_KEY */
    const char *batch; /* for marked rows, which it reads as references from stdin */
    enum wf_confirm confirm;
    const char *typed;               /* template: "{id}" */
    const char *warning;             /* what cannot be undone; NULL: nothing */
    const char *unless;              /* placeholder that must be empty, and */
    const char *only_if;             /* one that must not, for this row to count */
    bool quiet;                      /* not in the key row */
    bool menu;                       /* in the menu of `a`; its `keys` may be "" */
    void (*run)(struct wf_app *app); /* instead of all that; NULL: none */
};
/* A key that the view's own key() takes. */
#define WF_ACTION_KEY(k, n, h)                                                             \
    {                                                                                      \
        .keys = (k), .name = (n), .help = (h), .what = WF_DO_KEY                           \
    }
#define WF_ACTION_OPEN(k, n, h, l)                                                         \
    {                                                                                      \
        .keys = (k), .name = (n), .help = (h), .what = WF_DO_OPEN, .line = (l)             \
    }

struct wf_view_type {
    const char *name; /* "workflows": `wfsh top workflows`, `:workflows` */
    const char *tab;  /* "Work"; NULL: only reached from elsewhere */
    const char *title;
    const char *args;                /* "ID [RUN]"; NULL: takes none */
    const char *complete;            /* words before a value like its first; NULL: none */
    const struct wf_action *actions; /* keys NULL ends; may be NULL */
    const void *data;                /* of views that are made from a table */
    size_t model_size;

    /* The model is zeroed. Words beyond what it takes are ignored. */
    void (*open)(void *m, const struct wf_view_type *type, size_t n,
                 const char *const *args);
    void (*close)(void *m);
    /* Once, when it is open; what it may look at is there now. NULL: nothing to do. */
    void (*ready)(void *m, const struct wf_frame *f);
    /* "orders > History": appended to the breadcrumb; NULL: the title. */
    void (*crumb)(const void *m, const struct wf_frame *f, struct wf_strbuf *out);
    void (*want)(const void *m, const struct wf_frame *f, unsigned slot,
                 struct wf_want *ret);
    /* A new reading begins: of ONCE and EVERY what was read before is to be replaced. */
    void (*begin)(void *m, unsigned slot);
    void (*line)(void *m, unsigned slot, const char *line, size_t n);
    /* It is read to its end (for streams: broke off); `end` says how. */
    void (*end)(void *m, unsigned slot, const struct wf_host_end *end);
    enum wf_act (*key)(void *m, const struct wf_frame *f, const struct wf_key *key);
    /* What host->complete() said is on its way has come; NULL: the view completes nothing.
     */
    enum wf_act (*completed)(void *m, const struct wf_frame *f);
    /* `/` was typed and answered; NULL: the view has no filter. */
    void (*filter)(void *m, const char *text);
    const char *(*filter_text)(const void *m);
    const char *filter_label; /* "query", "filter" */
    void (*draw)(const void *m, const struct wf_frame *f, struct wf_pane p);
    /* The selection's value for a placeholder, or of the i-th marked row (from 1) when
     * `mark` is not 0. NULL: there is none. */
    const char *(*value)(const void *m, const char *name, size_t mark);
    /* Its list, for `v`; NULL: it has none whose columns could be chosen. */
    struct wf_grid *(*grid)(void *m);
    /* Adds a column by its name, a search attribute's or memo.KEY; NULL: it cannot. */
    void (*column)(void *m, const char *name);
    size_t (*marks)(const void *m);
    /* The command line of WF_ACT_RUN, which the view itself has shown and had confirmed.
     * Then ran() is told how it ended and what it printed; WF_ACT_OPEN: the view of then()
     * takes the place of this one. In the arena. */
    struct wf_words (*command)(const void *m, struct wf_arena *a);
    enum wf_act (*ran)(void *m, const struct wf_host_end *end, const char *out);
    struct wf_words (*then)(const void *m, struct wf_arena *a);
    /* The text that the editor opens (the caller frees; NULL: none), and what came of it.
     */
    char *(*edit)(const void *m);
    void (*edited)(void *m, const char *text);
    /* Appends all that the view holds, for pagers, pipes and files; NULL: what is drawn. */
    void (*text)(const void *m, struct wf_strbuf *out);
    bool fields; /* keys are text for it: F1 is its help, Esc leads back */
    /* Something in it goes on with each second (a countdown). NULL: never. */
    bool (*ticks)(const void *m);
};

extern const struct wf_view_type *const wf_views[]; /* NULL ends */
const struct wf_view_type *wf_view_find(const char *name);

#endif
