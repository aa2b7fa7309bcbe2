/* shell/host_line.c: the lines that are typed in the dashboard, read as the shell reads
 * them.
 */
#include "shell/host_line.h"

#include "shell/line.h"
#include "shell/syntax.h"

#include <string.h>

static const char *no_variable(void *user, const char *path)
{
    (void)user, (void)path;
    return NULL;
}

enum wf_code wf_sh_host_lex(void *user, const char *line, struct wf_arena *a,
                            struct wf_words *ret, struct wf_error *err)
{
    struct wf_sh_script script;
    const struct wf_sh_pipeline *l;
    bool more = false;
    enum wf_code rc = wf_sh_parse(a, line, &script, &more, err);

    (void)user;
    *ret = (struct wf_words){ 0 };
    if (rc != WF_OK || more)
        return rc != WF_OK ? rc : wf_error_set(err, WF_E_USAGE, "a quote is not closed");
    if (script.n == 0)
        return WF_OK;
    l = &script.v[0];
    if (script.n > 1 || l->n > 1 || l->in != NULL || l->out != NULL || l->background ||
        l->heredoc != NULL || l->segments[0].bang)
        return wf_error_set(err, WF_E_USAGE,
                            "one verb at a time here: pipes and files are the shell's");
    ret->v = wf_arena_alloc(a, (l->segments[0].n_words + 1) * sizeof *ret->v);
    for (; ret->n < l->segments[0].n_words && rc == WF_OK; ret->n++)
        rc = wf_sh_expand(a, l->segments[0].words[ret->n], no_variable, NULL,
                          &ret->v[ret->n], err);
    ret->v[ret->n] = NULL;
    return rc;
}

void wf_sh_host_typed(void *user, const char *before, struct wf_arena *a,
                      struct wf_host_typed *ret)
{
    struct wf_sh_line line;

    (void)user;
    *ret = (struct wf_host_typed){ 0 };
    wf_sh_line_read(NULL, a, before, &line);
    if (line.kind != WF_SH_LINE_WORDS)
        return;
    ret->words.v = wf_arena_alloc(a, line.n * sizeof *line.words);
    memcpy(ret->words.v, line.words, line.n * sizeof *line.words);
    ret->words.n = line.n;
    ret->at = line.raw_at[0];
    ret->quote = line.raw_quote[0];
    ret->open = line.quote;
}

bool wf_sh_host_write(void *user, struct wf_strbuf *out, const char *value, char quote)
{
    (void)user;
    return wf_sh_line_quote(out, value, quote);
}
