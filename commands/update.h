#ifndef WF_COMMANDS_UPDATE_H
#define WF_COMMANDS_UPDATE_H

#include "commands/handler.h"

/* What the verbs share that send updates and wait for them. */
struct wf_update {
    struct wf_ref ref;
    const char *name;
    const char *update_id; /* never NULL: a new UUID when the user gave none */
    const char *first_execution_run_id;
    Tcommon__Payloads *input;
    Tcommon__Header *header;
    bool wait_completed; /* else: until it is accepted or refused */
};

Tworkflowservice__UpdateWorkflowExecutionRequest *
wf_update_request(struct wf_job *job, const struct wf_update *u);

/*
 * Sends it and waits until it is accepted, or completed when `wait_completed`; *ret NULL:
 * accepted and not completed yet. When time is up the error says how to ask for the result
 * later.
 */
enum wf_code wf_update_send(struct wf_job *job, struct wf_update *u,
                            const Tupdate__Outcome **ret, struct wf_error *err);
/* Waits for the outcome of an update that was sent before. */
enum wf_code wf_update_wait(struct wf_job *job, const struct wf_ref *ref,
                            const char *update_id, const Tupdate__Outcome **ret,
                            struct wf_error *err);
/*
 * WF_O_FAILED with the failure's text and root cause when the outcome is a failure;
 * NOT_FOUND when it says that there is no such update (`name` NULL: not looked at).
 */
enum wf_code wf_update_check(struct wf_job *job, const char *name,
                             const Tupdate__Outcome *outcome, struct wf_error *err);
/* Adds to an error that ended the waiting how to go on with it. */
void wf_update_reattach(struct wf_job *job, const struct wf_ref *ref, const char *update_id,
                        enum wf_code rc, struct wf_error *err);

/* The text that the Go SDK makes of a failure, as the official CLI prints it. */
void wf_failure_go_text(struct wf_strbuf *out, const Tfailure__Failure *f);
/* A Failure as Go's encoding/json prints its struct: `update describe` there. */
void wf_failure_go_json(struct wf_json *j, const Tfailure__Failure *f);
/* The outermost application failure of a chain of causes; NULL: none. */
const Tfailure__Failure *wf_failure_application(const Tfailure__Failure *f);

#endif
