/* commands/reset_point.c: where in a history a run can be taken back to. */
#include "commands/reset_point.h"

#include "client/event.h"
#include "client/history.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- one pass over a history
 * -------------------------------------------------------------- */

typedef enum wf_code event_fn(void *user, const Thistory__HistoryEvent *e,
                              struct wf_error *err);

static enum wf_code each_event(struct wf_job *job, const struct wf_ref *ref, event_fn *fn,
                               void *user, const char **ret_run, struct wf_error *err)
{
    struct wf_history_options opt = { .namespace_ = wf_job_namespace(job),
                                      .workflow_id = ref->workflow_id,
                                      .run_id = ref->run_id,
                                      .need_run_id = ret_run != NULL,
                                      .archived = WF_ARCHIVED_NEVER };
    struct wf_history *h = NULL;
    struct wf_ctx *ctx = NULL;
    enum wf_code rc = wf_job_ctx(job, &ctx, err);

    if (rc == WF_OK)
        rc = wf_history_open(ctx, &opt, &h, err);
    while (rc == WF_OK) {
        const struct wf_history_page *page = NULL;

        rc = wf_history_next(h, &page, err);
        if (rc != WF_OK || page == NULL)
            break;
        if (ret_run != NULL && page->run_id != NULL)
            *ret_run = wf_arena_strdup(job->arena, page->run_id);
        for (size_t i = 0; i < page->n_events && rc == WF_OK; i++)
            rc = fn(user, page->events[i], err);
    }
    wf_history_free(h);
    return rc;
}

bool wf_reset_is_point(const Thistory__HistoryEvent *e)
{
    return e->event_type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_COMPLETED ||
           e->event_type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_FAILED ||
           e->event_type == TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT;
}

enum wf_code wf_reset_walk(struct wf_job *job, const struct wf_ref *ref,
                           wf_reset_point_fn *fn, void *user, struct wf_error *err)
{
    return each_event(job, ref, fn, user, NULL, err);
}

/* ---- what the user asked for
 * -------------------------------------------------------------- */

enum form { FIRST, NTH_LAST, BEFORE, TIME, EVENT };

struct wish {
    enum form form;
    int64_t n;               /* NTH_LAST, EVENT */
    int64_t time_ns;         /* TIME */
    const char *type, *name; /* BEFORE; name may be NULL */
};

static enum wf_code parse_wish(struct wf_job *job, const char *to, struct wish *ret,
                               struct wf_error *err)
{
    char *end;

    *ret = (struct wish){ .form = FIRST };
    if (strcasecmp(to, "first") == 0)
        return WF_OK;
    ret->form = NTH_LAST;
    ret->n = 1;
    if (strcasecmp(to, "last") == 0)
        return WF_OK;
    if (strncmp(to, "before:", 7) == 0) {
        char *type = wf_arena_strdup(job->arena, to + 7), *colon = strchr(type, ':');

        ret->form = BEFORE;
        if (colon != NULL)
            *colon = '\0';
        ret->type = type;
        ret->name = colon != NULL && colon[1] != '\0' ? colon + 1 : NULL;
        return *type != '\0' ? WF_OK
                             : wf_error_set(err, WF_E_USAGE, "--to before: which event?");
    }
    ret->n = strtoll(to[0] == '#' ? to + 1 : to, &end, 10);
    if (*end == '\0' && end != to && ret->n != 0) {
        ret->form = ret->n < 0 ? NTH_LAST : EVENT;
        ret->n = llabs(ret->n);
        return WF_OK;
    }
    ret->form = TIME;
    if (wf_time_parse(to, &ret->time_ns, err) == WF_OK)
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "--to: '%s' is no place in a history", to);
    wf_error_hint(err, "first, last, -N, before:EVENT[:NAME], a time, or an event id");
    return WF_E_USAGE;
}

/* ---- finding it
 * --------------------------------------------------------------------------- */

struct point {
    int64_t id, time_ns;
};

struct search {
    const struct wish *wish;
    struct point *points; /* every workflow task that ended, oldest first */
    size_t n, room;
    int64_t before_id; /* BEFORE: the event that opened what was asked for; 0: not seen */
};

static bool type_matches(const char *wanted, const Thistory__HistoryEvent *e)
{
    char buf[64];
    const char *type = wf_event_type(e, buf, sizeof buf);
    const char *full = wf_enum_name(&tenums__event_type__descriptor, (int)e->event_type);

    return strcasecmp(wanted, type) == 0 || (full != NULL && strcasecmp(wanted, full) == 0);
}

/* An event that only names its scheduled event gets its subject from there: by the
 * opener's. */
static bool name_matches(const struct search *s, const char *opener,
                         const Thistory__HistoryEvent *e)
{
    struct wf_strbuf subject = WF_STRBUF_INIT;
    bool same;

    if (s->wish->name == NULL)
        return true;
    wf_event_subject(&subject, e);
    same = strcmp(wf_strbuf_str(&subject), s->wish->name) == 0 ||
           (opener != NULL && strcmp(opener, s->wish->name) == 0);
    wf_strbuf_release(&subject);
    return same;
}

struct before {
    struct search *s;
    struct wf_arena *arena;
    const char **subjects; /* by event id, of events that open a group */
    size_t n;
};

static void keep_subject(struct before *b, const Thistory__HistoryEvent *e)
{
    struct wf_strbuf subject = WF_STRBUF_INIT;
    size_t id = (size_t)e->event_id;

    if (wf_event_group_id(e) != e->event_id || e->event_id <= 0)
        return;
    if (id >= b->n) {
        size_t n = id * 2 + 64;

        b->subjects = wf_reallocarray(b->subjects, n, sizeof *b->subjects);
        memset(b->subjects + b->n, 0, (n - b->n) * sizeof *b->subjects);
        b->n = n;
    }
    wf_event_subject(&subject, e);
    b->subjects[id] = wf_arena_strdup(b->arena, wf_strbuf_str(&subject));
    wf_strbuf_release(&subject);
}

static enum wf_code look(void *user, const Thistory__HistoryEvent *e, struct wf_error *err)
{
    struct before *b = user;
    struct search *s = b->s;
    int64_t group = wf_event_group_id(e);

    (void)err;
    if (wf_reset_is_point(e)) {
        if (s->n == s->room) {
            s->room = s->room == 0 ? 64 : s->room * 2;
            s->points = wf_reallocarray(s->points, s->room, sizeof *s->points);
        }
        s->points[s->n++] =
            (struct point){ .id = e->event_id, .time_ns = wf_event_time(e) };
    }
    if (s->wish->form != BEFORE)
        return WF_OK;
    keep_subject(b, e);
    if (type_matches(s->wish->type, e)) {
        const char *opener = group > 0 && (size_t)group < b->n ? b->subjects[group] : NULL;

        if (name_matches(s, opener, e))
            s->before_id = group > 0 ? group : e->event_id;
    }
    return WF_OK;
}

static const struct point *choose(const struct search *s)
{
    const struct wish *w = s->wish;
    const struct point *best = NULL;

    switch (w->form) {
    case FIRST:
        return s->n > 0 ? &s->points[0] : NULL;
    case NTH_LAST:
        return (uint64_t)w->n <= s->n ? &s->points[s->n - (size_t)w->n] : NULL;
    case TIME:
        for (size_t i = s->n; i > 0 && s->points[i - 1].time_ns > w->time_ns; i--)
            best = &s->points[i - 1];
        return best;
    case BEFORE:
        for (size_t i = 0; i < s->n && s->points[i].id < s->before_id; i++)
            best = &s->points[i];
        return best;
    case EVENT:
        for (size_t i = 0; i < s->n; i++)
            if (s->points[i].id == w->n)
                return &s->points[i];
        return NULL;
    }
    return NULL;
}

static enum wf_code count_after(void *user, const Thistory__HistoryEvent *e,
                                struct wf_error *err)
{
    struct wf_reset_point *p = user;

    (void)err;
    if (e->event_id == p->event_id)
        p->time_ns = wf_event_time(e);
    if (e->event_id <= p->event_id)
        return WF_OK;
    p->events_after++;
    switch (e->event_type) {
    case TENUMS__EVENT_TYPE__EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
        p->activities_after++;
        break;
    case TENUMS__EVENT_TYPE__EVENT_TYPE_TIMER_STARTED:
        p->timers_after++;
        break;
    case TENUMS__EVENT_TYPE__EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
        p->children_after++;
        break;
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
        p->signals_after++;
        break;
    case TENUMS__EVENT_TYPE__EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
        p->updates_after++;
        break;
    default:
        break;
    }
    return WF_OK;
}

enum wf_code wf_reset_measure(struct wf_job *job, const struct wf_ref *ref,
                              int64_t event_id, struct wf_reset_point *ret,
                              struct wf_error *err)
{
    struct wf_reset_point p = { .event_id = event_id, .time_ns = WF_NO_TIME };
    enum wf_code rc = each_event(job, ref, count_after, &p, &p.run_id, err);

    if (rc == WF_OK)
        *ret = p;
    return rc;
}

enum wf_code wf_reset_find(struct wf_job *job, const struct wf_ref *ref, const char *to,
                           struct wf_reset_point *ret, struct wf_error *err)
{
    struct wish wish;
    struct search s = { .wish = &wish };
    struct before b = { .s = &s, .arena = job->arena };
    const struct point *found;
    struct wf_ref run = *ref;
    enum wf_code rc = parse_wish(job, to, &wish, err);

    if (rc != WF_OK)
        return rc;
    rc = each_event(job, ref, look, &b, &run.run_id, err);
    if (rc == WF_OK) {
        found = choose(&s);
        if (found == NULL)
            rc = wf_error_set(err, WF_E_NOT_FOUND, "'%s' has no place '%s' to reset to",
                              ref->workflow_id, to);
        else
            rc = wf_reset_measure(job, &run, found->id, ret, err);
    }
    if (rc == WF_E_NOT_FOUND && err->hint[0] == '\0')
        wf_error_hint(err, "'wfsh workflow reset-points %s' lists them", ref->workflow_id);
    free(s.points);
    free(b.subjects);
    return rc;
}
