#ifndef WF_BASE_TIMEFMT_H
#define WF_BASE_TIMEFMT_H

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Times are nanoseconds since the epoch, durations nanoseconds; WF_NO_TIME: absent. */
#define WF_NO_TIME INT64_MIN

enum wf_time_format {
    WF_TIME_RELATIVE,
    WF_TIME_ISO,
    WF_TIME_RAW,
    WF_TIME_LOCAL,
    WF_TIME_UNIX
};

int64_t wf_now_ns(void); /* wall clock; WFSH_TEST_NOW (RFC 3339) overrides it for tests */
int64_t wf_mono_ms(void);

/* Go's duration words plus days: "1h30m", "250ms", "-3d", "1.5h"; "90" is refused. */
enum wf_code wf_duration_parse(const char *s, int64_t *ret_ns, struct wf_error *err);
/*
 * RFC 3339 (any offset, optional fraction), "2026-11-23", "2026-11-23 12:40[:58]" (local),
 * "now", a unix time in s, or an age such as "1h" or "-1h" meaning that long ago; "+1h" is
 * ahead. Only what nanoseconds can hold: the years 1677 to 2262.
 */
enum wf_code wf_time_parse(const char *s, int64_t *ret_ns, struct wf_error *err);

/* All of these add nothing for WF_NO_TIME. As protojson, 0, 3, 6 or 9 digits of a second:
 */
void wf_time_rfc3339(struct wf_strbuf *out, int64_t ns);
void wf_duration_proto(struct wf_strbuf *out, int64_t ns); /* "1.500s" */
/*
 * The same from the parts of a message, for what nanoseconds cannot hold. False, and
 * nothing is added: no valid Timestamp (years 1 to 9999) or Duration (10,000 years, signs
 * alike).
 */
bool wf_time_rfc3339_parts(struct wf_strbuf *out, int64_t seconds, int32_t nanos);
bool wf_duration_proto_parts(struct wf_strbuf *out, int64_t seconds, int32_t nanos);
void wf_duration_go(struct wf_strbuf *out, int64_t ns);    /* "1m30s", "250ms" */
void wf_duration_short(struct wf_strbuf *out, int64_t ns); /* "3m 12s", "88ms", "2d 4h" */
/*
 * "2 minutes ago", "now", "3 hours from now", in the official CLI's words; iso to the
 * second in UTC; raw as Go's time.String; local "2026-11-23 12:40:58.123"; unix in whole
 * seconds.
 */
void wf_time_format(struct wf_strbuf *out, int64_t ns, enum wf_time_format f);

#endif
