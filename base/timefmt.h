#ifndef WF_BASE_TIMEFMT_H
#define WF_BASE_TIMEFMT_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Times are nanoseconds since the epoch, durations nanoseconds; WF_NO_TIME: absent. */
#define WF_NO_TIME INT64_MIN

enum wf_time_format { WF_TIME_RELATIVE, WF_TIME_ISO, WF_TIME_RAW, WF_TIME_LOCAL, WF_TIME_UNIX };

int64_t wf_now_ns(void); /* wall clock; WFSH_TEST_NOW (RFC 3339) overrides it for tests */
int64_t wf_mono_ms(void);

/* Go's duration words plus days: "1h30m", "250ms", "3d", "1.5h", "90" is refused. */
enum wf_code wf_duration_parse(const char *s, int64_t *ret_ns, struct wf_error *err);
/* RFC 3339 (any offset, optional fraction), "2026-11-23", "2026-11-23 12:40[:58]" (local), "now",
 * a unix time in s, or an age such as "1h" meaning that long ago. */
enum wf_code wf_time_parse(const char *s, int64_t *ret_ns, struct wf_error *err);

void wf_time_rfc3339(struct wf_strbuf *out, int64_t ns); /* as protojson: 0, 3, 6 or 9 digits */
void wf_duration_proto(struct wf_strbuf *out, int64_t ns); /* "1.500s" */
void wf_duration_go(struct wf_strbuf *out, int64_t ns);    /* "1m30s", "250ms" */
void wf_duration_short(struct wf_strbuf *out, int64_t ns); /* "3m 12s", "88ms", "2d 4h" */
/* "2 minutes ago", "in 41s"; iso to the second in UTC; raw; local with ms; unix seconds. */
void wf_time_format(struct wf_strbuf *out, int64_t ns, enum wf_time_format f);

#endif
