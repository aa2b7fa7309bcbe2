/* shell/top.c: wfsh top: the dashboard. */
#include "commands/command.h"
#include "commands/parse.h"
#include "shell/host.h"
#include "shell/signals.h"
#include "tui/loop.h"
#include "tui/plain.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct top_args {
    struct wf_strings view;
    int64_t interval_ns;
    const char *theme;
    bool ascii, no_mouse, plain;
    const char *file;
};

static const struct wf_option top_options[] = {
    WF_OPT_DURATION(0, "interval", struct top_args, interval_ns,
                    "how often lists are read again (5s)"),
    WF_OPT_ENUM(0, "theme", struct top_args, theme, wf_theme_names,
                "colours, from the terminal's own palette (auto: as its background is)"),
    WF_OPT_BOOL(0, "ascii", struct top_args, ascii, "no lines and bars outside of ASCII"),
    WF_OPT_BOOL(0, "no-mouse", struct top_args, no_mouse,
                "leave the mouse to the terminal"),
    WF_OPT_BOOL(0, "plain", struct top_args, plain,
                "lines instead of a screen: the view, then each change in words"),
    WF_OPT_STRING(0, "file", struct top_args, file, "FILE",
                  "a history file instead of a frontend's views",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_END
};
static const struct wf_positional top_positionals[] = {
    { .name = "VIEW",
      .offset = offsetof(struct top_args, view),
      .help = "the view to begin with, and what it is about",
      .repeated = true },
    { .name = NULL },
};

static bool is_set(const char *value)
{
    return value != NULL && *value != '\0' && strcmp(value, "0") != 0 &&
           strcmp(value, "false") != 0;
}

static bool is_utf8(void)
{
    setlocale(LC_CTYPE, "");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static enum wf_theme theme_of(const char *name)
{
    for (int i = 0; name != NULL && wf_theme_names[i] != NULL; i++)
        if (strcmp(wf_theme_names[i], name) == 0)
            return (enum wf_theme)i;
    return WF_THEME_AUTO;
}

static struct wf_screen_options screen_options(struct wf_job *job, const struct top_args *a,
                                               const struct wf_host *host)
{
    const char *theme = a->theme != NULL ? a->theme : wf_host_setting(host, "theme");
    const char *mouse = wf_host_setting(host, "mouse");

    return (struct wf_screen_options){ .ascii = a->ascii || is_set(getenv("WFSH_ASCII")) ||
                                                is_set(wf_host_setting(host, "ascii")) ||
                                                !is_utf8(),
                                       .mouse =
                                           !a->no_mouse && (mouse == NULL || is_set(mouse)),
                                       .color = wf_job_color(job),
                                       .theme = theme_of(theme) };
}

static enum wf_code print_line(void *user, const char *line, struct wf_error *err)
{
    struct wf_job *job = user;
    enum wf_code rc = wf_job_printf(job, err, "%s\n", line);

    return rc == WF_OK ? wf_job_flush(job, err) : rc;
}

static enum wf_code run_app(struct wf_job *job, const struct top_args *a,
                            struct wf_host *host, struct wf_error *err)
{
    struct wf_screen_options screen = screen_options(job, a, host);
    const struct wf_app_options options = {
        .interval_ms = a->interval_ns != WF_UNSET ? a->interval_ns / 1000000 : 0,
        .theme = screen.theme,
    };
    struct wf_app *app = wf_app_new(host, &options);
    const char *const file[] = { "history", "--file", a->file };
    enum wf_code rc = wf_app_check(app, err);

    if (rc == WF_OK)
        rc = a->file != NULL ? wf_app_open(app, 3, file, err)
                             : wf_app_open(app, a->view.n, a->view.v, err);
    if (rc == WF_OK && a->plain)
        rc = wf_plain_run(app, host, wf_signals_for_prompt(), print_line, job, err);
    else if (rc == WF_OK)
        rc = wf_loop_run(app, host, &screen, wf_signals_for_prompt(), err);
    wf_app_free(app);
    return rc;
}

static enum wf_code top_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct top_args *a = args;
    struct wf_host *host;
    enum wf_code rc;

    if (a->interval_ns != WF_UNSET && a->interval_ns < 1000000000)
        return wf_error_set(err, WF_E_USAGE, "--interval: at least 1s");
    if (job->session->borrowed && !a->plain)
        return wf_error_set(err, WF_E_USAGE,
                            "top takes the whole terminal: no pipe, no background");
    host = wf_host_new(job->session, err);
    if (host == NULL)
        return err->code;
    rc = run_app(job, a, host, err);
    wf_host_free(host);
    return rc;
}

const struct wf_command wf_cmd_top = {
    .path = "top",
    .summary = "Watch, drill in and act, on the whole terminal",
    .text =
        "The dashboard: lists of everything that a namespace holds, each with what is "
        "known of the selected row, histories and tails that are live, and the verbs as "
        "keys. ? shows the keys of a view, : takes any verb or view.",
    .examples = { { "wfsh top", "the cluster at a glance" },
                  { "wfsh top workflow order-42", "one Workflow Execution, live" },
                  { "wfsh top --plain workflows",
                    "for a screen reader: changes as lines" } },
    .positionals = top_positionals,
    .options = top_options,
    .args_size = sizeof(struct top_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_LIVE,
    .run = top_run,
};
