/* commands/complete_query.c: completion inside of a visibility query. */
#include "commands/complete_inner.h"

#include "client/vquery.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum expect { NAME, OPERATOR, VALUE, JOIN };

/* Where the cursor stands; read by one walk over the text before it. */
struct place {
    const char *text;
    size_t at;           /* where the piece that is completed begins */
    enum expect expect;  /* what it is */
    char quote;          /* the open one that it stands in; 0: none */
    bool list;           /* inside of IN ( … ) */
    bool between;        /* the AND of BETWEEN is still to come */
    char attribute[128]; /* the last name */
};

static const char *const operators[] = { "=",           "!=",      ">",       "<",
                                         ">=",          "<=",      "IN (",    "NOT IN (",
                                         "STARTS_WITH", "BETWEEN", "IS NULL", "IS NOT NULL",
                                         NULL };
static const char *const joins[] = { "AND", "OR", NULL };
static const char *const statuses[] = { "Running",  "Completed",      "Failed",
                                        "Canceled", "Terminated",     "TimedOut",
                                        "Paused",   "ContinuedAsNew", NULL };
static const char *const bools[] = { "true", "false", NULL };

static bool is_word(const char *p, size_t n, const char *word)
{
    return strlen(word) == n && strncasecmp(p, word, n) == 0;
}

/* One whole word that is no value: a name, an operator in letters, or what joins. */
static void take_word(struct place *p, const char *w, size_t n)
{
    switch (p->expect) {
    case NAME:
        if (is_word(w, n, "NOT"))
            return;
        if (n > 1 && w[0] == '`') {
            w++;
            n -= 2;
        }
        if (n >= sizeof p->attribute)
            n = sizeof p->attribute - 1;
        memcpy(p->attribute, w, n);
        p->attribute[n] = '\0';
        p->expect = OPERATOR;
        return;
    case OPERATOR:
        p->between = is_word(w, n, "BETWEEN");
        if (p->between || is_word(w, n, "IN") || is_word(w, n, "STARTS_WITH"))
            p->expect = VALUE;
        else if (is_word(w, n, "NULL"))
            p->expect = JOIN;
        return;
    case VALUE:
        p->expect = JOIN;
        return;
    case JOIN:
        p->expect = p->between && is_word(w, n, "AND") ? VALUE : NAME;
        p->between = false;
        return;
    }
}

static void take_sign(struct place *p, char c)
{
    if (c == '(')
        p->list |= p->expect == VALUE;
    else if (c == ')')
        p->list = false;
    if (c == ')' && p->expect != NAME)
        p->expect = JOIN;
    else if (c == ',' && p->list)
        p->expect = VALUE;
    else if (strchr("=!<>", c) != NULL && p->expect == OPERATOR)
        p->expect = VALUE;
}

/* The quote that opens at `i` is closed where? At the text's end: it is not. */
static size_t quote_end(const char *s, size_t i)
{
    char quote = s[i];

    for (i++; s[i] != '\0' && s[i] != quote; i++)
        if (s[i] == '\\' && s[i + 1] != '\0')
            i++;
    return i;
}

static struct place find_place(const char *s)
{
    struct place p = { .text = s, .expect = NAME };
    size_t i = 0, n;

    while (s[i] != '\0') {
        if (isspace((unsigned char)s[i])) {
            i++;
        } else if (strchr("'\"`", s[i]) != NULL) {
            n = quote_end(s, i);
            if (s[n] == '\0') {
                p.at = i + 1;
                p.quote = s[i];
                return p;
            }
            take_word(&p, s + i, n + 1 - i);
            i = n + 1;
        } else if (strchr("=!<>(),", s[i]) != NULL) {
            /* an operator that the text ends with may become a longer one */
            take_sign(&p, s[i]);
            i++;
        } else {
            n = strcspn(s + i, " \t\n\r'\"`=!<>(),");
            if (s[i + n] == '\0') {
                p.at = i;
                return p;
            }
            take_word(&p, s + i, n);
            i += n;
        }
    }
    p.at = i;
    return p;
}

/* ---- candidates: the text before the piece, and what becomes of the piece
 * ----------------- */

struct piece {
    const struct wf_completion *c;
    const struct place *place;
};

static void emit_plain(void *user, const char *value, const char *what)
{
    const struct piece *p = user;

    p->c->emit(
        p->c->user,
        wf_arena_printf(p->c->arena, "%.*s%s", (int)p->place->at, p->place->text, value),
        what);
}

/* A text gets its quotes, a number needs none. One with a quote in it cannot be had. */
static void emit_value(void *user, const char *value, const char *what)
{
    const struct piece *p = user;
    char quote = p->place->quote, own = p->c->how->quote != 0 ? p->c->how->quote : '"';
    bool text = what == NULL || strcmp(what, "number") != 0;
    size_t at = p->place->at;

    if (strpbrk(value, "'\"\\") != NULL || (!text && quote != 0))
        return;
    if (!text)
        emit_plain(user, value, NULL);
    else if (quote != 0)
        p->c->emit(
            p->c->user,
            wf_arena_printf(p->c->arena, "%.*s%s%c", (int)at, p->place->text, value, quote),
            what);
    else
        p->c->emit(p->c->user,
                   wf_arena_printf(p->c->arena, "%.*s%c%s%c", (int)at, p->place->text, own,
                                   value, own),
                   what);
}

/* Of values seen the answer says which are texts. */
static void emit_seen(void *user, const char *value, const char *what)
{
    emit_value(user, value, what == NULL ? "number" : NULL);
}

static void offer_all(const struct wf_completion *c, const char *const *words)
{
    for (; *words != NULL; words++)
        wf_completion_offer(c, *words, NULL);
}

static void offer_values(struct wf_completion *c, const struct place *p)
{
    static const struct {
        const char *attribute;
        enum wf_complete kind;
    } known[] = { { "WorkflowId", WF_COMPLETE_WORKFLOW },
                  { "WorkflowType", WF_COMPLETE_WORKFLOW_TYPE },
                  { "TaskQueue", WF_COMPLETE_TASK_QUEUE },
                  { "ScheduleId", WF_COMPLETE_SCHEDULE },
                  { "TemporalScheduledById", WF_COMPLETE_SCHEDULE },
                  { "TemporalWorkerDeployment", WF_COMPLETE_DEPLOYMENT } };

    c->emit = emit_value;
    if (strcmp(p->attribute, "ExecutionStatus") == 0) {
        offer_all(c, statuses);
        return;
    }
    if (strcmp(p->attribute, "TemporalSchedulePaused") == 0) {
        c->emit = emit_plain;
        offer_all(c, bools);
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(p->attribute, known[i].attribute) == 0) {
            (void)wf_complete_live_of(c, known[i].kind, "", "");
            return;
        }
    c->emit = emit_seen;
    if (strpbrk(p->attribute, "`'\\") == NULL)
        (void)wf_complete_live_of(c, WF_COMPLETE_ATTRIBUTE_VALUE, p->attribute, "");
}

void wf_complete_query(const struct wf_completion *c)
{
    struct place p = find_place(c->current);
    struct piece piece = { .c = c, .place = &p };
    struct wf_completion inner = *c;

    c->how->in_query = true;
    c->how->at += p.at;
    inner.current = c->current + p.at;
    inner.emit = emit_plain;
    inner.user = &piece;
    switch (p.expect) {
    case NAME:
        if (p.quote == '\'' || p.quote == '"')
            break;
        /* the server's list has the system's names too */
        if (!wf_complete_live_of(&inner, WF_COMPLETE_SEARCH_ATTRIBUTE, "", "") &&
            !c->how->pending)
            offer_all(&inner, wf_vquery_system_names());
        break;
    case OPERATOR:
        if (p.quote == 0)
            offer_all(&inner, operators);
        break;
    case VALUE:
        offer_values(&inner, &p);
        break;
    case JOIN:
        if (p.quote == 0)
            offer_all(&inner, joins);
        break;
    }
}
