#ifndef WF_TUI_FORM_PRIVATE_H
#define WF_TUI_FORM_PRIVATE_H

#include "tui/form.h"

/* Between the files tui/form*.c. */
bool wf_form_any_change(const struct wf_form *m);
/* The first field that the verb would not take; n_fields: none. */
size_t wf_form_first_fault(const struct wf_form *m, struct wf_error *err);
void wf_form_clear_matches(struct wf_form *m);
void wf_form_text(char **at, const char *text); /* a copy takes its place; NULL: none */
/* The fields have changed: another command line, another preview. */
void wf_form_update(struct wf_form *m);
void wf_form_note(struct wf_form *m, enum wf_style style, const char *text);
/* The selected row of the listing is the field's value. */
void wf_form_take_pick(struct wf_form *m);

#endif
