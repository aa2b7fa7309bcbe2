/* client/vquery.c: reads visibility queries and points at their mistakes. */
#include "client/vquery.h"

#include "base/strbuf.h"
#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MAX_DEPTH = 100, SHOWN = 72 };

enum token {
    T_END,
    T_NAME,
    T_STRING,
    T_NUMBER,
    T_OP,
    T_OPEN,
    T_CLOSE,
    T_COMMA,
    T_BAD,
};

struct lexer {
    struct wf_arena *a;
    const char *text;
    size_t at;    /* after the token */
    size_t begin; /* of the token */
    enum token token;
    const char *value; /* of names, strings, numbers, operators */
    struct wf_error *err;
    unsigned depth;
};

void wf_vquery_point(const char *text, size_t at, struct wf_error *err)
{
    size_t n = strlen(text), from = at > SHOWN / 2 ? at - SHOWN / 2 : 0, len;
    struct wf_strbuf line = WF_STRBUF_INIT, before = WF_STRBUF_INIT;

    while (from > 0 && ((unsigned char)text[from] & 0xC0) == 0x80)
        from--;
    len = n - from < SHOWN ? n - from : SHOWN;
    while (from + len < n && ((unsigned char)text[from + len] & 0xC0) == 0x80)
        len++;
    if (at > n)
        at = n;
    wf_utf8_safe(&line, text + from, len, "");
    wf_utf8_safe(&before, text + from, at - from, "");
    wf_error_hint(err, "%s\n%*s^", wf_strbuf_str(&line),
                  (int)wf_utf8_width(wf_strbuf_str(&before), before.len), "");
    wf_strbuf_release(&line);
    wf_strbuf_release(&before);
}

static enum wf_code fail(struct lexer *l, size_t at, const char *what)
{
    wf_error_set(l->err, WF_E_USAGE, "query: %s, at character %zu", what, at + 1);
    wf_vquery_point(l->text, at, l->err);
    return WF_E_USAGE;
}

static bool is_keyword(const struct lexer *l, const char *word)
{
    return l->token == T_NAME && l->text[l->begin] != '`' &&
           strcasecmp(l->value, word) == 0;
}

static void lex_quoted(struct lexer *l, char quote)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *s = l->text;

    for (l->at++; s[l->at] != '\0' && s[l->at] != quote; l->at++) {
        if (s[l->at] == '\\' && s[l->at + 1] != '\0')
            l->at++;
        wf_strbuf_addc(&b, s[l->at]);
        if (s[l->at + 1] == quote && s[l->at + 2] == quote) { /* a doubled quote is one */
            wf_strbuf_addc(&b, quote);
            l->at += 2;
        }
    }
    l->token = s[l->at] == quote ? (quote == '`' ? T_NAME : T_STRING) : T_BAD;
    l->at += s[l->at] == quote;
    l->value = wf_arena_strdup(l->a, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

static void lex(struct lexer *l)
{
    const char *s = l->text;
    size_t n;

    while (isspace((unsigned char)s[l->at]))
        l->at++;
    l->begin = l->at;
    l->value = "";
    if (s[l->at] == '\0') {
        l->token = T_END;
    } else if (strchr("'\"`", s[l->at]) != NULL) {
        lex_quoted(l, s[l->at]);
    } else if (isalpha((unsigned char)s[l->at]) || s[l->at] == '_') {
        n = strspn(s + l->at,
                   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
        l->token = T_NAME;
        l->value = wf_arena_strndup(l->a, s + l->at, n);
        l->at += n;
    } else if (isdigit((unsigned char)s[l->at]) ||
               (strchr("+-.", s[l->at]) != NULL && isdigit((unsigned char)s[l->at + 1]))) {
        n = 1 + strspn(s + l->at + 1, "0123456789.eE+-");
        l->token = T_NUMBER;
        l->value = wf_arena_strndup(l->a, s + l->at, n);
        l->at += n;
    } else if (strchr("=!<>", s[l->at]) != NULL) {
        n = strspn(s + l->at, "=!<>");
        l->token = T_OP;
        l->value = wf_arena_strndup(l->a, s + l->at, n);
        l->at += n;
    } else {
        l->token = s[l->at] == '('   ? T_OPEN
                   : s[l->at] == ')' ? T_CLOSE
                   : s[l->at] == ',' ? T_COMMA
                                     : T_BAD;
        l->at++;
    }
}

static struct wf_vquery_node *node(struct lexer *l, enum wf_vquery_kind kind)
{
    struct wf_vquery_node *n = wf_arena_zalloc(l->a, sizeof *n);

    n->kind = kind;
    return n;
}

/* ---- values
 * ------------------------------------------------------------------------------- */

static enum wf_code value(struct lexer *l, struct wf_vquery_node *n)
{
    struct wf_vquery_value *v;

    if (l->token == T_BAD && strchr("'\"", l->text[l->begin]) != NULL)
        return fail(l, l->begin, "the quote that opens here is not closed");
    if (l->token == T_NAME && (is_keyword(l, "true") || is_keyword(l, "false")))
        ;
    else if (l->token == T_NAME)
        return fail(l, l->begin, "a value is expected: put text into single quotes");
    else if (l->token != T_STRING && l->token != T_NUMBER)
        return fail(l, l->begin, "a value is missing");
    v = wf_arena_alloc(l->a, (n->n_values + 1) * sizeof *v);
    if (n->n_values > 0)
        memcpy(v, n->values, n->n_values * sizeof *v);
    v[n->n_values++] =
        (struct wf_vquery_value){ .text = l->value, .quoted = l->token == T_STRING };
    n->values = v;
    lex(l);
    return WF_OK;
}

static enum wf_code value_list(struct lexer *l, struct wf_vquery_node *n)
{
    enum wf_code rc;

    if (l->token != T_OPEN)
        return fail(l, l->begin, "'(' is expected after IN");
    do {
        lex(l);
        rc = value(l, n);
    } while (rc == WF_OK && l->token == T_COMMA);
    if (rc != WF_OK)
        return rc;
    if (l->token != T_CLOSE)
        return fail(l, l->begin, "',' or ')' is expected");
    lex(l);
    return WF_OK;
}

/* ---- conditions
 * --------------------------------------------------------------------------- */

static enum wf_code compare(struct lexer *l, struct wf_vquery_node *n)
{
    static const char *const known[] = { "=", "!=", "<>", "<", "<=", ">", ">=" };
    bool ok = false;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ok |= strcmp(l->value, known[i]) == 0;
    if (!ok)
        return fail(l, l->begin,
                    strcmp(l->value, "==") == 0 ? "'==' is no operator: write '='"
                                                : "this is no operator");
    n->kind = WF_VQUERY_COMPARE;
    strcpy(n->op, strcmp(l->value, "<>") == 0 ? "!=" : l->value);
    lex(l);
    return value(l, n);
}

static enum wf_code is_null(struct lexer *l, struct wf_vquery_node *n)
{
    n->kind = WF_VQUERY_IS_NULL;
    lex(l);
    if (is_keyword(l, "not")) {
        n->negated = true;
        lex(l);
    }
    if (!is_keyword(l, "null"))
        return fail(l, l->begin, "NULL or NOT NULL is expected after IS");
    lex(l);
    return WF_OK;
}

static enum wf_code between(struct lexer *l, struct wf_vquery_node *n)
{
    enum wf_code rc;

    n->kind = WF_VQUERY_BETWEEN;
    lex(l);
    rc = value(l, n);
    if (rc != WF_OK)
        return rc;
    if (!is_keyword(l, "and"))
        return fail(l, l->begin, "AND is expected between the two values of BETWEEN");
    lex(l);
    return value(l, n);
}

static enum wf_code condition(struct lexer *l, struct wf_vquery_node **ret)
{
    struct wf_vquery_node *n = node(l, WF_VQUERY_COMPARE);

    if (l->token == T_STRING)
        return fail(l, l->begin, "a name is expected: names take no quotes, or backticks");
    if (l->token == T_BAD && strchr("'\"`", l->text[l->begin]) != NULL)
        return fail(l, l->begin, "the quote that opens here is not closed");
    if (l->token != T_NAME)
        return fail(l, l->begin, "the name of an attribute is expected");
    n->name = l->value;
    n->name_at = l->begin;
    lex(l);
    *ret = n;
    if (is_keyword(l, "not")) {
        n->negated = true;
        lex(l);
    }
    if (is_keyword(l, "in")) {
        n->kind = WF_VQUERY_IN;
        lex(l);
        return value_list(l, n);
    }
    if (is_keyword(l, "between"))
        return between(l, n);
    if (is_keyword(l, "starts_with")) {
        n->kind = WF_VQUERY_STARTS_WITH;
        lex(l);
        return value(l, n);
    }
    if (is_keyword(l, "like"))
        return fail(l, l->begin, "LIKE is not supported: STARTS_WITH is");
    if (n->negated)
        return fail(l, l->begin, "IN, BETWEEN or STARTS_WITH is expected after NOT");
    if (is_keyword(l, "is"))
        return is_null(l, n);
    if (l->token != T_OP)
        return fail(l, l->begin,
                    "an operator is expected: = != < <= > >= IN BETWEEN "
                    "STARTS_WITH IS");
    return compare(l, n);
}

static enum wf_code disjunction(struct lexer *l, struct wf_vquery_node **ret);

static enum wf_code factor(struct lexer *l, struct wf_vquery_node **ret)
{
    size_t open = l->begin;
    enum wf_code rc;

    if (++l->depth > MAX_DEPTH)
        return fail(l, l->begin, "too deeply nested");
    if (is_keyword(l, "not")) {
        *ret = node(l, WF_VQUERY_NOT);
        lex(l);
        rc = factor(l, &(*ret)->left);
    } else if (l->token == T_OPEN) {
        lex(l);
        rc = disjunction(l, ret);
        if (rc == WF_OK && l->token != T_CLOSE)
            rc = l->token == T_END ? fail(l, open, "the '(' that opens here is not closed")
                                   : fail(l, l->begin, "AND, OR or ')' is expected");
        if (rc == WF_OK)
            lex(l);
    } else {
        rc = condition(l, ret);
    }
    l->depth--;
    return rc;
}

static enum wf_code conjunction(struct lexer *l, struct wf_vquery_node **ret)
{
    enum wf_code rc = factor(l, ret);

    while (rc == WF_OK && is_keyword(l, "and")) {
        struct wf_vquery_node *n = node(l, WF_VQUERY_AND);

        n->left = *ret;
        lex(l);
        rc = factor(l, &n->right);
        *ret = n;
    }
    return rc;
}

static enum wf_code disjunction(struct lexer *l, struct wf_vquery_node **ret)
{
    enum wf_code rc = conjunction(l, ret);

    while (rc == WF_OK && is_keyword(l, "or")) {
        struct wf_vquery_node *n = node(l, WF_VQUERY_OR);

        n->left = *ret;
        lex(l);
        rc = conjunction(l, &n->right);
        *ret = n;
    }
    return rc;
}

/* ORDER BY name [ASC|DESC], …; GROUP BY name, … */
static enum wf_code by(struct lexer *l, const char *what, const char **ret, size_t *ret_at)
{
    lex(l);
    if (!is_keyword(l, "by"))
        return fail(l, l->begin, "BY is expected");
    do {
        lex(l);
        if (l->token != T_NAME)
            return fail(l, l->begin, what);
        if (*ret == NULL) {
            *ret = l->value;
            *ret_at = l->begin;
        }
        lex(l);
        if (is_keyword(l, "asc") || is_keyword(l, "desc"))
            lex(l);
    } while (l->token == T_COMMA);
    return WF_OK;
}

enum wf_code wf_vquery_parse(struct wf_arena *a, const char *text, struct wf_vquery *ret,
                             struct wf_error *err)
{
    struct lexer l = { .a = a, .text = text, .err = err };
    struct wf_vquery q = { 0 };
    enum wf_code rc = WF_OK;

    lex(&l);
    if (l.token != T_END && !is_keyword(&l, "group") && !is_keyword(&l, "order"))
        rc = disjunction(&l, &q.root);
    q.clause_at = l.begin;
    if (rc == WF_OK && is_keyword(&l, "group"))
        rc = by(&l, "the attribute to group by is missing", &q.group_by, &q.group_by_at);
    if (rc == WF_OK && is_keyword(&l, "order"))
        rc = by(&l, "the attribute to order by is missing", &q.order_by, &q.order_by_at);
    if (rc == WF_OK && is_keyword(&l, "limit"))
        rc = fail(&l, l.begin, "LIMIT is not part of a query: --limit N");
    if (rc == WF_OK && l.token == T_CLOSE)
        rc = fail(&l, l.begin, "no '(' was opened for this ')'");
    if (rc == WF_OK && l.token != T_END)
        rc = fail(&l, l.begin, "AND or OR is expected");
    if (rc == WF_OK)
        *ret = q;
    return rc;
}

/* ---- names
 * -------------------------------------------------------------------------------- */

static bool each_name(const struct wf_vquery_node *n, wf_vquery_name_fn *fn, void *user)
{
    if (n == NULL)
        return true;
    if (n->name != NULL)
        return fn(user, n->name, n->name_at);
    return each_name(n->left, fn, user) && each_name(n->right, fn, user);
}

void wf_vquery_each_name(const struct wf_vquery *q, wf_vquery_name_fn *fn, void *user)
{
    if (each_name(q->root, fn, user) &&
        (q->group_by == NULL || fn(user, q->group_by, q->group_by_at)) &&
        q->order_by != NULL)
        (void)fn(user, q->order_by, q->order_by_at);
}

static const char *const system_names[] = {
    "WorkflowId",
    "RunId",
    "WorkflowType",
    "ExecutionStatus",
    "StartTime",
    "CloseTime",
    "ExecutionTime",
    "ExecutionDuration",
    "TaskQueue",
    "HistoryLength",
    "HistorySizeBytes",
    "StateTransitionCount",
    "ParentWorkflowId",
    "ParentRunId",
    "RootWorkflowId",
    "RootRunId",
    "BuildIds",
    "BinaryChecksums",
    "BatcherNamespace",
    "BatcherUser",
    "TemporalChangeVersion",
    "TemporalNamespaceDivision",
    "TemporalPauseInfo",
    "TemporalReportedProblems",
    "TemporalScheduledById",
    "TemporalScheduledStartTime",
    "TemporalSchedulePaused",
    "TemporalWorkerDeployment",
    "TemporalWorkerDeploymentVersion",
    "TemporalWorkflowVersioningBehavior",
    "TemporalUsedWorkerDeploymentVersions",
    "TemporalExternalPayloadCount",
    "TemporalExternalPayloadSizeBytes",
    NULL,
};

const char *const *wf_vquery_system_names(void)
{
    return system_names;
}

bool wf_vquery_is_system_name(const char *name)
{
    for (const char *const *s = system_names; *s != NULL; s++)
        if (strcmp(*s, name) == 0)
            return true;
    /* some servers have more of their own */
    return strncmp(name, "Temporal", 8) == 0;
}
