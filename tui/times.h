#ifndef WF_TUI_TIMES_H
#define WF_TUI_TIMES_H

#include "base/strbuf.h"
#include "base/timefmt.h"

/* `mode` 0: "3m 12s", 1: "12:40:58" or "11-23 12:40", 2: RFC 3339. "-" for none. */
void wf_time_cell(struct wf_strbuf *out, int64_t ns, int64_t now_ns, int mode);
/* What is still running is told in whole minutes after the first, so that a screen full
 * of it stays still. */
void wf_running_cell(struct wf_strbuf *out, int64_t ns);

#endif
