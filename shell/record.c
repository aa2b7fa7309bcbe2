/* shell/record.c: \record: what was run, as JSON lines. */
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { VERSION = 1 };

bool wf_sh_carries_secret(struct wf_shell *sh, const char *line)
{
    wf_sh_secrets_learn(sh->secrets, sh->session->settings);
    return wf_sh_secrets_in(sh->secrets, line);
}

enum wf_code wf_sh_record_open(struct wf_shell *sh, const char *path, struct wf_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return wf_error_errno(err, "cannot open '%s'", path);
    if (fchmod(fd, 0600) != 0) {
        wf_error_errno(err, "cannot make '%s' private", path);
        close(fd);
        return err->code;
    }
    wf_sh_record_close(sh);
    sh->record_fd = fd;
    return WF_OK;
}

void wf_sh_record_close(struct wf_shell *sh)
{
    if (sh->record_fd >= 0)
        close(sh->record_fd);
    sh->record_fd = -1;
}

static const char *whole_line(const struct wf_sh_pipeline *l, struct wf_arena *a)
{
    const char *text = l->segments[0].text;

    if (l->segments[0].bang)
        text = wf_arena_printf(a, "!%s", text);
    for (size_t i = 1; i < l->n; i++)
        text = wf_arena_printf(a, "%s | %s", text, l->segments[i].text);
    return text;
}

/* sh says what failed for itself: the last error is an older one then. */
static bool told_by_us(const struct wf_shell *sh, const struct wf_sh_pipeline *l)
{
    const struct wf_sh_segment *g = &l->segments[0];

    return l->n == 1 && !g->bang && g->n_words > 0 &&
           (wf_sh_is_verb(sh, g->words[0]) || wf_sh_builtin_find(g->words[0]) != NULL);
}

static const char *redacted(struct wf_shell *sh, const char *text, struct wf_arena *a)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *safe;

    wf_sh_secrets_redact(sh->secrets, text, &b);
    safe = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return safe;
}

/* Nothing that the line has started still runs, or it is background work of another log. */
static void put_request_ids(struct wf_json *j, const struct wf_call_log *log)
{
    if (log->n == 0)
        return;
    wf_json_key(j, "requestIds");
    wf_json_array(j);
    for (size_t i = 0; i < log->n; i++)
        wf_json_str(j, log->ids[i]);
    wf_json_end_array(j);
}

void wf_sh_record_line(struct wf_shell *sh, const struct wf_sh_pipeline *l, enum wf_code rc,
                       int64_t took_ms, struct wf_arena *a)
{
    const struct wf_settings *s = sh->session->settings;
    struct wf_strbuf b = WF_STRBUF_INIT, when = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    const char *line = whole_line(l, a);
    bool secret = wf_sh_secrets_names(line), ours = told_by_us(sh, l);
    struct timespec now;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (sh->record_fd < 0)
        return;
    wf_sh_secrets_learn(sh->secrets, s);
    clock_gettime(CLOCK_REALTIME, &now);
    wf_time_rfc3339(&when, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
    wf_json_object(&j);
    wf_json_ki64(&j, "version", VERSION);
    wf_json_kstr(&j, "time", wf_strbuf_str(&when));
    wf_json_kstr(&j, "command",
                 secret ? "(redacted: it carries a secret)" : redacted(sh, line, a));
    wf_json_kstr(&j, "profile", s != NULL ? s->profile : NULL);
    wf_json_kstr(&j, "namespace", s != NULL ? s->namespace_ : NULL);
    wf_json_kstr(&j, "identity", s != NULL ? s->identity : NULL);
    wf_json_ki64(&j, "status", rc);
    wf_json_kstr(&j, "result", rc == WF_OK ? "ok" : (ours ? wf_code_word(rc) : "failed"));
    if (rc != WF_OK && !secret && ours && sh->last_error.code == rc)
        wf_json_kstr(&j, "error", redacted(sh, sh->last_error.text, a));
    put_request_ids(&j, &sh->calls);
    wf_json_ki64(&j, "tookMs", took_ms);
    wf_json_end_object(&j);
    wf_strbuf_addc(&b, '\n');
    if (write(sh->record_fd, b.data, b.len) != (ssize_t)b.len) {
        wf_error_errno(&err, "the transcript ends here");
        (void)wf_shell_fail(sh, &err);
        wf_sh_record_close(sh);
    }
    wf_strbuf_release(&b);
    wf_strbuf_release(&when);
}
