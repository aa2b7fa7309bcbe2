/* commands/workflow_metadata.c: which queries, signals and updates a workflow has. */
#include "commands/query.h"

#include "base/json_scan.h"
#include "base/table.h"
#include "base/utf8.h"

#include <string.h>

struct metadata_args {
    struct wf_one one;
    struct wf_strings headers;
    const char *reject_condition;
};

static bool is(const struct wf_json_reader *r, const char *word)
{
    return r->token.len == strlen(word) && memcmp(r->token.data, word, r->token.len) == 0;
}

static const char *string(struct wf_job *job, struct wf_json_reader *r)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *s;

    if (wf_json_next(r) == WF_JSON_STRING)
        (void)wf_json_unescape(r->token, &b);
    s = wf_arena_strdup(job->arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return s;
}

/* One array of {name, description}: the reader stands before it. */
static void definitions(struct wf_job *job, struct wf_json_reader *r, const char *title,
                        struct wf_strbuf *out)
{
    static const struct wf_table_column columns[] = {
        { .header = "NAME" }, { .header = "DESCRIPTION", .shrink = 1 }
    };
    struct wf_table_options o = { .width = job->out->width,
                                  .indent = 2,
                                  .no_header = true };
    struct wf_table *t = wf_table_new(columns, 2, &o);
    enum wf_json_token token = wf_json_next(r);

    while (token == WF_JSON_ARRAY && (token = wf_json_next(r)) == WF_JSON_OBJECT) {
        const char *name = "", *description = "";

        while (wf_json_next(r) == WF_JSON_KEY) {
            if (is(r, "name"))
                name = string(job, r);
            else if (is(r, "description"))
                description = string(job, r);
            else
                (void)wf_json_skip(r);
        }
        wf_table_cell(t, *name != '\0' ? name : "(any other)");
        wf_table_cell(t, description);
        token = WF_JSON_ARRAY;
    }
    if (wf_table_rows(t) > 0)
        wf_strbuf_addf(out, "%s:\n", title);
    wf_table_print(t, out);
    wf_table_free(t);
}

static void definition(struct wf_job *job, struct wf_json_reader *r, struct wf_strbuf *out)
{
    if (wf_json_next(r) != WF_JSON_OBJECT)
        return;
    while (wf_json_next(r) == WF_JSON_KEY) {
        if (is(r, "queryDefinitions"))
            definitions(job, r, "Queries", out);
        else if (is(r, "signalDefinitions"))
            definitions(job, r, "Signals", out);
        else if (is(r, "updateDefinitions"))
            definitions(job, r, "Updates", out);
        else
            (void)wf_json_skip(r);
    }
}

/* The reply is a WorkflowMetadata in JSON (temporal.api.sdk.v1). False: it is not. */
static bool text_of(struct wf_job *job, const Tcommon__Payloads *p, struct wf_strbuf *out)
{
    struct wf_json_reader r;
    struct wf_bytes text;

    if (p == NULL || p->n_payloads == 0)
        return false;
    text = (struct wf_bytes){ p->payloads[0]->data.data, p->payloads[0]->data.len };
    if (!wf_json_valid(text))
        return false;
    wf_json_reader_init(&r, text);
    if (wf_json_next(&r) == WF_JSON_OBJECT)
        while (wf_json_next(&r) == WF_JSON_KEY) {
            if (is(&r, "definition")) {
                definition(job, &r, out);
            } else if (is(&r, "currentDetails")) {
                const char *details = string(job, &r);

                wf_strbuf_adds(out, "Current details:\n");
                wf_utf8_safe(out, details, strlen(details), "\n\t");
                wf_strbuf_addc(out, '\n');
            } else {
                (void)wf_json_skip(&r);
            }
        }
    wf_json_reader_release(&r);
    return true;
}

static enum wf_code metadata_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct metadata_args *a = args;
    struct wf_query q = { .name = "__temporal_workflow_metadata",
                          .reject_condition = a->reject_condition };
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;
    struct wf_strbuf out = WF_STRBUF_INIT;
    enum wf_code rc = wf_one_ref(job, &a->one, &q.ref, err);

    if (rc == WF_OK)
        rc = wf_input_header(job, &a->headers, &q.header, err);
    if (rc == WF_OK)
        rc = wf_query_send(job, &q, &reply, err);
    if (rc != WF_OK)
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply, err);
    if (!text_of(job, reply->query_result, &out))
        wf_handler_text(&out, reply->query_result);
    rc = wf_job_write(job, wf_strbuf_str(&out), out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static const struct wf_option metadata_options[] = {
    WF_OPT_SET(wf_one_options, struct metadata_args, one),
    WF_OPT_SET(wf_headers_options, struct metadata_args, headers),
    WF_OPT_SET(wf_reject_options, struct metadata_args, reject_condition), WF_OPT_END
};

static const struct wf_positional metadata_positionals[] = {
    { .name = "WORKFLOW-ID",
      .offset = offsetof(struct metadata_args, one.refs),
      .help = "an id (and a run id), or a link",
      .complete = WF_COMPLETE_WORKFLOW,
      .repeated = true,
      .official = "workflow-id,run-id" },
    { .name = NULL },
};

const struct wf_command wf_cmd_workflow_metadata = {
    .path = "workflow metadata",
    .summary = "List the queries, signals and updates that a workflow has",
    .text = "As its worker tells, with their descriptions.",
    .examples = { { "wfsh workflow metadata order-42", "what can be sent to it" },
                  { "wfsh workflow metadata order-42 -o json | jq "
                    "'.queryResult[0].definition.signalDefinitions'",
                    "for a program" } },
    .positionals = metadata_positionals,
    .options = metadata_options,
    .args_size = sizeof(struct metadata_args),
    .klass = WF_CLASS_READS,
    .run = metadata_run,
};
