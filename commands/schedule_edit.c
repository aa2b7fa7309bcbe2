/* commands/schedule_edit.c: change a Schedule in the user's editor. */
#include "commands/edit.h"
#include "commands/schedule_document.h"

struct edit_args {
    struct wf_schedule_one one;
};

static enum wf_code edit_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct edit_args *a = args;
    Tworkflowservice__DescribeScheduleResponse *now = NULL;
    wf_schedule_document *d = NULL;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, false);
    struct wf_bytes edited = { 0 };
    const char *id = NULL, *path = NULL;
    enum wf_code rc = wf_schedule_id(&a->one, &id, err);

    if (rc == WF_OK)
        rc = wf_schedule_describe(job, id, &now, err);
    if (rc != WF_OK)
        return rc;
    if (now->schedule == NULL)
        return wf_error_set(err, WF_E_OTHER, "the server's answer holds no Schedule");
    wf_schedule_document_json(&j, job, wf_schedule_document_of(job, NULL, now));
    wf_strbuf_addc(&b, '\n');
    rc = wf_job_edit(job, (struct wf_bytes){ (unsigned char *)b.data, b.len }, &edited,
                     &path, err);
    wf_strbuf_release(&b);
    if (rc != WF_OK)
        return rc;
    rc = wf_schedule_document_read(job, path, edited, &d, err);
    if (rc == WF_OK)
        rc = wf_schedule_document_send(job, id, now, d, err);
    if (rc == WF_OK)
        wf_edit_done(path);
    else if (rc != WF_STOP)
        wf_job_note(job, "your text is in %s: wfsh schedule update --from takes it", path);
    return rc;
}

static const struct wf_option edit_options[] = {
    WF_OPT_SET(wf_schedule_one_options, struct edit_args, one), WF_OPT_END
};

const struct wf_command wf_cmd_schedule_edit = {
    .path = "schedule edit",
    .summary = "Change a Schedule in your editor, as JSON",
    .text = "Opens $VISUAL, $EDITOR or vi. Payloads stand there as values where those say\n"
            "all of them. A mistake is pointed at, and the text stays where it can be\n"
            "mended; a text that says the same as before changes nothing.",
    .examples = { { "wfsh schedule edit nightly", "in your editor" },
                  { "EDITOR='sed -i s/60s/90s/' wfsh sched edit nightly",
                    "in one that needs nobody" } },
    .positionals = wf_schedule_one_positionals,
    .options = edit_options,
    .args_size = sizeof(struct edit_args),
    .klass = WF_CLASS_WRITES,
    .flags = WF_CMD_OURS,
    .run = edit_run,
};
