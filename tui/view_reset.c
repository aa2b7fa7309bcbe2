/* tui/view_reset.c: take a run back to a point of its history: a form. */
#include "tui/form.h"

#include "base/json_tree.h"

#include <string.h>

static const struct wf_grid_column points[] = {
    { .key = "event", .title = "EVENT", .type = WF_GC_COUNT, .min = 6, .max = 8 },
    { .key = "time", .title = "TIME", .type = WF_GC_TIME, .min = 11, .max = 11 },
    { .key = "type", .title = "TYPE", .min = 21, .max = 24, .priority = 2 },
    { .key = "again", .title = "DONE AGAIN FROM HERE", .min = 20, .max = 0 },
    { .key = "worker", .title = "WORKER", .min = 12, .max = 24, .priority = 3 },
};

static const char *const exclude[] = { "", "Signal", "Update", "All", NULL };

static const struct wf_form_field fields[] = {
    { .key = "event",
      .label = "Event",
      .kind = WF_FIELD_PICK,
      .option = "--event-id",
      .hint = "j and k choose; what that workflow task decided is decided anew",
      .required = true },
    { .key = "exclude",
      .label = "Do not apply again",
      .kind = WF_FIELD_CHOICE,
      .option = "--reapply-exclude",
      .choices = exclude,
      .hint = "-: signals and updates that came after the point are applied again" },
    { .key = "reason",
      .label = "Reason",
      .option = "--reason",
      .hint = "kept in the history",
      .required = true },
};

static const struct {
    const char *key, *words;
} counts[] = {
    { "activitiesAfter", "activities" }, { "timersAfter", "timers" },
    { "childrenAfter", "children" },     { "signalsAfter", "signals" },
    { "updatesAfter", "updates" },
};

static void reset_show(struct wf_form *m, const char *text)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)text, strlen(text) });

    wf_form_say(m, "run %s goes back to event %lld; %lld events after it are left behind:",
                wf_jv_str(v, "baseRunId"), (long long)wf_jv_int(v, "eventId"),
                (long long)wf_jv_int(v, "eventsAfter"));
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (wf_jv_int(v, counts[i].key) > 0)
            wf_form_say(m, "- %lld %s", (long long)wf_jv_int(v, counts[i].key),
                        counts[i].words);
    if (wf_jv_int(v, "activitiesAfter") > 0)
        wf_form_say(m, "! activities that ran after it may run a second time");
    wf_form_say(m, "! the run is terminated where it still goes on; a new run begins");
    wf_arena_free(a);
}

static void reset_then(struct wf_form *m, const char *json)
{
    wf_form_next_run(m, m->args[0], json);
}

static const struct wf_form_type form = {
    .title = "Reset",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .verb = "workflow reset -w {1} [-r {2}]",
    .pick = "workflow reset-points -w {1} [-r {2}] -o tsv",
    .pick_columns = points,
    .n_pick_columns = sizeof points / sizeof *points,
    .explain = "--dry-run",
    .typed = "{1}",
    .done = "reset",
    .show = reset_show,
    .then = reset_then,
};

const struct wf_view_type wf_view_reset = {
    .name = "reset",
    .title = "Reset",
    .args = "ID [RUN]",
    .complete = "workflow describe",
    .actions = wf_form_plain_actions,
    WF_FORM_VIEW(&form),
};
