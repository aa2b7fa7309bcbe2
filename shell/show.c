/* shell/show.c: how results are shown, and the last error in full. */
#include "shell/builtins.h"

#include "base/utf8.h"
#include "proto/status.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const forms[] = {
    [WF_ROWS_TABLE] = "off", [WF_ROWS_CARDS] = "on", [WF_ROWS_AUTO] = "auto"
};

/* \x [on|off|auto]: listings as cards; alone it turns. */
enum wf_code wf_sh_expanded(struct wf_shell *sh, size_t n, const char *const *words,
                            const struct wf_sh_segment *raw, struct wf_arena *a,
                            struct wf_error *err)
{
    enum wf_rows *rows = &sh->session->rows;
    size_t i = 0;

    (void)raw, (void)a;
    if (n > 2)
        return wf_sh_usage("\\x", err);
    if (n == 1) {
        *rows = *rows == WF_ROWS_TABLE ? WF_ROWS_CARDS : WF_ROWS_TABLE;
    } else {
        while (i < sizeof forms / sizeof *forms && strcmp(words[1], forms[i]) != 0)
            i++;
        if (i == sizeof forms / sizeof *forms)
            return wf_sh_usage("\\x", err);
        *rows = (enum wf_rows)i;
    }
    fprintf(stderr, "expanded %s\n", forms[*rows]);
    return WF_OK;
}

static void put(const char *key, const char *value)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (*value == '\0')
        return;
    wf_strbuf_addf(&b, "%-11s", key);
    wf_utf8_safe(&b, value, strlen(value), "\n");
    wf_strbuf_addc(&b, '\n');
    (void)!write(STDERR_FILENO, b.data, b.len);
    wf_strbuf_release(&b);
}

/* \err: all that is known of the last error. */
enum wf_code wf_sh_last_error(struct wf_shell *sh, size_t n, const char *const *words,
                              const struct wf_sh_segment *raw, struct wf_arena *a,
                              struct wf_error *err)
{
    const struct wf_error *e = &sh->last_error;

    (void)n, (void)words, (void)raw, (void)err;
    if (e->text[0] == '\0') {
        fputs("no error yet\n", stderr);
        return WF_OK;
    }
    put("error", e->text);
    put("hint", e->hint);
    put("code", wf_arena_printf(a, "%d (%s)", (int)e->code, wf_code_word(e->code)));
    if (e->grpc_status >= 0)
        put("status", wf_status_name(e->grpc_status));
    put("detail", e->detail);
    put("method", sh->calls.failed_method);
    put("request id", sh->calls.failed_id);
    return WF_OK;
}
