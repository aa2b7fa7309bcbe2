/* client/retry.c: which failures are tried again, when, and what is said at the end. */
#include "client/call_internal.h"

#include "base/strbuf.h"
#include "base/timefmt.h"
#include "client/probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

enum {
    BUDGET_MS = 10000,
    FIRST_DELAY_MS = 100,
    ODD_DELAY_MS = 10,
    RATE_LIMIT_DELAY_MS = 1000,
    MAX_DELAY_MS = 10000,
    MAX_LOST_DELAY_MS = 1000, /* to notice soon that a frontend is back */
    MAX_TAIL_DELAY_MS = 2000, /* likewise what is behind it, with keep_trying */
};

/* Between half of `ms` and all of it. */
static int64_t jittered(int64_t ms)
{
    uint32_t r = 0;

    (void)!getrandom(&r, sizeof r, 0);
    return ms / 2 + (int64_t)(r % (uint32_t)(ms / 2 + 1));
}

static int64_t retry_delay(const struct wf_rpc *rpc, bool answered)
{
    int64_t ms = rpc->result.status == GRPC_STATUS_RESOURCE_EXHAUSTED ? RATE_LIMIT_DELAY_MS
                                                                      : FIRST_DELAY_MS;
    int64_t most = answered ? MAX_DELAY_MS : MAX_LOST_DELAY_MS;

    if (answered && rpc->opt.keep_trying &&
        rpc->result.status != GRPC_STATUS_RESOURCE_EXHAUSTED)
        most = MAX_TAIL_DELAY_MS;

    for (unsigned i = 1; i < rpc->tries && ms < most; i++)
        ms *= 2;
    return jittered(ms < most ? ms : most);
}

/* The try ran out of its own time, not of the context's. */
static bool own_timeout(const struct wf_rpc *rpc)
{
    return rpc->result.status == GRPC_STATUS_DEADLINE_EXCEEDED && !rpc->past_deadline;
}

/*
 * A first connection that failed in a way that is neither the host's word (refused, no
 * route) nor a time-out. C-core 1.51 looks at connect()'s errno after calls that may change
 * it, and takes a connection that is on its way for a failed one; grpc_log.c removes the
 * known cause.
 */
static bool failed_oddly(const struct wf_rpc *rpc)
{
    static const char *const final[] = { "refused",   "route", "nreachable", "timed out",
                                         "handshake", "losed", "reset",      "SSL",
                                         "TLS",       "DNS",   "resol",      "Deadline" };
    const char *text = rpc->error.text;

    if (rpc->result.status != GRPC_STATUS_UNAVAILABLE || rpc->tries >= 6 ||
        (strstr(text, "ipv4:") == NULL && strstr(text, "ipv6:") == NULL))
        return false;
    for (size_t i = 0; i < sizeof final / sizeof *final; i++)
        if (strstr(text, final[i]) != NULL)
            return false;
    return true;
}

static bool is_worth_a_retry(const struct wf_rpc *rpc, bool answered)
{
    const struct wf_call_options *opt = &rpc->opt;

    switch (rpc->result.status) {
    case GRPC_STATUS_UNAVAILABLE:
        return answered || opt->keep_trying || wf_connection_has_worked(rpc->ctx->conn) ||
               failed_oddly(rpc);
    case GRPC_STATUS_ABORTED:
        return true;
    case GRPC_STATUS_RESOURCE_EXHAUSTED:
        return !opt->paced && strcmp(rpc->error.detail, WF_DETAIL_TOO_LARGE) != 0;
    case GRPC_STATUS_DEADLINE_EXCEEDED:
        return !opt->paced && (opt->long_poll || opt->keep_trying) && own_timeout(rpc) &&
               wf_connection_has_worked(rpc->ctx->conn);
    case GRPC_STATUS_CANCELLED: /* not by us: a frontend that goes down ends its polls so */
        return opt->keep_trying;
    case GRPC_STATUS_INTERNAL:
    case GRPC_STATUS_UNKNOWN:
        return opt->keep_trying && !answered;
    default:
        return false;
    }
}

bool wf_rpc_retry(struct wf_rpc *rpc, int64_t now_ms)
{
    bool answered = wf_rpc_was_answered(rpc), odd = !answered && failed_oddly(rpc);
    int64_t limit = rpc->ctx->deadline_ms;

    if (rpc->opt.no_retry || !is_worth_a_retry(rpc, answered))
        return false;
    rpc->retry_at_ms = now_ms;
    if (own_timeout(rpc) && rpc->opt.long_poll)
        return true; /* nothing has happened yet: that is no failure */
    if (rpc->first_failure_ms == 0)
        rpc->first_failure_ms = now_ms;
    if (limit == 0 && !rpc->opt.keep_trying)
        limit = (rpc->opt.long_poll ? rpc->first_failure_ms : rpc->started_ms) + BUDGET_MS;
    if (odd) { /* at once: the channel would wait otherwise */
        grpc_channel_reset_connect_backoff(rpc->ctx->conn->channel);
        rpc->retry_at_ms += ODD_DELAY_MS;
    } else {
        rpc->retry_at_ms += retry_delay(rpc, answered);
    }
    if (limit != 0 && rpc->retry_at_ms >= limit)
        return false;
    /* a try that we ended ourselves is no cause, nor is one that C-core misjudged */
    if (!odd &&
        (rpc->error.grpc_status != GRPC_STATUS_CANCELLED || !wf_ctx_cancelled(rpc->ctx)))
        rpc->cause = rpc->error;
    return true;
}

/* C-core's words without what only its authors need. */
static void strip_core_words(struct wf_error *err)
{
    static const char *const prefixes[] = {
        "failed to connect to all addresses; last error: ",
        "connections to all backends failing; last error: ",
        "UNAVAILABLE: ",
        "UNKNOWN: ",
        "INTERNAL: ",
    };
    char *s = err->text;

    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        char *at = strstr(s, prefixes[i]);

        if (at != NULL)
            s = at + strlen(prefixes[i]);
    }
    memmove(err->text, s, strlen(s) + 1);
}

static void explain_unreachable(struct wf_rpc *rpc)
{
    struct wf_connection *conn = rpc->ctx->conn;
    struct wf_error *err = &rpc->error;
    int status = err->grpc_status;

    strip_core_words(err);
    err->code = WF_E_UNREACHABLE;
    wf_connection_diagnose(conn, err);
    if (wf_connection_has_worked(conn))
        wf_error_prefix(err, "the connection was lost");
    err->grpc_status = status;
}

/* The deadline struck: say of what. */
static void explain_deadline(struct wf_rpc *rpc)
{
    struct wf_connection *conn = rpc->ctx->conn;
    struct wf_error *err = &rpc->error;
    struct wf_strbuf time = WF_STRBUF_INIT;
    int64_t ms = rpc->try_timeout_ms;

    if (rpc->cause.code != WF_OK) {
        *err = rpc->cause;
        if (err->grpc_status == GRPC_STATUS_UNAVAILABLE && err->code == WF_E_UNREACHABLE)
            explain_unreachable(rpc);
        return;
    }
    if (!wf_connection_has_worked(conn)) {
        struct wf_error probe = *err;

        wf_connection_diagnose(conn, &probe);
        if (probe.code == WF_E_UNREACHABLE) {
            *err = probe;
            return;
        }
    }
    if (rpc->past_deadline) /* in the user's own figure, not what was left of it */
        ms = conn->settings->command_timeout_ms > 0
                 ? conn->settings->command_timeout_ms
                 : rpc->ctx->deadline_ms - rpc->started_ms;
    wf_duration_go(&time, (ms > 0 ? ms : 0) * 1000000);
    wf_error_set(err, WF_E_DEADLINE, "%s: no answer from %s within %s", rpc->method->name,
                 wf_connection_name(conn), wf_strbuf_str(&time));
    err->grpc_status = GRPC_STATUS_DEADLINE_EXCEEDED;
    wf_strbuf_release(&time);
}

/* An HTTP status in place of a gRPC one: from something in between. False: there is none.
 */
static bool explain_http(struct wf_rpc *rpc)
{
    static const char sign[] = "http2 header with status: ";
    struct wf_error *err = &rpc->error;
    const char *http = strstr(err->text, sign), *name = wf_connection_name(rpc->ctx->conn);
    const char *proxy = wf_probe_proxy(&rpc->ctx->conn->address);
    int status = err->grpc_status, http_status;

    if (http == NULL ||
        (status != GRPC_STATUS_UNIMPLEMENTED && status != GRPC_STATUS_UNAVAILABLE))
        return false;
    http_status = (int)strtol(http + strlen(sign), NULL, 10);
    if (status == GRPC_STATUS_UNIMPLEMENTED) {
        wf_error_set(err, WF_E_UNREACHABLE,
                     "%s%s%s answers with HTTP %d: it is no Temporal frontend", name,
                     proxy != NULL ? ", through the proxy of $" : "",
                     proxy != NULL ? proxy : "", http_status);
        wf_error_hint(err,
                      "check host and port; the frontend's port is usually %d, the web "
                      "UI has another",
                      WF_DEFAULT_PORT);
    } else {
        wf_error_set(err, WF_E_UNAVAILABLE, "%s%s%s answers with HTTP %d", name,
                     proxy != NULL ? ", through the proxy of $" : "",
                     proxy != NULL ? proxy : "", http_status);
        wf_error_hint(err, "a load balancer or proxy without a frontend behind it?");
    }
    err->grpc_status = status;
    return true;
}

static void explain_unimplemented(struct wf_rpc *rpc)
{
    struct wf_error *err = &rpc->error;

    if (strstr(err->text, "not enabled") !=
        NULL) /* it knows the method, and says why not */
        return;
    wf_error_set(err, WF_E_OTHER, "the server at %s does not know %s",
                 wf_connection_name(rpc->ctx->conn), rpc->method->name);
    wf_error_hint(err, "it is older than this API, or has the feature switched off");
    err->grpc_status = GRPC_STATUS_UNIMPLEMENTED;
}

/* The frontend knows the deadline too, and may cancel the stream a moment before it. */
static bool struck_there(const struct wf_rpc *rpc)
{
    enum { EARLY_MS = 50 };

    return rpc->past_deadline && rpc->error.grpc_status == GRPC_STATUS_CANCELLED &&
           wf_mono_ms() + EARLY_MS >= rpc->ctx->deadline_ms;
}

/* C-core's words for a stream that the other side broke off. False: it was none. */
static bool explain_reset(struct wf_rpc *rpc)
{
    static const char sign[] = "Received RST_STREAM with error code ";
    struct wf_error *err = &rpc->error;
    int status = err->grpc_status;
    enum wf_code code = err->code;

    if (strncmp(err->text, sign, sizeof sign - 1) != 0 || status == GRPC_STATUS_UNAVAILABLE)
        return false;
    if (struck_there(rpc)) {
        explain_deadline(rpc);
        return true;
    }
    if (status == GRPC_STATUS_CANCELLED)
        code = WF_E_UNAVAILABLE;
    wf_error_set(err, code, "%s: %s broke the call off (HTTP/2 error %d)",
                 rpc->method->name, wf_connection_name(rpc->ctx->conn),
                 (int)strtol(err->text + sizeof sign - 1, NULL, 10));
    wf_error_hint(err, "the frontend, or a proxy before it; try again");
    err->grpc_status = status;
    return true;
}

/* C-core's words for trailers that hold no status. */
static void explain_unknown(struct wf_rpc *rpc)
{
    struct wf_error *err = &rpc->error;

    if (strcmp(err->text, "Stream removed") != 0)
        return;
    wf_error_set(err, WF_E_OTHER, "%s: the answer of %s ended without a status",
                 rpc->method->name, wf_connection_name(rpc->ctx->conn));
    wf_error_hint(err,
                  "is it a Temporal frontend, or does a proxy in between not know gRPC?");
    err->grpc_status = GRPC_STATUS_UNKNOWN;
}

static void count_tries(struct wf_rpc *rpc)
{
    struct wf_error *err = &rpc->error;
    size_t n = strlen(err->text);

    if (rpc->cause.code != WF_OK && n + 64 < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - n, " (tried %u times)", rpc->tries);
}

void wf_rpc_explain(struct wf_rpc *rpc)
{
    bool answered = rpc->has_flown && wf_rpc_was_answered(rpc);
    struct wf_error *err = &rpc->error;

    if (rpc->opt.no_diagnosis)
        return;
    if (explain_http(rpc) || explain_reset(rpc)) {
        count_tries(rpc);
        return;
    }
    switch (err->grpc_status) {
    case GRPC_STATUS_UNKNOWN:
        explain_unknown(rpc);
        break;
    case GRPC_STATUS_UNAVAILABLE:
        if (!answered && strstr(err->text, "Deadline Exceeded") != NULL)
            explain_deadline(rpc); /* struck while the channel was connecting */
        else if (!answered)
            explain_unreachable(rpc);
        count_tries(rpc);
        break;
    case GRPC_STATUS_ABORTED:
    case GRPC_STATUS_RESOURCE_EXHAUSTED:
        count_tries(rpc);
        break;
    case GRPC_STATUS_DEADLINE_EXCEEDED:
        /* bare words say nothing; others are a server's, whose deadline struck behind it */
        if (strcasecmp(err->text, "deadline exceeded") == 0 ||
            strcmp(err->text, "context deadline exceeded") == 0)
            explain_deadline(rpc);
        count_tries(rpc);
        break;
    case GRPC_STATUS_UNIMPLEMENTED:
        explain_unimplemented(rpc);
        break;
    case GRPC_STATUS_CANCELLED: /* not by us */
        err->code = WF_E_UNAVAILABLE;
        break;
    case GRPC_STATUS_UNAUTHENTICATED:
    case GRPC_STATUS_PERMISSION_DENIED:
        wf_connection_diagnose(rpc->ctx->conn, err);
        break;
    default:
        break;
    }
}
