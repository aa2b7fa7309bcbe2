/* commands/input.c: payloads that the user gives. */
#include "commands/input.h"

#include "base/base64.h"
#include "base/json_scan.h"
#include "proto/payload.h"

#include <stdlib.h>
#include <string.h>

struct meta_key {
    const char *key;
    const char **values;
    size_t n;
};

struct builder {
    struct wf_job *job;
    const struct wf_input *in;
    const char *prefix;
    size_t n_inputs;
    struct meta_key *keys; /* sorted by first appearance */
    size_t n_keys;
};

/* ---- --input-meta -----------------------------------------------------------------------
 */

static enum wf_code add_meta(struct builder *b, const char *pair, struct wf_error *err)
{
    struct wf_arena *a = b->job->arena;
    const char *eq = strchr(pair, '=');
    const char *key;
    struct meta_key *k = NULL;

    if (eq == NULL || eq == pair)
        return wf_error_set(err, WF_E_USAGE, "--%sinput-meta: '%s' is not KEY=VALUE",
                            b->prefix, pair);
    key = wf_arena_strndup(a, pair, (size_t)(eq - pair));
    for (size_t i = 0; i < b->n_keys && k == NULL; i++)
        if (strcmp(b->keys[i].key, key) == 0)
            k = &b->keys[i];
    if (k == NULL) {
        k = &b->keys[b->n_keys++];
        k->key = key;
        k->values = wf_arena_alloc(a, (b->in->meta.n + 1) * sizeof *k->values);
    }
    if (k->n > 0 && k->n >= b->n_inputs)
        return wf_error_set(err, WF_E_USAGE,
                            "--%sinput-meta: more values of '%s' than inputs", b->prefix,
                            key);
    k->values[k->n++] = eq + 1;
    return WF_OK;
}

static const char *meta_of(const struct meta_key *k, size_t i)
{
    return k->n > i ? k->values[i] : k->values[0];
}

static const char *encoding_of(const struct builder *b, size_t i)
{
    for (size_t k = 0; k < b->n_keys; k++)
        if (strcmp(b->keys[k].key, "encoding") == 0)
            return meta_of(&b->keys[k], i);
    return "json/plain";
}

/* ---- the inputs -------------------------------------------------------------------------
 */

static enum wf_code text_of(struct builder *b, size_t i, bool json, struct wf_bytes *ret,
                            struct wf_error *err)
{
    bool from_file = i >= b->in->input.n;
    const char *text = from_file ? b->in->file.v[i - b->in->input.n] : b->in->input.v[i];
    const char *path = NULL;
    const char *option =
        wf_arena_printf(b->job->arena, "--%sinput%s", b->prefix, from_file ? "-file" : "");

    if (from_file)
        path = text;
    else if ((json || b->in->base64) && strcmp(text, "-") == 0)
        path = text;
    else if ((json || b->in->base64) && text[0] == '@')
        path = text + 1;
    if (!from_file && path == NULL) {
        *ret = (struct wf_bytes){ (const unsigned char *)text, strlen(text) };
        return WF_OK;
    }
    return wf_job_read_file(b->job, path, option, WF_INPUT_MAX, ret, err);
}

static struct wf_bytes trim(struct wf_bytes text)
{
    while (text.len > 0 && strchr(" \t\r\n", text.data[text.len - 1]) != NULL)
        text.len--;
    return text;
}

static enum wf_code build_one(struct builder *b, size_t i, Tcommon__Payload **ret,
                              struct wf_error *err)
{
    struct wf_arena *a = b->job->arena;
    const char *what = wf_arena_printf(a, "%sinput %zu", b->prefix, i + 1);
    const char *encoding = encoding_of(b, i);
    bool json = strncmp(encoding, "json/", 5) == 0;
    struct wf_bytes text;
    enum wf_code rc = text_of(b, i, json, &text, err);

    if (rc == WF_OK && b->in->base64) {
        struct wf_bytes coded = trim(text);
        struct wf_strbuf plain = WF_STRBUF_INIT;

        if (!wf_base64_decode(&plain, (const char *)coded.data, coded.len))
            rc = wf_error_set(err, WF_E_USAGE, "%s: not valid base64", what);
        text.data = (unsigned char *)wf_arena_strndup(a, wf_strbuf_str(&plain), plain.len);
        text.len = plain.len;
        wf_strbuf_release(&plain);
    }
    if (rc == WF_OK && json)
        rc = wf_json_check(what, text, err);
    if (rc != WF_OK)
        return rc;
    *ret = wf_payload_new(a, encoding, text);
    for (size_t k = 0; k < b->n_keys; k++) {
        const char *value = meta_of(&b->keys[k], i);

        wf_payload_set_metadata(
            a, *ret, b->keys[k].key,
            (struct wf_bytes){ (const unsigned char *)value, strlen(value) });
    }
    return WF_OK;
}

enum wf_code wf_input_build(struct wf_job *job, const struct wf_input *in,
                            const char *prefix, Tcommon__Payloads **ret,
                            struct wf_error *err)
{
    struct builder b = {
        .job = job, .in = in, .prefix = prefix, .n_inputs = in->input.n + in->file.n
    };
    Tcommon__Payloads *all = wf_msg_new(job->arena, &tcommon__payloads__descriptor);
    enum wf_code rc = WF_OK;

    if (in->input.n > 0 && in->file.n > 0)
        return wf_error_set(err, WF_E_USAGE,
                            "--%sinput and --%sinput-file exclude each other", prefix,
                            prefix);
    b.keys = wf_arena_zalloc(job->arena, (in->meta.n + 1) * sizeof *b.keys);
    for (size_t i = 0; i < in->meta.n && rc == WF_OK; i++)
        rc = add_meta(&b, in->meta.v[i], err);
    for (size_t i = 0; i < b.n_inputs && rc == WF_OK; i++) {
        Tcommon__Payload *p = NULL;

        rc = build_one(&b, i, &p, err);
        if (rc == WF_OK)
            wf_msg_append(job->arena, &all->payloads, &all->n_payloads, p);
    }
    if (rc == WF_OK)
        *ret = all;
    return rc;
}

Tcommon__Payload *wf_input_json(struct wf_arena *a, struct wf_bytes text)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_json j = WF_JSON_INIT(&b, true);
    Tcommon__Payload *p;

    wf_json_raw(&j, (const char *)text.data, text.len);
    if (b.len == 4 && memcmp(b.data, "null", 4) == 0)
        p = wf_payload_new(a, "binary/null", (struct wf_bytes){ NULL, 0 });
    else
        p = wf_payload_json(a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return p;
}

/* ---- KEY=JSON ---------------------------------------------------------------------------
 */

static enum wf_code pair_of(struct wf_job *job, const char *option, const char *pair,
                            char **ret_key, Tcommon__Payload **ret, struct wf_error *err)
{
    const char *eq = strchr(pair, '=');
    struct wf_bytes text;
    enum wf_code rc;

    if (eq == NULL || eq == pair)
        return wf_error_set(err, WF_E_USAGE, "%s: '%s' is not KEY=JSON", option, pair);
    *ret_key = wf_arena_strndup(job->arena, pair, (size_t)(eq - pair));
    text = (struct wf_bytes){ (const unsigned char *)eq + 1, strlen(eq + 1) };
    rc = wf_json_check(wf_arena_printf(job->arena, "%s '%s'", option, *ret_key), text, err);
    if (rc == WF_OK)
        *ret = wf_input_json(job->arena, text);
    return rc;
}

#define PAIRS(function, type, message, entry, member, option)                              \
    enum wf_code function(struct wf_job *job, const struct wf_strings *pairs, type **ret,  \
                          struct wf_error *err)                                            \
    {                                                                                      \
        type *all = wf_msg_new(job->arena, &message##__descriptor);                        \
        enum wf_code rc = WF_OK;                                                           \
                                                                                           \
        for (size_t i = 0; i < pairs->n && rc == WF_OK; i++) {                             \
            type##__##entry##Entry *e = NULL;                                              \
            char *key = NULL;                                                              \
            Tcommon__Payload *p = NULL;                                                    \
                                                                                           \
            rc = pair_of(job, option, pairs->v[i], &key, &p, err);                         \
            for (size_t k = 0; k < all->n_##member && rc == WF_OK && e == NULL; k++)       \
                if (strcmp(all->member[k]->key, key) == 0)                                 \
                    e = all->member[k];                                                    \
            if (rc == WF_OK && e == NULL) {                                                \
                e = wf_msg_new(job->arena, &message##__##member##_entry__descriptor);      \
                wf_msg_append(job->arena, &all->member, &all->n_##member, e);              \
            }                                                                              \
            if (rc == WF_OK) {                                                             \
                e->key = key;                                                              \
                e->value = p;                                                              \
            }                                                                              \
        }                                                                                  \
        if (rc == WF_OK)                                                                   \
            *ret = pairs->n > 0 ? all : NULL;                                              \
        return rc;                                                                         \
    }

PAIRS(wf_input_header, Tcommon__Header, tcommon__header, Fields, fields, "--headers")
PAIRS(wf_input_memo, Tcommon__Memo, tcommon__memo, Fields, fields, "--memo")
PAIRS(wf_input_search_attributes, Tcommon__SearchAttributes, tcommon__search_attributes,
      IndexedFields, indexed_fields, "--search-attribute")
PAIRS(wf_input_version_metadata, Tdeployment__VersionMetadata,
      tdeployment__version_metadata, Entries, entries, "--metadata")

enum wf_code wf_input_no_header(struct wf_job *job, const struct wf_strings *pairs,
                                struct wf_error *err)
{
    Tcommon__Header *checked = NULL;
    enum wf_code rc = wf_input_header(job, pairs, &checked, err);

    if (rc == WF_OK && checked != NULL)
        wf_job_note(job, "--headers: the API carries no headers for %s, they are not sent",
                    job->command->path);
    return rc;
}

/* ---- the options ------------------------------------------------------------------------
 */

#define I struct wf_input
#define QUARTET(prefix, letter, of)                                                        \
    {                                                                                      \
        WF_OPT_STRINGS(letter, prefix "input", I, input, "JSON",                           \
                       "argument" of "; @FILE, or - for stdin"),                           \
            WF_OPT_STRINGS(0, prefix "input-file", I, file, "FILE",                        \
                           "argument" of " from a file, - for stdin",                      \
                           .complete = WF_COMPLETE_FILE),                                  \
            WF_OPT_STRINGS(0, prefix "input-meta", I, meta, "KEY=VALUE",                   \
                           "metadata of the payload; encoding=... replaces json/plain"),   \
            WF_OPT_BOOL(0, prefix "input-base64", I, base64, "the inputs are in base64"),  \
            WF_OPT_END                                                                     \
    }

const struct wf_option wf_input_options[] = QUARTET("", 'i', "");
const struct wf_option wf_signal_input_options[] = QUARTET("signal-", 0, " of the signal");
const struct wf_option wf_update_input_options[] = QUARTET("update-", 0, " of the update");

const struct wf_option wf_headers_options[] = {
    { .type = WF_OPTION_STRINGS,
      .name = "headers",
      .value_name = "KEY=JSON",
      .help = "header of the request, for the worker's interceptors" },
    WF_OPT_END
};
#undef I
