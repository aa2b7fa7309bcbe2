/* shell/word_top.c: \top: the dashboard, from the prompt and back to it. */
#include "shell/shell.h"

#include "commands/complete_fetch.h"
#include "commands/parse.h"

#include <string.h>

/*
 * It runs on the shell's own session, so it begins where the shell is; where it goes
 * itself (`:use`, `:connect`) is its own affair, see wf_host_free().
 */
enum wf_code wf_sh_word_top(struct wf_shell *sh, size_t n, const char *const *words,
                            const struct wf_sh_segment *raw, struct wf_arena *a,
                            struct wf_error *err)
{
    const char **v = wf_arena_alloc(a, (n + 1) * sizeof *v);

    (void)raw, (void)err;
    memcpy(v, words, n * sizeof *v);
    v[0] = "top";
    v[n] = NULL;
    wf_fetcher_detach(sh->fetcher);
    return wf_dispatch(sh->session, (int)n, v);
}
