/* shell/edit.c: \e: the last line in the user's editor, then run. */
#include "shell/builtins.h"

#include "base/json_scan.h"
#include "base/utf8.h"
#include "commands/edit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How long the bracketed value is that begins here; 0: it does not end. */
static size_t bracketed(const char *text)
{
    unsigned depth = 0;
    bool quoted = false;

    for (size_t i = 0; text[i] != '\0'; i++) {
        if (quoted && text[i] == '\\' && text[i + 1] != '\0')
            i++;
        else if (text[i] == '"')
            quoted = !quoted;
        else if (!quoted && (text[i] == '{' || text[i] == '['))
            depth++;
        else if (!quoted && (text[i] == '}' || text[i] == ']') && --depth == 0)
            return i + 1;
    }
    return 0;
}

/*
 * A payload is easier to edit over several lines: JSON that begins a word, or a quoted
 * word, is laid out. Both go on over line ends, so the text means the same.
 */
static const char *lay_out(struct wf_arena *a, const char *text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *laid;
    char before = ' ', two = ' ';

    while (*text != '\0') {
        bool begins = strchr(" \t\n", before) != NULL ||
                      (before == '\'' && strchr(" \t\n", two) != NULL);
        size_t n = begins && (*text == '{' || *text == '[') ? bracketed(text) : 0;

        if (n > 2 && wf_json_valid((struct wf_bytes){ (const unsigned char *)text, n })) {
            struct wf_json j = WF_JSON_INIT(&b, false);

            wf_json_raw(&j, text, n);
            text += n;
            before = '}';
            continue;
        }
        two = before;
        before = *text++;
        wf_strbuf_addc(&b, before);
    }
    laid = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return laid;
}

/* Shows what is run, and runs it as if it had been typed. */
static enum wf_code run_edited(struct wf_shell *sh, const char *text, struct wf_arena *a)
{
    char *line = wf_arena_strdup(a, text);
    size_t n = strlen(line);
    struct wf_strbuf b = WF_STRBUF_INIT;

    while (n > 0 && strchr(" \t\r\n", line[n - 1]) != NULL)
        line[--n] = '\0';
    wf_utf8_safe(&b, line, n, "\n\t");
    wf_strbuf_addc(&b, '\n');
    (void)!write(STDERR_FILENO, b.data, b.len);
    wf_strbuf_release(&b);
    wf_sh_remember(sh, line);
    return wf_shell_run(sh, line, NULL);
}

static enum wf_code unchanged(void)
{
    fputs("unchanged: nothing is run\n", stderr);
    return WF_OK;
}

static enum wf_code edit_text(struct wf_shell *sh, const char *text, struct wf_arena *a,
                              struct wf_error *err)
{
    const char *laid = lay_out(a, text), *path;
    struct wf_bytes edited = { 0 };
    enum wf_code rc =
        wf_edit_text(a, (struct wf_bytes){ (const unsigned char *)laid, strlen(laid) },
                     ".wfsh", &edited, &path, err);

    wf_cancel_reset(sh->session->cancel); /* a Ctrl-C in the editor was the editor's */
    if (rc != WF_OK)
        return rc;
    wf_edit_done(path);
    if (strlen((const char *)edited.data) != edited.len)
        return wf_error_set(err, WF_E_USAGE, "that is no text: it holds NUL");
    if (strcmp((const char *)edited.data, laid) == 0)
        return unchanged();
    return run_edited(sh, (const char *)edited.data, a);
}

static enum wf_code edit_file(struct wf_shell *sh, const char *path, struct wf_error *err)
{
    struct stat before = { 0 }, after = { 0 };
    enum wf_code rc;

    (void)stat(path, &before);
    rc = wf_edit_file(path, err);
    wf_cancel_reset(sh->session->cancel);
    if (rc != WF_OK)
        return rc;
    if (stat(path, &after) != 0 || after.st_size == 0)
        return wf_error_set(err, WF_E_REFUSED, "the file is empty: nothing was done");
    if (before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
        before.st_mtim.tv_nsec == after.st_mtim.tv_nsec && before.st_ino == after.st_ino &&
        before.st_size == after.st_size)
        return unchanged();
    return wf_shell_run_file(sh, path);
}

/* \e: the last line; \e FILE: a script, in its place; \e VERB…: a line to begin with. */
enum wf_code wf_sh_edit(struct wf_shell *sh, size_t n, const char *const *words,
                        const struct wf_sh_segment *raw, struct wf_arena *a,
                        struct wf_error *err)
{
    const char *text = sh->last_text;

    if (n == 2 && !wf_sh_is_verb(sh, words[1]) && wf_sh_builtin_find(words[1]) == NULL)
        return edit_file(sh, words[1], err);
    if (n > 1)
        text = raw->text + strspn(raw->text, "\\e") + 1;
    if (text == NULL)
        return wf_error_set(err, WF_E_USAGE, "nothing was typed yet; \\e VERB… or FILE");
    return edit_text(sh, text, a, err);
}
