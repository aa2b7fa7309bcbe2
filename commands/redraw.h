#ifndef WF_COMMANDS_REDRAW_H
#define WF_COMMANDS_REDRAW_H

#include "commands/job.h"

/*
 * A block of lines that is drawn again in place, on a terminal only: the one thing that a
 * verb does with a cursor. Shows the last lines when there are more than the screen has.
 */
struct wf_redraw {
    size_t lines; /* on the screen now */
};
bool wf_redraw_can(const struct wf_job *job);
/* `text` is safe and its lines are cut to the width; `last`: all lines, however many. */
enum wf_code wf_redraw(struct wf_job *job, struct wf_redraw *r,
                       const struct wf_strbuf *text, bool last, struct wf_error *err);

#endif
