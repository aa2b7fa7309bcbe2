#ifndef WF_COMMANDS_ARCHIVAL_H
#define WF_COMMANDS_ARCHIVAL_H

#include "commands/namespace.h"

/*
 * Where the closed workflows of a namespace are kept: what was asked for, and whether the
 * server took it. A server without archival answers OK and ignores it, so the answer is
 * always compared.
 */
struct wf_archival {
    const char *history_state, *history_uri; /* "enabled", "disabled" or NULL */
    const char *visibility_state, *visibility_uri;
};
extern const struct wf_option wf_archival_options[]; /* --history-archival-state … */

bool wf_archival_given(const struct wf_archival *a);
/* Tenums__ArchivalState of a word; 0 for NULL. */
int wf_archival_state(const char *word);
/* "enabled" or "disabled". Static. */
const char *wf_archival_word(int state);
/*
 * Sends an update that may carry archival, waits for a namespace that is too new to be
 * known, turns refusals into words, compares the answer with `asked`, and waits until the
 * frontend works with a new visibility archival. WF_E_CONFLICT: not taken, with the reason.
 * *ret is the namespace as it is then, also when it was not taken; NULL when nothing is
 * known.
 */
enum wf_code wf_archival_update(struct wf_job *job,
                                Tworkflowservice__UpdateNamespaceRequest *req,
                                const struct wf_archival *asked, const wf_namespace *before,
                                wf_namespace **ret, struct wf_error *err);
/* The comparison alone, for a namespace that was just created. */
enum wf_code wf_archival_check(struct wf_job *job, const struct wf_archival *asked,
                               const wf_namespace *now, struct wf_error *err);
/* The words for a refusal of an archival request; other errors stay as they are. */
void wf_archival_explain(const struct wf_archival *asked, const wf_namespace *before,
                         struct wf_error *err);
/* What the cluster is configured for: "yes", "no" or "unknown". Static. */
struct wf_archival_cluster {
    const char *history, *visibility;
};
/*
 * No method tells, so two reads that find nothing are asked, of which the server answers
 * otherwise when it has no archive. Nothing is changed.
 */
struct wf_archival_cluster wf_archival_probe(struct wf_job *job, const char *namespace_);
/* State and URI of history and visibility, as a card or as JSON; `c` may be NULL. */
enum wf_code wf_archival_print(struct wf_job *job, const wf_namespace *ns,
                               const struct wf_archival_cluster *c, struct wf_error *err);

#endif
