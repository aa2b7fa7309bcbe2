#ifndef WF_COMMANDS_EDIT_H
#define WF_COMMANDS_EDIT_H

#include "commands/job.h"

/*
 * Opens $VISUAL, $EDITOR or vi on a file of its own that holds `text`, and waits. *ret is
 * what the file holds then, in the job's arena; *ret_path where it is. The file stays until
 * wf_job_edit_done(), so that a mistake in it costs no work. WF_E_REFUSED when the editor
 * fails or leaves it empty.
 */
enum wf_code wf_job_edit(struct wf_job *job, struct wf_bytes text, struct wf_bytes *ret,
                         const char **ret_path, struct wf_error *err);
void wf_job_edit_done(const char *path);

#endif
