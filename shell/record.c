/* shell/record.c: \record: what was run, as JSON lines. */
#include "shell/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { VERSION = 1 };

bool wf_sh_carries_secret(const char *line)
{
    static const char *const secrets[] = { "--api-key",      "--codec-auth",
                                           "--tls-key-data", "--codec-header",
                                           "--grpc-meta",    "api_key",
                                           "codec.auth" };

    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        if (strstr(line, secrets[i]) != NULL)
            return true;
    return false;
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

void wf_sh_record_line(struct wf_shell *sh, const struct wf_sh_pipeline *l, enum wf_code rc,
                       int64_t took_ms, struct wf_arena *a)
{
    const struct wf_settings *s = sh->session->settings;
    struct wf_strbuf b = WF_STRBUF_INIT, when = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    const char *line = whole_line(l, a);
    bool secret = wf_sh_carries_secret(line), ours = told_by_us(sh, l);
    struct timespec now;
    struct wf_json j = WF_JSON_INIT(&b, true);

    if (sh->record_fd < 0)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    wf_time_rfc3339(&when, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
    wf_json_object(&j);
    wf_json_ki64(&j, "version", VERSION);
    wf_json_kstr(&j, "time", wf_strbuf_str(&when));
    wf_json_kstr(&j, "command", secret ? "(redacted: it carries a secret)" : line);
    wf_json_kstr(&j, "profile", s != NULL ? s->profile : NULL);
    wf_json_kstr(&j, "namespace", s != NULL ? s->namespace_ : NULL);
    wf_json_kstr(&j, "identity", s != NULL ? s->identity : NULL);
    wf_json_ki64(&j, "status", rc);
    wf_json_kstr(&j, "result", rc == WF_OK ? "ok" : (ours ? wf_code_word(rc) : "failed"));
    if (rc != WF_OK && !secret && ours && sh->last_error.code == rc)
        wf_json_kstr(&j, "error", sh->last_error.text);
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
