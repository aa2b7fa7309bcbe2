/* client/settings_yaml.c: reads and writes the environments of temporal.yaml. */
#include "client/settings_yaml.h"

#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "client/config_file.h"

enum { ENTRIES_MAX = 10000 };

struct reader {
    const char *path;
    struct wf_arena *arena;
    struct wf_error *err;
    yaml_document_t doc;
};

static enum wf_code refuse(struct reader *r, const yaml_node_t *at, const char *what)
{
    return wf_error_set(r->err, WF_E_USAGE, "%s:%zu:%zu: %s", r->path,
                        at->start_mark.line + 1, at->start_mark.column + 1, what);
}

static const char *scalar_text(struct reader *r, const yaml_node_t *node)
{
    const char *s = (const char *)node->data.scalar.value;

    if (node->type != YAML_SCALAR_NODE || strlen(s) != node->data.scalar.length)
        return NULL;
    return wf_arena_strdup(r->arena, s);
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct wf_pair *)a)->key, ((const struct wf_pair *)b)->key);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct wf_legacy_env *)a)->name,
                  ((const struct wf_legacy_env *)b)->name);
}

static bool is_null(const yaml_node_t *node)
{
    const char *s = (const char *)node->data.scalar.value;

    return node->type == YAML_SCALAR_NODE &&
           node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (*s == '\0' || strcmp(s, "~") == 0 || strcmp(s, "null") == 0);
}

/* The number of pairs of a mapping, with the limit; 0 for null. */
static enum wf_code count_pairs(struct reader *r, const yaml_node_t *node, size_t *ret)
{
    if (is_null(node)) {
        *ret = 0;
        return WF_OK;
    }
    if (node->type != YAML_MAPPING_NODE)
        return refuse(r, node, "a mapping is expected here");
    *ret = (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    if (*ret > ENTRIES_MAX)
        return refuse(r, node, "too many entries");
    return WF_OK;
}

static enum wf_code read_env(struct reader *r, const yaml_node_t *node,
                             struct wf_legacy_env *env)
{
    size_t n;
    enum wf_code rc = count_pairs(r, node, &n);

    if (rc != WF_OK)
        return rc;
    env->items = wf_arena_zalloc(r->arena, (n + 1) * sizeof *env->items);
    for (size_t i = 0; i < n; i++) {
        const yaml_node_pair_t *p = node->data.mapping.pairs.start + i;
        const yaml_node_t *k = yaml_document_get_node(&r->doc, p->key);
        const yaml_node_t *v = yaml_document_get_node(&r->doc, p->value);

        env->items[i].key = scalar_text(r, k);
        env->items[i].value = is_null(v) ? "" : scalar_text(r, v);
        if (env->items[i].key == NULL || env->items[i].value == NULL)
            return refuse(r, env->items[i].key == NULL ? k : v, "a text is expected here");
    }
    env->n = n;
    qsort(env->items, n, sizeof *env->items, by_key);
    for (size_t i = 1; i < n; i++)
        if (strcmp(env->items[i - 1].key, env->items[i].key) == 0)
            return refuse(r, node, "a key is there twice");
    return WF_OK;
}

static enum wf_code read_envs(struct reader *r, const yaml_node_t *node,
                              struct wf_legacy *ret)
{
    size_t n;
    enum wf_code rc = count_pairs(r, node, &n);

    if (rc != WF_OK)
        return rc;
    ret->envs = wf_arena_zalloc(r->arena, (n + 1) * sizeof *ret->envs);
    for (size_t i = 0; i < n; i++) {
        const yaml_node_pair_t *p = node->data.mapping.pairs.start + i;
        const yaml_node_t *k = yaml_document_get_node(&r->doc, p->key);

        ret->envs[i].name = scalar_text(r, k);
        if (ret->envs[i].name == NULL)
            return refuse(r, k, "a text is expected here");
        rc = read_env(r, yaml_document_get_node(&r->doc, p->value), &ret->envs[i]);
        if (rc != WF_OK)
            return rc;
    }
    ret->n = n;
    qsort(ret->envs, n, sizeof *ret->envs, by_name);
    for (size_t i = 1; i < n; i++)
        if (strcmp(ret->envs[i - 1].name, ret->envs[i].name) == 0)
            return refuse(r, node, "an environment is there twice");
    return WF_OK;
}

static enum wf_code read_root(struct reader *r, struct wf_legacy *ret)
{
    const yaml_node_t *root = yaml_document_get_root_node(&r->doc);
    size_t n = 0;
    enum wf_code rc;

    if (root == NULL)
        return WF_OK;
    rc = count_pairs(r, root, &n);
    for (size_t i = 0; rc == WF_OK && i < n; i++) {
        const yaml_node_pair_t *p = root->data.mapping.pairs.start + i;
        const yaml_node_t *k = yaml_document_get_node(&r->doc, p->key);

        if (k->type == YAML_SCALAR_NODE &&
            strcmp((const char *)k->data.scalar.value, "env") == 0)
            rc = read_envs(r, yaml_document_get_node(&r->doc, p->value), ret);
    }
    return rc;
}

enum wf_code wf_legacy_read(const char *path, struct wf_arena *arena, struct wf_legacy *ret,
                            struct wf_error *err)
{
    struct reader r = { .path = path, .arena = arena, .err = err };
    struct wf_legacy legacy = { 0 };
    struct wf_strbuf text = WF_STRBUF_INIT;
    yaml_parser_t parser;
    enum wf_code rc = wf_config_read(path, &text, err);

    if (rc != WF_OK || text.len == 0) {
        if (rc == WF_OK)
            *ret = legacy;
        wf_strbuf_wipe(&text);
        return rc;
    }
    if (!yaml_parser_initialize(&parser)) {
        wf_strbuf_wipe(&text);
        return wf_error_set(err, WF_E_OTHER, "%s: no memory for the YAML reader", path);
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.len);
    if (yaml_parser_load(&parser, &r.doc)) {
        rc = read_root(&r, &legacy);
        yaml_document_delete(&r.doc);
    } else {
        rc = wf_error_set(err, WF_E_USAGE, "%s:%zu:%zu: %s", path,
                          parser.problem_mark.line + 1, parser.problem_mark.column + 1,
                          parser.problem != NULL ? parser.problem : "not YAML");
    }
    yaml_parser_delete(&parser);
    wf_strbuf_wipe(&text);
    if (rc == WF_OK)
        *ret = legacy;
    return rc;
}

/* Words that a YAML reader would take for something else than text get quotes. */
static bool needs_quotes(const char *s)
{
    static const char *const words[] = { "true", "false", "yes",  "no",   "on",
                                         "off",  "y",     "n",    "null", "~",
                                         "",     ".inf",  ".nan", "<<",   "=" };
    char *end;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i]) == 0)
            return true;
    (void)strtod(s, &end);
    return *end == '\0' || strspn(s, "0123456789-+._:xobTZ ") == strlen(s);
}

static int add_scalar(yaml_document_t *doc, const char *s)
{
    return yaml_document_add_scalar(doc, NULL, (const yaml_char_t *)s, (int)strlen(s),
                                    needs_quotes(s) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
                                                    : YAML_ANY_SCALAR_STYLE);
}

static bool build(yaml_document_t *doc, const struct wf_legacy *legacy)
{
    int root = yaml_document_add_mapping(doc, NULL, YAML_BLOCK_MAPPING_STYLE);
    int key = add_scalar(doc, "env");
    int envs = yaml_document_add_mapping(
        doc, NULL, legacy->n > 0 ? YAML_BLOCK_MAPPING_STYLE : YAML_FLOW_MAPPING_STYLE);

    if (root == 0 || key == 0 || envs == 0 ||
        !yaml_document_append_mapping_pair(doc, root, key, envs))
        return false;
    for (size_t i = 0; i < legacy->n; i++) {
        const struct wf_legacy_env *e = &legacy->envs[i];
        int name = add_scalar(doc, e->name);
        int map = yaml_document_add_mapping(
            doc, NULL, e->n > 0 ? YAML_BLOCK_MAPPING_STYLE : YAML_FLOW_MAPPING_STYLE);

        if (name == 0 || map == 0 ||
            !yaml_document_append_mapping_pair(doc, envs, name, map))
            return false;
        for (size_t k = 0; k < e->n; k++) {
            int a = add_scalar(doc, e->items[k].key),
                b = add_scalar(doc, e->items[k].value);

            if (a == 0 || b == 0 || !yaml_document_append_mapping_pair(doc, map, a, b))
                return false;
        }
    }
    return true;
}

static int append_text(void *out, unsigned char *data, size_t n)
{
    wf_strbuf_add(out, data, n);
    return 1;
}

enum wf_code wf_legacy_write(const char *path, const struct wf_legacy *legacy,
                             struct wf_error *err)
{
    struct wf_strbuf out = WF_STRBUF_INIT;
    yaml_emitter_t emitter;
    yaml_document_t doc;
    bool ok;
    enum wf_code rc;

    if (!yaml_emitter_initialize(&emitter))
        return wf_error_set(err, WF_E_OTHER, "no memory for the YAML writer");
    yaml_emitter_set_output(&emitter, append_text, &out);
    yaml_emitter_set_indent(&emitter, 4);
    yaml_emitter_set_width(&emitter, -1);
    yaml_emitter_set_unicode(&emitter, 1);
    ok = yaml_document_initialize(&doc, NULL, NULL, NULL, 1, 1) != 0;
    if (ok && !build(&doc, legacy)) {
        yaml_document_delete(&doc);
        ok = false;
    }
    ok = ok && yaml_emitter_dump(&emitter, &doc) && yaml_emitter_flush(&emitter);
    rc = ok ? wf_config_write(path, wf_strbuf_str(&out), out.len, err)
            : wf_error_set(err, WF_E_USAGE, "%s: cannot be written: %s", path,
                           emitter.problem != NULL ? emitter.problem : "not text");
    yaml_emitter_delete(&emitter);
    wf_strbuf_wipe(&out);
    return rc;
}

struct wf_legacy_env *wf_legacy_find(const struct wf_legacy *legacy, const char *name)
{
    for (size_t i = 0; i < legacy->n; i++)
        if (strcmp(legacy->envs[i].name, name) == 0)
            return &legacy->envs[i];
    return NULL;
}

void wf_legacy_set(struct wf_legacy *legacy, struct wf_arena *arena, const char *name,
                   const char *key, const char *value)
{
    struct wf_legacy_env *env = wf_legacy_find(legacy, name), *envs;
    struct wf_pair *items;

    if (env == NULL) {
        envs = wf_arena_zalloc(arena, (legacy->n + 1) * sizeof *envs);
        if (legacy->n > 0)
            memcpy(envs, legacy->envs, legacy->n * sizeof *envs);
        envs[legacy->n++].name = wf_arena_strdup(arena, name);
        legacy->envs = envs;
        qsort(envs, legacy->n, sizeof *envs, by_name);
        env = wf_legacy_find(legacy, name);
    }
    for (size_t i = 0; i < env->n; i++)
        if (strcmp(env->items[i].key, key) == 0) {
            env->items[i].value = wf_arena_strdup(arena, value);
            return;
        }
    items = wf_arena_zalloc(arena, (env->n + 1) * sizeof *items);
    if (env->n > 0)
        memcpy(items, env->items, env->n * sizeof *items);
    items[env->n].key = wf_arena_strdup(arena, key);
    items[env->n++].value = wf_arena_strdup(arena, value);
    env->items = items;
    qsort(items, env->n, sizeof *items, by_key);
}

bool wf_legacy_delete(struct wf_legacy *legacy, const char *name, const char *key)
{
    struct wf_legacy_env *env = wf_legacy_find(legacy, name);
    size_t i;

    if (env == NULL)
        return false;
    if (key == NULL) {
        i = (size_t)(env - legacy->envs);
        memmove(env, env + 1, (legacy->n - i - 1) * sizeof *env);
        legacy->n--;
        return true;
    }
    for (i = 0; i < env->n; i++)
        if (strcmp(env->items[i].key, key) == 0) {
            memmove(&env->items[i], &env->items[i + 1],
                    (env->n - i - 1) * sizeof *env->items);
            env->n--;
            return true;
        }
    return false;
}
