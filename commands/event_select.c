/* commands/event_select.c: which events are meant: ids, ranges, kinds, words in payloads.
 */
#include "commands/event_select.h"

#include "commands/event_literal.h"
#include "proto/payload.h"

#include <errno.h>
#include <fnmatch.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MATCH_LIMIT = 1000000, PAYLOAD_MAX = 1 << 20, WORD_SIZE = 96 };

#define S struct wf_event_select_args
const struct wf_option wf_event_select_options[] = {
    WF_OPT_INT(0, "event", S, event, "ID", "only this event", .ours = true),
    WF_OPT_STRING(0, "range", S, range, "A..B",
                  "only events with these ids; A.. and ..B too", .ours = true),
    WF_OPT_STRINGS(0, "filter", S, filters, "WORD",
                   "only a category (activity, timer, signal …), a class (failed, "
                   "timed-out, canceled), a type (WorkflowTask*); !WORD: not these; "
                   "activity,failed: both",
                   .ours = true),
    WF_OPT_STRING(0, "grep", S, grep, "REGEX",
                  "only events whose payloads, failures or summary match", .ours = true),
    WF_OPT_END
};
#undef S

/* Words that must all hold; "!" turns one round. */
struct filter {
    const char *words; /* "activity,!opens"; borrowed */
    bool positive;     /* has a word without "!" */
};

struct wf_event_select {
    int64_t from, to; /* ids */
    struct filter *filters;
    size_t n_filters;
    bool has_positive;
    signed char
        fits[256]; /* by type of event, once it was asked: 1 it does, -1 it does not */
    pcre2_code *regex;
    pcre2_match_data *match;
    pcre2_match_context *context;
    bool invert;
    struct wf_literals literals; /* that matches hold */
    bool no_literal;             /* none of them is in the page at hand */
    struct wf_arena *a;
    struct wf_strbuf text; /* of one event */
};

/* ---- making one -------------------------------------------------------------------------
 */

static bool parse_id(const char *s, size_t n, int64_t *ret)
{
    char buf[24], *end;

    if (n == 0)
        return true; /* open */
    if (n >= sizeof buf)
        return false;
    memcpy(buf, s, n);
    buf[n] = '\0';
    errno = 0;
    *ret = strtoll(buf, &end, 10);
    return *end == '\0' && errno == 0 && *ret > 0;
}

static enum wf_code set_range(struct wf_event_select *s, const char *range,
                              struct wf_error *err)
{
    const char *dots = strstr(range, "..");
    bool ok;

    if (dots != NULL)
        ok = parse_id(range, (size_t)(dots - range), &s->from) &&
             parse_id(dots + 2, strlen(dots + 2), &s->to) && strlen(range) > 2;
    else
        ok = *range != '\0' && parse_id(range, strlen(range), &s->from) &&
             parse_id(range, strlen(range), &s->to);
    if (ok && s->from <= s->to)
        return WF_OK;
    return wf_error_set(
        err, WF_E_USAGE,
        "--range: '%s' is no range of event ids such as 10..20, 10.. or ..20", range);
}

static bool is_class_word(const char *word)
{
    for (int c = WF_EVENT_NEUTRAL; c <= WF_EVENT_CANCELED; c++)
        if (strcasecmp(word, wf_event_class_word((enum wf_event_class)c)) == 0)
            return true;
    return strcasecmp(word, "problem") == 0;
}

static bool is_type_pattern(const char *word)
{
    const ProtobufCEnumDescriptor *d = &tenums__event_type__descriptor;

    for (unsigned i = 0; i < d->n_values; i++) {
        char buf[96];

        if (fnmatch(word, wf_enum_word(d, d->values[i].value, buf, sizeof buf),
                    FNM_CASEFOLD) == 0)
            return true;
    }
    return false;
}

bool wf_event_word_known(const char *word)
{
    enum wf_event_category category;

    return wf_event_category_parse(word, &category) || is_class_word(word) ||
           is_type_pattern(word);
}

/* Copies the next of the words; *ret_not: it had a "!". False: there is none left. */
static bool next_word(const char **at, char *buf, size_t size, bool *ret_not)
{
    size_t n;

    *at += strspn(*at, ", ");
    *ret_not = **at == '!';
    *at += *ret_not;
    n = strcspn(*at, ",");
    if (n == 0)
        return false;
    snprintf(buf, size, "%.*s", (int)n, *at);
    *at += n;
    return true;
}

static enum wf_code check_word(const char *word, struct wf_error *err)
{
    if (wf_event_word_known(word))
        return WF_OK;
    wf_error_set(err, WF_E_USAGE, "--filter: no kind of event is called '%s'", word);
    wf_error_hint(err, "workflow, workflow-task, activity, timer, child, signal, update, "
                       "nexus, marker, other; failed, timed-out, canceled, problem; "
                       "ActivityTask*");
    return WF_E_USAGE;
}

static enum wf_code add_filters(struct wf_event_select *s, const struct wf_strings *words,
                                struct wf_error *err)
{
    s->filters = wf_calloc(words->n + 1, sizeof *s->filters);
    for (size_t i = 0; i < words->n; i++) {
        struct filter f = { .words = words->v[i] };
        const char *at = words->v[i];
        char word[WORD_SIZE];
        size_t n = 0;
        bool turned;

        for (; next_word(&at, word, sizeof word, &turned); n++) {
            enum wf_code rc = check_word(word, err);

            if (rc != WF_OK)
                return rc;
            f.positive = f.positive || !turned;
        }
        if (n == 0)
            return check_word("", err);
        s->has_positive = s->has_positive || f.positive;
        s->filters[s->n_filters++] = f;
    }
    return WF_OK;
}

static enum wf_code set_regex(struct wf_event_select *s,
                              const struct wf_event_select_args *args, struct wf_error *err)
{
    const char *text = args->grep;
    uint32_t caseless = args->ignore_case ? PCRE2_CASELESS : 0;
    PCRE2_SIZE at;
    int code;

    s->invert = args->invert;
    s->regex =
        pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                      caseless | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);
    if (s->regex == NULL) {
        PCRE2_UCHAR words[128] = "";

        (void)pcre2_get_error_message(code, words, sizeof words);
        wf_error_set(err, WF_E_USAGE, "--grep: %s", (const char *)words);
        wf_error_hint(err, "%s\n%*s^", text, (int)at, "");
        return WF_E_USAGE;
    }
    (void)pcre2_jit_compile(s->regex, PCRE2_JIT_COMPLETE); /* slower without, no more */
    s->match = pcre2_match_data_create_from_pattern(s->regex, NULL);
    s->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(s->context, MATCH_LIMIT);
    wf_literals_find(s->a, text, args->ignore_case, &s->literals);
    return WF_OK;
}

enum wf_code wf_event_select_new(const struct wf_event_select_args *args,
                                 struct wf_event_select **ret, struct wf_error *err)
{
    struct wf_event_select *s = wf_calloc(1, sizeof *s);
    enum wf_code rc = WF_OK;

    s->a = wf_arena_new();
    s->text = (struct wf_strbuf)WF_STRBUF_INIT;
    s->from = 1;
    s->to = INT64_MAX;
    if (args->event != WF_UNSET && args->range != NULL)
        rc = wf_error_set(err, WF_E_USAGE, "--event and --range exclude each other");
    else if (args->event != WF_UNSET && args->event <= 0)
        rc = wf_error_set(err, WF_E_USAGE, "--event: ids begin at 1");
    else if (args->event != WF_UNSET)
        s->from = s->to = args->event;
    else if (args->range != NULL)
        rc = set_range(s, args->range, err);
    if (rc == WF_OK)
        rc = add_filters(s, &args->filters, err);
    if (rc == WF_OK && args->grep != NULL)
        rc = set_regex(s, args, err);
    if (rc != WF_OK) {
        wf_event_select_free(s);
        return rc;
    }
    *ret = s;
    return WF_OK;
}

void wf_event_select_free(struct wf_event_select *s)
{
    if (s == NULL)
        return;
    pcre2_match_data_free(s->match);
    pcre2_match_context_free(s->context);
    pcre2_code_free(s->regex);
    wf_strbuf_release(&s->text);
    wf_arena_free(s->a);
    free(s->filters);
    free(s);
}

/* ---- asking it --------------------------------------------------------------------------
 */

bool wf_event_select_is_all(const struct wf_event_select *s)
{
    return s->from == 1 && s->to == INT64_MAX && s->n_filters == 0 && s->regex == NULL;
}

bool wf_event_select_past(const struct wf_event_select *s, int64_t id, bool reverse)
{
    return reverse ? id <= s->from : id >= s->to;
}

bool wf_event_word_fits(const char *word, const Thistory__HistoryEvent *e)
{
    enum wf_event_class c = wf_event_class(e);
    enum wf_event_category category;
    char buf[96];

    if (wf_event_category_parse(word, &category))
        return wf_event_category(e) == category;
    if (strcasecmp(word, "problem") == 0)
        return c == WF_EVENT_FAILED || c == WF_EVENT_TIMED_OUT || c == WF_EVENT_CANCELED;
    if (is_class_word(word))
        return strcasecmp(word, wf_event_class_word(c)) == 0;
    return fnmatch(word, wf_event_type(e, buf, sizeof buf), FNM_CASEFOLD) == 0;
}

static bool all_hold(const char *words, const Thistory__HistoryEvent *e)
{
    char word[WORD_SIZE];
    bool turned;

    while (next_word(&words, word, sizeof word, &turned))
        if (wf_event_word_fits(word, e) == turned)
            return false;
    return true;
}

/* Any of the filters with a positive word, and none of those without is hurt. */
static bool look_at_filters(const struct wf_event_select *s,
                            const Thistory__HistoryEvent *e)
{
    bool fits = !s->has_positive;

    for (size_t i = 0; i < s->n_filters; i++) {
        bool hold = all_hold(s->filters[i].words, e);

        if (!hold && !s->filters[i].positive)
            return false;
        fits = fits || (hold && s->filters[i].positive);
    }
    return fits;
}

/* The words speak of nothing but the type, but for the marker of a Local Activity. */
static bool filters_fit(struct wf_event_select *s, const Thistory__HistoryEvent *e)
{
    size_t type = (size_t)e->event_type;

    if (s->n_filters == 0)
        return true;
    if (type >= sizeof s->fits || wf_event_local_activity(e) != NULL)
        return look_at_filters(s, e);
    if (s->fits[type] == 0)
        s->fits[type] = look_at_filters(s, e) ? 1 : -1;
    return s->fits[type] > 0;
}

static bool text_fits(struct wf_event_select *s, const char *text, size_t n)
{
    return pcre2_match(s->regex, (PCRE2_SPTR)text, n, 0, 0, s->match, s->context) >= 0;
}

struct search {
    struct wf_event_select *s;
    bool found;
};

static bool payload_fits(void *user, const char *field, const Tcommon__Payload *p)
{
    struct search *x = user;
    struct wf_bytes encoding = wf_payload_encoding(p);
    bool json = encoding.len >= 5 && memcmp(encoding.data, "json/", 5) == 0;

    (void)field;
    if (json || p->data.len <= PAYLOAD_MAX)
        x->found = text_fits(x->s, (const char *)p->data.data, p->data.len);
    return !x->found;
}

static bool failure_fits(struct search *x, const Tfailure__Failure *f)
{
    struct wf_arena *a = wf_arena_new();

    for (int depth = 0; f != NULL && !x->found && depth < 100; f = f->cause, depth++) {
        const char *texts[] = { wf_failure_message(a, f), wf_failure_stack(a, f),
                                wf_failure_kind(a, f) };

        for (size_t i = 0; i < 3 && !x->found; i++)
            x->found = text_fits(x->s, texts[i], strlen(texts[i]));
    }
    wf_arena_free(a);
    return x->found;
}

static bool regex_fits(struct wf_event_select *s, const Thistory__HistoryEvent *e)
{
    struct search x = { .s = s };
    const void *attributes = wf_event_attributes(e);
    char buf[96];

    if (s->no_literal)
        return false;
    wf_strbuf_clear(&s->text);
    wf_strbuf_adds(&s->text, wf_event_type(e, buf, sizeof buf));
    wf_strbuf_addc(&s->text, ' ');
    wf_event_summary(&s->text, e, WF_SUMMARY_UNCHECKED);
    x.found = text_fits(s, wf_strbuf_str(&s->text), s->text.len);
    if (!x.found && wf_event_failure(e) != NULL)
        (void)failure_fits(&x, wf_event_failure(e));
    if (!x.found && attributes != NULL)
        (void)wf_message_each_payload(attributes, payload_fits, &x);
    return x.found;
}

void wf_event_select_page(struct wf_event_select *s, const struct wf_arena *page)
{
    s->no_literal =
        page != NULL && s->literals.n > 0 && !wf_literals_in(&s->literals, page);
}

bool wf_event_select_match(struct wf_event_select *s, const Thistory__HistoryEvent *e)
{
    return e->event_id >= s->from && e->event_id <= s->to && filters_fit(s, e) &&
           (s->regex == NULL || regex_fits(s, e) != s->invert);
}
