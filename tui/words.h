#ifndef WF_TUI_WORDS_H
#define WF_TUI_WORDS_H

#include "tui/template.h"
#include "tui/view.h"

/*
 * The words of a command line in a view's model, for want() to point to: owned copies, in
 * an array of WF_WANT_WORDS with their number beside it. There is room left behind them for
 * what a view puts there itself, "-o json".
 */
void wf_kept_clear(char **words, size_t *n);
void wf_kept_set(char **words, size_t *n, const struct wf_words *w);
/* Those of a template; none where it has a placeholder without a value, or is NULL. */
void wf_kept_fill(char **words, size_t *n, const char *line, wf_value_fn *value,
                  const void *user);

#endif
