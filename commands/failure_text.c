/* commands/failure_text.c: failures for people: the root cause first, then what wrapped it.
 */
#include "commands/failure_text.h"

#include "base/utf8.h"
#include "client/event.h"
#include "proto/payload.h"

#include <string.h>

enum { MAX_CAUSES = 100, DETAILS_MAX = 2000 };

struct printer {
    struct wf_strbuf *out;
    struct wf_arena *a;
    unsigned indent;
    unsigned flags;
};

static void begin_line(const struct printer *p, unsigned more)
{
    wf_strbuf_addn(p->out, ' ', p->indent + more);
}

static void sgr(const struct printer *p, const char *code)
{
    if (p->flags & WF_FAILURE_COLOR)
        wf_strbuf_addf(p->out, "\x1b[%sm", code);
}

/* A text of several lines, each below the first one. */
static void add_lines(const struct printer *p, const char *text, unsigned more)
{
    size_t n;

    for (;; text += n + 1) {
        n = strcspn(text, "\n");
        wf_utf8_safe(p->out, text, n, "\t");
        if (text[n] == '\0' || text[n + strspn(text + n, "\n")] == '\0')
            break;
        wf_strbuf_addc(p->out, '\n');
        begin_line(p, more);
    }
}

static void add_safe(const struct printer *p, const char *label, const char *text)
{
    if (text == NULL || *text == '\0')
        return;
    wf_strbuf_adds(p->out, label);
    wf_utf8_safes(p->out, text);
}

static void retry_state(const struct printer *p, int value)
{
    char buf[64];

    if (value == 0 || value == TENUMS__RETRY_STATE__RETRY_STATE_RETRY_POLICY_NOT_SET)
        return;
    wf_strbuf_addf(p->out, " · %s",
                   wf_enum_word(&tenums__retry_state__descriptor, value, buf, sizeof buf));
}

/* Which activity, child or operation it was. */
static void add_place(const struct printer *p, const Tfailure__Failure *f)
{
    const Tfailure__ActivityFailureInfo *act;
    const Tfailure__ChildWorkflowExecutionFailureInfo *child;
    const Tfailure__NexusOperationFailureInfo *nexus;

    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO:
        act = f->activity_failure_info;
        add_safe(p, " ", act->activity_type != NULL ? act->activity_type->name : NULL);
        add_safe(p, " (id ", act->activity_id);
        if (act->activity_id[0] != '\0')
            wf_strbuf_addc(p->out, ')');
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO:
        child = f->child_workflow_execution_failure_info;
        add_safe(p, " ", child->workflow_type != NULL ? child->workflow_type->name : NULL);
        if (child->workflow_execution != NULL) {
            add_safe(p, " (", child->workflow_execution->workflow_id);
            wf_strbuf_addc(p->out, ')');
        }
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_NEXUS_OPERATION_EXECUTION_FAILURE_INFO:
        nexus = f->nexus_operation_execution_failure_info;
        add_safe(p, " ", nexus->service);
        add_safe(p, ".", nexus->operation);
        add_safe(p, " at ", nexus->endpoint);
        break;
    default:
        break;
    }
}

static void add_states(const struct printer *p, const Tfailure__Failure *f)
{
    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO:
        if (f->application_failure_info->non_retryable)
            wf_strbuf_adds(p->out, " · not retryable");
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_SERVER_FAILURE_INFO:
        if (f->server_failure_info->non_retryable)
            wf_strbuf_adds(p->out, " · not retryable");
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO:
        retry_state(p, (int)f->activity_failure_info->retry_state);
        break;
    case TFAILURE__FAILURE__FAILURE_INFO_CHILD_WORKFLOW_EXECUTION_FAILURE_INFO:
        retry_state(p, (int)f->child_workflow_execution_failure_info->retry_state);
        break;
    default:
        break;
    }
}

static const Tcommon__Payloads *details_of(const Tfailure__Failure *f)
{
    switch (f->failure_info_case) {
    case TFAILURE__FAILURE__FAILURE_INFO_APPLICATION_FAILURE_INFO:
        return f->application_failure_info->details;
    case TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO:
        return f->timeout_failure_info->last_heartbeat_details;
    case TFAILURE__FAILURE__FAILURE_INFO_CANCELED_FAILURE_INFO:
        return f->canceled_failure_info->details;
    default:
        return NULL;
    }
}

static void add_details(const struct printer *p, const Tfailure__Failure *f, unsigned more)
{
    const Tcommon__Payloads *details = details_of(f);
    struct wf_strbuf text = WF_STRBUF_INIT;

    if (details == NULL || details->n_payloads == 0)
        return;
    wf_payloads_summary(&text, details, DETAILS_MAX);
    begin_line(p, more);
    wf_strbuf_adds(p->out, f->failure_info_case ==
                                   TFAILURE__FAILURE__FAILURE_INFO_TIMEOUT_FAILURE_INFO
                               ? "last heartbeat: "
                               : "details: ");
    wf_utf8_safes(p->out, wf_strbuf_str(&text));
    wf_strbuf_addc(p->out, '\n');
    wf_strbuf_release(&text);
}

static void add_stack(const struct printer *p, const Tfailure__Failure *f, unsigned more)
{
    const char *stack = wf_failure_stack(p->a, f);

    if (!(p->flags & WF_FAILURE_STACKS))
        return;
    sgr(p, "2");
    while (*stack != '\0') {
        size_t n = strcspn(stack, "\n"), blank = strspn(stack, " \t\r");

        if (blank < n) { /* empty lines say nothing */
            begin_line(p, more);
            wf_utf8_safe(p->out, stack, n, "\t");
            wf_strbuf_addc(p->out, '\n');
        }
        stack += n + (stack[n] == '\n');
    }
    sgr(p, "0");
}

static void add_failure(const struct printer *p, const Tfailure__Failure *f, bool root)
{
    const char *message = wf_failure_message(p->a, f);
    unsigned more = root ? 2 : 4;

    begin_line(p, 0);
    if (!root) {
        sgr(p, "2");
        wf_strbuf_adds(p->out, "← ");
        sgr(p, "0");
    }
    if (root)
        sgr(p, "1;31");
    wf_utf8_safes(p->out, wf_failure_kind(p->a, f));
    add_place(p, f);
    if (*message != '\0') {
        wf_strbuf_adds(p->out, ": ");
        add_lines(p, message, more);
    }
    if (root)
        sgr(p, "0");
    add_states(p, f);
    wf_strbuf_addc(p->out, '\n');
    add_details(p, f, more);
    add_stack(p, f, more);
}

void wf_failure_text(struct wf_strbuf *out, const Tfailure__Failure *f, unsigned indent,
                     unsigned flags)
{
    const Tfailure__Failure *chain[MAX_CAUSES];
    struct printer p = { out, wf_arena_new(), indent, flags };
    size_t n = 0;

    for (; f != NULL && n < MAX_CAUSES; f = f->cause)
        chain[n++] = f;
    for (size_t i = n; i-- > 0;)
        add_failure(&p, chain[i], i == n - 1);
    wf_arena_free(p.a);
}

/* The activity or the Nexus Operation nearest to the root; NULL: neither is in it. */
static const Tfailure__Failure *place_of(const Tfailure__Failure *f)
{
    const Tfailure__Failure *place = NULL;

    for (; f != NULL; f = f->cause)
        if (f->failure_info_case == TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO ||
            f->failure_info_case ==
                TFAILURE__FAILURE__FAILURE_INFO_NEXUS_OPERATION_EXECUTION_FAILURE_INFO)
            place = f;
    return place;
}

void wf_failure_short(struct wf_strbuf *out, const Tfailure__Failure *f)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    const Tfailure__Failure *place = place_of(f);
    const Tfailure__NexusOperationFailureInfo *nexus;
    const Tcommon__ActivityType *type;

    wf_failure_line(&line, wf_failure_root(f), DETAILS_MAX);
    wf_utf8_safes(out, wf_strbuf_str(&line));
    wf_strbuf_release(&line);
    if (place == NULL)
        return;
    if (place->failure_info_case == TFAILURE__FAILURE__FAILURE_INFO_ACTIVITY_FAILURE_INFO) {
        type = place->activity_failure_info->activity_type;
        if (type == NULL)
            return;
        wf_strbuf_adds(out, " (in activity ");
        wf_utf8_safes(out, type->name);
    } else {
        nexus = place->nexus_operation_execution_failure_info;
        wf_strbuf_adds(out, " (in Nexus Operation ");
        wf_utf8_safes(out, nexus->service);
        wf_strbuf_addc(out, '.');
        wf_utf8_safes(out, nexus->operation);
    }
    wf_strbuf_addc(out, ')');
}
