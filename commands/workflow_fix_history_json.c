/* commands/workflow_fix_history_json.c: a saved history of any kind in today's form. */
#include "commands/history_job.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOURCE_MAX = 1 << 30 };

struct fix_args {
    const char *source, *target;
};

/* The whole text first, then the file: the target may be the source. */
static enum wf_code save(const char *path, const struct wf_strbuf *b, struct wf_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    enum wf_code rc = WF_OK;

    if (fd < 0)
        return wf_error_errno(err, "--target: cannot write '%s'", path);
    if (!wf_write_all(fd, b->data, b->len))
        rc = wf_error_errno(err, "cannot write '%s'", path);
    if (close(fd) != 0 && rc == WF_OK)
        rc = wf_error_errno(err, "cannot write '%s'", path);
    return rc;
}

static enum wf_code convert(struct wf_job *job, struct wf_history *h, struct wf_strbuf *out,
                            struct wf_error *err)
{
    struct wf_json j = WF_JSON_INIT(out, wf_globals_output(job->g) == WF_OUTPUT_JSONL);
    const struct wf_history_page *page = NULL;
    enum wf_code rc;

    wf_json_object(&j);
    wf_json_key(&j, "events");
    wf_json_array(&j);
    while ((rc = wf_history_next(h, &page, err)) == WF_OK && page != NULL)
        for (size_t i = 0; i < page->n_events; i++)
            wf_json_message(&j, page->events[i], WF_PAYLOAD_ENCODED);
    wf_json_end_array(&j);
    wf_json_end_object(&j);
    wf_strbuf_addc(out, '\n');
    return rc;
}

static enum wf_code fix_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct fix_args *a = args;
    struct wf_strbuf out = WF_STRBUF_INIT;
    struct wf_history *h = NULL;
    struct wf_bytes text;
    enum wf_code rc = wf_job_read_file(job, a->source, "--source", SOURCE_MAX, &text, err);

    if (rc == WF_OK)
        rc = wf_history_open_text(a->source, text, NULL, &h, err);
    if (rc == WF_OK)
        rc = convert(job, h, &out, err);
    wf_history_free(h);
    if (rc == WF_OK)
        rc = a->target != NULL ? save(a->target, &out, err)
                               : wf_job_write(job, out.data, out.len, err);
    wf_strbuf_release(&out);
    return rc;
}

static const struct wf_option fix_options[] = {
    WF_OPT_STRING('s', "source", struct fix_args, source, "FILE", "the history; - is stdin",
                  .required = true, .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING('t', "target", struct fix_args, target, "FILE",
                  "where to write it; stdout when absent", .complete = WF_COMPLETE_FILE),
    WF_OPT_END
};

const struct wf_command wf_cmd_workflow_fix_history_json = {
    .path = "workflow fix-history-json",
    .summary = "Rewrite a saved history in the form that replayers take",
    .text =
        "Takes the old form of event types (WorkflowExecutionStarted), downloads of the "
        "web UI in all three kinds, bare arrays and one event a line.",
    .examples = { { "wfsh workflow fix-history-json -s old.json -t new.json", "to a file" },
                  { "wfsh workflow fix-history-json -s - < download.json", "a filter" } },
    .options = fix_options,
    .args_size = sizeof(struct fix_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OFFLINE,
    .run = fix_run,
};
