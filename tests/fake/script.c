/* script.c: the rules: reading them, and which one is for a call. README.md has the words.
 */

#include "tests/fake/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void wf_fake_wrong(struct wf_fake_place *p, const char *what, const char *which)
{
    if (p->error != NULL)
        return;
    p->error = which != NULL ? wf_asprintf("%s '%s'", what, which) : wf_strdup(what);
}

char *wf_fake_word(struct wf_fake_place *p)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    char quote = '\0';

    p->rest += strspn(p->rest, " \t");
    if (*p->rest == '\0')
        return NULL;
    wf_strbuf_adds(&b, "");
    for (; *p->rest != '\0'; p->rest++) {
        if (quote != '\0' && *p->rest == quote)
            quote = '\0';
        else if (quote == '\0' && (*p->rest == '"' || *p->rest == '\''))
            quote = *p->rest;
        else if (quote == '\0' && (*p->rest == ' ' || *p->rest == '\t'))
            break;
        else
            wf_strbuf_addc(&b, *p->rest);
    }
    if (quote != '\0')
        wf_fake_wrong(p, "a quote is not closed", NULL);
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

bool wf_fake_number(const char *s, long *ret)
{
    char *end;

    errno = 0;
    *ret = strtol(s, &end, 10);
    return errno == 0 && *s != '\0' && *end == '\0';
}

const struct wf_method *wf_fake_method(struct wf_fake_place *p, const char *name)
{
    const struct wf_method *m;

    if (strcmp(name, "*") == 0)
        return NULL;
    m = wf_method_find(name);
    if (m == NULL)
        wf_fake_wrong(p, "no method", name);
    return m;
}

/* ---- settings -------------------------------------------------------------------------
 */

static bool set_transport(struct wf_fake_settings *s, const char *value)
{
    static const char *const names[] = { "h2", "http1", "silent", "close", "proxy" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) == 0) {
            s->transport = (enum wf_fake_transport)i;
            return true;
        }
    }
    return false;
}

static void parse_set(struct wf_fake_place *p, struct wf_fake_script *script)
{
    struct wf_fake_settings *s = &script->set;
    const struct {
        const char *key;
        long *value;
    } numbers[] = {
        { "archival.cache", &s->archival_cache_ms },
        { "history.events", &s->history_events },
        { "history.every", &s->history_every_ms },
        { "history.until", &s->history_until },
        { "history.bytes", &s->history_bytes },
        { "history.page", &s->history_page },
        { "history.poll", &s->history_poll_ms },
        { "workflows", &s->workflows },
        { "list.page", &s->list_page },
    };
    char *key = wf_fake_word(p), *value = wf_fake_word(p);
    bool done = false;

    if (key == NULL || value == NULL) {
        wf_fake_wrong(p, "set takes a key and a value", NULL);
    } else if (strcmp(key, "transport") == 0) {
        done = set_transport(s, value);
    } else if (strcmp(key, "archival.taken") == 0) {
        s->archival_taken = strcmp(value, "yes") == 0;
        done = s->archival_taken || strcmp(value, "no") == 0;
    } else if (strcmp(key, "archival.uri") == 0) {
        free(s->archival_uri);
        s->archival_uri = wf_strdup(value);
        done = true;
    } else if (strcmp(key, "namespaces") == 0) {
        free(script->namespaces);
        script->namespaces = wf_strdup(value);
        done = true;
    } else {
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            if (strcmp(key, numbers[i].key) == 0)
                done = wf_fake_number(value, numbers[i].value);
    }
    if (!done)
        wf_fake_wrong(p, "cannot set", key != NULL ? key : "");
    free(key);
    free(value);
}

static void parse_expect(struct wf_fake_place *p, struct wf_fake_script *s)
{
    struct wf_fake_expect e = { 0 };
    char *name = wf_fake_word(p);

    if (name == NULL)
        wf_fake_wrong(p, "expect takes a method and a key", NULL);
    else
        e.method = wf_fake_method(p, name);
    free(name);
    e.pair = wf_fake_word(p);
    if (e.pair == NULL)
        wf_fake_wrong(p, "expect takes a method and a key", NULL);
    s->expects = wf_reallocarray(s->expects, s->n_expects + 1, sizeof e);
    s->expects[s->n_expects++] = e;
}

bool wf_fake_script_line(struct wf_fake_script *s, const char *where, const char *line,
                         bool first)
{
    struct wf_fake_place p = { .rest = line };
    char *w = wf_fake_word(&p);
    bool good;

    if (w == NULL || *w == '#') {
        free(w);
        return true;
    }
    if (strcmp(w, "set") == 0)
        parse_set(&p, s);
    else if (strcmp(w, "expect") == 0)
        parse_expect(&p, s);
    else
        wf_fake_rule_parse(&p, s, w, first);
    good = p.error == NULL;
    if (!good)
        fprintf(stderr, "fakefront: %s: %s\n", where, p.error);
    free(p.error);
    free(w);
    return good;
}

void wf_fake_script_load(struct wf_fake_script *s, const char *path)
{
    FILE *f;
    char *line = NULL, *where;
    size_t size = 0;
    unsigned n = 0;

    s->set = (struct wf_fake_settings){
        .archival_uri = wf_strdup("file:///tmp/archive"),
        .history_events = 3,
        .history_page = 250,
        .history_poll_ms = 20000,
        .workflows = 3,
        .list_page = 1000,
    };
    s->namespaces = wf_strdup("default");
    if (path == NULL)
        return;
    f = fopen(path, "re");
    if (f == NULL) {
        fprintf(stderr, "fakefront: cannot read '%s'\n", path);
        exit(2);
    }
    while (getline(&line, &size, f) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        where = wf_asprintf("%s:%u", path, ++n);
        if (!wf_fake_script_line(s, where, line, false))
            exit(2);
        free(where);
    }
    free(line);
    fclose(f);
}

/* ---- matching -------------------------------------------------------------------------
 */

bool wf_fake_has_metadata(const struct wf_fake_call *call, const char *pair)
{
    const char *value = *pair == ':' ? strchr(pair + 1, ':') : strchr(pair, ':');
    size_t n = value != NULL ? (size_t)(value - pair) : strlen(pair);

    for (size_t i = 0; i < call->n_metadata; i++) {
        const struct wf_fake_pair *m = &call->metadata[i];

        if (strlen(m->key) == n && strncmp(m->key, pair, n) == 0 &&
            (value == NULL || strcmp(m->value, value + 1) == 0))
            return true;
    }
    return false;
}

struct wf_fake_rule *wf_fake_script_match(struct wf_fake_script *s,
                                          struct wf_fake_call *call)
{
    for (size_t i = 0; i < s->n_rules; i++) {
        struct wf_fake_rule *r = s->rules[i];

        if (r->times == 0 || (r->method != NULL && r->method != call->method))
            continue;
        if (r->when != NULL && strstr(wf_strbuf_str(&call->json), r->when) == NULL)
            continue;
        if ((r->has != NULL && !wf_fake_has_metadata(call, r->has)) ||
            (r->lacks != NULL && wf_fake_has_metadata(call, r->lacks)))
            continue;
        if (r->after > 0) {
            r->after--;
            continue;
        }
        if (r->times > 0)
            r->times--;
        return r;
    }
    return NULL;
}
