/* commands/completion.c: print the shells' completion scripts, which packages install too.
 */
#include "commands/job.h"

#include <string.h>

/* The files themselves, ended by a NUL; paths are from the root, where make runs. */
#define SCRIPT(name, file)                                                                 \
    __asm__(".pushsection .rodata\n"                                                       \
            "script_" #name ":\n"                                                          \
            ".incbin \"packaging/completion/" file "\"\n"                                  \
            ".byte 0\n"                                                                    \
            ".popsection\n");                                                              \
    extern const char script_##name[] __attribute__((visibility("hidden")))

SCRIPT(bash, "wfsh.bash");
SCRIPT(fish, "wfsh.fish");
SCRIPT(powershell, "wfsh.ps1");
SCRIPT(zsh, "_wfsh");

struct completion_args {
    bool no_descriptions;
};

/* Without descriptions the script asks the program for plain values. */
static enum wf_code print_script(struct wf_job *job, const void *args, const char *script,
                                 struct wf_error *err)
{
    static const char call[] = "__complete";
    const struct completion_args *a = args;
    enum wf_code rc = WF_OK;

    for (const char *at; rc == WF_OK && a->no_descriptions &&
                         (at = strstr(script, "__complete --")) != NULL;
         script = at + strlen(call)) {
        rc = wf_job_write(job, script, (size_t)(at - script) + strlen(call), err);
        if (rc == WF_OK)
            rc = wf_job_printf(job, err, " --plain");
    }
    return rc == WF_OK ? wf_job_write(job, script, strlen(script), err) : rc;
}

static enum wf_code bash_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return print_script(job, args, script_bash, err);
}

static enum wf_code fish_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return print_script(job, args, script_fish, err);
}

static enum wf_code powershell_run(struct wf_job *job, const void *args,
                                   struct wf_error *err)
{
    return print_script(job, args, script_powershell, err);
}

static enum wf_code zsh_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    return print_script(job, args, script_zsh, err);
}

static const struct wf_option completion_options[] = {
    WF_OPT_BOOL(0, "no-descriptions", struct completion_args, no_descriptions,
                "values only"),
    WF_OPT_END
};

#define COMPLETION(shell, load, load_what, keep, keep_what)                                \
    const struct wf_command wf_cmd_completion_##shell = {                                  \
        .path = "completion " #shell,                                                      \
        .summary = "Print the completion script for " #shell,                              \
        .text = "Packages of wfsh install it already.",                                    \
        .examples = { { load, load_what }, { keep, keep_what } },                          \
        .options = completion_options,                                                     \
        .args_size = sizeof(struct completion_args),                                       \
        .klass = WF_CLASS_READS,                                                           \
        .flags = WF_CMD_LAX,                                                               \
        .run = shell##_run,                                                                \
    }

COMPLETION(bash, "source <(wfsh completion bash)", "for this shell",
           "wfsh completion bash > ~/.local/share/bash-completion/completions/wfsh",
           "for every new one");
COMPLETION(fish, "wfsh completion fish | source", "for this shell",
           "wfsh completion fish > ~/.config/fish/completions/wfsh.fish",
           "for every new one");
COMPLETION(powershell, "wfsh completion powershell > wfsh.ps1", "to run from the profile",
           "wfsh completion powershell --no-descriptions", "without descriptions");
COMPLETION(zsh, "source <(wfsh completion zsh)", "for this shell, after compinit",
           "wfsh completion zsh > ~/.zfunc/_wfsh",
           "for every new one, with ~/.zfunc in fpath");
