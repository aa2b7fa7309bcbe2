#ifndef WF_COMMANDS_COUNT_H
#define WF_COMMANDS_COUNT_H

#include "commands/list.h"

/* What counting verbs print: a number, or a table of groups; in JSON as protojson has it.
 */
struct wf_count_group {
    Tcommon__Payload *const *values; /* what it was grouped by */
    size_t n_values;
    int64_t count;
};
struct wf_count {
    int64_t count;
    struct wf_count_group *v;
    size_t n;
};
enum wf_code wf_count_print(struct wf_job *job, const struct wf_count *c,
                            struct wf_error *err);

/* A struct wf_count of a reply's count and groups; all such replies look alike. */
#define WF_COUNT_OF(job, reply, ret)                                                       \
    do {                                                                                   \
        (ret)->count = (reply)->count;                                                     \
        (ret)->n = (reply)->n_groups;                                                      \
        (ret)->v = wf_arena_alloc((job)->arena, ((ret)->n + 1) * sizeof *(ret)->v);        \
        for (size_t i_ = 0; i_ < (ret)->n; i_++)                                           \
            (ret)->v[i_] =                                                                 \
                (struct wf_count_group){ .values = (reply)->groups[i_]->group_values,      \
                                         .n_values = (reply)->groups[i_]->n_group_values,  \
                                         .count = (reply)->groups[i_]->count };            \
    } while (0)

#endif
