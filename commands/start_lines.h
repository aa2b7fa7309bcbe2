#ifndef WF_COMMANDS_START_LINES_H
#define WF_COMMANDS_START_LINES_H

#include "commands/start_options.h"
#include "commands/target.h"

/* Many starts: one workflow for each line of JSON. */
struct wf_start_lines {
    const char *file; /* `-`: stdin; NULL: not asked for */
    const char *id_from;
    int64_t parallel;
    double rate;
    bool dry_run, fail_fast;
};
extern const struct wf_option wf_start_lines_options[];

/*
 * `input` are the arguments before the line's. Every line is checked before the first
 * workflow is started, so a mistake in one (WF_E_USAGE with its line) starts none. One
 * receipt a line, with its number; the exit code as for many targets.
 */
enum wf_code wf_start_each_line(struct wf_job *job, const struct wf_start_lines *l,
                                const struct wf_start *s, Tcommon__Payloads *input,
                                struct wf_error *err);

#endif
