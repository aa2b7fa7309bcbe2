/* commands/archival.c: archival of a namespace, asked for, explained and read back. */
#include "commands/archival.h"

#include "base/table.h"

#include <string.h>
#include <time.h>

enum { NEW_NAMESPACE_MS = 8000, CACHE_MS = 15000, STEP_MS = 250 };

static const char *const states[] = { "disabled", "enabled", NULL };

#define A struct wf_archival
const struct wf_option wf_archival_options[] = {
    WF_OPT_ENUM(0, "history-archival-state", A, history_state, states,
                "whether histories of closed workflows are kept", .alias = "history"),
    WF_OPT_STRING(0, "history-uri", A, history_uri, "URI",
                  "where; can never be changed once it is set"),
    WF_OPT_ENUM(0, "visibility-archival-state", A, visibility_state, states,
                "whether closed workflows can still be listed", .alias = "visibility"),
    WF_OPT_STRING(0, "visibility-uri", A, visibility_uri, "URI",
                  "where; can never be changed once it is set"),
    WF_OPT_END
};
#undef A

bool wf_archival_given(const struct wf_archival *a)
{
    return a->history_state != NULL || a->history_uri != NULL ||
           a->visibility_state != NULL || a->visibility_uri != NULL;
}

int wf_archival_state(const char *word)
{
    if (word == NULL)
        return TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_UNSPECIFIED;
    return strcmp(word, "enabled") == 0 ? TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_ENABLED
                                        : TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_DISABLED;
}

const char *wf_archival_word(int state)
{
    return state == TENUMS__ARCHIVAL_STATE__ARCHIVAL_STATE_ENABLED ? "enabled" : "disabled";
}

/* ---- refused
 * ------------------------------------------------------------------------------ */

static bool differs(const char *asked, const char *now)
{
    return asked != NULL && *asked != '\0' && now != NULL && *now != '\0' &&
           strcmp(asked, now) != 0;
}

void wf_archival_explain(const struct wf_archival *asked, const wf_namespace *before,
                         struct wf_error *err)
{
    enum { UNKNOWN = 2 };
    bool uri = asked->history_uri != NULL || asked->visibility_uri != NULL;

    if (strstr(err->text, "Cannot update existing archival URI") != NULL) {
        bool history = before != NULL &&
                       differs(asked->history_uri, before->config->history_archival_uri);
        const char *which = history ? "history" : "visibility";
        const char *now = before == NULL ? ""
                          : history      ? before->config->history_archival_uri
                                         : before->config->visibility_archival_uri;

        wf_error_set(err, WF_E_CONFLICT,
                     "the URI of %s archival is set already%s%s and can never be changed",
                     which, *now != '\0' ? ": " : "", now);
        wf_error_hint(err, "leave --%s-uri out to keep it", which);
    } else if (err->grpc_status == UNKNOWN && uri) {
        wf_error_set(err, WF_E_CONFLICT,
                     "this cluster cannot use the archival URI '%s': nothing was changed",
                     asked->history_uri != NULL ? asked->history_uri
                                                : asked->visibility_uri);
        wf_error_hint(err,
                      "the scheme must be one that the cluster's archival is configured "
                      "for, such as file:///dir");
    }
}

/* ---- taken?
 * ------------------------------------------------------------------------------- */

static enum wf_code not_taken(const char *which, const char *what, const char *asked,
                              const char *now, struct wf_error *err)
{
    wf_error_set(err, WF_E_CONFLICT,
                 "%s archival: %s '%s' was not taken, it is '%s'; the server said OK and "
                 "ignored it",
                 which, what, asked, now);
    wf_error_hint(err,
                  "this cluster is configured without %s archival: that is set in the "
                  "server's configuration (archival and namespaceDefaults)",
                  which);
    return WF_E_CONFLICT;
}

static enum wf_code check_one(const char *which, const char *asked_state,
                              const char *asked_uri, int state, const char *uri,
                              struct wf_error *err)
{
    if (asked_state != NULL && strcmp(asked_state, wf_archival_word(state)) != 0)
        return not_taken(which, "state", asked_state, wf_archival_word(state), err);
    if (asked_uri != NULL && strcmp(asked_uri, uri) != 0)
        return not_taken(which, "URI", asked_uri, uri, err);
    return WF_OK;
}

enum wf_code wf_archival_check(struct wf_job *job, const struct wf_archival *asked,
                               const wf_namespace *now, struct wf_error *err)
{
    const Tnamespace__NamespaceConfig *c = now->config;
    enum wf_code rc;

    rc = check_one("history", asked->history_state, asked->history_uri,
                   (int)c->history_archival_state, c->history_archival_uri, err);
    if (rc == WF_OK)
        rc = check_one("visibility", asked->visibility_state, asked->visibility_uri,
                       (int)c->visibility_archival_state, c->visibility_archival_uri, err);
    if (rc != WF_OK)
        return rc;
    if (asked->history_state != NULL && asked->history_uri == NULL &&
        *c->history_archival_uri != '\0')
        wf_job_note(job, "history URI: %s", c->history_archival_uri);
    if (asked->visibility_state != NULL && asked->visibility_uri == NULL &&
        *c->visibility_archival_uri != '\0')
        wf_job_note(job, "visibility URI: %s", c->visibility_archival_uri);
    return WF_OK;
}

/* ---- waiting for the frontend's caches
 * ---------------------------------------------------- */

static bool pause_step(struct wf_job *job)
{
    struct timespec ts = { .tv_nsec = STEP_MS * 1000000L };

    nanosleep(&ts, NULL);
    return !wf_cancel_fired(job->cancel);
}

/* A namespace that was asked for before it existed stays unknown for a moment. */
static enum wf_code update(struct wf_job *job,
                           Tworkflowservice__UpdateNamespaceRequest *req,
                           Tworkflowservice__UpdateNamespaceResponse **ret,
                           struct wf_error *err)
{
    int64_t end = wf_mono_ms() + NEW_NAMESPACE_MS;

    for (;;) {
        enum wf_code rc = wf_job_call(job, "UpdateNamespace", req, NULL, NULL, ret, err);
        struct wf_error ignored = WF_ERROR_INIT;
        wf_namespace *ns = NULL;

        if (rc != WF_E_NOT_FOUND || wf_mono_ms() >= end ||
            wf_namespace_describe(job, req->namespace_, NULL, &ns, &ignored) != WF_OK ||
            !pause_step(job))
            return rc;
    }
}

/* Until ListArchived believes that the namespace has visibility archival. */
static void wait_for_listing(struct wf_job *job, const char *name)
{
    Tworkflowservice__ListArchivedWorkflowExecutionsRequest *req = wf_msg_new(
        job->arena,
        &tworkflowservice__list_archived_workflow_executions_request__descriptor);
    int64_t end = wf_mono_ms() + CACHE_MS;

    req->namespace_ = (char *)name;
    req->page_size = 1;
    while (wf_mono_ms() < end) {
        struct wf_error e = WF_ERROR_INIT;
        enum wf_code rc =
            wf_job_call(job, "ListArchivedWorkflowExecutions", req, NULL, NULL, NULL, &e);

        if (rc == WF_OK ||
            strstr(e.text, "not configured for visibility archival") == NULL ||
            !pause_step(job))
            return;
    }
    wf_job_note(job,
                "the frontend does not list archived workflows yet; its namespace cache "
                "is refreshed from time to time");
}

enum wf_code wf_archival_update(struct wf_job *job,
                                Tworkflowservice__UpdateNamespaceRequest *req,
                                const struct wf_archival *asked, const wf_namespace *before,
                                wf_namespace **ret, struct wf_error *err)
{
    Tworkflowservice__UpdateNamespaceResponse *reply = NULL;
    enum wf_code rc;

    *ret = NULL;
    rc = update(job, req, &reply, err);
    if (rc != WF_OK) {
        if (rc != WF_STOP)
            wf_archival_explain(asked, before, err);
        return rc == WF_STOP ? rc : err->code;
    }
    rc = wf_namespace_describe(job, req->namespace_, NULL, ret, err);
    if (rc == WF_OK)
        rc = wf_archival_check(job, asked, *ret, err);
    if (rc == WF_OK && asked->visibility_state != NULL &&
        strcmp(asked->visibility_state, "enabled") == 0)
        wait_for_listing(job, req->namespace_);
    return rc;
}

/* ---- what the cluster has
 * ----------------------------------------------------------------- */

struct wf_archival_cluster wf_archival_probe(struct wf_job *job, const char *namespace_)
{
    struct wf_archival_cluster c = { "unknown", "unknown" };
    Tworkflowservice__ListArchivedWorkflowExecutionsRequest *list = wf_msg_new(
        job->arena,
        &tworkflowservice__list_archived_workflow_executions_request__descriptor);
    Tworkflowservice__GetWorkflowExecutionHistoryRequest *get = wf_msg_new(
        job->arena, &tworkflowservice__get_workflow_execution_history_request__descriptor);
    struct wf_error e = WF_ERROR_INIT;
    enum wf_code rc;

    list->namespace_ = get->namespace_ = (char *)namespace_;
    list->page_size = 1;
    if (wf_job_call(job, "ListArchivedWorkflowExecutions", list, NULL, NULL, NULL, &e) ==
            WF_OK ||
        strstr(e.text, "Namespace is not configured for visibility archival") != NULL)
        c.visibility = "yes";
    else if (strstr(e.text, "Cluster is not configured for") != NULL)
        c.visibility = "no";
    wf_error_clear(&e);
    get->execution = wf_msg_new(job->arena, &tcommon__workflow_execution__descriptor);
    get->execution->workflow_id = "wfsh-archival-probe";
    get->execution->run_id = (char *)wf_job_uuid(job);
    get->maximum_page_size = 1;
    rc = wf_job_call(job, "GetWorkflowExecutionHistory", get, NULL, NULL, NULL, &e);
    /* the words of a server that has looked into an archive, whatever its status is */
    if (strstr(e.text, "may have passed retention period") != NULL)
        c.history = "yes";
    else if (rc == WF_E_NOT_FOUND)
        c.history = "no";
    return c;
}

/* ---- shown
 * -------------------------------------------------------------------------------- */

static void fill_store(struct wf_json *j, const char *key, int state, const char *uri)
{
    wf_json_key(j, key);
    wf_json_object(j);
    wf_json_kstr(j, "state", wf_archival_word(state));
    if (*uri != '\0')
        wf_json_kstr(j, "uri", uri);
    wf_json_end_object(j);
}

struct shown {
    const wf_namespace *ns;
    const struct wf_archival_cluster *cluster; /* NULL: not asked */
};

static void fill(struct wf_json *j, const void *user)
{
    const struct shown *shown = user;
    const wf_namespace *ns = shown->ns;
    struct wf_strbuf retention = WF_STRBUF_INIT;

    wf_duration_proto(&retention,
                      wf_duration_ns(ns->config->workflow_execution_retention_ttl));
    wf_json_object(j);
    wf_json_kstr(j, "namespace", ns->namespace_info->name);
    fill_store(j, "history", (int)ns->config->history_archival_state,
               ns->config->history_archival_uri);
    fill_store(j, "visibility", (int)ns->config->visibility_archival_state,
               ns->config->visibility_archival_uri);
    wf_json_kstr(j, "retention", wf_strbuf_str(&retention));
    if (shown->cluster != NULL) {
        wf_json_key(j, "cluster");
        wf_json_object(j);
        wf_json_kstr(j, "history", shown->cluster->history);
        wf_json_kstr(j, "visibility", shown->cluster->visibility);
        wf_json_end_object(j);
    }
    wf_json_end_object(j);
    wf_strbuf_release(&retention);
}

static const char *store_line(struct wf_job *job, int state, const char *uri)
{
    if (*uri == '\0')
        return wf_archival_word(state);
    return wf_arena_printf(job->arena, "%s  %s (fixed)", wf_archival_word(state), uri);
}

enum wf_code wf_archival_print(struct wf_job *job, const wf_namespace *ns,
                               const struct wf_archival_cluster *cluster,
                               struct wf_error *err)
{
    const struct shown shown = { ns, cluster };
    const Tnamespace__NamespaceConfig *c = ns->config;
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_card *card;

    if (wf_job_is_json(job))
        return wf_job_json(job, fill, &shown, err);
    if (wf_job_is_quiet(job))
        return WF_OK;
    card = wf_card_new();
    wf_card_add(card, "Namespace", ns->namespace_info->name);
    wf_card_add(card, "History",
                store_line(job, (int)c->history_archival_state, c->history_archival_uri));
    wf_card_add(
        card, "Visibility",
        store_line(job, (int)c->visibility_archival_state, c->visibility_archival_uri));
    wf_duration_short(&b, wf_duration_ns(c->workflow_execution_retention_ttl));
    wf_card_add(card, "Retention", wf_strbuf_str(&b));
    if (cluster != NULL)
        wf_card_add(card, "Cluster allows",
                    wf_arena_printf(job->arena, "history %s, visibility %s",
                                    cluster->history, cluster->visibility));
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
    wf_strbuf_release(&b);
    return WF_OK;
}
