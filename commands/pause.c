/* commands/pause.c: what pausing and unpausing workflows take alike. */
#include "commands/pause.h"

const struct wf_option wf_pause_options[] = {
    WF_OPT_SET(wf_target_plain_options, struct wf_pause_args, target),
    WF_OPT_STRING(0, "reason", struct wf_pause_args, reason, "TEXT",
                  "why; kept by the server"),
    WF_OPT_END
};

const struct wf_positional wf_pause_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct wf_pause_args, target.refs),
      .help = "which ones; `-` reads references from stdin",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id" },
    { .name = NULL },
};
