/* commands/result_text.c: how a run ended, in words. */
#include "commands/result_text.h"

#include "base/table.h"
#include "client/event.h"
#include "commands/failure_text.h"
#include "commands/list_columns.h"
#include "proto/payload.h"

#include <string.h>

#define CASE(name)                                                                         \
    THISTORY__HISTORY_EVENT__ATTRIBUTES_WORKFLOW_EXECUTION_##name##_EVENT_ATTRIBUTES

static const struct {
    int attributes;
    const char *status, *word;
    enum wf_code outcome;
} ends[] = {
    { CASE(COMPLETED), "COMPLETED", "Completed", WF_OK },
    { CASE(FAILED), "FAILED", "Failed", WF_O_FAILED },
    { CASE(TIMED_OUT), "TIMEOUT", "TimedOut", WF_O_TIMED_OUT },
    { CASE(CANCELED), "CANCELED", "Canceled", WF_O_CANCELED },
    { CASE(TERMINATED), "TERMINATED", "Terminated", WF_O_TERMINATED },
    { CASE(CONTINUED_AS_NEW), "CONTINUEDASNEW", "ContinuedAsNew", WF_O_CONTINUED },
};

static size_t end_of(const Thistory__HistoryEvent *e)
{
    size_t i = 0;

    while (i + 1 < sizeof ends / sizeof *ends &&
           ends[i].attributes != (int)e->attributes_case)
        i++;
    return i;
}

const char *wf_close_status(const Thistory__HistoryEvent *e)
{
    return ends[end_of(e)].status;
}

enum wf_code wf_close_outcome(const Thistory__HistoryEvent *e)
{
    return ends[end_of(e)].outcome;
}

const Tcommon__Payload *wf_close_result(const Thistory__HistoryEvent *e)
{
    const Tcommon__Payloads *p;

    if (e->attributes_case != CASE(COMPLETED))
        return NULL;
    p = e->workflow_execution_completed_event_attributes->result;
    return p != NULL && p->n_payloads > 0 ? p->payloads[0] : NULL;
}

static void add_result(struct wf_job *job, struct wf_card *card, const Tcommon__Payload *p)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&text, true);
    struct wf_bytes encoding = wf_payload_encoding(p);

    wf_payload_json_value(&j, p);
    wf_card_add(card, "Result", wf_strbuf_str(&text));
    wf_card_add(card, "Encoding",
                wf_arena_strndup(job->arena, (const char *)encoding.data, encoding.len));
    wf_strbuf_release(&text);
}

void wf_close_card(struct wf_job *job, const Thistory__HistoryEvent *e,
                   const char *workflow_id, const char *run_id, struct wf_strbuf *out)
{
    struct wf_table_options o = { .color = wf_job_color(job) };
    const char *word = ends[end_of(e)].word;
    const Tfailure__Failure *failure = wf_event_failure(e);
    const Tcommon__Payload *result = wf_close_result(e);
    struct wf_strbuf detail = WF_STRBUF_INIT;
    struct wf_card *card = wf_card_new();

    if (workflow_id != NULL)
        wf_card_add(card, "Workflow", workflow_id);
    if (run_id != NULL)
        wf_card_add(card, "Run", run_id);
    wf_card_add_sgr(card, "Status", word, wf_status_sgr(word));
    if (result != NULL)
        add_result(job, card, result);
    else if (failure == NULL)
        wf_event_detail(&detail, e, 1000);
    if (detail.len > 0)
        wf_card_add(card, e->attributes_case == CASE(CONTINUED_AS_NEW) ? "Next" : "Reason",
                    wf_strbuf_str(&detail));
    wf_strbuf_release(&detail);
    if (failure != NULL)
        wf_card_add(card, "Failure", "");
    wf_card_print(card, &o, out);
    wf_card_free(card);
    if (failure != NULL)
        wf_failure_text(out, failure, 2,
                        WF_FAILURE_STACKS | (o.color ? WF_FAILURE_COLOR : 0));
}
