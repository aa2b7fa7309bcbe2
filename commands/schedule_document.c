/* commands/schedule_document.c: a Schedule as a text, and back under its conflict token. */
#include "commands/schedule_document.h"

#include "commands/simple_receipt.h"
#include "proto/json_read.h"

#include <string.h>

typedef Tworkflowservice__DescribeScheduleResponse described;

static Tworkflow__NewWorkflowExecutionInfo *start_of(const Tschedule__Schedule *s)
{
    return s != NULL && s->action != NULL &&
                   s->action->action_case ==
                       TSCHEDULE__SCHEDULE_ACTION__ACTION_START_WORKFLOW
               ? s->action->start_workflow
               : NULL;
}

void wf_schedule_plain_attributes(struct wf_arena *a, Tcommon__SearchAttributes *s)
{
    for (size_t i = 0; s != NULL && i < s->n_indexed_fields; i++) {
        Tcommon__Payload *p = s->indexed_fields[i]->value;
        size_t kept = 0;

        if (p == NULL)
            continue;
        wf_msg_list_own(a, &p->metadata, p->n_metadata);
        for (size_t k = 0; k < p->n_metadata; k++)
            if (strcmp(p->metadata[k]->key, "type") != 0)
                p->metadata[kept++] = p->metadata[k];
        p->n_metadata = kept;
    }
}

wf_schedule_document *wf_schedule_document_of(struct wf_job *job, const char *id,
                                              const described *r)
{
    wf_schedule_document *d =
        wf_msg_new(job->arena, &tworkflowservice__update_schedule_request__descriptor);

    d->schedule_id = (char *)id;
    if (r->schedule != NULL)
        d->schedule = wf_msg_copy(job->arena, r->schedule);
    if (r->search_attributes != NULL)
        d->search_attributes = wf_msg_copy(job->arena, r->search_attributes);
    if (r->memo != NULL)
        d->memo = wf_msg_copy(job->arena, r->memo);
    wf_schedule_plain_attributes(job->arena, d->search_attributes);
    if (start_of(d->schedule) != NULL)
        wf_schedule_plain_attributes(job->arena, start_of(d->schedule)->search_attributes);
    return d;
}

static void text_of(struct wf_strbuf *b, const void *message, enum wf_payload_form form)
{
    struct wf_json j = WF_JSON_INIT(b, true);

    if (message != NULL)
        wf_json_message(&j, message, form);
}

/* Whether the values alone lead back to the same payloads. */
static bool values_suffice(struct wf_arena *a, const wf_schedule_document *d)
{
    struct wf_strbuf values = WF_STRBUF_INIT, was = WF_STRBUF_INIT, is = WF_STRBUF_INIT;
    struct wf_error ignored = WF_ERROR_INIT;
    wf_schedule_document *back = NULL;
    struct wf_bytes text;
    bool same = false;

    text_of(&values, d, WF_PAYLOAD_SHORTHAND);
    text = (struct wf_bytes){ (unsigned char *)values.data, values.len };
    if (wf_json_to_message_values(a, d->base.descriptor, "", text, NULL, &back, &ignored) ==
        WF_OK) {
        text_of(&was, d, WF_PAYLOAD_ENCODED);
        text_of(&is, back, WF_PAYLOAD_ENCODED);
        same = strcmp(wf_strbuf_str(&was), wf_strbuf_str(&is)) == 0;
    }
    wf_strbuf_release(&values);
    wf_strbuf_release(&was);
    wf_strbuf_release(&is);
    return same;
}

void wf_schedule_document_json(struct wf_json *j, const struct wf_job *job,
                               const wf_schedule_document *d)
{
    bool values = !job->g->no_json_shorthand_payloads && values_suffice(job->arena, d);

    wf_json_message(j, d, values ? WF_PAYLOAD_SHORTHAND : WF_PAYLOAD_ENCODED);
}

enum wf_code wf_schedule_document_read(struct wf_job *job, const char *what,
                                       struct wf_bytes text, wf_schedule_document **ret,
                                       struct wf_error *err)
{
    wf_schedule_document *d = NULL;
    enum wf_code rc = wf_json_to_message_values(
        job->arena, &tworkflowservice__update_schedule_request__descriptor, what, text,
        "info", &d, err);

    if (rc == WF_OK && d->schedule == NULL)
        rc = wf_error_set(err, WF_E_USAGE, "%s: it has no \"schedule\"", what);
    if (rc == WF_OK)
        *ret = d;
    return rc;
}

/* ---- sending ----------------------------------------------------------------------------
 */

static bool same(const void *x, const void *y)
{
    struct wf_strbuf a = WF_STRBUF_INIT, b = WF_STRBUF_INIT;
    bool is;

    text_of(&a, x, WF_PAYLOAD_ENCODED);
    text_of(&b, y, WF_PAYLOAD_ENCODED);
    is = strcmp(wf_strbuf_str(&a), wf_strbuf_str(&b)) == 0;
    wf_strbuf_release(&a);
    wf_strbuf_release(&b);
    return is;
}

/* A part that we changed, and that the server has as it was. */
static bool dropped(const void *before, const void *sent, const void *after)
{
    return !same(before, sent) && same(before, after);
}

static bool was_dropped(struct wf_job *job, const described *before,
                        const wf_schedule_document *sent, const described *after)
{
    const wf_schedule_document *b = wf_schedule_document_of(job, NULL, before);
    const wf_schedule_document *a = wf_schedule_document_of(job, NULL, after);
    const Tschedule__Schedule *x = b->schedule, *s = sent->schedule, *y = a->schedule;

    if (x == NULL || y == NULL)
        return false;
    /* the server keeps crontab lines and calendars in a form of its own */
    if (s->spec != NULL && s->spec->n_cron_string + s->spec->n_calendar == 0 &&
        dropped(x->spec, s->spec, y->spec))
        return true;
    /* and has a catch-up window when none is given */
    if (s->policies != NULL && s->policies->catchup_window != NULL &&
        dropped(x->policies, s->policies, y->policies))
        return true;
    return dropped(x->action, s->action, y->action) ||
           dropped(x->state, s->state, y->state);
}

static enum wf_code conflict(const char *id, struct wf_error *err)
{
    wf_error_set(err, WF_E_CONFLICT,
                 "schedule '%s' was changed by somebody else: yours was not taken", id);
    wf_error_hint(err, "look at it with 'wfsh schedule describe', and try again");
    return WF_E_CONFLICT;
}

enum wf_code wf_schedule_replace(struct wf_job *job, const char *id,
                                 const described *before, Tschedule__Schedule *s,
                                 Tcommon__SearchAttributes *attributes, Tcommon__Memo *memo,
                                 struct wf_error *err)
{
    wf_schedule_document *req =
        wf_msg_new(job->arena, &tworkflowservice__update_schedule_request__descriptor);
    wf_schedule_document *sent;
    described *after = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)wf_job_namespace(job);
    req->schedule_id = (char *)id;
    req->schedule = s;
    req->search_attributes = attributes;
    req->memo = memo;
    if (before != NULL)
        req->conflict_token = before->conflict_token;
    req->identity = (char *)wf_job_identity(job);
    req->request_id = (char *)wf_job_uuid(job);
    /* of the same form as what is read back, and before a codec has been over it */
    sent = wf_schedule_document_of(job, id, &(described){ .schedule = s });
    rc = wf_job_call(job, "UpdateSchedule", req, NULL, NULL, NULL, err);
    if (rc == WF_OK && before != NULL)
        rc = wf_schedule_describe(job, id, &after, err);
    if (rc == WF_OK && after != NULL && was_dropped(job, before, sent, after))
        rc = conflict(id, err);
    return rc == WF_OK ? wf_simple_receipt(job, "scheduleId", id, "updated", err) : rc;
}

static bool token_is(ProtobufCBinaryData x, ProtobufCBinaryData y)
{
    return x.len == y.len && (x.len == 0 || memcmp(x.data, y.data, x.len) == 0);
}

enum wf_code wf_schedule_document_send(struct wf_job *job, const char *id,
                                       const described *r, const wf_schedule_document *d,
                                       struct wf_error *err)
{
    wf_schedule_document *was = wf_schedule_document_of(job, id, r);
    wf_schedule_document *now =
        wf_schedule_document_of(job, id,
                                &(described){ .schedule = d->schedule,
                                              .search_attributes = d->search_attributes,
                                              .memo = d->memo });
    Tschedule__Schedule *s = now->schedule;
    bool attributes = now->search_attributes != NULL &&
                      !same(was->search_attributes, now->search_attributes);
    bool memo = now->memo != NULL && !same(was->memo, now->memo);

    if (d->conflict_token.len > 0 && !token_is(d->conflict_token, r->conflict_token))
        return conflict(id, err);
    if (s->spec == NULL)
        s->spec = was->schedule->spec;
    if (s->action == NULL)
        s->action = was->schedule->action;
    if (s->policies == NULL)
        s->policies = was->schedule->policies;
    if (s->state == NULL)
        s->state = was->schedule->state;
    if (same(was->schedule, s) && !attributes && !memo)
        return wf_simple_receipt(job, "scheduleId", id, "unchanged", err);
    return wf_schedule_replace(job, id, r, s, attributes ? now->search_attributes : NULL,
                               memo ? now->memo : NULL, err);
}
