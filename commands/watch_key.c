/* commands/watch_key.c: what a listed item is the same one by, when other things change. */
#include "commands/watch_key.h"

#include "base/json_scan.h"

#include <string.h>

enum { KEYS_MAX = 2, PATH_MAX_LEN = 80 };

/* The first row of which something is in the item counts; its other parts may be absent. */
static const struct identity {
    const char *paths[KEYS_MAX];
    const char *names[KEYS_MAX]; /* in the key */
} identities[] = {
    { { "execution.workflowId", "execution.runId" }, { "workflowId", "runId" } },
    { { "workflowExecutionInfo.execution.workflowId",
        "workflowExecutionInfo.execution.runId" },
      { "workflowId", "runId" } },
    { { "activityId", "runId" }, { "activityId", "runId" } },
    { { "operationId", "runId" }, { "operationId", "runId" } },
    { { "workflowId", "runId" }, { "workflowId", "runId" } },
    { { "scheduleId" }, { "scheduleId" } },
    { { "jobId" }, { "jobId" } },
    { { "eventId" }, { "eventId" } },
    { { "workerHeartbeat.workerInstanceKey" }, { "workerInstanceKey" } },
    { { "workerInstanceKey" }, { "workerInstanceKey" } },
    { { "taskQueue", "type" }, { "taskQueue", "type" } },
    { { "namespaceInfo.id" }, { "namespaceId" } },
    { { "clusterName" }, { "clusterName" } },
    { { "group" }, { "group" } },
    { { "cause", "about" }, { "cause", "about" } },
    { { "name" }, { "name" } },
    { { "id" }, { "id" } },
};
enum { N = sizeof identities / sizeof *identities };

/* What was found of the rows, as text of JSON; `where` is one of several namespaces. */
struct found {
    struct wf_bytes values[N][KEYS_MAX];
    struct wf_bytes where;
};

static void keep(struct found *f, const char *path, struct wf_bytes value)
{
    if (value.len == 0 || value.data[0] == '{' || value.data[0] == '[')
        return;
    if (strcmp(path, "namespace") == 0)
        f->where = value;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < KEYS_MAX; k++)
            if (identities[i].paths[k] != NULL && strcmp(identities[i].paths[k], path) == 0)
                f->values[i][k] = value;
}

/* Whether something below `path` is looked for. */
static bool leads_on(const char *path)
{
    size_t n = strlen(path);

    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < KEYS_MAX; k++) {
            const char *p = identities[i].paths[k];

            if (p != NULL && strncmp(p, path, n) == 0 && p[n] == '.')
                return true;
        }
    return false;
}

static struct wf_bytes bytes_of(const char *text)
{
    return (struct wf_bytes){ .data = (const unsigned char *)text, .len = strlen(text) };
}

/* The members of the object that `text` is; `prefix` is "" or "execution.". */
static void read_members(struct found *f, struct wf_bytes text, const char *prefix)
{
    struct wf_json_reader r;

    wf_json_reader_init(&r, text);
    if (wf_json_next(&r) == WF_JSON_OBJECT)
        while (wf_json_next(&r) == WF_JSON_KEY) {
            char path[PATH_MAX_LEN];
            size_t n = strlen(prefix), len = r.token.len;
            struct wf_bytes value;

            if (n + len + 2 > sizeof path) { /* no name that is looked for */
                (void)wf_json_skip(&r);
                continue;
            }
            memcpy(path, prefix, n);
            memcpy(path + n, r.token.data, len);
            path[n + len] = '\0';
            value = wf_json_skip(&r);
            keep(f, path, value);
            if (value.len > 0 && value.data[0] == '{' && leads_on(path)) {
                path[n + len] = '.';
                path[n + len + 1] = '\0';
                read_members(f, value, path); /* as deep as the rows above are */
            }
        }
    wf_json_reader_release(&r);
}

static void add(struct wf_strbuf *b, const char *name, struct wf_bytes value)
{
    if (value.len == 0)
        return;
    wf_strbuf_addf(b, "%c\"%s\":", b->len > 0 ? ',' : '{', name);
    wf_strbuf_add(b, (const char *)value.data, value.len);
}

const char *wf_watch_key(const char *line, struct wf_arena *a)
{
    struct found f = { 0 };
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *key = "";
    size_t i = 0;

    if (*line != '{' || !wf_json_valid(bytes_of(line)))
        return key;
    read_members(&f, bytes_of(line), "");
    while (i < N && f.values[i][0].len == 0)
        i++;
    if (i == N)
        return key;
    add(&b, "namespace", f.where);
    for (size_t k = 0; k < KEYS_MAX; k++)
        if (identities[i].names[k] != NULL)
            add(&b, identities[i].names[k], f.values[i][k]);
    wf_strbuf_addc(&b, '}');
    key = wf_arena_strdup(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return key;
}
