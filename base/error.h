#ifndef WF_BASE_ERROR_H
#define WF_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

/*
 * What an operation came to. The values are the exit codes of the program, so a function's
 * result, a receipt and `$?` can never disagree; docs/exit-codes.md is their reference.
 */
enum wf_code {
    WF_OK = 0,
    WF_E_OTHER = 1,
    WF_O_NO = 1,    /* the answer is no (they differ, none matches), which is no error */
    WF_E_USAGE = 2, /* bad flag, bad JSON, bad query */
    WF_E_NOT_FOUND = 3,   /* no such workflow, run, namespace ... */
    WF_E_UNREACHABLE = 4, /* the frontend cannot be reached */
    WF_E_CONFLICT = 5,    /* already there, already closed, not taken */
    WF_E_DENIED = 6,      /* authentication or permission */
    WF_E_DEADLINE = 7,
    WF_E_PARTIAL = 8, /* some of many failed */
    WF_E_REFUSED = 9, /* by us: read-only, not confirmed */
    WF_O_FAILED = 10, /* outcomes of a run that was waited for */
    WF_O_TIMED_OUT = 11,
    WF_O_CANCELED = 12,
    WF_O_TERMINATED = 13,
    WF_O_CONTINUED = 14,
    WF_E_UNAVAILABLE = 75, /* reached, but a part behind it is away or asks to wait */
    WF_E_INTERRUPTED = 130,
    WF_E_PIPE = 141, /* the reader of stdout has gone */
};

/*
 * The one error object. Set where the fault is known, prefixed on the way up, printed once
 * at the top. Owns nothing: text and hint are cut (with an ellipsis) at their size.
 */
struct wf_error {
    enum wf_code code;
    int grpc_status; /* the RPC's status when one was the cause, else -1 */
    char text[2048];
    char hint[512];   /* what the user could do; "" when there is nothing to say */
    char detail[128]; /* type name of the google.rpc.Status detail, "" without one */
};

#define WF_ERROR_INIT                                                                      \
    {                                                                                      \
        .code = WF_OK, .grpc_status = -1                                                   \
    }

/* Both return the code, so that a caller can `return wf_error_set(...)`. */
enum wf_code wf_error_set(struct wf_error *err, enum wf_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
enum wf_code wf_error_vset(struct wf_error *err, enum wf_code code, const char *fmt,
                           va_list ap) __attribute__((format(printf, 3, 0)));
/* "text: strerror(errno)", WF_E_OTHER (ENOENT: WF_E_NOT_FOUND, EACCES: WF_E_DENIED). */
enum wf_code wf_error_errno(struct wf_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts "prefix: " in front; keeps code and hint. */
void wf_error_prefix(struct wf_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void wf_error_hint(struct wf_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void wf_error_clear(struct wf_error *err);
/* "not-found", "unreachable" ...: the word for a code in JSON. Never NULL. */
const char *wf_code_word(enum wf_code code);

#ifdef __clang_analyzer__
/* The analyser sees one file at a time: tells it that these never return WF_OK. */
#define wf_error_set(err, code, ...) ((void)wf_error_set(err, code, __VA_ARGS__), (code))
#define wf_error_errno(...) ((void)wf_error_errno(__VA_ARGS__), WF_E_OTHER)
#endif

#endif
