#ifndef WF_COMMANDS_HISTORY_JOB_H
#define WF_COMMANDS_HISTORY_JOB_H

#include "client/history.h"
#include "commands/job.h"

/* Histories for verbs: client/history.h under the guards of a job. */

/* --archived[=auto|only|never], for verbs that read. */
extern const struct wf_option wf_archived_options[]; /* of struct wf_archived_args */
struct wf_archived_args {
    const char *archived; /* NULL: auto */
};
enum wf_archived wf_archived_mode(const struct wf_archived_args *args);

/*
 * The history that a reference means: of a file (`-`: stdin) when it names one, else of the
 * frontend or the archive. Fills in namespace_, workflow_id, run_id of `opt` from `ref`.
 * With --explain prints the request (WF_STOP).
 */
enum wf_code wf_job_history(struct wf_job *job, const struct wf_ref *ref,
                            struct wf_history_options *opt, struct wf_history **ret,
                            struct wf_error *err);
/* Says on stderr that this page is of the archive, and names the other runs there. */
void wf_job_note_archive(struct wf_job *job, struct wf_history *h,
                         const struct wf_history_page *page);
/* wf_history_next(), which says once on stderr when it reads the archive, and names there
 * the other runs of the id. */
enum wf_code wf_job_history_next(struct wf_job *job, struct wf_history *h,
                                 const struct wf_history_page **ret, struct wf_error *err);

/* For verbs that end with WF_O_NO as an answer: an error of the same code becomes 2. */
enum wf_code wf_no_is_not(enum wf_code rc, struct wf_error *err);

#endif
