/* client/http.c: POST, by a libcurl that is opened only when it is needed. */
#include "client/http.h"

#include "client/address.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CONNECT_TIMEOUT_MS = 5000 };

/* What is used of libcurl; `handle` is kept between requests, and with it the connection.
 */
static struct {
    CURLcode (*global_init)(long flags);
    CURL *(*easy_init)(void);
    void (*easy_reset)(CURL *c);
    CURLcode (*easy_setopt)(CURL *c, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *c);
    CURLcode (*easy_getinfo)(CURL *c, CURLINFO info, ...);
    const char *(*easy_strerror)(CURLcode code);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *s);
    void (*slist_free_all)(struct curl_slist *list);
    CURL *handle;
} curl;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct transfer {
    struct wf_strbuf *body;
    struct wf_cancel *cancel;
    bool too_large;
};

static bool load_symbols(void *lib)
{
    const struct {
        const char *name;
        void *at;
    } wanted[] = {
        { "curl_global_init", &curl.global_init },
        { "curl_easy_init", &curl.easy_init },
        { "curl_easy_reset", &curl.easy_reset },
        { "curl_easy_setopt", &curl.easy_setopt },
        { "curl_easy_perform", &curl.easy_perform },
        { "curl_easy_getinfo", &curl.easy_getinfo },
        { "curl_easy_strerror", &curl.easy_strerror },
        { "curl_slist_append", &curl.slist_append },
        { "curl_slist_free_all", &curl.slist_free_all },
    };

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        void *symbol = dlsym(lib, wanted[i].name);

        if (symbol == NULL)
            return false;
        memcpy(wanted[i].at, &symbol, sizeof symbol);
    }
    return true;
}

/* Under `lock`. */
static enum wf_code open_curl(struct wf_error *err)
{
    static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4",
                                         "libcurl.so" };

    for (size_t i = 0; curl.handle == NULL && i < sizeof names / sizeof names[0]; i++) {
        void *lib = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);

        if (lib == NULL)
            continue;
        if (load_symbols(lib) && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
            curl.handle = curl.easy_init();
        if (curl.handle == NULL)
            dlclose(lib);
    }
    if (curl.handle != NULL)
        return WF_OK;
    wf_error_set(err, WF_E_UNAVAILABLE,
                 "the codec server needs libcurl, which is not here");
    wf_error_hint(err, "install it (Debian: libcurl4, Arch: curl), or leave "
                       "--codec-endpoint away");
    return WF_E_UNAVAILABLE;
}

static size_t on_body(char *data, size_t size, size_t n, void *user)
{
    struct transfer *t = user;

    if (t->body->len + size * n > WF_HTTP_REPLY_MAX) {
        t->too_large = true;
        return 0;
    }
    wf_strbuf_add(t->body, data, size * n);
    return size * n;
}

static int on_progress(void *user, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
                       curl_off_t ulnow)
{
    const struct transfer *t = user;

    (void)dltotal;
    (void)dlnow;
    (void)ultotal;
    (void)ulnow;
    return t->cancel != NULL && wf_cancel_fired(t->cancel);
}

/* A proxy is of no use for what is on this machine. */
static bool is_local(const char *url)
{
    const char *host = strstr(url, "://");
    struct wf_error ignored = WF_ERROR_INIT;
    struct wf_address a = { 0 };
    char *copy;
    bool local;

    if (host == NULL)
        return false;
    copy = wf_strndup(host + 3, strcspn(host + 3, "/?#"));
    local = wf_address_parse(copy, &a, &ignored) == WF_OK && a.local;
    wf_address_release(&a);
    free(copy);
    return local;
}

static enum wf_code perform(const char *url, const struct transfer *t, CURLcode rc,
                            const char *words, struct wf_error *err)
{
    if (rc == CURLE_OK)
        return WF_OK;
    if (rc == CURLE_ABORTED_BY_CALLBACK)
        return wf_error_set(err, WF_E_INTERRUPTED, "interrupted");
    if (t->too_large)
        return wf_error_set(err, WF_E_OTHER, "%s: its answer is larger than %d MiB", url,
                            WF_HTTP_REPLY_MAX >> 20);
    return wf_error_set(err, WF_E_UNAVAILABLE, "%s: %s", url,
                        words[0] != '\0' ? words : curl.easy_strerror(rc));
}

enum wf_code wf_http_post(const char *url, const char *const *headers, size_t n_headers,
                          struct wf_bytes request, struct wf_cancel *cancel,
                          long *ret_status, struct wf_strbuf *body, struct wf_error *err)
{
    struct transfer t = { .body = body, .cancel = cancel };
    char words[CURL_ERROR_SIZE] = "";
    struct curl_slist *list = NULL;
    const char *roots;
    enum wf_code rc;
    CURL *c;

    if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
        return wf_error_set(err, WF_E_USAGE, "'%s' is no http:// or https:// address", url);
    pthread_mutex_lock(&lock);
    rc = open_curl(err);
    if (rc != WF_OK)
        goto out;
    c = curl.handle;
    for (size_t i = 0; i < n_headers; i++)
        list = curl.slist_append(list, headers[i]);
    list = curl.slist_append(list, "Expect:"); /* no round trip before the body */
    curl.easy_reset(c);
    curl.easy_setopt(c, CURLOPT_URL, url);
    curl.easy_setopt(c, CURLOPT_HTTPHEADER, list);
    curl.easy_setopt(c, CURLOPT_POSTFIELDS, (const char *)request.data);
    curl.easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request.len);
    curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl.easy_setopt(c, CURLOPT_WRITEDATA, &t);
    curl.easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl.easy_setopt(c, CURLOPT_XFERINFODATA, &t);
    curl.easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl.easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl.easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)WF_HTTP_TIMEOUT_MS);
    curl.easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl.easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    curl.easy_setopt(c, CURLOPT_USERAGENT, "wfsh");
    curl.easy_setopt(c, CURLOPT_ERRORBUFFER, words);
    roots = getenv("SSL_CERT_FILE"); /* as for the frontend, and as every Go program */
    if (roots != NULL && *roots != '\0')
        curl.easy_setopt(c, CURLOPT_CAINFO, roots);
    if (is_local(url))
        curl.easy_setopt(c, CURLOPT_PROXY, "");
    rc = perform(url, &t, curl.easy_perform(c), words, err);
    if (rc == WF_OK)
        curl.easy_getinfo(c, CURLINFO_RESPONSE_CODE, ret_status);
    curl.easy_reset(c); /* what it points to ends here */
    curl.slist_free_all(list);
out:
    pthread_mutex_unlock(&lock);
    return rc;
}
