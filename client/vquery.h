#ifndef WF_CLIENT_VQUERY_H
#define WF_CLIENT_VQUERY_H

#include "base/arena.h"
#include "base/error.h"
#include "proto/api.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Visibility queries (List Filters), read here: to point at a mistake in the user's own
 * text before anything is sent, and to apply a filter here that an archive's store cannot
 * take.
 */
enum wf_vquery_kind {
    WF_VQUERY_AND,
    WF_VQUERY_OR,
    WF_VQUERY_NOT,
    WF_VQUERY_COMPARE,     /* = != < <= > >= , one value */
    WF_VQUERY_IN,          /* several */
    WF_VQUERY_BETWEEN,     /* two */
    WF_VQUERY_STARTS_WITH, /* one */
    WF_VQUERY_IS_NULL,
};

struct wf_vquery_value {
    const char *text; /* unquoted */
    bool quoted;
};

struct wf_vquery_node {
    enum wf_vquery_kind kind;
    bool negated;                        /* NOT IN, NOT BETWEEN, IS NOT NULL … */
    struct wf_vquery_node *left, *right; /* AND, OR; NOT has left only */
    const char *name;                    /* the attribute */
    size_t name_at;                      /* offset in the text */
    char op[3];                          /* COMPARE */
    struct wf_vquery_value *values;
    size_t n_values;
};

struct wf_vquery {
    struct wf_vquery_node *root;     /* NULL: matches all */
    const char *group_by, *order_by; /* names; NULL: not there */
    size_t group_by_at, order_by_at;
    size_t clause_at; /* where GROUP BY or ORDER BY begins; else the text's length */
};

/* WF_E_USAGE: what is wrong, and a hint with the text and a caret below the place. */
enum wf_code wf_vquery_parse(struct wf_arena *a, const char *text, struct wf_vquery *ret,
                             struct wf_error *err);

/* Calls `fn` for every attribute name, GROUP BY and ORDER BY too. */
typedef bool wf_vquery_name_fn(void *user, const char *name, size_t at);
void wf_vquery_each_name(const struct wf_vquery *q, wf_vquery_name_fn *fn, void *user);

/* The hint with the caret, for errors that are found elsewhere. */
void wf_vquery_point(const char *text, size_t at, struct wf_error *err);

/* One of the attributes that every server has. */
bool wf_vquery_is_system_name(const char *name);
const char *const *wf_vquery_system_names(void); /* NULL-ended */

/*
 * Does the listed run match? Attributes that a run does not carry compare as absent. Times
 * compare as times, numbers as numbers, lists by any of their members.
 */
bool wf_vquery_matches(const struct wf_vquery *q, const Tworkflow__WorkflowExecutionInfo *e,
                       struct wf_arena *a);

#endif
