/* rule.c: one rule of a script: its conditions and its action. */

#include "tests/fake/script.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "proto/json_read.h"
#include "proto/message.h"
#include "proto/status.h"

/* A name or a number. */
static bool status_parse(const char *s, int *ret)
{
    long n;

    for (n = 0; n <= 16; n++)
        if (strcmp(s, wf_status_name((int)n)) == 0)
            break;
    if (n > 16 && !wf_fake_number(s, &n))
        return false;
    *ret = (int)n;
    return true;
}

static bool read_file(const char *path, struct wf_strbuf *out)
{
    FILE *f = fopen(path, "re");
    char buf[64 << 10];
    size_t n;

    if (f == NULL)
        return false;
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        wf_strbuf_add(out, buf, n);
    fclose(f);
    return true;
}

/* ---- actions --------------------------------------------------------------------------
 */

static void parse_reply(struct wf_fake_place *p, struct wf_fake_rule *r)
{
    struct wf_strbuf json = WF_STRBUF_INIT;
    struct wf_error err = WF_ERROR_INIT;
    struct wf_arena *a = wf_arena_new();
    struct wf_bytes packed;
    void *message;

    r->action = WF_FAKE_REPLY;
    p->rest += strspn(p->rest, " \t");
    if (r->method == NULL)
        wf_fake_wrong(p, "a reply needs a method, not '*'", NULL);
    else if (*p->rest != '@')
        wf_strbuf_adds(&json, *p->rest != '\0' ? p->rest : "{}");
    else if (!read_file(p->rest + 1, &json))
        wf_fake_wrong(p, "cannot read", p->rest + 1);
    p->rest = "";
    if (p->error == NULL) {
        if (wf_json_to_message(a, r->method->output, "reply",
                               (struct wf_bytes){ (unsigned char *)json.data, json.len },
                               true, &message, &err) == WF_OK) {
            packed = wf_msg_pack(a, message);
            wf_strbuf_add(&r->bytes, packed.data, packed.len);
        } else {
            wf_fake_wrong(p, err.text, NULL);
        }
    }
    wf_arena_free(a);
    wf_strbuf_release(&json);
}

/* raw @FILE | raw BASE64: the bytes of the message, as they are */
static void parse_raw(struct wf_fake_place *p, struct wf_fake_rule *r)
{
    char *w = wf_fake_word(p);

    r->action = WF_FAKE_REPLY;
    if (w == NULL)
        wf_fake_wrong(p, "raw takes @FILE or base64", NULL);
    else if (*w == '@' ? !read_file(w + 1, &r->bytes)
                       : !wf_base64_decode(&r->bytes, w, strlen(w)))
        wf_fake_wrong(p, "raw: cannot read", w);
    free(w);
}

/* status CODE [MESSAGE [details=BASE64]] */
static void parse_status(struct wf_fake_place *p, struct wf_fake_rule *r)
{
    char *code = wf_fake_word(p), *w;

    r->action = WF_FAKE_STATUS;
    if (code == NULL || !status_parse(code, &r->status))
        wf_fake_wrong(p, "no status", code != NULL ? code : "");
    free(code);
    while ((w = wf_fake_word(p)) != NULL) {
        if (strncmp(w, "details=", 8) == 0) {
            if (!wf_base64_decode(&r->bytes, w + 8, strlen(w + 8)))
                wf_fake_wrong(p, "not base64", w + 8);
            free(w);
        } else {
            free(r->message);
            r->message = w;
        }
    }
}

/* One word of a list, "" for its first where that is a default. */
static void parse_kind(struct wf_fake_place *p, struct wf_fake_rule *r, const char *kinds)
{
    char *w = wf_fake_word(p);
    size_t n;

    r->word = w != NULL ? w : wf_strndup(kinds, strcspn(kinds, " "));
    for (const char *k = kinds; *k != '\0'; k += n + (k[n] == ' ')) {
        n = strcspn(k, " ");
        if (strlen(r->word) == n && strncmp(r->word, k, n) == 0)
            return;
    }
    wf_fake_wrong(p, "unknown word", r->word);
}

static void parse_numbers(struct wf_fake_place *p, long *first, long *second)
{
    char *w = wf_fake_word(p);

    if (w != NULL && !wf_fake_number(w, first))
        wf_fake_wrong(p, "not a number", w);
    free(w);
    w = second != NULL ? wf_fake_word(p) : NULL;
    if (w != NULL && !wf_fake_number(w, second))
        wf_fake_wrong(p, "not a number", w);
    free(w);
}

static void parse_action(struct wf_fake_place *p, struct wf_fake_rule *r,
                         const char *action)
{
    long n = 0;

    if (strcmp(action, "answer") == 0) {
        r->action = WF_FAKE_ANSWER;
    } else if (strcmp(action, "reply") == 0) {
        parse_reply(p, r);
    } else if (strcmp(action, "raw") == 0) {
        parse_raw(p, r);
    } else if (strcmp(action, "status") == 0) {
        parse_status(p, r);
    } else if (strcmp(action, "hang") == 0) {
        r->action = WF_FAKE_HANG;
    } else if (strcmp(action, "drop") == 0) {
        r->action = WF_FAKE_DROP;
        parse_kind(p, r, "now headers frame message late");
    } else if (strcmp(action, "goaway") == 0) {
        r->action = WF_FAKE_GOAWAY;
        parse_kind(p, r, "refuse graceful calm");
    } else if (strcmp(action, "reset") == 0) {
        r->action = WF_FAKE_RESET;
        parse_numbers(p, &n, NULL);
        r->status = (int)n;
    } else if (strcmp(action, "damage") == 0) {
        r->action = WF_FAKE_DAMAGE;
        parse_kind(p, r, "truncate utf8 nest repeat length short flag twice");
        r->n = strcmp(r->word, "nest") == 0 ? 10000 : 2;
        parse_numbers(p, &r->n, NULL);
    } else if (strcmp(action, "trailers") == 0) {
        r->action = WF_FAKE_TRAILERS;
        parse_kind(p, r, "none garbage huge raw-message bad-details only");
    } else if (strcmp(action, "http") == 0) {
        r->action = WF_FAKE_HTTP;
        parse_numbers(p, &n, NULL);
        r->status = (int)n;
        r->word = wf_fake_word(p);
    } else if (strcmp(action, "page") == 0) {
        r->action = WF_FAKE_PAGE;
        parse_numbers(p, &r->n, &r->size);
    } else {
        wf_fake_wrong(p, "unknown action", action);
    }
}

/* times= after= delay= effect= when= has= lacks=; false: `w` is no condition */
static bool parse_condition(struct wf_fake_place *p, struct wf_fake_rule *r, const char *w)
{
    const char *value = strchr(w, '=');
    size_t n = value != NULL ? (size_t)(value - w) : 0;
    long flag = 0;

    if (value == NULL)
        return false;
    value++;
    if (n == 4 && strncmp(w, "when", n) == 0)
        r->when = wf_strdup(value);
    else if (n == 3 && strncmp(w, "has", n) == 0)
        r->has = wf_strdup(value);
    else if (n == 5 && strncmp(w, "lacks", n) == 0)
        r->lacks = wf_strdup(value);
    else if (n == 5 && strncmp(w, "times", n) == 0 && wf_fake_number(value, &r->times))
        return true;
    else if (n == 5 && strncmp(w, "after", n) == 0 && wf_fake_number(value, &r->after))
        return true;
    else if (n == 5 && strncmp(w, "delay", n) == 0 && wf_fake_number(value, &r->delay_ms))
        return true;
    else if (n == 6 && strncmp(w, "effect", n) == 0 && wf_fake_number(value, &flag))
        r->effect = flag != 0;
    else
        wf_fake_wrong(p, "wrong condition", w);
    return true;
}

static void rule_free(struct wf_fake_rule *r)
{
    free(r->when);
    free(r->has);
    free(r->lacks);
    free(r->word);
    free(r->message);
    wf_strbuf_release(&r->bytes);
    free(r);
}

void wf_fake_rule_parse(struct wf_fake_place *p, struct wf_fake_script *s, const char *name,
                        bool first)
{
    struct wf_fake_rule *r = wf_calloc(1, sizeof *r);
    char *w;

    r->method = wf_fake_method(p, name);
    r->times = -1;
    while ((w = wf_fake_word(p)) != NULL && parse_condition(p, r, w))
        free(w);
    if (w == NULL)
        wf_fake_wrong(p, "an action is missing", NULL);
    else
        parse_action(p, r, w);
    free(w);
    if (p->rest[strspn(p->rest, " \t")] != '\0')
        wf_fake_wrong(p, "too much", p->rest);
    if (p->error != NULL) {
        rule_free(r);
        return;
    }
    s->rules = wf_reallocarray(s->rules, s->n_rules + 1, sizeof *s->rules);
    if (first) {
        memmove(s->rules + 1, s->rules, s->n_rules * sizeof *s->rules);
        s->rules[0] = r;
    } else {
        s->rules[s->n_rules] = r;
    }
    s->n_rules++;
}
