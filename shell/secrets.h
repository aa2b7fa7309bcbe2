#ifndef WF_SHELL_SECRETS_H
#define WF_SHELL_SECRETS_H

#include "base/strbuf.h"
#include "client/settings.h"
#include "shell/syntax.h"

#include <stdbool.h>

/*
 * What must not get into the history or a transcript: values of the settings that are
 * secret (API key, codec authorisation and headers, TLS key, gRPC metadata), of every
 * connection that this shell has had, and of flags that were typed. Values of fewer than
 * four bytes are not looked for: they would hide everything.
 */
struct wf_sh_secrets;
struct wf_sh_secrets *wf_sh_secrets_new(void);
void wf_sh_secrets_free(struct wf_sh_secrets *s); /* wipes them */
void wf_sh_secrets_learn(struct wf_sh_secrets *s, const struct wf_settings *settings);
/* The values of secret flags among the words of a line. */
void wf_sh_secrets_learn_words(struct wf_sh_secrets *s, size_t n, const char *const *words);
/* A flag or setting that takes a secret is named, or a secret occurs. */
bool wf_sh_secrets_in(const struct wf_sh_secrets *s, const char *text);
/* Appends the text with "(redacted)" wherever a secret stood. */
void wf_sh_secrets_redact(const struct wf_sh_secrets *s, const char *text,
                          struct wf_strbuf *out);
/* Only the names: such a line is not to be taken apart. */
bool wf_sh_secrets_names(const char *text);

#endif
