/* commands/many.c: one reading verb on several namespaces. */
#include "commands/many.h"

#include "base/utf8.h"
#include "commands/list.h"
#include "commands/parse.h"
#include "commands/parse_value.h"

#include <string.h>

struct wf_strings wf_many_named(const struct wf_parsed *p, struct wf_arena *a)
{
    struct wf_strings named = { 0 };

    for (size_t i = 0; i < p->n_given; i++)
        if (strcmp(p->given[i].option->name, "namespace") == 0 && p->given[i].value != NULL)
            wf_strings_add(a, &named, p->given[i].value);
    return named;
}

bool wf_many_wanted(const struct wf_strings *named)
{
    return named->n > 1 || (named->n == 1 && strcmp(named->v[0], "*") == 0);
}

static bool is_listing(const struct wf_command *c)
{
    const char *last = strrchr(c->path, ' ');

    return strcmp(last != NULL ? last + 1 : c->path, "list") == 0 ||
           strcmp(c->path, "failures") == 0;
}

/* All but the server's own. */
static enum wf_code all_namespaces(struct wf_job *job, struct wf_strings *ret,
                                   struct wf_error *err)
{
    const struct wf_pager_options opt = { 0 };
    Tworkflowservice__ListNamespacesRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__list_namespaces_request__descriptor);
    struct wf_pager *pager = NULL;
    const struct wf_page *page = NULL;
    enum wf_code rc;

    req->page_size = 100;
    rc = wf_job_pager(job, "ListNamespaces", req, &opt, &pager, err);
    while (rc == WF_OK && (rc = wf_job_page(job, pager, &page, err)) == WF_OK &&
           page != NULL) {
        const Tworkflowservice__ListNamespacesResponse *r = page->reply;

        for (size_t i = 0; i < r->n_namespaces; i++)
            if (r->namespaces[i]->namespace_info != NULL &&
                strcmp(r->namespaces[i]->namespace_info->name, "temporal-system") != 0)
                wf_strings_add(
                    job->arena, ret,
                    wf_arena_strdup(job->arena, r->namespaces[i]->namespace_info->name));
    }
    wf_pager_free(pager);
    return rc;
}

static enum wf_code names_of(struct wf_job *job, const struct wf_strings *named,
                             struct wf_strings *ret, struct wf_error *err)
{
    for (size_t i = 0; i < named->n; i++)
        if (strcmp(named->v[i], "*") == 0) {
            *ret = (struct wf_strings){ 0 };
            return all_namespaces(job, ret, err);
        }
    *ret = *named;
    return WF_OK;
}

/* What is no listing says whose it is, for people. */
static enum wf_code heading(struct wf_job *job, const char *name, struct wf_error *err)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    enum wf_code rc;

    if (is_listing(job->command) || !wf_job_is_text(job))
        return WF_OK;
    wf_utf8_safes(&b, name);
    rc = wf_job_printf(job, err, "%s:\n", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return rc;
}

static enum wf_code run_one(struct wf_job *job, const char *name, struct wf_error *err)
{
    struct wf_settings own = *job->settings; /* borrows all that is in it */
    const struct wf_settings *before = job->settings;
    enum wf_code rc;

    own.namespace_ = name;
    job->settings = &own;
    rc = heading(job, name, err);
    if (rc == WF_OK)
        rc = job->command->run(job, job->parsed->args, err);
    job->settings = before;
    return rc == WF_STOP ? WF_OK : rc;
}

static bool ends_all(enum wf_code rc)
{
    return rc == WF_E_INTERRUPTED || rc == WF_E_PIPE;
}

static enum wf_code sum_up(size_t n, size_t n_failed, enum wf_code common,
                           struct wf_error *err)
{
    if (n_failed == 0)
        return WF_OK;
    return wf_error_set(err, n_failed == n ? common : WF_E_PARTIAL,
                        "%zu of %zu namespaces failed", n_failed, n);
}

enum wf_code wf_many_run(struct wf_job *job, const struct wf_strings *named,
                         void (*tell)(struct wf_job *job, enum wf_code rc,
                                      struct wf_error *err),
                         struct wf_error *err)
{
    struct wf_many many = { 0 };
    struct wf_strings names = { 0 };
    enum wf_code common = WF_OK, rc;
    size_t n_failed = 0;

    if (job->command->klass != WF_CLASS_READS || job->command->run == NULL ||
        (job->command->flags & (WF_CMD_LIVE | WF_CMD_OFFLINE | WF_CMD_LAX)) != 0)
        return wf_error_set(err, WF_E_USAGE,
                            "%s: several namespaces are for verbs that only read",
                            job->command->path);
    rc = names_of(job, named, &names, err);
    if (rc != WF_OK)
        return rc;
    job->session->many = &many;
    for (size_t i = 0; i < names.n && !ends_all(rc); i++) {
        many.namespace_ = names.v[i];
        rc = run_one(job, names.v[i], err);
        if (rc == WF_OK || ends_all(rc))
            continue;
        common = n_failed++ == 0 || common == rc ? rc : WF_E_PARTIAL;
        wf_error_prefix(err, "namespace %s", names.v[i]);
        tell(job, rc, err);
        wf_error_clear(err);
    }
    many.done = true;
    rc = ends_all(rc) ? rc : sum_up(names.n, n_failed, common, err);
    if (many.list != NULL) {
        struct wf_error list_err = WF_ERROR_INIT;
        /* what could be read is printed whole, whatever became of the others */
        enum wf_code printed = wf_list_end(many.list, ends_all(rc) ? rc : WF_OK, &list_err);

        if (rc == WF_OK && printed != WF_OK) {
            *err = list_err;
            rc = printed;
        }
    }
    job->session->many = NULL;
    return rc;
}
