/* commands/workflow_query.c: ask a workflow for something that it knows. */
#include "commands/query.h"

struct query_args {
    struct wf_handler handler;
    struct wf_input input;
    struct wf_strings headers;
    const char *reject_condition;
};

static enum wf_code query_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct query_args *a = args;
    struct wf_query q = { .reject_condition = a->reject_condition };
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_handler_find(job, &a->handler, &q.ref, &q.name, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &a->input, "", &q.input, err);
    if (rc == WF_OK)
        rc = wf_input_header(job, &a->headers, &q.header, err);
    if (rc == WF_OK)
        rc = wf_query_send(job, &q, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply, err);
    wf_handler_text(&out, reply->query_result);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static const struct wf_option query_options[] = {
    WF_OPT_SET(wf_handler_options, struct query_args, handler),
    WF_OPT_STRING(0, "name", struct query_args, handler.name, "NAME", "the query",
                  .alias = "type", .complete = WF_COMPLETE_QUERY),
    WF_OPT_SET(wf_input_options, struct query_args, input),
    WF_OPT_SET(wf_headers_options, struct query_args, headers),
    WF_OPT_SET(wf_reject_options, struct query_args, reject_condition),
    WF_OPT_END
};

static const struct wf_positional query_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct query_args, handler.words[0]),
      .help = "what to ask",
      .complete = WF_COMPLETE_WORKFLOW,
      .official = "workflow-id" },
    { .name = "NAME",
      .offset = offsetof(struct query_args, handler.words[1]),
      .help = "the query",
      .complete = WF_COMPLETE_QUERY,
      .official = "name" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_query = {
    .path = "workflow query",
    .aliases = "query",
    .summary = "Ask a workflow for something that it knows",
    .text = "A worker must be there to answer, also for a closed workflow. Prints the "
            "value.\n"
            "An unknown name ends with those that the workflow has (exit code 3), a\n"
            "rejected query with 5.",
    .examples = { { "wfsh query order-42 progress", "one value" },
                  { "wfsh query order-42 lines -i '{\"from\": 10}' -o json",
                    "with an argument" } },
    .positionals = query_positionals,
    .options = query_options,
    .args_size = sizeof(struct query_args),
    .klass = WF_CLASS_READS,
    .run = query_run,
};
