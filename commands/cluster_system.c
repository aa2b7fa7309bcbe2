/* commands/cluster_system.c: what this server can do. */
#include "commands/job.h"

#include "base/table.h"

static enum wf_code system_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    void *req =
        wf_msg_new(job->arena, &tworkflowservice__get_system_info_request__descriptor);
    Tworkflowservice__GetSystemInfoResponse *reply = NULL;
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    const ProtobufCMessage *c;
    struct wf_card *card;
    enum wf_code rc;

    (void)args;
    rc = wf_job_call(job, "GetSystemInfo", req, NULL, NULL, &reply, err);
    if (rc != WF_OK || wf_job_is_json(job))
        return rc != WF_OK ? rc : wf_job_json_message(job, reply, err);
    if (wf_job_is_quiet(job))
        return WF_OK;
    card = wf_card_new();
    wf_card_add(card, "Server version", reply->server_version);
    c = (const ProtobufCMessage *)reply->capabilities;
    for (unsigned i = 0; c != NULL && i < c->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &c->descriptor->fields[i];

        if (f->type == PROTOBUF_C_TYPE_BOOL)
            wf_card_add(card, f->name,
                        *(const protobuf_c_boolean *)((const char *)c + f->offset) ? "yes"
                                                                                   : "no");
    }
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
    return WF_OK;
}

const struct wf_command wf_cmd_cluster_system = {
    .path = "operator cluster system",
    .summary = "Show the server's version and capabilities",
    .examples = { { "wfsh operator cluster system", "as a card" },
                  { "wfsh cluster system -o json | jq -r .serverVersion",
                    "the version alone" } },
    .klass = WF_CLASS_READS,
    .run = system_run,
};
