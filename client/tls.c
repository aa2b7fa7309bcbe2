/* client/tls.c: certificates and keys from files or text, checked, into credentials. */
#include "client/tls.h"

#include "base/strbuf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEM_MAX = 8 << 20 };

static const char *const root_files[] = {
    "/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch */
    "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem", /* openSUSE */
    "/etc/ssl/cert.pem",      /* Alpine */
};

const char *wf_tls_system_roots(void)
{
    static const char *const names[] = { "SSL_CERT_FILE",
                                         "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = getenv(names[i]);

        if (path != NULL && path[0] != '\0')
            return path;
    }
    for (size_t i = 0; i < sizeof root_files / sizeof root_files[0]; i++)
        if (access(root_files[i], R_OK) == 0)
            return root_files[i];
    return NULL;
}

static enum wf_code read_file(const char *what, const char *path, struct wf_strbuf *out,
                              struct wf_error *err)
{
    FILE *f = fopen(path, "re");
    enum wf_code rc = WF_OK;
    char buf[16384];
    size_t n;

    if (f == NULL)
        goto fail;
    errno = 0;
    while (!ferror(f) && (n = fread(buf, 1, sizeof buf, f)) > 0 && out->len <= PEM_MAX)
        wf_strbuf_add(out, buf, n);
    if (ferror(f))
        goto fail;
    if (out->len > PEM_MAX)
        rc = wf_error_set(err, WF_E_USAGE, "%s: '%s' is too large for certificates", what,
                          path);
    fclose(f);
    return rc;
fail:
    wf_error_errno(err, "%s: cannot read '%s'", what, path);
    err->code = WF_E_USAGE; /* the option is wrong, whatever errno says */
    if (f != NULL)
        fclose(f);
    return err->code;
}

/* A certificate, or a key, in PEM; `out` stays empty when neither path nor data is given.
 */
static enum wf_code load_pem(const char *what, const char *path, const char *data, bool key,
                             struct wf_strbuf *out, struct wf_error *err)
{
    const char *mark = key ? "PRIVATE KEY-----" : "-----BEGIN CERTIFICATE-----";
    enum wf_code rc = WF_OK;

    if (data != NULL)
        wf_strbuf_adds(out, data);
    else if (path != NULL)
        rc = read_file(what, path, out, err);
    if (rc != WF_OK || (path == NULL && data == NULL))
        return rc;
    if (strlen(wf_strbuf_str(out)) != out->len ||
        strstr(wf_strbuf_str(out), mark) == NULL) {
        wf_error_set(err, WF_E_USAGE, "%s: %s%s%s holds no %s in PEM form", what,
                     data == NULL ? "'" : "", data == NULL ? path : "the text",
                     data == NULL ? "'" : "", key ? "private key" : "certificate");
        wf_error_hint(err, "PEM has a line '-----BEGIN %s-----'",
                      key ? "PRIVATE KEY" : "CERTIFICATE");
        return WF_E_USAGE;
    }
    if (key && strstr(wf_strbuf_str(out), "ENCRYPTED") != NULL)
        return wf_error_set(
            err, WF_E_USAGE,
            "%s: the private key is protected by a passphrase, which is not "
            "supported",
            what);
    return WF_OK;
}

static enum wf_code load_roots(const struct wf_settings *s, struct wf_strbuf *out,
                               struct wf_error *err)
{
    const char *path;

    if (s->tls_ca_path != NULL || s->tls_ca_data != NULL)
        return load_pem("tls-ca", s->tls_ca_path, s->tls_ca_data, false, out, err);
    path = wf_tls_system_roots();
    if (path == NULL) {
        wf_error_set(err, WF_E_USAGE,
                     "TLS: this system has no list of trusted certificates");
        wf_error_hint(err, "install the package ca-certificates, or name a CA with "
                           "--tls-ca-path");
        return WF_E_USAGE;
    }
    return load_pem("TLS", path, NULL, false, out, err);
}

enum wf_code wf_tls_credentials(const struct wf_settings *s, grpc_channel_credentials **ret,
                                struct wf_error *err)
{
    struct wf_strbuf roots = WF_STRBUF_INIT, cert = WF_STRBUF_INIT, key = WF_STRBUF_INIT;
    grpc_channel_credentials *creds = NULL;
    grpc_ssl_pem_key_cert_pair pair;
    bool mutual;
    enum wf_code rc;

    if (!s->tls) {
        *ret = grpc_insecure_credentials_create();
        return WF_OK;
    }
    rc = load_pem("tls-cert", s->tls_cert_path, s->tls_cert_data, false, &cert, err);
    if (rc == WF_OK)
        rc = load_pem("tls-key", s->tls_key_path, s->tls_key_data, true, &key, err);
    if (rc == WF_OK && (cert.len > 0) != (key.len > 0)) {
        rc = wf_error_set(err, WF_E_USAGE, "TLS: a client %s was given without its %s",
                          cert.len > 0 ? "certificate" : "key",
                          cert.len > 0 ? "key" : "certificate");
        wf_error_hint(err, "--tls-cert-path and --tls-key-path belong together");
    }
    if (rc == WF_OK && !s->tls_disable_host_verification)
        rc = load_roots(s, &roots, err);
    if (rc != WF_OK)
        goto out;
    mutual = cert.len > 0;
    pair = (grpc_ssl_pem_key_cert_pair){ .private_key = key.data, .cert_chain = cert.data };
    if (s->tls_disable_host_verification)
        creds = wf_grpc_unverified_credentials(cert.data, key.data);
    else
        creds =
            grpc_ssl_credentials_create_ex(roots.data, mutual ? &pair : NULL, NULL, NULL);
    if (creds == NULL)
        rc = wf_error_set(err, WF_E_USAGE, "TLS: gRPC does not take these certificates");
    *ret = creds;
out:
    if (key.data != NULL)
        explicit_bzero(key.data, key.size);
    wf_strbuf_release(&roots);
    wf_strbuf_release(&cert);
    wf_strbuf_release(&key);
    return rc;
}
