/* shell/short.c: the short words that a hand knows from psql. */
#include "shell/builtins.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* readline's headers want the file type */
#include <readline/history.h>

/* \set NAME VALUE */
enum wf_code wf_sh_set(struct wf_shell *sh, size_t n, const char *const *words,
                       const struct wf_sh_segment *raw, struct wf_arena *a,
                       struct wf_error *err)
{
    (void)raw, (void)a;
    if (n != 3)
        return wf_sh_usage("\\set", err);
    if (!wf_sh_is_name(words[1]))
        return wf_error_set(err, WF_E_USAGE, "\\set: '%s' is no name", words[1]);
    wf_sh_vars_set(sh->vars, words[1], words[2]);
    return WF_OK;
}

enum wf_code wf_sh_unset(struct wf_shell *sh, size_t n, const char *const *words,
                         const struct wf_sh_segment *raw, struct wf_arena *a,
                         struct wf_error *err)
{
    (void)raw, (void)a;
    if (n != 2)
        return wf_sh_usage("\\unset", err);
    wf_sh_vars_unset(sh->vars, words[1]);
    return WF_OK;
}

/* \history: what ^R looks through. */
enum wf_code wf_sh_history(struct wf_shell *sh, size_t n, const char *const *words,
                           const struct wf_sh_segment *raw, struct wf_arena *a,
                           struct wf_error *err)
{
    HIST_ENTRY **all = history_list();
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)n, (void)words, (void)raw, (void)a;
    for (size_t i = 0; all != NULL && all[i] != NULL; i++) {
        wf_utf8_safe(&b, all[i]->line, strlen(all[i]->line), "\n\t");
        wf_strbuf_addc(&b, '\n');
    }
    err->code = sh->session->out.write(sh->session->out.user, b.data, b.len, err);
    wf_strbuf_release(&b);
    return err->code;
}
