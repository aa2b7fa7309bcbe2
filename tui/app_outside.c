/* tui/app_outside.c: a view's text to pagers, editors, pipes and files. */
#include "tui/app_private.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 64 << 20, EDIT_MAX = 1 << 20 };

/* ---- the text ---------------------------------------------------------------------------
 */

/* What is drawn, for views that hold no text of their own. */
static void drawn_text(const struct wf_app *app, const struct wf_instance *v,
                       struct wf_strbuf *out)
{
    struct wf_frame f = wf_app_frame(app, v);
    struct wf_canvas cv;

    wf_canvas_init(&cv, f.rows, f.cols);
    v->type->draw(v->model, &f, wf_pane_all(&cv));
    for (int row = 0; row < f.rows; row++) {
        wf_canvas_row_text(&cv, row, out);
        wf_strbuf_addc(out, '\n');
    }
    wf_canvas_release(&cv);
    while (out->len > 1 && out->data[out->len - 2] == '\n')
        out->data[--out->len] = '\0';
}

/* As it is, for files. False, and it was said: there is too much of it, or nothing. */
static bool text_of(struct wf_app *app, struct wf_strbuf *out)
{
    const struct wf_instance *v = wf_app_top(app);

    if (v->type->text != NULL)
        v->type->text(v->model, out);
    else
        drawn_text(app, v, out);
    if (out->len == 0)
        wf_app_say(app, WF_ST_DIM, "there is no text here");
    else if (out->len > TEXT_MAX)
        wf_app_say(app, WF_ST_WARN, "that is more than %d MiB", TEXT_MAX >> 20);
    return out->len > 0 && out->len <= TEXT_MAX;
}

/* For what shows it on the terminal: nothing in it acts there. */
static bool safe_text_of(struct wf_app *app, struct wf_strbuf *out)
{
    struct wf_strbuf raw = WF_STRBUF_INIT;
    bool good = text_of(app, &raw);

    if (good)
        wf_utf8_safe(out, raw.data, raw.len, "\n\t");
    wf_strbuf_release(&raw);
    return good;
}

/* ---- pager and pipe ---------------------------------------------------------------------
 */

/* The first of these variables that is set; as sh takes it. */
static const char *program(const char *const *variables, const char *otherwise)
{
    for (; *variables != NULL; variables++) {
        const char *value = getenv(*variables);

        if (value != NULL && *value != '\0')
            return value;
    }
    return otherwise;
}

void wf_outside_pager(struct wf_app *app)
{
    static const char *const variables[] = { "WFSH_PAGER", "PAGER", NULL };
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (safe_text_of(app, &text))
        wf_run_request(app, WF_REQUEST_OUTSIDE, program(variables, "less"),
                       wf_strbuf_str(&text));
    wf_strbuf_release(&text);
}

/* What it prints stays on the screen until Enter. */
static void pipe_to(struct wf_app *app, const char *command)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    char *line;

    if (*command == '\0' || !safe_text_of(app, &text)) {
        wf_strbuf_release(&text);
        return;
    }
    line = wf_asprintf("{ %s\n}\nwfsh_status=$?\nprintf '\\n[Enter] ' >/dev/tty\n"
                       "read -r wfsh_line </dev/tty\nexit $wfsh_status",
                       command);
    wf_run_request(app, WF_REQUEST_OUTSIDE, line, wf_strbuf_str(&text));
    free(line);
    wf_strbuf_release(&text);
}

void wf_outside_pipe(struct wf_app *app)
{
    wf_prompt_open(app, WF_PROMPT_OTHER, "pipe to", "", pipe_to);
}

/* ---- files ------------------------------------------------------------------------------
 */

static char *home_of(const char *path)
{
    const char *home = getenv("HOME");

    if (strncmp(path, "~/", 2) == 0 && home != NULL)
        return wf_asprintf("%s%s", home, path + 1);
    return wf_strdup(path);
}

static void save(struct wf_app *app, const char *path, int how)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    int fd = -1;

    if (!text_of(app, &text)) {
        wf_strbuf_release(&text);
        return;
    }
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0600);
    if (fd < 0 || !wf_write_all(fd, text.data, text.len) || fchmod(fd, 0600) != 0)
        wf_app_say(app, WF_ST_BAD, "%s: %s", path, strerror(errno));
    else
        wf_app_say(app, WF_ST_GOOD, "saved %s (%zu bytes)", path, text.len);
    if (fd >= 0)
        close(fd);
    wf_strbuf_release(&text);
}

static void overwrite(struct wf_app *app, const char *answer)
{
    if (strcmp(answer, "yes") == 0)
        save(app, app->outside.path, O_TRUNC);
    else
        wf_app_say(app, WF_ST_DIM, "not saved");
    free(app->outside.path);
    app->outside.path = NULL;
}

static void save_as(struct wf_app *app, const char *name)
{
    struct stat st;
    char *path;

    if (*name == '\0')
        return;
    path = home_of(name);
    if (lstat(path, &st) != 0) {
        save(app, path, O_EXCL);
        free(path);
    } else if (!S_ISREG(st.st_mode)) {
        wf_app_say(app, WF_ST_BAD, "%s is no file", path);
        free(path);
    } else {
        free(app->outside.path);
        app->outside.path = path;
        wf_prompt_open(app, WF_PROMPT_OTHER, "it exists; yes to overwrite it", "",
                       overwrite);
    }
}

void wf_outside_save(struct wf_app *app)
{
    const struct wf_instance *top = wf_app_top(app);
    const char *id = wf_app_value(app, "id");
    char *name = wf_asprintf("%s%s%.60s.txt", top->type->name, id != NULL ? "-" : "",
                             id != NULL ? id : "");

    for (char *p = name; *p != '\0'; p++)
        if (strchr("/\\ \t\n\r", *p) != NULL || (unsigned char)*p < 0x20)
            *p = '_';
    wf_prompt_open(app, WF_PROMPT_OTHER, "save to", name, save_as);
    free(name);
}

/* ---- the editor -------------------------------------------------------------------------
 */

/* A file of our own, 0600; NULL and it was said: there is none. The caller frees. */
static char *temporary(struct wf_app *app, const char *text, size_t n)
{
    char *path = wf_asprintf("%s/wfsh-XXXXXX.txt", wf_session_dir());
    int fd = mkostemps(path, 4, O_CLOEXEC); /* 0600 */

    if (fd >= 0 && wf_write_all(fd, text, n)) {
        close(fd);
        return path;
    }
    wf_app_say(app, WF_ST_BAD, "%s: %s", path, strerror(errno));
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    free(path);
    return NULL;
}

static void open_editor(struct wf_app *app, const char *text, size_t n,
                        struct wf_instance *owner)
{
    static const char *const variables[] = { "VISUAL", "EDITOR", NULL };
    struct wf_strbuf command = WF_STRBUF_INIT;
    const char *word;
    char *path = temporary(app, text, n);
    struct wf_words quoted = { .v = &word, .n = 1 };

    if (path == NULL)
        return;
    if (owner == NULL)
        (void)chmod(path, 0400); /* a copy to read */
    word = path;
    wf_strbuf_addf(&command, "%s ", program(variables, "vi"));
    wf_words_show(&quoted, &command);
    wf_run_request(app, WF_REQUEST_OUTSIDE, wf_strbuf_str(&command), NULL);
    wf_outside_release(app);
    app->outside.path = path;
    app->outside.editing = true;
    app->outside.owner = owner;
    wf_strbuf_release(&command);
}

void wf_outside_editor(struct wf_app *app)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (safe_text_of(app, &text))
        open_editor(app, text.data, text.len, NULL);
    wf_strbuf_release(&text);
}

void wf_outside_edit(struct wf_app *app, struct wf_instance *v)
{
    char *text = v->type->edit(v->model);

    if (text != NULL)
        open_editor(app, text, strlen(text), v);
    free(text);
}

/* What the editor has left; "" where that is no text. */
static void read_back(struct wf_app *app, struct wf_instance *v, const char *path)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    char buf[4096];
    ssize_t n = 0;

    while (fd >= 0 && b.len <= EDIT_MAX && (n = read(fd, buf, sizeof buf)) > 0)
        wf_strbuf_add(&b, buf, (size_t)n);
    if (fd < 0 || n < 0)
        wf_app_say(app, WF_ST_BAD, "%s: %s", path, strerror(errno));
    else if (b.len > EDIT_MAX || memchr(wf_strbuf_str(&b), '\0', b.len) != NULL ||
             !wf_utf8_valid(
                 (struct wf_bytes){ (const unsigned char *)wf_strbuf_str(&b), b.len }))
        wf_app_say(app, WF_ST_BAD, "what the editor left is no text, or more than 1 MiB");
    else
        v->type->edited(v->model, wf_strbuf_str(&b));
    if (fd >= 0)
        close(fd);
    wf_strbuf_release(&b);
}

void wf_app_returned(struct wf_app *app, bool good)
{
    if (!app->outside.editing)
        return;
    if (good && app->outside.owner != NULL)
        read_back(app, app->outside.owner, app->outside.path);
    wf_outside_release(app);
    app->dirty = true;
}

void wf_outside_release(struct wf_app *app)
{
    if (app->outside.editing) /* a copy of ours */
        (void)unlink(app->outside.path);
    free(app->outside.path);
    app->outside = (struct wf_outside){ 0 };
}
