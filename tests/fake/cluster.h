#ifndef WF_TESTS_FAKE_CLUSTER_H
#define WF_TESTS_FAKE_CLUSTER_H

#include "tests/fake/fake.h"

/* An event that a client's signal made; all others are made from their number. */
struct wf_fake_signal {
    long event_id;
    char *name; /* owned */
};

/* One workflow with one run; events are made when they are asked for. */
struct wf_fake_workflow {
    struct wf_fake_workflow *next;
    char *id, *run_id; /* owned; the run id is made from the id: the same after a restart */
    char *request_id;  /* of the start; "" when nobody started it */
    char *signal_request_id; /* of the last signal */
    struct wf_fake_signal *signals;
    size_t n_signals;
    long n_events;
    int close_type; /* event type of the last event; 0: running */
    bool paused;
};

struct wf_fake_namespace {
    struct wf_fake_namespace *next;
    char *name, *description;
    int history_state, visibility_state;
    char *history_uri, *visibility_uri;
    int64_t archival_since_ms;
};

struct wf_fake_cluster {
    const struct wf_fake_script *script;
    struct wf_fake_workflow *workflows;
    struct wf_fake_namespace *namespaces;
    int64_t grown_ms; /* when the histories grew last by themselves */
};

/* history.c; `signal` NULL: an event of the script's own */
struct wf_fake_workflow *wf_fake_workflow(struct wf_fake_cluster *c, const char *id,
                                          bool create);
void wf_fake_workflow_append(struct wf_fake_workflow *w, const char *signal);
enum { WF_FAKE_RUN_ID = 37 };
void wf_fake_run_id(const char *id, char *ret); /* of that size */
void wf_fake_workflow_close(struct wf_fake_workflow *w, int close_type);
enum wf_fake_answer wf_fake_history(struct wf_fake *f, struct wf_fake_call *call,
                                    bool last);
void wf_fake_history_reverse(struct wf_fake *f, struct wf_fake_call *call);

/* answer.c: replies; the JSON is released. `detail` goes into a google.rpc.Status. */
void wf_fake_ok_json(struct wf_fake_call *call, struct wf_strbuf *json);
void wf_fake_ok_text(struct wf_fake_call *call, const char *json);
void wf_fake_fail_with(struct wf_fake_call *call, int status, const char *message,
                       const ProtobufCMessageDescriptor *type, const void *detail);

/* namespaces.c; NULL: not there, and the call has been refused */
struct wf_fake_namespace *
wf_fake_namespace_find(struct wf_fake *f, struct wf_fake_call *call, const char *name);
void wf_fake_describe_namespace(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_list_namespaces(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_update_namespace(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_list_archived(struct wf_fake *f, struct wf_fake_call *call);

/* workflows.c */
void wf_fake_describe_workflow(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_list_workflows(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_count_workflows(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_start_workflow(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_signal_workflow(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_terminate_workflow(struct wf_fake *f, struct wf_fake_call *call);
void wf_fake_cancel_workflow(struct wf_fake *f, struct wf_fake_call *call);

#endif
