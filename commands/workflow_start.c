/* commands/workflow_start.c: start a workflow. */
#include "commands/start_lines.h"

#include <math.h>

struct start_args {
    struct wf_start start;
    struct wf_input input;
    struct wf_start_lines lines;
};

static void fill_started(struct wf_json *j, const void *user)
{
    wf_json_object(j);
    wf_started_fields(j, user);
    wf_json_end_object(j);
}

static enum wf_code check_lines(const struct wf_start_lines *l, struct wf_error *err)
{
    if (l->file == NULL && (l->id_from != NULL || l->parallel != 1 || !isnan(l->rate) ||
                            l->dry_run || l->fail_fast))
        return wf_error_set(err, WF_E_USAGE,
                            "workflow start: --id-from, --parallel, --rate, --dry-run and "
                            "--fail-fast go with --input-lines");
    return WF_OK;
}

static enum wf_code start_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct start_args *a = args;
    Tworkflowservice__StartWorkflowExecutionRequest *req = NULL;
    Tcommon__Payloads *input = NULL;
    struct wf_started started;
    enum wf_code rc = check_lines(&a->lines, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &a->input, "", &input, err);
    if (rc == WF_OK && a->lines.file != NULL)
        return wf_start_each_line(job, &a->lines, &a->start, input, err);
    if (rc == WF_OK)
        rc = wf_start_request(job, &a->start, input, &req, err);
    if (rc == WF_OK)
        rc = wf_start_send(job, &a->start, req, &started, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json(job, fill_started, &started, err);
    if (wf_job_is_text(job))
        return wf_started_card(job, &started, err);
    return wf_receipt_print(
        job,
        &(struct wf_receipt){ .workflow_id = started.workflow_id,
                              .run_id = started.run_id,
                              .outcome =
                                  started.started ? WF_OUTCOME_DONE : WF_OUTCOME_NO_OP,
                              .message = started.started ? "started" : "there already" },
        err);
}

static const struct wf_option start_options[] = {
    WF_OPT_SET(wf_start_options, struct start_args, start),
    WF_OPT_SET(wf_input_options, struct start_args, input),
    WF_OPT_SET(wf_start_lines_options, struct start_args, lines), WF_OPT_END
};

const struct wf_command wf_cmd_workflow_start = {
    .path = "workflow start",
    .aliases = "start",
    .summary = "Start a workflow",
    .text =
        "Says whether it started, or found a run of the same id that is there already;\n"
        "--fail-existing makes the latter an error (exit code 5).\n"
        "\n"
        "--input-lines starts one workflow for each line of JSON: the line is its last\n"
        "argument. --id-from takes its Workflow Id from the line, --workflow-id is put\n"
        "before that; without --id-from the number of the line follows it. So the same "
        "file\n"
        "can be given again: what is there already is reported as no-op.",
    .examples = { { "wfsh start --type Order -t orders -w order-42 -i '{\"item\": 7}'",
                    "one workflow" },
                  { "wfsh start --type Import -t imports -i @import.json --run-timeout 2h",
                    "with an argument from a file" },
                  { "wfsh start --type Order -t orders --input-lines orders.ndjson "
                    "--id-from .id -w order- --parallel 8",
                    "many, with a receipt each" } },
    .options = start_options,
    .args_size = sizeof(struct start_args),
    .klass = WF_CLASS_WRITES,
    .run = start_run,
};
