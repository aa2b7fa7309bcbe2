#ifndef WF_COMMANDS_EDIT_H
#define WF_COMMANDS_EDIT_H

#include "commands/job.h"

/*
 * Opens $VISUAL, $EDITOR or vi on a file of its own that holds `text`, and waits. *ret is
 * what the file holds then, in the arena; *ret_path where it is. The file is private and
 * stays until wf_edit_done(), so that a mistake in it costs no work. WF_E_REFUSED, and no
 * file, when the editor fails or leaves it empty. `suffix` tells the editor what it is:
 * ".json".
 */
enum wf_code wf_edit_text(struct wf_arena *a, struct wf_bytes text, const char *suffix,
                          struct wf_bytes *ret, const char **ret_path,
                          struct wf_error *err);
/* The same on a file of the user's, in its place. WF_E_REFUSED when the editor fails. */
enum wf_code wf_edit_file(const char *path, struct wf_error *err);
/* wf_edit_text() of a job: JSON, in the job's arena. */
enum wf_code wf_job_edit(struct wf_job *job, struct wf_bytes text, struct wf_bytes *ret,
                         const char **ret_path, struct wf_error *err);
void wf_edit_done(const char *path);

#endif
