/* shell/secrets.c: what must not be written down. */
#include "shell/secrets.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { LEAST = 4, PART = 8 };

struct wf_sh_secrets {
    char **v; /* owned, the longest first */
    size_t n;
};

struct wf_sh_secrets *wf_sh_secrets_new(void)
{
    return wf_calloc(1, sizeof(struct wf_sh_secrets));
}

void wf_sh_secrets_free(struct wf_sh_secrets *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n; i++) {
        explicit_bzero(s->v[i], strlen(s->v[i]));
        free(s->v[i]);
    }
    free(s->v);
    free(s);
}

static void learn(struct wf_sh_secrets *s, const char *text, size_t n, size_t least)
{
    char *copy;
    size_t at = 0;

    if (n < least)
        return;
    copy = wf_strdup(text);
    copy[n] = '\0';
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->v[i], copy) == 0) {
            explicit_bzero(copy, n);
            free(copy);
            return;
        }
    s->v = wf_reallocarray(s->v, s->n + 1, sizeof *s->v);
    while (at < s->n && strlen(s->v[at]) >= n)
        at++;
    memmove(s->v + at + 1, s->v + at, (s->n - at) * sizeof *s->v);
    s->v[at] = copy;
    s->n++;
}

/*
 * Whole, and by its parts: the lines of a key, the word behind "Bearer". Not the first
 * and last line of a PEM text, which every key has.
 */
static void learn_value(struct wf_sh_secrets *s, const char *value)
{
    if (value == NULL)
        return;
    learn(s, value, strlen(value), LEAST);
    for (const char *p = value; *p != '\0';) {
        size_t n = strcspn(p, " \t\r\n");

        if (strncmp(p, "-----", 5) == 0)
            n = strcspn(p, "\r\n");
        else if (n < strlen(value))
            learn(s, p, n, PART);
        p += n;
        p += strspn(p, " \t\r\n");
    }
}

void wf_sh_secrets_learn(struct wf_sh_secrets *s, const struct wf_settings *settings)
{
    if (settings == NULL)
        return;
    learn_value(s, settings->api_key);
    learn_value(s, settings->codec_auth);
    learn_value(s, settings->tls_key_data);
    for (size_t i = 0; i < settings->codec_headers.n; i++)
        learn_value(s, settings->codec_headers.items[i].value);
    for (size_t i = 0; i < settings->grpc_meta.n; i++)
        learn_value(s, settings->grpc_meta.items[i].value);
}

/* Flags whose value is a secret; of KEY=VALUE the value is. */
static const struct {
    const char *name;
    bool pair;
} flags[] = {
    { "--api-key", false },     { "--codec-auth", false }, { "--tls-key-data", false },
    { "--codec-header", true }, { "--grpc-meta", true },
};

void wf_sh_secrets_learn_words(struct wf_sh_secrets *s, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < sizeof flags / sizeof *flags; k++) {
            size_t len = strlen(flags[k].name);
            const char *value = NULL;

            if (strncmp(words[i], flags[k].name, len) != 0)
                continue;
            if (words[i][len] == '=')
                value = words[i] + len + 1;
            else if (words[i][len] == '\0' && i + 1 < n)
                value = words[i + 1];
            if (value != NULL && flags[k].pair)
                value = strchr(value, '=') != NULL ? strchr(value, '=') + 1 : NULL;
            learn_value(s, value);
        }
}

bool wf_sh_secrets_names(const char *text)
{
    static const char *const settings[] = { "api_key", "codec.auth", "key_data" };

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strstr(text, flags[i].name) != NULL)
            return true;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (strstr(text, settings[i]) != NULL)
            return true;
    return false;
}

bool wf_sh_secrets_in(const struct wf_sh_secrets *s, const char *text)
{
    if (wf_sh_secrets_names(text))
        return true;
    for (size_t i = 0; i < s->n; i++)
        if (strstr(text, s->v[i]) != NULL)
            return true;
    return false;
}

void wf_sh_secrets_redact(const struct wf_sh_secrets *s, const char *text,
                          struct wf_strbuf *out)
{
    while (*text != '\0') {
        size_t i = 0;

        while (i < s->n && strncmp(text, s->v[i], strlen(s->v[i])) != 0)
            i++;
        if (i < s->n) {
            wf_strbuf_adds(out, "(redacted)");
            text += strlen(s->v[i]);
        } else {
            wf_strbuf_addc(out, *text++);
        }
    }
}
