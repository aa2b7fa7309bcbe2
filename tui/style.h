#ifndef WF_TUI_STYLE_H
#define WF_TUI_STYLE_H

/*
 * What a cell means; a theme says how that looks. Meaning is never in the colour alone: a
 * status is a word, a mark is a sign, a banner says what it is.
 */
enum wf_style {
    WF_ST_PLAIN,
    WF_ST_DIM,
    WF_ST_BOLD,
    WF_ST_BAR, /* the first and the last row */
    WF_ST_BAR_BAD,
    WF_ST_TAB,
    WF_ST_TAB_ON,
    WF_ST_TITLE,
    WF_ST_COLUMN, /* the heading of a list */
    WF_ST_SELECTED,
    WF_ST_MARKED,
    WF_ST_MATCH,
    WF_ST_INPUT,
    WF_ST_BOX,
    WF_ST_RULE, /* lines between panes */
    WF_ST_GOOD,
    WF_ST_WARN,
    WF_ST_BAD,
    WF_ST_BANNER, /* the connection is lost */
    WF_ST_RUNNING,
    WF_ST_COMPLETED,
    WF_ST_FAILED,
    WF_ST_TIMED_OUT,
    WF_ST_CANCELED,
    WF_ST_CONTINUED,
    WF_ST_COUNT
};

/* Of a status word: "Running", "Failed", "TimedOut" … ; plain for any other. */
enum wf_style wf_style_of_status(const char *word);

#endif
