/* tui/view_schedule_form.c: a new Schedule, or another form of one: a form. */
#include "tui/form.h"

#include "base/json_tree.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const char *const overlap[] = { "",          "Skip",        "BufferOne",
                                       "BufferAll", "CancelOther", "TerminateOther",
                                       "AllowAll",  NULL };
enum { TIMES = 1 };

static const struct wf_form_field fields[] = {
    { .key = "id", .label = "Schedule Id", .option = "--schedule-id", .required = true },
    { .key = "cron",
      .label = "Cron",
      .kind = WF_FIELD_LIST,
      .option = "--cron",
      .group = TIMES,
      .hint = "crontab lines, ; between several: 30 2 * * Mon-Fri; @daily" },
    { .key = "interval",
      .label = "Interval",
      .kind = WF_FIELD_LIST,
      .option = "--interval",
      .group = TIMES,
      .hint = "every so often, with an offset after a slash: 90m; 1h/15m" },
    { .key = "calendar",
      .label = "Calendar",
      .kind = WF_FIELD_JSON,
      .option = "--calendar",
      .group = TIMES,
      .hint = "JSON, commas between several: {\"dayOfWeek\":\"Fri\",\"hour\":\"17\"}" },
    { .key = "zone",
      .label = "Time zone",
      .option = "--time-zone",
      .hint = "of cron and calendar: Europe/Berlin; UTC when empty" },
    { .key = "type",
      .label = "Workflow Type",
      .option = "--type",
      .complete = "schedule create --type",
      .hint = "ctrl-n goes through those that are known",
      .required = true },
    { .key = "queue",
      .label = "Task Queue",
      .option = "--task-queue",
      .complete = "schedule create --task-queue",
      .hint = "where its workers poll; ctrl-n goes through those in use",
      .required = true },
    { .key = "workflow",
      .label = "Workflow Id",
      .option = "--workflow-id",
      .hint = "the time of the run is put behind it; empty: a UUID" },
    { .key = "input",
      .label = "Input",
      .kind = WF_FIELD_JSON,
      .option = "--input",
      .hint = "JSON; several arguments have commas between them; ctrl-x opens the editor" },
    { .key = "overlap",
      .label = "When one still runs",
      .kind = WF_FIELD_CHOICE,
      .option = "--overlap-policy",
      .choices = overlap,
      .hint = "overlap policy; Skip where nothing is chosen" },
    { .key = "catchup",
      .label = "Catch-up window",
      .option = "--catchup-window",
      .hint = "runs missed by less than this are made up for: 10m" },
    { .key = "jitter",
      .label = "Jitter",
      .option = "--jitter",
      .hint = "a random moment up to so long after: 30s" },
    { .key = "pause-on-failure",
      .label = "Pause on failure",
      .kind = WF_FIELD_FLAG,
      .option = "--pause-on-failure",
      .hint = "pause when a run has failed" },
    { .key = "paused", .label = "Paused", .kind = WF_FIELD_FLAG, .option = "--paused" },
    { .key = "notes",
      .label = "Notes",
      .option = "--notes",
      .hint = "what people should know" },
};

static void both(struct wf_form *m, const char *key, const char *text)
{
    wf_form_set(m, key, text);
    wf_form_set_now(m, key, text);
}

static void set_intervals(struct wf_form *m, const struct wf_jv *v)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    for (size_t i = 0; v != NULL && i < v->n; i++) {
        const char *phase = wf_jv_str(&v->items[i], "phase");

        wf_strbuf_addf(&b, "%s%s", i > 0 ? "; " : "", wf_jv_str(&v->items[i], "interval"));
        if (*phase != '\0' && strcmp(phase, "0s") != 0)
            wf_strbuf_addf(&b, "/%s", phase);
    }
    both(m, "interval", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void set_input(struct wf_form *m, const struct wf_jv *v)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    bool opaque = v != NULL && v->type != WF_JV_ARRAY; /* payloads as they were sent */

    for (size_t i = 0; v != NULL && !opaque && i < v->n; i++) {
        opaque = wf_form_opaque(&v->items[i]);
        wf_strbuf_adds(&b, i > 0 ? ", " : "");
        wf_strbuf_add(&b, v->items[i].source.data, v->items[i].source.len);
    }
    for (size_t i = 0; i < b.len; i++)
        if (b.data[i] == '\n')
            b.data[i] = ' ';
    both(m, "input", opaque ? "" : wf_strbuf_str(&b));
    wf_form_fix(m, "input",
                opaque ? "it stays as it is: it is no JSON that could be sent again"
                       : NULL);
    wf_strbuf_release(&b);
}

/* "SCHEDULE_OVERLAP_POLICY_BUFFER_ONE" is BufferOne. */
static const char *overlap_of(const char *name)
{
    static const char prefix[] = "SCHEDULE_OVERLAP_POLICY_";
    const char *word =
        strncmp(name, prefix, sizeof prefix - 1) == 0 ? name + sizeof prefix - 1 : "";

    for (size_t i = 1; overlap[i] != NULL; i++) {
        const char *a = word, *b = overlap[i];

        while (*a != '\0' && (*a | 32) == (*b | 32)) {
            a++;
            b++;
            a += *a == '_';
        }
        if (*word != '\0' && *a == '\0' && *b == '\0')
            return overlap[i];
    }
    return "";
}

static void fill_from(struct wf_form *m, const struct wf_jv *s)
{
    size_t calendars = wf_jv_n(s, "spec.structuredCalendar");

    both(m, "cron", "");
    both(m, "calendar", "");
    set_intervals(m, wf_jv_get(s, "spec.interval"));
    both(m, "zone", wf_jv_str(s, "spec.timezoneName"));
    both(m, "jitter", wf_jv_str(s, "spec.jitter"));
    both(m, "type", wf_jv_str(s, "action.startWorkflow.workflowType.name"));
    both(m, "queue", wf_jv_str(s, "action.startWorkflow.taskQueue.name"));
    both(m, "workflow", wf_jv_str(s, "action.startWorkflow.workflowId"));
    set_input(m, wf_jv_get(s, "action.startWorkflow.input"));
    both(m, "overlap", overlap_of(wf_jv_str(s, "policies.overlapPolicy")));
    both(m, "catchup", wf_jv_str(s, "policies.catchupWindow"));
    both(m, "pause-on-failure", wf_jv_true(s, "policies.pauseOnFailure") ? "yes" : "no");
    both(m, "paused", wf_jv_true(s, "state.paused") ? "yes" : "no");
    both(m, "notes", wf_jv_str(s, "state.notes"));
    free(m->head);
    m->head = calendars > 0 ? wf_asprintf("It has %zu calendar times, which stay unless "
                                          "cron, interval or calendar is changed",
                                          calendars)
                            : NULL;
}

static void schedule_fill(struct wf_form *m, const char *json)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, strlen(json) });

    if (m->n_args == 0) {
        both(m, "pause-on-failure", "no");
        both(m, "paused", "no");
    } else {
        both(m, "id", m->args[0]);
        wf_form_fix(m, "id", m->args[0]);
        fill_from(m, wf_jv_get(v, "schedule"));
    }
    wf_arena_free(a);
}

static void schedule_warn(struct wf_form *m)
{
    static const char *const times[] = { "cron", "interval", "calendar" };
    bool any = false, changed = false;

    for (size_t i = 0; i < 3; i++) {
        any = any || *wf_form_get(m, times[i]) != '\0';
        changed =
            changed || strcmp(wf_form_get(m, times[i]), wf_form_get_now(m, times[i])) != 0;
    }
    if (m->n_args > 0 && changed)
        wf_form_say(m, "! all times that it has now are replaced by these");
    if (m->n_args == 0 && !any)
        wf_form_say(m, "! without cron, interval or calendar it only runs when triggered");
    wf_form_say(m, "its next runs are shown once it is there");
}

/* What the server made of it, the next runs among it. */
static void schedule_then(struct wf_form *m, const char *json)
{
    const char *id = m->n_args > 0 ? m->args[0] : wf_form_get(m, "id");

    (void)json;
    wf_form_next(m, 5, (const char *const[]){ "reader", "schedule", "describe", "-s", id });
}

static const struct wf_form_type form = {
    .title = "Schedule",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .verb = "schedule create",
    .verb_of = "schedule update --schedule-id {1}",
    .now = "schedule describe {1} --decode -o json",
    .explain = "--explain",
    .done = "done",
    .fill = schedule_fill,
    .warn = schedule_warn,
    .then = schedule_then,
};

const struct wf_view_type wf_view_schedule_form = {
    .name = "schedule-form",
    .title = "Schedule",
    .args = "[ID]",
    .complete = "schedule describe",
    .actions = wf_form_actions,
    WF_FORM_VIEW(&form),
};
