/* tui/view_archival.c: where a namespace's closed workflows are kept: a form. */
#include "tui/form.h"

#include "base/json_tree.h"
#include "base/mem.h"
#include "base/timefmt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = { "disabled", "enabled", NULL };

static const struct wf_form_field fields[] = {
    { .key = "retention",
      .label = "Retention",
      .option = "--retention",
      .hint = "how long closed Workflows stay: 30d, 72h",
      .required = true },
    { .key = "history",
      .label = "History archival",
      .kind = WF_FIELD_CHOICE,
      .option = "--history-archival-state",
      .choices = states,
      .hint = "whether histories of closed Workflows are kept after that" },
    { .key = "history-uri",
      .label = "History URI",
      .option = "--history-uri",
      .hint = "where, file:///dir or s3://bucket; empty: the cluster's default. It stays "
              "for ever" },
    { .key = "visibility",
      .label = "Visibility archival",
      .kind = WF_FIELD_CHOICE,
      .option = "--visibility-archival-state",
      .choices = states,
      .hint = "whether closed Workflows can still be listed after that" },
    { .key = "visibility-uri",
      .label = "Visibility URI",
      .option = "--visibility-uri",
      .hint = "where; empty: the cluster's default. It stays for ever" },
};

/* "86400s" as --retention takes it and people read it. */
static char *retention_of(const char *proto)
{
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_strbuf b = WF_STRBUF_INIT;
    const int64_t day = INT64_C(86400) * 1000000000;
    int64_t ns;

    if (wf_duration_parse(proto, &ns, &ignored) != WF_OK)
        return wf_strdup("");
    if (ns > 0 && ns % day == 0)
        wf_strbuf_addf(&b, "%lldd", (long long)(ns / day));
    else
        wf_duration_go(&b, ns);
    return wf_strbuf_steal(&b);
}

static void fill_one(struct wf_form *m, const struct wf_jv *v, const char *which,
                     const char *uri_key)
{
    char path[32];
    const char *state, *uri, *allowed;

    snprintf(path, sizeof path, "%s.state", which);
    state = wf_jv_str(v, path);
    snprintf(path, sizeof path, "%s.uri", which);
    uri = wf_jv_str(v, path);
    snprintf(path, sizeof path, "cluster.%s", which);
    allowed = wf_jv_str(v, path);
    wf_form_set(m, which, state);
    wf_form_set_now(m, which, state);
    wf_form_set(m, uri_key, uri);
    wf_form_set_now(m, uri_key, uri);
    wf_form_fix(m, which, NULL);
    wf_form_fix(m, uri_key, *uri != '\0' ? "fixed: it cannot change once it is set" : NULL);
    if (strcmp(allowed, "no") == 0 && strcmp(state, "enabled") != 0) {
        wf_form_fix(m, which, "off: this cluster has no such archive");
        wf_form_fix(m, uri_key, "-");
    }
}

static void archival_fill(struct wf_form *m, const char *json)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)json, strlen(json) });
    char *retention = retention_of(wf_jv_str(v, "retention"));
    bool no = strcmp(wf_jv_str(v, "cluster.history"), "no") == 0 ||
              strcmp(wf_jv_str(v, "cluster.visibility"), "no") == 0;

    wf_form_set(m, "retention", retention);
    wf_form_set_now(m, "retention", retention);
    fill_one(m, v, "history", "history-uri");
    fill_one(m, v, "visibility", "visibility-uri");
    free(m->head);
    m->head =
        wf_asprintf("The cluster allows: history %s, visibility %s%s",
                    wf_jv_str(v, "cluster.history"), wf_jv_str(v, "cluster.visibility"),
                    no ? "; its own configuration decides that" : "");
    free(retention);
    wf_arena_free(a);
}

/* "- retention: 3d", "+ retention: 1d" for each key of the request that would differ. */
static void diff(struct wf_form *m, const struct wf_jv *request, const char *path,
                 const char *key)
{
    const struct wf_jv *v = wf_jv_get(request, path);
    const char *now = wf_form_get_now(m, key);

    if (v == NULL)
        return;
    wf_form_say(m, "- %s: %s", strrchr(path, '.') + 1, *now != '\0' ? now : "-");
    wf_form_say(m, "+ %s: %s", strrchr(path, '.') + 1, wf_jv_str(request, path));
}

static void archival_show(struct wf_form *m, const char *text)
{
    struct wf_arena *a = wf_arena_new();
    const struct wf_jv *v =
        wf_jv_parse(a, (struct wf_bytes){ (const unsigned char *)text, strlen(text) });

    diff(m, v, "request.config.workflowExecutionRetentionTtl", "retention");
    diff(m, v, "request.config.historyArchivalState", "history");
    diff(m, v, "request.config.historyArchivalUri", "history-uri");
    diff(m, v, "request.config.visibilityArchivalState", "visibility");
    diff(m, v, "request.config.visibilityArchivalUri", "visibility-uri");
    wf_arena_free(a);
}

static bool is_new_uri(const struct wf_form *m, const char *which, const char *uri)
{
    const char *now = wf_form_get_now(m, uri);
    bool on = strcmp(wf_form_get(m, which), "enabled") == 0;

    return *now == '\0' && (on || *wf_form_get(m, uri) != '\0');
}

static void warn_one(struct wf_form *m, const char *which, const char *uri)
{
    bool was = strcmp(wf_form_get_now(m, which), "enabled") == 0;
    bool is = strcmp(wf_form_get(m, which), "enabled") == 0;

    if (is_new_uri(m, which, uri))
        wf_form_say(m, "! the URI of %s can never be changed afterwards%s", which,
                    *wf_form_get(m, uri) == '\0' ? "; the cluster's default is taken" : "");
    if (was && !is)
        wf_form_say(m, "! what closes from now on is not kept: %s", which);
}

static void archival_warn(struct wf_form *m)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *is = wf_form_get(m, "retention"), *was = wf_form_get_now(m, "retention");
    int64_t a, b;

    if (wf_duration_parse(is, &a, &ignored) == WF_OK &&
        wf_duration_parse(was, &b, &ignored) == WF_OK && a < b)
        wf_form_say(m, "! %s is shorter than %s: closed Workflows are deleted sooner", is,
                    was);
    warn_one(m, "history", "history-uri");
    warn_one(m, "visibility", "visibility-uri");
}

static const struct wf_form_type form = {
    .title = "Archival",
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .verb = "operator namespace update {1}",
    .now = "operator namespace archival show {1} --cluster -o json",
    .explain = "--explain",
    .typed = "{1}",
    .two_columns = true,
    .done = "done; `now` is what the server says",
    .fill = archival_fill,
    .show = archival_show,
    .warn = archival_warn,
};

const struct wf_view_type wf_view_archival = {
    .name = "archival",
    .title = "Archival",
    .args = "NAMESPACE",
    .complete = "--namespace",
    .actions = wf_form_plain_actions,
    WF_FORM_VIEW(&form),
};
