#ifndef WF_TUI_FORM_H
#define WF_TUI_FORM_H

#include "base/json_tree.h"
#include "tui/grid.h"
#include "tui/line.h"
#include "tui/reader.h"
#include "tui/template.h"
#include "tui/view.h"

/*
 * A view that is a form: what there is now, what it shall be, the command line that would
 * make it so, and what that line would send. It runs the verb and nothing else. Most forms
 * are a struct wf_form_type and a few functions; wf_view_type.data points to it, and
 * WF_FORM_VIEW fills in the rest.
 */
enum wf_field_kind {
    WF_FIELD_TEXT,
    WF_FIELD_CHOICE, /* one of `choices`; "" among them: as it is */
    WF_FIELD_JSON,   /* JSON values with commas between them: an option for each */
    WF_FIELD_OBJECT, /* a JSON object: an option KEY=JSON for each member */
    WF_FIELD_LIST,   /* texts with ; between them: an option for each */
    WF_FIELD_FLAG,   /* yes or no: the option alone, `--option=false` to take it back */
    WF_FIELD_PICK,   /* the selected row of a listing */
};
struct wf_form_field {
    const char *key; /* its name in words and tests */
    const char *label;
    enum wf_field_kind kind;
    const char *option;         /* "--type"; NULL: a positional, in the fields' order */
    const char *const *choices; /* NULL-ended */
    const char *hint;           /* what it is for, in a line */
    const char *complete;       /* words before a value that can be completed */
    bool required;
    int group; /* not 0: fields that are only given together, where one has changed */
};

enum { WF_FORM_FIELDS = 24, WF_FORM_ARGS = 3, WF_FORM_MATCHES = 100, WF_FORM_NEXT = 8 };

struct wf_form_value {
    struct wf_line line; /* what it shall be */
    char *now;           /* owned; what it is; NULL: nothing */
    char *fixed;         /* owned; why it cannot be changed; NULL: it can */
};

struct wf_form {
    const struct wf_form_type *type;
    char *args[WF_FORM_ARGS]; /* owned; of the view */
    size_t n_args;
    struct wf_form_value values[WF_FORM_FIELDS];
    size_t focus; /* a field, or n_fields: what is typed to confirm */
    char *want;   /* owned; NULL: nothing is typed to confirm */
    struct wf_line typed;
    struct wf_grid pick;
    char *head;                       /* owned; a line above the fields */
    struct wf_strbuf read, explained; /* outputs that come in */
    struct wf_reader preview;
    char *fault; /* owned; why the verb would not take it; NULL: nothing is known */
    char *note;  /* owned; what came of it */
    enum wf_style note_style;
    bool loaded, running, refill; /* refill: the next reading fills the fields */
    bool touched, leaving; /* something was typed; Esc was the last key and said so */
    char *words[WF_WANT_WORDS], *now_words[WF_WANT_WORDS], *pick_words[WF_WANT_WORDS];
    size_t n_words, n_now, n_pick;  /* owned: as the slots want them */
    char *matches[WF_FORM_MATCHES]; /* owned; of the focused field */
    size_t n_matches, at_match;
    bool asked; /* ctrl-n was pressed in the focused field, and the answer is on its way */
    char *next[WF_FORM_NEXT]; /* owned; the view to open when it is done */
    size_t n_next;
};

struct wf_form_type {
    const char *title; /* "Archival": "of ID" is put behind it */
    const struct wf_form_field *fields;
    size_t n_fields;
    const char *verb;    /* template: "operator namespace update {1}" */
    const char *verb_of; /* the same where the view has an argument; NULL: no other */
    const char *now;     /* template of what is read first, as JSON; NULL: nothing */
    const char *pick;    /* template of the listing of WF_FIELD_PICK */
    const struct wf_grid_column *pick_columns;
    size_t n_pick_columns;
    const char *explain; /* "--explain", "--dry-run": says what would be done */
    const char *typed;   /* template of what must be typed; NULL: nothing */
    bool two_columns;    /* shows what is now beside what shall be */
    const char *done;    /* said when it is done */
    /* Fills values, `head` and what is fixed from what `now` printed. */
    void (*fill)(struct wf_form *m, const char *json);
    /* Lines of the preview from what `explain` printed; NULL: none but faults. */
    void (*show)(struct wf_form *m, const char *text);
    /* What follows from it, a line each; called after show(), and without `explain`. */
    void (*warn)(struct wf_form *m);
    /* It is done: m->next may be filled from what the verb printed with -o json. */
    void (*then)(struct wf_form *m, const char *json);
};

/* Takes over nothing. `now` of NULL: there is none. */
void wf_form_set(struct wf_form *m, const char *key, const char *value);
/* The same of text that may have several lines: a field is one, and to JSON a new line is a
 * blank. */
void wf_form_set_lines(struct wf_form *m, const char *key, const char *value);
void wf_form_set_now(struct wf_form *m, const char *key, const char *now);
void wf_form_fix(struct wf_form *m, const char *key, const char *why);
const char *wf_form_get(const struct wf_form *m, const char *key);     /* never NULL */
const char *wf_form_get_now(const struct wf_form *m, const char *key); /* "": none */
bool wf_form_changed(const struct wf_form *m, size_t i);
void wf_form_next(struct wf_form *m, size_t n, const char *const *words);
/* The Workflow Execution, as the verb's JSON names its run. */
void wf_form_next_run(struct wf_form *m, const char *id, const char *json);
void wf_form_say(struct wf_form *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3))); /* a line of the preview */

/* What is wrong with a field; false: nothing. */
bool wf_form_fault(const struct wf_form *m, size_t i, struct wf_error *err);
/* The command line as it stands. In the arena. */
struct wf_words wf_form_words(const struct wf_form *m, struct wf_arena *a);
/* A payload that is no JSON, as --decode or protojson show it: it could not be sent again.
 */
bool wf_form_opaque(const struct wf_jv *v);
/* An indented form of JSON values, for an editor; numbers and strings as they are. */
void wf_form_indent(const char *values, struct wf_strbuf *out);

/* What is drawn in this row of the pane: a field, n_fields for the confirmation, SIZE_MAX.
 */
size_t wf_form_field_at(const struct wf_form *m, const struct wf_frame *f, int row);

void wf_form_open(void *m, const struct wf_view_type *type, size_t n,
                  const char *const *args);
void wf_form_close(void *m);
void wf_form_crumb(const void *m, const struct wf_frame *f, struct wf_strbuf *out);
void wf_form_want(const void *m, const struct wf_frame *f, unsigned slot,
                  struct wf_want *ret);
void wf_form_begin(void *m, unsigned slot);
void wf_form_line(void *m, unsigned slot, const char *line, size_t n);
void wf_form_end(void *m, unsigned slot, const struct wf_host_end *end);
enum wf_act wf_form_key(void *m, const struct wf_frame *f, const struct wf_key *key);
enum wf_act wf_form_completed(void *m, const struct wf_frame *f);
void wf_form_draw(const void *m, const struct wf_frame *f, struct wf_pane p);
const char *wf_form_value_of(const void *m, const char *name, size_t mark);
struct wf_words wf_form_command(const void *m, struct wf_arena *a);
enum wf_act wf_form_ran(void *m, const struct wf_host_end *end, const char *out);
struct wf_words wf_form_then(const void *m, struct wf_arena *a);
char *wf_form_edit(const void *m);
void wf_form_edited(void *m, const char *text);
/* The keys of a form; the second ones of a form none of whose fields can be completed. */
extern const struct wf_action wf_form_actions[], wf_form_plain_actions[];

#define WF_FORM_VIEW(form)                                                                 \
    .data = (form), .model_size = sizeof(struct wf_form), .open = wf_form_open,            \
    .close = wf_form_close, .crumb = wf_form_crumb, .want = wf_form_want, .fields = true,  \
    .begin = wf_form_begin, .line = wf_form_line, .end = wf_form_end, .key = wf_form_key,  \
    .completed = wf_form_completed, .draw = wf_form_draw, .value = wf_form_value_of,       \
    .command = wf_form_command, .ran = wf_form_ran, .then = wf_form_then,                  \
    .edit = wf_form_edit, .edited = wf_form_edited

#endif
