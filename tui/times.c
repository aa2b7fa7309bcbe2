/* tui/times.c: times and durations as cells show them. */
#include "tui/times.h"

#include <time.h>

static const int64_t second_ns = 1000000000;

void wf_running_cell(struct wf_strbuf *out, int64_t ns)
{
    int64_t s = ns / second_ns;

    if (s < 0)
        s = 0;
    if (s < 60)
        wf_strbuf_addf(out, "%ds", (int)s);
    else if (s < 3600)
        wf_strbuf_addf(out, "%dm", (int)(s / 60));
    else if (s < 86400)
        wf_strbuf_addf(out, "%dh %dm", (int)(s / 3600), (int)(s / 60 % 60));
    else
        wf_strbuf_addf(out, "%dd %dh", (int)(s / 86400), (int)(s / 3600 % 24));
}

static void clock_cell(struct wf_strbuf *out, int64_t ns, int64_t now_ns)
{
    time_t t = (time_t)(ns / second_ns), now = (time_t)(now_ns / second_ns);
    struct tm tm, today;
    char text[32];

    localtime_r(&t, &tm);
    localtime_r(&now, &today);
    if (tm.tm_year == today.tm_year && tm.tm_yday == today.tm_yday)
        strftime(text, sizeof text, "%H:%M:%S", &tm);
    else if (tm.tm_year == today.tm_year)
        strftime(text, sizeof text, "%m-%d %H:%M", &tm);
    else
        strftime(text, sizeof text, "%Y-%m-%d", &tm);
    wf_strbuf_adds(out, text);
}

void wf_time_cell(struct wf_strbuf *out, int64_t ns, int64_t now_ns, int mode)
{
    if (ns == WF_NO_TIME) {
        wf_strbuf_addc(out, '-');
    } else if (mode == 0) {
        if (ns > now_ns)
            wf_strbuf_adds(out, "in ");
        wf_running_cell(out, ns > now_ns ? ns - now_ns : now_ns - ns);
        if (ns <= now_ns)
            wf_strbuf_adds(out, " ago");
    } else if (mode == 1) {
        clock_cell(out, ns, now_ns);
    } else {
        wf_time_rfc3339(out, ns / second_ns * second_ns);
    }
}
