/* commands/why_handlers.c: which signals and updates a waiting workflow would take. */
#include "base/json_scan.h"
#include "commands/query.h"
#include "commands/why_many.h"

#include <string.h>

enum { ASK_MS = 3000 };

static bool is(const struct wf_json_reader *r, const char *word)
{
    return r->token.len == strlen(word) && memcmp(r->token.data, word, r->token.len) == 0;
}

/* The names of one array of {name, description}, joined; the reader stands before it. */
static void names(struct wf_json_reader *r, struct wf_strbuf *out)
{
    enum wf_json_token token = wf_json_next(r);

    while (token == WF_JSON_ARRAY && (token = wf_json_next(r)) == WF_JSON_OBJECT) {
        while (wf_json_next(r) == WF_JSON_KEY) {
            bool name = is(r, "name");

            if (!name) {
                (void)wf_json_skip(r);
            } else if (wf_json_next(r) == WF_JSON_STRING) {
                if (out->len > 0)
                    wf_strbuf_adds(out, ", ");
                (void)wf_json_unescape(r->token, out);
            }
        }
        token = WF_JSON_ARRAY;
    }
}

static void read_definition(struct wf_json_reader *r, struct wf_strbuf *signals,
                            struct wf_strbuf *updates)
{
    if (wf_json_next(r) != WF_JSON_OBJECT)
        return;
    while (wf_json_next(r) == WF_JSON_KEY) {
        if (is(r, "signalDefinitions"))
            names(r, signals);
        else if (is(r, "updateDefinitions"))
            names(r, updates);
        else
            (void)wf_json_skip(r);
    }
}

static void read_metadata(struct wf_bytes json, struct wf_strbuf *signals,
                          struct wf_strbuf *updates)
{
    struct wf_json_reader r;

    wf_json_reader_init(&r, json);
    if (wf_json_next(&r) == WF_JSON_OBJECT)
        while (wf_json_next(&r) == WF_JSON_KEY) {
            if (is(&r, "definition"))
                read_definition(&r, signals, updates);
            else
                (void)wf_json_skip(&r);
        }
    wf_json_reader_release(&r);
}

static void tell(struct wf_job *job, const struct wf_why *why, struct wf_why_cause *c,
                 const char *signals, const char *updates)
{
    const char *id = wf_why_quote(job->arena, why->info->execution->workflow_id);

    if (*signals != '\0' && *updates != '\0')
        c->text = wf_arena_printf(
            job->arena, "nothing is pending: it waits for a signal (%s) or an update (%s)",
            signals, updates);
    else if (*signals != '\0')
        c->text = wf_arena_printf(
            job->arena, "nothing is pending: it waits for a signal (%s)", signals);
    else
        c->text = wf_arena_printf(
            job->arena, "nothing is pending: it waits for an update (%s)", updates);
    if (*signals != '\0')
        c->mend = wf_arena_printf(
            job->arena, "wfsh signal %s --name %s", id,
            wf_why_quote(job->arena,
                         wf_arena_strndup(job->arena, signals, strcspn(signals, ","))));
    else
        c->mend = wf_arena_printf(
            job->arena, "wfsh workflow update execute -w %s --name %s", id,
            wf_why_quote(job->arena,
                         wf_arena_strndup(job->arena, updates, strcspn(updates, ","))));
}

void wf_why_name_handlers(struct wf_why_finder *f, struct wf_why *why)
{
    struct wf_job *job = wf_why_finder_job(f);
    struct wf_call_options opt = { .timeout_ms = ASK_MS, .no_retry = true };
    Tworkflowservice__QueryWorkflowRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__query_workflow_request__descriptor);
    Tworkflowservice__QueryWorkflowResponse *reply = NULL;
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf signals = WF_STRBUF_INIT, updates = WF_STRBUF_INIT;
    struct wf_why_cause *c = why->n > 0 ? &why->causes[why->n - 1] : NULL;

    if (c == NULL || c->kind != WF_WHY_SIGNAL || why->archived ||
        !wf_why_is_polled(f, why->info->task_queue))
        return;
    req->namespace_ = (char *)wf_job_namespace(job);
    req->execution = why->info->execution;
    req->query = wf_msg_new(job->arena, &tquery__workflow_query__descriptor);
    req->query->query_type = (char *)"__temporal_workflow_metadata";
    if (wf_job_call(job, "QueryWorkflow", req, &opt, NULL, &reply, &ignored) == WF_OK &&
        reply->query_result != NULL && reply->query_result->n_payloads > 0) {
        const Tcommon__Payload *p = reply->query_result->payloads[0];

        read_metadata((struct wf_bytes){ p->data.data, p->data.len }, &signals, &updates);
    }
    if (signals.len > 0 || updates.len > 0)
        tell(job, why, c, wf_strbuf_str(&signals), wf_strbuf_str(&updates));
    wf_strbuf_release(&signals);
    wf_strbuf_release(&updates);
}
