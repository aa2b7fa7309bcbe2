/* commands/builtin.c: help, options, version and the dump for generators. */
#include "commands/help.h"
#include "commands/job.h"
#include "commands/parse.h"
#include "commands/registry.h"

#include <string.h>

static enum wf_code print(struct wf_job *job, struct wf_strbuf *text, struct wf_error *err)
{
    enum wf_code rc = wf_job_write(job, wf_strbuf_str(text), text->len, err);

    wf_strbuf_release(text);
    return rc;
}

/* ---- help -------------------------------------------------------------------------------
 */

struct help_args {
    struct wf_strings words;
};

static enum wf_code help_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct help_args *a = args;
    const struct wf_registry *reg = job->session->registry;
    const struct wf_group *group = NULL;
    const struct wf_command *c = NULL;
    struct wf_strbuf text = WF_STRBUF_INIT;
    size_t used = 0;

    if (a->words.n > 0)
        c = wf_find_command(reg, a->words.n, a->words.v, &used, &group);
    if (used < a->words.n) {
        wf_error_set(err, WF_E_USAGE, "help: nothing is called '%s'", a->words.v[used]);
        wf_error_hint(err, "'wfsh help' lists the verbs");
        return WF_E_USAGE;
    }
    wf_help_print(reg, c, group, wf_job_color(job), &text);
    return print(job, &text, err);
}

static const struct wf_positional help_positionals[] = {
    { .name = "VERB",
      .offset = offsetof(struct help_args, words),
      .help = "a verb or a noun",
      .complete = WF_COMPLETE_COMMAND,
      .repeated = true },
    { .name = NULL },
};

const struct wf_command wf_cmd_help = {
    .path = "help",
    .summary = "Say what a verb does and takes",
    .examples = { { "wfsh help workflow show", "flags and examples of one verb" },
                  { "wfsh help workflow", "the verbs of a noun" } },
    .positionals = help_positionals,
    .args_size = sizeof(struct help_args),
    .flags = WF_CMD_LAX,
    .run = help_run,
};

/* ---- options ----------------------------------------------------------------------------
 */

static bool option_line(void *user, const struct wf_option *o, size_t offset)
{
    struct wf_strbuf *out = user, name = WF_STRBUF_INIT;

    (void)offset;
    wf_help_option_name(o, &name);
    wf_strbuf_addf(out, "  %-36s %s\n", wf_strbuf_str(&name), o->help);
    wf_strbuf_release(&name);
    return true;
}

static enum wf_code options_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    (void)args;
    wf_each_option(wf_global_options, 0, option_line, &text);
    return print(job, &text, err);
}

const struct wf_command wf_cmd_options = {
    .path = "options",
    .summary = "List the flags that every verb takes",
    .examples = { { "wfsh options", "all global flags" },
                  { "wfsh options | grep tls", "those for TLS" } },
    .flags = WF_CMD_LAX,
    .run = options_run,
};

/* ---- version ----------------------------------------------------------------------------
 */

static void fill_version(struct wf_json *j, const void *user)
{
    (void)user;
    wf_json_object(j);
    wf_json_kstr(j, "version", WFSH_VERSION);
    wf_json_kstr(j, "grpc", wf_grpc_version());
    wf_json_kstr(j, "protobufC", protobuf_c_version());
    wf_json_end_object(j);
}

static enum wf_code version_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    (void)args;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_version, NULL, err);
    return wf_job_printf(job, err, "wfsh %s (gRPC %s, protobuf-c %s)\n", WFSH_VERSION,
                         wf_grpc_version(), protobuf_c_version());
}

const struct wf_command wf_cmd_version = {
    .path = "version",
    .summary = "Print the versions of wfsh and its libraries",
    .examples = { { "wfsh version", "also: wfsh --version" },
                  { "wfsh version -o json", "for a bug report" } },
    .flags = WF_CMD_LAX | WF_CMD_OURS,
    .run = version_run,
};

/* ---- the dump ---------------------------------------------------------------------------
 */

static enum wf_code dump_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    struct wf_strbuf text = WF_STRBUF_INIT;

    (void)args;
    wf_help_dump(job->session->registry, WFSH_VERSION, &text);
    return print(job, &text, err);
}

const struct wf_command wf_cmd_dump_commands = {
    .path = "dump-commands",
    .summary = "Print the command tables as JSON",
    .examples = { { "wfsh --dump-commands", "for the generators in tools/" } },
    .flags = WF_CMD_LAX | WF_CMD_HIDDEN | WF_CMD_OURS,
    .run = dump_run,
};
