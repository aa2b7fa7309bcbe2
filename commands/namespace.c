/* commands/namespace.c: what the namespace verbs share. */
#include "commands/namespace.h"

#include "base/table.h"
#include "commands/archival.h"
#include "commands/simple_receipt.h"

#include <string.h>

const char *wf_namespace_name(const struct wf_job *job, const char *positional)
{
    return positional != NULL ? positional : wf_job_namespace(job);
}

enum wf_code wf_namespace_describe(struct wf_job *job, const char *name, const char *id,
                                   wf_namespace **ret, struct wf_error *err)
{
    Tworkflowservice__DescribeNamespaceRequest *req =
        wf_msg_new(job->arena, &tworkflowservice__describe_namespace_request__descriptor);
    enum wf_code rc;

    if (id != NULL)
        req->id = (char *)id;
    else
        req->namespace_ = (char *)name;
    rc = wf_job_call(job, "DescribeNamespace", req, NULL, NULL, ret, err);
    if (rc == WF_OK && ((*ret)->namespace_info == NULL || (*ret)->config == NULL))
        return wf_error_set(err, WF_E_OTHER, "the server's answer describes no namespace");
    return rc;
}

enum wf_code wf_split_pair(struct wf_job *job, const char *option, const char *word,
                           char **ret_key, char **ret_value, struct wf_error *err)
{
    const char *equals = strchr(word, '=');

    if (equals == NULL || equals == word)
        return wf_error_set(err, WF_E_USAGE, "--%s: '%s' is not KEY=VALUE", option, word);
    *ret_key = wf_arena_strndup(job->arena, word, (size_t)(equals - word));
    *ret_value = wf_arena_strdup(job->arena, equals + 1);
    return WF_OK;
}

/* ---- columns
 * ------------------------------------------------------------------------------ */

static const wf_namespace *ns_of(const void *item)
{
    return item;
}

static const char *word_of(struct wf_arena *a, const ProtobufCEnumDescriptor *d, int value)
{
    enum { SIZE = 64 };
    char *buf = wf_arena_alloc(a, SIZE);

    return wf_enum_word(d, value, buf, SIZE);
}

static void get_name(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->namespace_info->name;
}

static void get_state(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    ret->text = word_of(a, &tenums__namespace_state__descriptor,
                        (int)ns_of(item)->namespace_info->state);
}

static void get_retention(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = wf_duration_ns(ns_of(item)->config->workflow_execution_retention_ttl);
}

static void get_history(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_archival_word((int)ns_of(item)->config->history_archival_state);
}

static void get_visibility(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = wf_archival_word((int)ns_of(item)->config->visibility_archival_state);
}

static void get_history_uri(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->config->history_archival_uri;
}

static void get_visibility_uri(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->config->visibility_archival_uri;
}

static void get_owner(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->namespace_info->owner_email;
}

static void get_description(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->namespace_info->description;
}

static void get_id(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ns_of(item)->namespace_info->id;
}

static void get_cluster(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    if (ns_of(item)->replication_config != NULL)
        ret->text = ns_of(item)->replication_config->active_cluster_name;
}

static void get_global(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ns_of(item)->is_global_namespace;
}

static const struct wf_column columns[] = {
    { .header = "NAME", .key = "name", .type = WF_CELL_TEXT, .get = get_name },
    { .header = "STATE", .key = "state", .type = WF_CELL_TEXT, .get = get_state },
    { .header = "RETENTION",
      .key = "retention",
      .type = WF_CELL_DURATION,
      .get = get_retention },
    { .header = "HISTORY ARCHIVAL",
      .key = "history-archival",
      .type = WF_CELL_TEXT,
      .get = get_history },
    { .header = "VISIBILITY ARCHIVAL",
      .key = "visibility-archival",
      .type = WF_CELL_TEXT,
      .get = get_visibility },
    { .header = "OWNER",
      .key = "owner",
      .type = WF_CELL_TEXT,
      .shrink = 1,
      .get = get_owner },
    { .header = "DESCRIPTION",
      .key = "description",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_description },
    { .header = "ID", .key = "id", .type = WF_CELL_TEXT, .wide = true, .get = get_id },
    { .header = "ACTIVE CLUSTER",
      .key = "active-cluster",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_cluster },
    { .header = "GLOBAL",
      .key = "global",
      .type = WF_CELL_BOOL,
      .wide = true,
      .get = get_global },
    { .header = "HISTORY URI",
      .key = "history-uri",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_history_uri },
    { .header = "VISIBILITY URI",
      .key = "visibility-uri",
      .type = WF_CELL_TEXT,
      .wide = true,
      .get = get_visibility_uri },
};
const struct wf_columns wf_namespace_columns = { .v = columns,
                                                 .n = sizeof columns / sizeof *columns };

/* ---- one namespace
 * ------------------------------------------------------------------------ */

static void add(struct wf_card *card, const char *key, const char *value)
{
    if (value != NULL && *value != '\0')
        wf_card_add(card, key, value);
}

static void add_replication(struct wf_job *job, struct wf_card *card,
                            const wf_namespace *ns)
{
    const Treplication__NamespaceReplicationConfig *r = ns->replication_config;
    struct wf_strbuf names = WF_STRBUF_INIT;

    wf_card_add(card, "Global", ns->is_global_namespace ? "yes" : "no");
    if (r == NULL)
        return;
    add(card, "Active cluster", r->active_cluster_name);
    for (size_t i = 0; i < r->n_clusters; i++)
        wf_strbuf_addf(&names, "%s%s", i == 0 ? "" : ", ", r->clusters[i]->cluster_name);
    add(card, "Clusters", wf_strbuf_str(&names));
    if (r->state != TENUMS__REPLICATION_STATE__REPLICATION_STATE_UNSPECIFIED)
        wf_card_add(
            card, "Replication",
            word_of(job->arena, &tenums__replication_state__descriptor, (int)r->state));
    if (ns->is_global_namespace)
        wf_card_add(card, "Failover version",
                    wf_arena_printf(job->arena, "%lld", (long long)ns->failover_version));
    wf_strbuf_release(&names);
}

static void add_capabilities(struct wf_card *card, const wf_namespace *ns)
{
    const ProtobufCMessage *c = (const ProtobufCMessage *)ns->namespace_info->capabilities;
    struct wf_strbuf names = WF_STRBUF_INIT;

    if (c == NULL)
        return;
    for (unsigned i = 0; i < c->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &c->descriptor->fields[i];
        const char *at = (const char *)c + f->offset;

        if (f->type == PROTOBUF_C_TYPE_BOOL && *(const protobuf_c_boolean *)at)
            wf_strbuf_addf(&names, "%s%s", names.len == 0 ? "" : "\n", f->name);
    }
    add(card, "Capabilities", wf_strbuf_str(&names));
    wf_strbuf_release(&names);
}

static void add_archival(struct wf_job *job, struct wf_card *card, const char *key,
                         int state, const char *uri)
{
    wf_card_add(card, key,
                uri != NULL && *uri != '\0'
                    ? wf_arena_printf(job->arena, "%s  %s", wf_archival_word(state), uri)
                    : wf_archival_word(state));
}

static void fill_card(struct wf_job *job, struct wf_card *card, const wf_namespace *ns)
{
    const Tnamespace__NamespaceInfo *info = ns->namespace_info;
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_card_add(card, "Name", info->name);
    add(card, "Id", info->id);
    wf_card_add(
        card, "State",
        word_of(job->arena, &tenums__namespace_state__descriptor, (int)info->state));
    add(card, "Description", info->description);
    add(card, "Owner", info->owner_email);
    wf_duration_short(&b, wf_duration_ns(ns->config->workflow_execution_retention_ttl));
    wf_card_add(card, "Retention", wf_strbuf_str(&b));
    add_archival(job, card, "History archival", (int)ns->config->history_archival_state,
                 ns->config->history_archival_uri);
    add_archival(job, card, "Visibility archival",
                 (int)ns->config->visibility_archival_state,
                 ns->config->visibility_archival_uri);
    for (size_t i = 0; i < info->n_data; i++)
        wf_card_add(card, wf_arena_printf(job->arena, "Data %s", info->data[i]->key),
                    info->data[i]->value);
    wf_strbuf_clear(&b);
    for (size_t i = 0; i < ns->config->n_custom_search_attribute_aliases; i++)
        wf_strbuf_addf(&b, "%s%s", i == 0 ? "" : "\n",
                       ns->config->custom_search_attribute_aliases[i]->value);
    add(card, "Search attributes", wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    add_replication(job, card, ns);
    add_capabilities(card, ns);
}

enum wf_code wf_namespace_print(struct wf_job *job, const wf_namespace *ns,
                                struct wf_error *err)
{
    struct wf_table_options o = { .color = wf_job_color(job), .header_sgr = "1" };
    struct wf_card *card;

    if (wf_job_is_json(job))
        return wf_job_json_message(job, ns, err);
    if (!wf_job_is_text(job)) { /* tsv, csv, template, refs: a listing of one */
        struct wf_list *l = NULL;
        enum wf_code rc = wf_list_begin(job, &wf_namespace_columns, &l, err);

        return rc == WF_OK ? wf_list_end(l, wf_list_item(l, ns, err), err) : rc;
    }
    card = wf_card_new();
    fill_card(job, card, ns);
    wf_card_print(card, &o, &job->out->buf);
    wf_card_free(card);
    return WF_OK;
}

enum wf_code wf_namespace_receipt(struct wf_job *job, const char *name, const char *message,
                                  struct wf_error *err)
{
    return wf_simple_receipt(job, "namespace", name, message, err);
}
