/* commands/parse_value.c: one option's value, from text into its member. */
#include "commands/parse_value.h"

#include "base/timefmt.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void wf_strings_add(struct wf_arena *a, struct wf_strings *s, const char *value)
{
    if ((s->n & (s->n - 1)) == 0) {
        size_t room = s->n == 0 ? 1 : s->n * 2;
        const char **v = wf_arena_alloc(a, room * sizeof *v);

        if (s->n > 0)
            memcpy(v, s->v, s->n * sizeof *v);
        s->v = v;
    }
    s->v[s->n++] = value;
}

void wf_value_unset(const struct wf_option *o, void *member)
{
    switch (o->type) {
    case WF_OPTION_INT:
    case WF_OPTION_DURATION:
    case WF_OPTION_TIME:
        *(int64_t *)member = WF_UNSET;
        break;
    case WF_OPTION_FLOAT:
        *(double *)member = NAN;
        break;
    default: /* zero is "not given" */
        break;
    }
}

static enum wf_code bad(const struct wf_option *o, const char *value, const char *want,
                        struct wf_error *err)
{
    return wf_error_set(err, WF_E_USAGE, "--%s: '%s' is not %s", o->name, value, want);
}

static enum wf_code set_bool(const struct wf_option *o, const char *value, bool *ret,
                             struct wf_error *err)
{
    if (value == NULL || strcmp(value, "true") == 0 || strcmp(value, "1") == 0)
        *ret = true;
    else if (strcmp(value, "false") == 0 || strcmp(value, "0") == 0)
        *ret = false;
    else
        return bad(o, value, "true or false", err);
    return WF_OK;
}

static const char *find_enum(const struct wf_option *o, const char *value)
{
    for (const char *const *v = o->values; *v != NULL; v++)
        if (strcasecmp(*v, value) == 0)
            return *v;
    return NULL;
}

static enum wf_code bad_enum(const struct wf_option *o, const char *value,
                             struct wf_error *err)
{
    char list[400] = "";
    struct wf_suggest s = { .typed = value };

    for (const char *const *v = o->values; *v != NULL; v++) {
        size_t n = strlen(list);

        snprintf(list + n, sizeof list - n, "%s%s", n == 0 ? "" : ", ", *v);
        wf_suggest_offer(&s, *v);
    }
    wf_error_set(err, WF_E_USAGE, "--%s: '%s' is none of %s", o->name, value, list);
    if (s.best != NULL)
        wf_error_hint(err, "did you mean '%s'?", s.best);
    return WF_E_USAGE;
}

static enum wf_code set_number(const struct wf_option *o, void *member, const char *value,
                               struct wf_error *err)
{
    char *end;

    errno = 0;
    if (o->type == WF_OPTION_INT) {
        long long v = strtoll(value, &end, 10);

        if (end == value || *end != '\0' || errno != 0)
            return bad(o, value, "a whole number", err);
        *(int64_t *)member = v;
    } else {
        double v = strtod(value, &end);

        if (end == value || *end != '\0' || !isfinite(v))
            return bad(o, value, "a number", err);
        *(double *)member = v;
    }
    return WF_OK;
}

static enum wf_code set_time(const struct wf_option *o, int64_t *member, const char *value,
                             struct wf_error *err)
{
    enum wf_code rc = o->type == WF_OPTION_DURATION ? wf_duration_parse(value, member, err)
                                                    : wf_time_parse(value, member, err);

    if (rc != WF_OK)
        wf_error_prefix(err, "--%s", o->name);
    return rc;
}

enum wf_code wf_value_set(struct wf_arena *a, const struct wf_option *o, void *member,
                          const char *value, struct wf_error *err)
{
    enum wf_code rc = WF_OK;
    const char *known = value;
    bool b = false;

    switch (o->type) {
    case WF_OPTION_BOOL:
        return set_bool(o, value, member, err);
    case WF_OPTION_TRI:
        rc = set_bool(o, value, &b, err);
        if (rc == WF_OK)
            *(enum wf_tri *)member = b ? WF_TRI_YES : WF_TRI_NO;
        return rc;
    case WF_OPTION_STRING:
        *(const char **)member = value;
        return WF_OK;
    case WF_OPTION_ENUM:
    case WF_OPTION_ENUMS:
        known = find_enum(o, value);
        if (known == NULL)
            return bad_enum(o, value, err);
        if (o->type == WF_OPTION_ENUM) {
            *(const char **)member = known;
            return WF_OK;
        }
        wf_strings_add(a, member, known);
        return WF_OK;
    case WF_OPTION_STRINGS:
        wf_strings_add(a, member, value);
        return WF_OK;
    case WF_OPTION_INT:
    case WF_OPTION_FLOAT:
        return set_number(o, member, value, err);
    case WF_OPTION_DURATION:
    case WF_OPTION_TIME:
        return set_time(o, member, value, err);
    case WF_OPTION_SET:
    case WF_OPTION_END:
        break;
    }
    return WF_OK;
}
