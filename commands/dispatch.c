/* commands/dispatch.c: one command line, from words to exit code. */
#include "commands/help.h"
#include "commands/job.h"
#include "commands/target.h"

#include "base/utf8.h"
#include "client/log.h"
#include "commands/alias.h"
#include "commands/call_log.h"
#include "commands/confirm.h"
#include "commands/many.h"
#include "commands/paged.h"
#include "commands/parse.h"
#include "proto/status.h"

#include <string.h>
#include <unistd.h>

void wf_session_init(struct wf_session *s, const struct wf_registry *registry,
                     struct wf_cancel *cancel)
{
    *s = (struct wf_session){ .registry = registry, .cancel = cancel };
    wf_sink_fd(&s->out, STDOUT_FILENO);
    wf_sink_fd(&s->err, STDERR_FILENO);
    s->in_fd = STDIN_FILENO;
    s->in_tty = isatty(STDIN_FILENO) == 1;
    pthread_mutex_init(&s->conn_lock, NULL);
}

void wf_session_borrow(struct wf_session *s, const struct wf_session *of)
{
    *s = *of;
    s->out = s->err = (struct wf_sink){ 0 };
    s->borrowed = s->settings != NULL;
    s->saw = NULL;
    pthread_mutex_init(&s->conn_lock, NULL);
}

void wf_session_release(struct wf_session *s)
{
    if (!s->borrowed) {
        wf_connection_close(s->conn);
        wf_settings_free(s->settings);
    }
    wf_sink_release(&s->out);
    wf_sink_release(&s->err);
    pthread_mutex_destroy(&s->conn_lock);
}

void wf_error_print(struct wf_sink *to, const struct wf_error *err, bool json)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_json j = WF_JSON_INIT(&to->buf, true);

    if (json) {
        wf_json_object(&j);
        wf_json_key(&j, "error");
        wf_json_object(&j);
        wf_json_ki64(&j, "code", err->code);
        wf_json_kstr(&j, "word", wf_code_word(err->code));
        wf_json_kstr(&j, "message", err->text);
        if (err->hint[0] != '\0')
            wf_json_kstr(&j, "hint", err->hint);
        if (err->grpc_status >= 0)
            wf_json_kstr(&j, "status", wf_status_name(err->grpc_status));
        if (err->detail[0] != '\0')
            wf_json_kstr(&j, "detail", err->detail);
        wf_json_end_object(&j);
        wf_json_end_object(&j);
        wf_strbuf_addc(&to->buf, '\n');
    } else {
        wf_strbuf_adds(&to->buf, "wfsh: ");
        wf_utf8_safes(&to->buf, err->text);
        wf_strbuf_addc(&to->buf, '\n');
        if (err->hint[0] != '\0') {
            wf_utf8_safe(&to->buf, err->hint, strlen(err->hint), "\n");
            wf_strbuf_addc(&to->buf, '\n');
        }
    }
    (void)to->write(to->user, to->buf.data, to->buf.len, &ignored);
    wf_strbuf_clear(&to->buf);
}

/* Settings and connection last from one command of a session to the next. */
static enum wf_code load_settings(struct wf_session *s, const struct wf_parsed *p,
                                  struct wf_error *err)
{
    struct wf_settings *fresh = NULL;
    enum wf_code rc;

    if (s->settings == NULL) {
        rc = wf_settings_load(&p->globals.settings, &fresh, err);
        if (rc != WF_OK)
            return rc;
        s->settings = fresh;
    }
    return p->command->flags & WF_CMD_OFFLINE ? WF_OK
                                              : wf_settings_secrets(s->settings, err);
}

enum wf_code wf_session_open(struct wf_session *s, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    if (s->settings == NULL)
        rc = wf_settings_load(&s->base, &s->settings, err);
    if (rc == WF_OK)
        rc = wf_settings_secrets(s->settings, err);
    if (rc == WF_OK && s->conn == NULL)
        rc = wf_connection_open(s->settings, &s->conn, err);
    return rc;
}

/* Options that a legacy environment holds beside the settings: --task-queue, --output … */
static enum wf_code legacy_defaults(const struct wf_settings *s, struct wf_parsed *p,
                                    struct wf_arena *a, struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < s->legacy.n && rc == WF_OK; i++)
        (void)wf_parsed_default(p, s->legacy.items[i].key, s->legacy.items[i].value, a, &rc,
                                err);
    return rc;
}

static enum wf_code refuse_writes(const struct wf_job *job, struct wf_error *err)
{
    const struct wf_settings *s = job->settings;

    if (s == NULL || job->g->write || job->g->explain)
        return WF_OK;
    if (s->read_only && job->command->klass != WF_CLASS_READS) {
        wf_error_set(err, WF_E_REFUSED, "%s: profile '%s' is read-only", job->command->path,
                     s->profile);
        wf_error_hint(err, "--write allows it once");
        return WF_E_REFUSED;
    }
    return WF_OK;
}

static void set_up_log(const struct wf_globals *g)
{
    static const char *const words[] = { "debug", "info", "warn", "error", "never" };
    enum wf_log_level level = g->debug ? WF_LOG_DEBUG : WF_LOG_NEVER;

    for (size_t i = 0; g->log_level != NULL && i < sizeof words / sizeof *words; i++)
        if (strcmp(g->log_level, words[i]) == 0)
            level = (enum wf_log_level)i;
    wf_log_setup(level, g->log_format != NULL && strcmp(g->log_format, "json") == 0);
}

/* The outcome of a run is told by the output and the exit code, not by an error; so is a
 * Ctrl-C that ends what would go on for ever. */
static bool may_be_silent(enum wf_code rc)
{
    return (rc >= WF_O_FAILED && rc <= WF_O_CONTINUED) || rc == WF_E_INTERRUPTED ||
           rc == WF_O_NO;
}

/* The error of a line, to those who want it. */
static void tell(struct wf_session *s, enum wf_code rc, struct wf_error *err, bool json)
{
    if (s->keep_error != NULL) {
        *s->keep_error = *err;
        wf_call_log_failed(s->calls);
    }
    if (rc == WF_E_PIPE || (may_be_silent(rc) && err->text[0] == '\0'))
        return;
    if (s->where != NULL)
        wf_error_prefix(err, "%s", s->where);
    wf_error_print(&s->err, err, json);
}

/* An error of one namespace among several. */
static void tell_one(struct wf_job *job, enum wf_code rc, struct wf_error *err)
{
    tell(job->session, rc, err, wf_job_is_json(job));
}

static enum wf_code run_verb(struct wf_job *job, struct wf_parsed *p, struct wf_error *err)
{
    struct wf_strings named = wf_many_named(p, job->arena);
    enum wf_code rc;

    if (wf_many_wanted(&named))
        return wf_many_run(job, &named, tell_one, err);
    if (p->command->run == NULL)
        return wf_target_run(job, p->args, err);
    rc = wf_confirm_named(job, err);
    return rc == WF_OK ? p->command->run(job, p->args, err) : rc;
}

static enum wf_code run_command(struct wf_session *s, struct wf_parsed *p,
                                struct wf_arena *a, struct wf_error *err)
{
    struct wf_job job = { .session = s,
                          .command = p->command,
                          .g = &p->globals,
                          .parsed = p,
                          .out = &s->out,
                          .err = &s->err,
                          .cancel = s->cancel,
                          .arena = a };
    enum wf_code rc = WF_OK, flushed;
    struct wf_error flush_err = WF_ERROR_INIT;
    struct wf_paged paged;

    s->in_taken = NULL;
    set_up_log(&p->globals);
    if (!(p->command->flags & WF_CMD_LAX)) {
        rc = load_settings(s, p, err);
        if (rc == WF_OK)
            rc = legacy_defaults(s->settings, p, a, err);
        if (rc != WF_OK)
            return rc;
        job.settings = s->settings;
        if (s->settings->command_timeout_ms > 0)
            job.deadline_ms = wf_mono_ms() + s->settings->command_timeout_ms;
    }
    rc = refuse_writes(&job, err);
    wf_paged_begin(&paged, s, p);
    if (rc == WF_OK)
        rc = run_verb(&job, p, err);
    wf_ctx_free(job.ctx);
    flushed = wf_job_flush(&job, &flush_err);
    if (flushed != WF_OK && (rc == WF_OK || rc == WF_STOP)) {
        *err = flush_err;
        rc = flushed;
    }
    return wf_paged_end(&paged, rc == WF_STOP ? WF_OK : rc, err);
}

void wf_session_put_under(const struct wf_session *s, struct wf_settings_flags *f)
{
    const struct wf_settings_flags *base = &s->base;

    if (f->profile != NULL)
        return;
    f->profile = base->profile;
    if (f->address == NULL)
        f->address = base->address;
    if (f->namespace_ == NULL)
        f->namespace_ = base->namespace_;
}

/* A line with connection flags of its own, in a session that is connected already. */
static enum wf_code run_apart(struct wf_session *s, struct wf_parsed *p, struct wf_arena *a,
                              struct wf_error *err)
{
    struct wf_session own = *s;
    enum wf_code rc;

    own.settings = NULL;
    own.conn = NULL;
    pthread_mutex_init(&own.conn_lock, NULL);
    rc = run_command(&own, p, a, err);
    wf_connection_close(own.conn);
    wf_settings_free(own.settings);
    pthread_mutex_destroy(&own.conn_lock);
    s->out = own.out;
    s->err = own.err;
    return rc;
}

static enum wf_code print_help(struct wf_session *s, const struct wf_parsed *p,
                               struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_paged paged;
    enum wf_code rc;

    wf_help_print(s->registry, p->command, p->group, s->out.tty, &text);
    wf_paged_begin(&paged, s, p);
    rc = s->out.write(s->out.user, text.data, text.len, err);
    wf_strbuf_release(&text);
    return wf_paged_end(&paged, rc, err);
}

/* What -o asks for on a line that could not be parsed: its error is for the same reader. */
static bool asks_json(int argc, const char *const *argv)
{
    const char *format = "";

    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        bool next = strcmp(argv[i], "-o") == 0 || strcmp(argv[i], "--output") == 0;

        if (next && i + 1 < argc)
            format = argv[++i];
        else if (strncmp(argv[i], "--output=", strlen("--output=")) == 0)
            format = argv[i] + strlen("--output=");
        else if (strncmp(argv[i], "-o", 2) == 0)
            format = argv[i] + 2;
    }
    return strcmp(format, "json") == 0 || strcmp(format, "jsonl") == 0;
}

enum wf_code wf_dispatch(struct wf_session *s, int argc, const char *const *argv)
{
    static const struct wf_settings_flags none;
    struct wf_arena *a = wf_arena_new();
    struct wf_parsed p;
    struct wf_error err = WF_ERROR_INIT;
    enum wf_code rc = wf_alias_expand(s, argc, argv, a, &argc, &argv, &err);
    bool parsed;
    enum wf_output o;
    bool own;

    if (rc != WF_OK) {
        tell(s, rc, &err, asks_json(argc, argv));
        wf_arena_free(a);
        return rc;
    }
    rc = wf_parse(s->registry, argc, argv, a, &p, &err);
    parsed = rc == WF_OK;
    o = wf_globals_output(&p.globals);
    /* both are all zero before they are filled, their padding too */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
    own = memcmp(&p.globals.settings, &none, sizeof none) != 0;
    wf_session_put_under(s, &p.globals.settings);
    if (rc == WF_OK) {
        if (p.command == NULL || p.globals.help)
            rc = print_help(s, &p, &err);
        else if (own && s->lasting)
            rc = run_apart(s, &p, a, &err);
        else
            rc = run_command(s, &p, a, &err);
    }
    if (rc != WF_OK)
        tell(s, rc, &err,
             !s->text_errors && (o == WF_OUTPUT_JSON || o == WF_OUTPUT_JSONL ||
                                 (!parsed && asks_json(argc, argv))));
    wf_arena_free(a);
    return rc;
}
