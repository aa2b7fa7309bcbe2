/* tui/pending.c: activities and Nexus operations that are not over, as describe tells. */
#include "tui/pending.h"

#include "base/timefmt.h"

#include <string.h>

const char *wf_pending_state(const struct wf_jv *p)
{
    static const struct {
        const char *part, *word;
    } known[] = {
        { "PAUSE", "Paused" },    { "CANCEL", "Canceling" },
        { "STARTED", "Started" }, { "BACKING_OFF", "BackingOff" },
        { "BLOCKED", "Blocked" },
    };
    const char *state = wf_jv_str(p, "state");

    if (wf_jv_true(p, "paused"))
        return "Paused";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strstr(state, known[i].part) != NULL)
            return known[i].word;
    return "Scheduled";
}

const struct wf_jv *wf_pending_failure(const struct wf_jv *p)
{
    const struct wf_jv *failure = wf_jv_get(p, "lastFailure");

    return failure != NULL ? failure : wf_jv_get(p, "lastAttemptFailure");
}

int64_t wf_pending_next_ns(const struct wf_jv *p)
{
    int64_t next = wf_jv_time(p, "nextAttemptScheduleTime");
    const char *state = wf_pending_state(p);

    /* Where that is not said: what has not begun was scheduled for then. */
    if (next == WF_NO_TIME && wf_jv_get(p, "lastFailure") != NULL)
        next = wf_jv_time(p, "scheduledTime");
    if (strcmp(state, "Started") == 0 || strcmp(state, "Paused") == 0)
        return WF_NO_TIME;
    return next;
}

void wf_countdown_cell(struct wf_strbuf *out, int64_t next_ns, int64_t now_ns)
{
    long long left = (long long)((next_ns - now_ns) / 1000000000);

    if (left > 0)
        wf_strbuf_addf(out, "in %02lld:%02lld", left / 60, left % 60);
    else
        wf_strbuf_adds(out, "due");
}

void wf_failure_cell(struct wf_strbuf *out, const struct wf_jv *failure)
{
    const char *type = wf_jv_str(failure, "applicationFailureInfo.type");

    wf_strbuf_addf(out, "%s%s%s", type, *type != '\0' ? ": " : "",
                   wf_jv_str(failure, "message"));
}
