#ifndef WF_COMMANDS_WHY_H
#define WF_COMMANDS_WHY_H

#include "commands/describe.h"

/* Why a run does not go on, or how it ended: causes, the worst first. */

enum wf_why_kind {
    /* Problems: somebody has to do something. */
    WF_WHY_SERVICE_GONE,
    WF_WHY_NO_POLLER,
    WF_WHY_WRONG_BUILD,
    WF_WHY_STALE_POLLER,
    WF_WHY_NONDETERMINISM,
    WF_WHY_TYPE_UNKNOWN,
    WF_WHY_TASK_FAILING,
    WF_WHY_TASK_TIMING_OUT,
    WF_WHY_PAUSED,
    WF_WHY_CANCEL_IGNORED,
    WF_WHY_ACTIVITY_UNKNOWN,
    WF_WHY_ACTIVITY_PAUSED,
    WF_WHY_ACTIVITY_RETRYING,
    WF_WHY_ACTIVITY_SILENT,
    WF_WHY_NEXUS_FAILING,
    WF_WHY_CHILD_STUCK,
    WF_WHY_FAILED,
    WF_WHY_TIMED_OUT,
    WF_WHY_TERMINATED,
    /* Mere waiting, and good ends. */
    WF_WHY_TASK,
    WF_WHY_BACKLOG,
    WF_WHY_ACTIVITY,
    WF_WHY_NEXUS,
    WF_WHY_CHILD,
    WF_WHY_UPDATE,
    WF_WHY_TIMER,
    WF_WHY_DELAY,
    WF_WHY_SIGNAL,
    WF_WHY_CANCELED,
    WF_WHY_CONTINUED,
    WF_WHY_COMPLETED,
    WF_WHY_KINDS
};
#define WF_WHY_FIRST_HARMLESS WF_WHY_TASK

const char *wf_why_word(enum wf_why_kind k); /* "no-poller"; static */
const char *wf_why_help(enum wf_why_kind k); /* one line for the docs; static */

struct wf_why_cause {
    enum wf_why_kind kind;
    const char
        *about; /* what runs with the same cause share: "activity charge: Timeout …" */
    const char *text;                 /* a sentence about this run; raw */
    const char *mend;                 /* a command line, or what to do; NULL: nothing */
    int64_t since_ns;                 /* WF_NO_TIME: not known */
    const Tfailure__Failure *failure; /* NULL: none */
};

enum { WF_WHY_MAX = 64 }; /* causes of one run */

struct wf_why {
    const Tworkflow__WorkflowExecutionInfo *info;
    struct wf_why_cause causes[WF_WHY_MAX];
    size_t n;
    bool archived;
};

/* What is known of one task queue. */
struct wf_why_queue {
    const char *name;
    int type; /* Tenums__TaskQueueType */
    enum wf_code code;
    const char *error;                                        /* why it is not known; raw */
    const Tworkflowservice__DescribeTaskQueueResponse *reply; /* NULL: not known */
};
typedef const struct wf_why_queue *wf_why_queue_fn(void *user, const char *name, int type);

/* What is known of a run. Everything borrowed; texts are made in `a`. */
struct wf_why_facts {
    const Tworkflowservice__DescribeWorkflowExecutionResponse *reply;
    Thistory__HistoryEvent **tail; /* the last events, newest first */
    size_t n_tail;
    wf_why_queue_fn *queue; /* NULL: queues cannot be asked about */
    void *user;
    const char *namespace_;
    int64_t now_ns;
    int64_t silent_ns; /* an activity without a sign for so long is silent */
    bool archived;
    struct wf_arena *a;
};

/* Pure: no calls but facts->queue. */
void wf_why_judge(const struct wf_why_facts *facts, struct wf_why *ret);
bool wf_why_is_problem(const struct wf_why *why);
void wf_why_sort(struct wf_why *why); /* the worst first, then the oldest */
/* Whether the last events are needed for a judgement, and how many; 0: none. */
int32_t wf_why_wants(const Tworkflowservice__DescribeWorkflowExecutionResponse *reply);

/* ---- for wf_why_judge()
 * ------------------------------------------------------------------ */

/* The next cause to fill in; a spare one when there are too many. */
struct wf_why_cause *wf_why_add(struct wf_why *why, enum wf_why_kind kind);
/* Whether somebody takes the tasks of a queue: adds a cause and is true when nobody does.
 */
bool wf_why_judge_queue(const struct wf_why_facts *f, struct wf_why *why, const char *name,
                        int type, const char *what, int64_t since_ns);
void wf_why_judge_activity(const struct wf_why_facts *f, struct wf_why *why,
                           const Tworkflow__PendingActivityInfo *a);
/* "3m 12s" since `ns`; "" when not known. */
const char *wf_why_age(const struct wf_why_facts *f, int64_t ns);
/* A word for a shell. */
const char *wf_why_quote(struct wf_arena *a, const char *word);

/* ---- finding out
 * ------------------------------------------------------------------------- */

struct wf_why_finder; /* task queues that were asked about already */
struct wf_why_finder *wf_why_finder_new(struct wf_job *job, int64_t silent_ns);
void wf_why_finder_free(struct wf_why_finder *f);
struct wf_job *wf_why_finder_job(struct wf_why_finder *f);
/* Somebody takes workflow tasks of this queue, as far as is known. */
bool wf_why_is_polled(struct wf_why_finder *f, const char *queue);
/*
 * One run, the archive and history files too; looks into its children where they are the
 * cause. In the job's arena.
 */
enum wf_code wf_why_one(struct wf_why_finder *f, const struct wf_ref *ref,
                        enum wf_archived mode, struct wf_why *ret, struct wf_error *err);
/*
 * Many runs, several at a time; `fn` gets each when it is done, in any order, with `at` in
 * refs. `why` NULL: it could not be found out (`err` says why not); else valid for the
 * call.
 */
typedef enum wf_code wf_why_fn(void *user, size_t at, const struct wf_why *why,
                               struct wf_error *err);
enum wf_code wf_why_many(struct wf_why_finder *f, const struct wf_ref *refs, size_t n,
                         wf_why_fn *fn, void *user, struct wf_error *err);

#endif
