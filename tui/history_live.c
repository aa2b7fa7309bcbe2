/* tui/history_live.c: the tries of what is open. A history says nothing of them before it
 * is over, `workflow describe` does. */
#include "tui/history_model.h"

#include "base/timefmt.h"
#include "tui/pending.h"

#include <string.h>

enum { SETTLE_MS = 500 }; /* what is over sooner is not asked about */

/* Nothing is asked of a run that is over, nor for what is not shown. */
static bool wants_tries(const struct wf_hist_model *m)
{
    if (m->file != NULL || m->archived || m->id == NULL || m->run_id == NULL ||
        !wf_hist_by_group(m) || wf_hist_is_closed(m))
        return false;
    for (size_t i = 0; i < m->s.n_open; i++)
        if (!m->s.open[i].gone)
            return true;
    return false;
}

void wf_hist_live_want(const struct wf_hist_model *m, struct wf_want *ret)
{
    const char *const words[] = { "workflow", "describe", "-w", m->id, "-r",
                                  m->run_id,  "--decode", "-o", "json" };

    if (!wants_tries(m))
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ret->words[ret->n++] = words[i];
    ret->mode = WF_FEED_EVERY;
    ret->settle_ms = SETTLE_MS;
    ret->settle_first = true;
}

void wf_hist_live_begin(struct wf_hist_model *m)
{
    wf_document_begin(&m->live);
    for (size_t i = 0; i < m->s.n_open; i++)
        m->s.open[i].asked = true;
}

static const struct wf_jv *told_of(const struct wf_jv *about, const struct wf_hopen *o)
{
    const struct wf_jv *all = wf_jv_get(
        about, o->activity != NULL ? "pendingActivities" : "pendingNexusOperations");

    for (size_t i = 0; all != NULL && all->type == WF_JV_ARRAY && i < all->n; i++)
        if (o->activity != NULL
                ? strcmp(wf_jv_str(&all->items[i], "activityId"), o->activity) == 0
                : wf_jv_int(&all->items[i], "scheduledEventId") == o->group)
            return &all->items[i];
    return NULL;
}

void wf_hist_live_end(struct wf_hist_model *m, bool good)
{
    if (!good || !wf_document_end(&m->live))
        return;
    m->n_live++;
    for (size_t i = 0; i < m->s.n_open; i++) {
        struct wf_hopen *o = &m->s.open[i];

        o->live = told_of(m->live.v, o);
        o->gone = o->live == NULL && o->asked;
    }
}

const struct wf_jv *wf_hist_live_of(const struct wf_hist_model *m, int32_t group)
{
    const struct wf_hopen *o = wf_hist_is_closed(m) ? NULL : wf_hist_open_of(&m->s, group);

    return o != NULL ? o->live : NULL;
}

/* ---- in words ---------------------------------------------------------------------------
 */

static bool is_running(const struct wf_jv *live)
{
    return strcmp(wf_pending_state(live), "Started") == 0;
}

const char *wf_hist_live_state(const struct wf_jv *live)
{
    const char *state = wf_pending_state(live);

    if (is_running(live))
        return wf_hist_state_word(WF_HS_OPEN);
    if (strcmp(state, "BackingOff") == 0 ||
        (strcmp(state, "Scheduled") == 0 && wf_pending_failure(live) != NULL))
        return "Retrying";
    return state;
}

const char *wf_hist_state_of(const struct wf_hist_model *m, const struct wf_hgroup *g)
{
    const struct wf_jv *live = wf_hist_live_of(m, g->id);

    if (live != NULL)
        return wf_hist_live_state(live);
    if (g->state == WF_HS_OPEN && wf_hist_is_closed(m))
        return "left open"; /* nothing comes of it any more */
    return wf_hist_state_word(g->state);
}

void wf_hist_live_summary(struct wf_strbuf *out, const struct wf_jv *live, bool whole)
{
    const char *state = wf_hist_live_state(live);
    const struct wf_jv *failure = wf_pending_failure(live);
    const char *message = wf_jv_str(failure != NULL ? failure : live,
                                    failure != NULL ? "message" : "blockedReason");

    if (is_running(live))
        wf_strbuf_addf(out, "%s%s%s", whole ? "running " : "",
                       wf_jv_str(live, "lastWorkerIdentity"),
                       *message != '\0' ? ", before: " : "");
    else if (strcmp(state, "Scheduled") == 0)
        wf_strbuf_adds(out, "waits for a worker");
    else if (whole || *message == '\0')
        wf_strbuf_addf(out, "%c%s%s", state[0] - 'A' + 'a', state + 1,
                       *message != '\0' ? ": " : "");
    wf_strbuf_adds(out, message);
}

unsigned wf_hist_tries(const struct wf_hist_model *m, const struct wf_hgroup *g)
{
    int64_t now = wf_jv_int(wf_hist_live_of(m, g->id), "attempt");

    return now > 0 && now <= UINT16_MAX ? (unsigned)now : g->attempts;
}

/* A time to come, in a row that is there: else nothing changes from second to second. */
bool wf_hist_live_ticks(const void *model)
{
    const struct wf_hist_model *m = model;
    int64_t now_ns = wf_now_ns();

    if (m->mode != WF_HM_COMPACT || wf_hist_is_closed(m))
        return false;
    for (size_t i = 0; i < m->s.n_open; i++) {
        const struct wf_hopen *o = &m->s.open[i];
        size_t at = wf_hist_place(&m->s, o->group);

        if (o->live != NULL && at < m->s.n_shown && m->s.shown[at] == o->group &&
            wf_pending_next_ns(o->live) > now_ns)
            return true;
    }
    return false;
}

/* ---- the lower pane ---------------------------------------------------------------------
 */

static void failure_lines(struct wf_reader *r, const struct wf_jv *failure)
{
    enum { CAUSES_MAX = 20 };

    for (int i = 0; failure != NULL && i < CAUSES_MAX;
         i++, failure = wf_jv_get(failure, "cause")) {
        struct wf_strbuf b = WF_STRBUF_INIT;

        wf_strbuf_adds(&b, i == 0 ? "last failure  " : "  caused by  ");
        wf_failure_cell(&b, failure);
        if (wf_jv_true(failure, "applicationFailureInfo.nonRetryable"))
            wf_strbuf_adds(&b, "  (not to be retried)");
        for (char *from = b.data, *end; from != NULL; from = end) {
            end = strchr(from, '\n');
            wf_reader_line(r, from, end != NULL ? (size_t)(end - from) : strlen(from));
            end = end != NULL ? end + 1 : NULL;
        }
        wf_strbuf_release(&b);
    }
}

void wf_hist_live_lines(struct wf_hist_model *m, const struct wf_jv *live)
{
    int64_t at = wf_jv_time(live, "lastAttemptCompleteTime");
    const struct wf_jv *beat = wf_jv_get(live, "heartbeatDetails.0");
    const char *worker = wf_jv_str(live, "lastWorkerIdentity");
    struct wf_strbuf b = WF_STRBUF_INIT;

    failure_lines(&m->detail, wf_pending_failure(live));
    if (at != WF_NO_TIME && wf_pending_failure(live) != NULL) {
        wf_strbuf_adds(&b, "  failed  ");
        wf_time_rfc3339(&b, at);
        if (*worker != '\0') /* of Nexus operations none is told */
            wf_strbuf_addf(&b, " on %s", worker);
        wf_reader_line(&m->detail, b.data, b.len);
    }
    if (beat != NULL) {
        wf_strbuf_clear(&b);
        wf_strbuf_adds(&b, "  heartbeat  ");
        wf_value_cell(&b, beat);
        wf_reader_line(&m->detail, b.data, b.len);
    }
    wf_strbuf_release(&b);
}

void wf_hist_live_title(struct wf_strbuf *out, const struct wf_jv *live, int64_t now_ns)
{
    int64_t most = wf_jv_int(live, "maximumAttempts"), next = wf_pending_next_ns(live);

    wf_strbuf_addf(out, "  try %lld", (long long)wf_jv_int(live, "attempt"));
    if (most > 0)
        wf_strbuf_addf(out, " of %lld", (long long)most);
    if (next == WF_NO_TIME)
        return;
    wf_strbuf_addc(out, ' ');
    wf_countdown_cell(out, next, now_ns);
}
