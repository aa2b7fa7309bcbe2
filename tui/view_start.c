/* tui/view_start.c: start a Workflow Execution, or one like another: a form. */
#include "tui/form.h"

#include "base/json_tree.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const reuse[] = { "",
                                     "AllowDuplicate",
                                     "AllowDuplicateFailedOnly",
                                     "RejectDuplicate",
                                     "TerminateIfRunning",
                                     NULL };
static const char *const conflict[] = { "", "Fail", "UseExisting", "TerminateExisting",
                                        NULL };

static const struct wf_form_field fields[] = {
    { .key = "type",
      .label = "Workflow Type",
      .option = "--type",
      .hint = "ctrl-n goes through those that are known",
      .complete = "workflow start --type",
      .required = true },
    { .key = "queue",
      .label = "Task Queue",
      .option = "--task-queue",
      .hint = "where its workers poll; ctrl-n goes through those in use",
      .complete = "workflow start --task-queue",
      .required = true },
    { .key = "id",
      .label = "Workflow Id",
      .option = "--workflow-id",
      .hint = "empty: a new UUID" },
    { .key = "input",
      .label = "Input",
      .kind = WF_FIELD_JSON,
      .option = "--input",
      .hint = "JSON; several arguments have commas between them; ctrl-x opens the editor" },
    { .key = "execution-timeout",
      .label = "Execution timeout",
      .option = "--execution-timeout",
      .hint = "for all runs together, retries and continue-as-new included: 24h" },
    { .key = "run-timeout",
      .label = "Run timeout",
      .option = "--run-timeout",
      .hint = "for one run: 1h" },
    { .key = "task-timeout",
      .label = "Task timeout",
      .option = "--task-timeout",
      .hint = "for one workflow task; 10s when empty" },
    { .key = "delay",
      .label = "Start delay",
      .option = "--start-delay",
      .hint = "wait so long before it begins" },
    { .key = "reuse",
      .label = "When one has closed",
      .kind = WF_FIELD_CHOICE,
      .option = "--id-reuse-policy",
      .choices = reuse,
      .hint = "id reuse policy: when a closed run has the id" },
    { .key = "conflict",
      .label = "When one runs",
      .kind = WF_FIELD_CHOICE,
      .option = "--id-conflict-policy",
      .choices = conflict,
      .hint = "id conflict policy: when a running one has the id" },
    { .key = "attributes",
      .label = "Search attributes",
      .kind = WF_FIELD_OBJECT,
      .option = "--search-attribute",
      .hint = "a JSON object: {\"CustomerId\": \"c-88\", \"Amount\": 12}" },
    { .key = "memo",
      .label = "Memo",
      .kind = WF_FIELD_OBJECT,
      .option = "--memo",
      .hint = "a JSON object of notes that are kept with it" },
    { .key = "summary",
      .label = "Summary",
      .option = "--static-summary",
      .hint = "one line about it" },
};

static void set_source(struct wf_form *m, const char *key, const struct wf_jv *v)
{
    char *text;

    if (v == NULL || v->n == 0)
        return;
    text = wf_strndup((const char *)v->source.data, v->source.len);
    wf_form_set_lines(m, key, text);
    free(text);
}

static void set_input(struct wf_form *m, const struct wf_jv *input)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; input != NULL && i < input->n; i++) {
        const struct wf_jv *v = &input->items[i];

        if (input->type != WF_JV_ARRAY || wf_form_opaque(v)) {
            free(m->head);
            m->head =
                wf_strdup("Its input is no JSON; `workflow rerun` sends it as it is.");
            wf_strbuf_clear(&b);
            break;
        }
        wf_strbuf_adds(&b, i > 0 ? ", " : "");
        wf_strbuf_add(&b, v->source.data, v->source.len);
    }
    if (b.len > 0)
        wf_form_set_lines(m, "input", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

/* What `rerun --explain` would send. */
static void start_fill(struct wf_form *m, const char *json)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, strlen(json) });
    const struct wf_jv *r = wf_jv_get(v, "request");

    if (r != NULL) {
        const char *task = wf_jv_str(r, "workflowTaskTimeout");

        wf_form_set(m, "type", wf_jv_str(r, "workflowType.name"));
        wf_form_set(m, "queue", wf_jv_str(r, "taskQueue.name"));
        wf_form_set(m, "execution-timeout", wf_jv_str(r, "workflowExecutionTimeout"));
        if (strcmp(wf_jv_str(r, "workflowRunTimeout"),
                   wf_jv_str(r, "workflowExecutionTimeout")) != 0)
            wf_form_set(m, "run-timeout", wf_jv_str(r, "workflowRunTimeout"));
        wf_form_set(m, "task-timeout", strcmp(task, "10s") == 0 ? "" : task);
        wf_form_set(m, "summary", wf_jv_str(r, "userMetadata.summary"));
        set_source(m, "attributes", wf_jv_get(r, "searchAttributes.indexedFields"));
        set_source(m, "memo", wf_jv_get(r, "memo.fields"));
        set_input(m, wf_jv_get(r, "input"));
    }
    wf_arena_free(a);
}

static void start_then(struct wf_form *m, const char *json)
{
    wf_form_next_run(m, NULL, json);
}

static const struct wf_form_type form = {
    .title = "Start",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .verb = "workflow start",
    .now = "workflow rerun -w {1} [-r {2}] --explain -o json",
    .explain = "--explain",
    .done = "started",
    .fill = start_fill,
    .then = start_then,
};

const struct wf_view_type wf_view_start = {
    .name = "start",
    .title = "Start",
    .args = "[ID [RUN]]",
    .complete = "workflow describe",
    .actions = wf_form_actions,
    WF_FORM_VIEW(&form),
};
