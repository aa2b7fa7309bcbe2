/* commands/call.c: any method of the API. */
#include "commands/job.h"

#include "commands/confirm.h"
#include "commands/parse.h"
#include "proto/json_read.h"

#include <string.h>

enum { MAX_REQUEST = 128 << 20, LONG_MS = 70000 };

struct call_args {
    const char *method, *json;
    int64_t timeout;
    bool yes;
};

static enum wf_code unknown(const char *name, struct wf_error *err)
{
    struct wf_suggest s = { .typed = name };

    for (size_t i = 0; i < wf_method_count(); i++)
        wf_suggest_offer(&s, wf_method_at(i)->name);
    wf_error_set(err, WF_E_USAGE, "call: the API has no method '%s'", name);
    if (s.best != NULL)
        wf_error_hint(err, "did you mean '%s'?", s.best);
    return WF_E_USAGE;
}

/* A field of the request that names the namespace and was left out is the job's. */
static void fill_namespace(struct wf_job *job, ProtobufCMessage *req)
{
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(req->descriptor, "namespace");
    char **member;

    if (f == NULL || f->type != PROTOBUF_C_TYPE_STRING ||
        f->label == PROTOBUF_C_LABEL_REPEATED ||
        strcmp(req->descriptor->short_name, "DescribeNamespaceRequest") == 0)
        return;
    member = (char **)((char *)req + f->offset);
    if (*member == NULL || **member == '\0')
        *member = (char *)wf_job_namespace(job);
}

static enum wf_code call_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct call_args *a = args;
    const struct wf_method *m = wf_method_find(a->method);
    struct wf_bytes text = { (const unsigned char *)"{}", 2 };
    struct wf_call_options opt = { 0 };
    void *req = NULL, *reply = NULL;
    enum wf_code rc = WF_OK;

    if (m == NULL)
        return unknown(a->method, err);
    if (a->json != NULL && (strcmp(a->json, "-") == 0 || a->json[0] == '@'))
        rc = wf_job_read_file(job, a->json[0] == '@' ? a->json + 1 : "-", "call",
                              MAX_REQUEST, &text, err);
    else if (a->json != NULL)
        text = (struct wf_bytes){ (const unsigned char *)a->json, strlen(a->json) };
    if (rc == WF_OK)
        rc = wf_json_to_message(job->arena, m->input, "request", text, true, &req, err);
    if (rc != WF_OK)
        return rc;
    fill_namespace(job, req);
    if (m->klass == WF_CLASS_DESTROYS && wf_confirm_is_due(job, a->yes))
        rc = wf_confirm_name(job, "method", m->name, err);
    if (rc != WF_OK)
        return rc;
    opt.timeout_ms = a->timeout != WF_UNSET ? a->timeout / 1000000 : LONG_MS;
    rc = wf_job_call(job, m->path, req, &opt, NULL, &reply, err);
    if (rc != WF_OK || wf_job_is_quiet(job))
        return rc;
    if (wf_job_is_json(job))
        return wf_job_json_message(job, reply, err);
    struct wf_json j = WF_JSON_INIT(&job->out->buf, false);

    wf_json_message(&j, reply, wf_job_payload_form(job));
    return wf_job_write(job, "\n", 1, err);
}

static const struct wf_option call_options[] = {
    WF_OPT_DURATION(0, "timeout", struct call_args, timeout,
                    "how long the call may take (70s, for long polls)"),
    WF_OPT_BOOL('y', "yes", struct call_args, yes,
                "do not ask, where a method destroys something"),
    WF_OPT_END
};

static const struct wf_positional call_positionals[] = {
    { .name = "METHOD",
      .offset = offsetof(struct call_args, method),
      .help = "a method's name, or Service/Method",
      .complete = WF_COMPLETE_METHOD,
      .required = true },
    { .name = "JSON",
      .offset = offsetof(struct call_args, json),
      .help = "the request in JSON; `-` reads stdin, @FILE a file; {} when left out" },
    { .name = NULL },
};

const struct wf_command wf_cmd_call = {
    .path = "call",
    .summary = "Call any method of the API with a request in JSON",
    .text =
        "The request is checked against the API before it is sent. A namespace that it\n"
        "leaves out is the one of --namespace. Read-only profiles refuse methods that\n"
        "change something. The answer is JSON in every format but none.",
    .examples = { { "wfsh call GetSystemInfo", "no request needed" },
                  { "wfsh call CountWorkflowExecutions '{\"query\":\"\"}' -o json",
                    "a request" },
                  { "wfsh call DescribeTaskQueue @request.json", "from a file" } },
    .positionals = call_positionals,
    .options = call_options,
    .args_size = sizeof(struct call_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS,
    .run = call_run,
};
