#ifndef WF_CLIENT_LOG_H
#define WF_CLIENT_LOG_H

#include <stdbool.h>

/*
 * What --log-level and --debug show on stderr: our own calls, and what C-core says. Nothing
 * by default. Any thread.
 */
enum wf_log_level {
    WF_LOG_DEBUG,
    WF_LOG_INFO,
    WF_LOG_WARN,
    WF_LOG_ERROR,
    WF_LOG_NEVER,
};

/* Before the first connection, so that C-core says as much as is asked for. */
void wf_log_setup(enum wf_log_level level, bool json);
bool wf_log_wants(enum wf_log_level level);
/* One line: "debug: grpc: text", or {"level", "source", "message"}. Neutralised. */
void wf_log(enum wf_log_level level, const char *source, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
