/* commands/task_queue_config_get.c: the rate limits and weights of a Task Queue. */
#include "commands/task_queue.h"

struct get_args {
    const char *name, *type;
};

static enum wf_code get_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct get_args *a = args;
    const Ttaskqueue__TaskQueueConfig *config = NULL;
    enum wf_code rc = wf_task_queue_config(job, a->name, a->type, &config, err);

    if (rc != WF_OK)
        return rc;
    if (config == NULL) {
        wf_job_note(job, "Task Queue %s has no settings of its own", a->name);
        return WF_OK;
    }
    return wf_job_is_json(job) ? wf_job_json_message(job, config, err)
                               : wf_task_queue_config_print(job, config, err);
}

#define G struct get_args
static const struct wf_option get_options[] = {
    WF_OPT_STRING('t', "task-queue", G, name, "NAME", "the Task Queue", .required = true,
                  .complete = WF_COMPLETE_TASK_QUEUE),
    WF_OPT_ENUM(0, "task-queue-type", G, type, wf_task_queue_types, "which of its tasks",
                .required = true),
    WF_OPT_END
};
#undef G

const struct wf_command wf_cmd_task_queue_config_get = {
    .path = "task-queue config get",
    .summary = "Show the rate limits and weights of a Task Queue",
    .examples = { { "wfsh task-queue config get -t orders --task-queue-type activity",
                    "a table" },
                  { "wfsh tq config get -t orders --task-queue-type activity -o json",
                    "for a script" } },
    .options = get_options,
    .args_size = sizeof(struct get_args),
    .klass = WF_CLASS_READS,
    .run = get_run,
};
