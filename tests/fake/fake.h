#ifndef WF_TESTS_FAKE_FAKE_H
#define WF_TESTS_FAKE_FAKE_H

#include "base/arena.h"
#include "base/json_out.h"
#include "base/strbuf.h"
#include "proto/methods.h"

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * A fake Temporal frontend on one thread: a poll loop (main.c) over connections (conn.c),
 * each an HTTP/2 session with calls; rules (script.c) say what happens to a call (act.c),
 * built-in answers (answer.c, history.c) serve what no rule is about. README.md documents
 * the script.
 */
struct wf_fake;
struct wf_fake_conn;

struct wf_fake_pair {
    char *key, *value; /* owned */
};

enum wf_fake_action {
    WF_FAKE_ANSWER, /* the built-in one */
    WF_FAKE_REPLY,  /* body of the rule */
    WF_FAKE_STATUS,
    WF_FAKE_HANG,
    WF_FAKE_DROP,
    WF_FAKE_GOAWAY,
    WF_FAKE_RESET,
    WF_FAKE_DAMAGE,
    WF_FAKE_TRAILERS,
    WF_FAKE_HTTP,
    WF_FAKE_PAGE,
};

/* One line of the script. Strings are owned by the rule, which lives as long as the
 * program. */
struct wf_fake_rule {
    const struct wf_method *method; /* NULL: any */
    long times;                     /* how often it still applies; -1: always */
    long after;                     /* how many matching calls it still lets pass */
    long delay_ms;
    bool effect;       /* the built-in answer's effect happens as well */
    char *when;        /* text that the request's JSON must contain; NULL: any */
    char *has, *lacks; /* "key" or "key:value" of the metadata; NULL: any */
    enum wf_fake_action action;
    char *word; /* kind of drop, goaway, damage, trailers; content type of http */
    int status; /* gRPC status, HTTP status or HTTP/2 error code */
    char *message;
    struct wf_strbuf bytes; /* packed reply, or status details */
    long n, size;           /* of page and damage */
};

/* "expect METHOD KEY[:VALUE]": a request that lacks it makes the program exit 1. */
struct wf_fake_expect {
    const struct wf_method *method;
    char *pair;
};

enum wf_fake_transport {
    WF_FAKE_H2,
    WF_FAKE_HTTP1,  /* answers as an old web server would */
    WF_FAKE_SILENT, /* accepts and says nothing */
    WF_FAKE_CLOSE,  /* accepts and closes */
    WF_FAKE_PROXY,  /* takes one CONNECT, then is the frontend itself */
};

struct wf_fake_settings {
    enum wf_fake_transport transport;
    bool archival_taken;    /* UpdateNamespace keeps what it was given */
    char *archival_uri;     /* default when none was given */
    long archival_cache_ms; /* for so long after a change the archive is "not configured" */
    long history_events;    /* of a workflow that is asked for the first time */
    long history_every_ms;  /* a new event so often; 0: never */
    long history_until;     /* closes when it has so many; 0: never */
    long history_bytes;     /* payload of each event */
    long history_page;      /* most events of a page */
    long history_poll_ms;   /* how long a long poll waits */
    long workflows;         /* of ListWorkflowExecutions */
    long list_page;
};

struct wf_fake_script {
    struct wf_fake_settings set;
    struct wf_fake_rule **rules;
    size_t n_rules;
    struct wf_fake_expect *expects;
    size_t n_expects;
    char *namespaces; /* "default other" */
};

/* How a call ends. The default is an empty body with good trailers and status 0. */
struct wf_fake_reply {
    struct wf_strbuf body; /* whole gRPC messages with their 5-byte heads */
    size_t sent;
    bool trailers_only;
    int http_status;          /* 0: 200 */
    const char *content_type; /* NULL: application/grpc */
    const char *trailers;     /* NULL: good; else a kind of README.md's list */
    int status;
    char *message; /* in the call's arena */
    struct wf_bytes details;
};

enum wf_fake_state {
    WF_FAKE_RECEIVING,
    WF_FAKE_WAITING,
    WF_FAKE_PARKED,
    WF_FAKE_HUNG,
    WF_FAKE_SENDING
};

/* One request. Owner: its connection, until the stream closes. */
struct wf_fake_call {
    struct wf_fake_call *next;
    struct wf_fake_conn *conn;
    int32_t stream;
    unsigned n; /* of all requests, from 1 */
    char *path;
    struct wf_fake_pair *metadata;
    size_t n_metadata;
    struct wf_strbuf in;
    struct wf_arena *arena;
    const struct wf_method *method; /* NULL: unknown */
    void *request;                  /* NULL: could not be read */
    struct wf_strbuf json;          /* of the request, compact */
    struct wf_fake_rule *rule;      /* NULL: built-in answer */
    enum wf_fake_state state;
    int64_t due_ms; /* when WAITING is done or PARKED gives up */
    struct wf_fake_reply reply;
};

struct wf_fake {
    struct wf_fake_script script;
    FILE *log; /* NULL: none */
    SSL_CTX *tls;
    struct wf_fake_conn *conns;
    unsigned n_conns, n_calls;
    bool failed; /* an expectation was not met */
    struct wf_fake_cluster *cluster;
};

int64_t wf_fake_now_ms(void);

/* ---- script.c: ends the program with one line on stderr when the script is wrong ---- */
void wf_fake_script_load(struct wf_fake_script *s, const char *path);
/* One line as in the file, `first` puts a rule before all others (control input). */
bool wf_fake_script_line(struct wf_fake_script *s, const char *where, const char *line,
                         bool first);
struct wf_fake_rule *wf_fake_script_match(struct wf_fake_script *s,
                                          struct wf_fake_call *call);
bool wf_fake_has_metadata(const struct wf_fake_call *call, const char *pair);

/* ---- conn.c ---- */
void wf_fake_conn_new(struct wf_fake *f, int fd);
void wf_fake_conn_free(
    struct wf_fake_conn *c); /* closes; its calls are logged as cancelled */
struct wf_fake_conn *wf_fake_conn_next(struct wf_fake_conn *c);
int wf_fake_conn_fd(const struct wf_fake_conn *c);
nghttp2_session *wf_fake_conn_h2(struct wf_fake_conn *c); /* NULL before a CONNECT */
short wf_fake_conn_events(struct wf_fake_conn *c);
bool wf_fake_conn_step(struct wf_fake_conn *c); /* false: done, free it */
struct wf_fake_call *wf_fake_conn_calls(struct wf_fake_conn *c);
struct wf_fake *wf_fake_conn_fake(struct wf_fake_conn *c);
void wf_fake_conn_goaway(struct wf_fake_conn *c, int32_t last, uint32_t code,
                         const char *why);
/* Closes once what is queued is out, after `raw` bytes; `reset`: with RST, losing all. */
void wf_fake_conn_drop(struct wf_fake_conn *c, const void *raw, size_t n, bool reset);
void wf_fake_conn_log(struct wf_fake_conn *c, const char *event, const char *text);

/* ---- reply.c: sends call->reply, only its headers, or RST_STREAM ---- */
void wf_fake_send(struct wf_fake_call *call);
void wf_fake_send_headers(struct wf_fake_call *call);
void wf_fake_reset(struct wf_fake_call *call, uint32_t code);

/* ---- act.c ---- */
void wf_fake_arrived(struct wf_fake_call *call);
void wf_fake_tick(struct wf_fake_call *call, int64_t now_ms);
void wf_fake_frame(struct wf_strbuf *body,
                   struct wf_bytes message); /* with the 5-byte head */

/* ---- answer.c, history.c: the in-memory cluster ---- */
enum wf_fake_answer { WF_FAKE_DONE, WF_FAKE_LATER };
struct wf_fake_cluster *wf_fake_cluster_new(const struct wf_fake_script *s);
/* LATER: a long poll; ask again when something changed. `last`: it must be answered now. */
enum wf_fake_answer wf_fake_answer(struct wf_fake *f, struct wf_fake_call *call, bool last);
void wf_fake_append(struct wf_fake *f, long n,
                    const char *workflow_id); /* NULL: every one */
/* An event each. To a frontend a paused one does not run: it cannot be waited for. */
void wf_fake_pause_workflow(struct wf_fake *f, const char *workflow_id, bool paused);
void wf_fake_close_workflow(struct wf_fake *f, const char *workflow_id, int event_type);
void wf_fake_grow(struct wf_fake *f, int64_t now_ms);
/* Fills the reply; text is formatted into the call's arena. */
void wf_fake_fail(struct wf_fake_call *call, int status, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void wf_fake_ok(struct wf_fake_call *call, const void *message);

/* ---- damage.c: wire that no honest server writes. False: not possible for this reply ----
 */
bool wf_fake_damage(const struct wf_fake_rule *rule, const ProtobufCMessageDescriptor *d,
                    struct wf_bytes good, struct wf_strbuf *out);
bool wf_fake_page(const struct wf_fake_rule *rule, const ProtobufCMessageDescriptor *d,
                  struct wf_strbuf *out);

#endif
