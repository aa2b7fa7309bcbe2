#ifndef WF_COMMANDS_SCHEDULE_WORDS_H
#define WF_COMMANDS_SCHEDULE_WORDS_H

#include "base/strbuf.h"
#include "proto/api.h"

/*
 * When a Schedule runs, in words: "at 12:30 on Friday", "every 15 minutes", "every 1h 30m,
 * 15m later". Raw where a text of the server is in it (comments, crontab lines): the
 * caller's printer neutralises.
 */
void wf_schedule_calendar_words(struct wf_strbuf *out,
                                const Tschedule__StructuredCalendarSpec *c);
void wf_schedule_interval_words(struct wf_strbuf *out, const Tschedule__IntervalSpec *i);

/* Every time of it, `sep` between them, but no exclusions; "never" when it has none. */
void wf_schedule_spec_words(struct wf_strbuf *out, const Tschedule__ScheduleSpec *s,
                            const char *sep);

#endif
