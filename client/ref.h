#ifndef WF_CLIENT_REF_H
#define WF_CLIENT_REF_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A Workflow Execution as people name it. Strings live in the arena that was handed to
 * wf_ref_parse(), or wherever the caller put them; NULL is "not given".
 */
struct wf_ref {
    const char *namespace_; /* from a link or a record; NULL: the job's */
    const char *workflow_id;
    const char *run_id; /* NULL: the current or last run */
    int64_t event_id;   /* of a link to one event; 0: none */
    const char *file;   /* a history file instead of all the others; "-" is stdin */
};

/*
 * Takes: an id; `id TAB run` (as -o refs writes, with \t \n \\ escaped); JSON lines and
 * receipts of ours and of the official CLI (workflowId/runId, or execution{...}, or
 * workflowExecutionInfo{...}); web UI addresses (…/namespaces/NS/workflows/ID/RUN/…);
 * temporal://namespaces/NS/workflows/ID/RUN links; with `files_too` a path to a history
 * file that exists (./x.json, /x.json, x.json). WF_E_USAGE with position for broken JSON.
 */
enum wf_code wf_ref_parse(struct wf_arena *a, const char *text, bool files_too,
                          struct wf_ref *ret, struct wf_error *err);

/* "id" or "id (run)": for messages. In the arena. */
const char *wf_ref_name(struct wf_arena *a, const struct wf_ref *ref);
/* `id[TAB run]` escaped: what -o refs prints, without the line end. */
const char *wf_ref_line(struct wf_arena *a, const struct wf_ref *ref);

#endif
