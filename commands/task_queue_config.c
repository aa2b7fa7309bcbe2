/* commands/task_queue_config.c: the settings of a Task Queue as rows. */
#include "commands/task_queue.h"

#include <stdlib.h>
#include <string.h>

struct row {
    const char *setting, *value, *reason, *by;
    int64_t when;
};

static void get_setting(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->setting;
}

static void get_value(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->value;
}

static void get_reason(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->reason;
}

static void get_by(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->text = ((const struct row *)item)->by;
}

static void get_when(const void *item, struct wf_arena *a, struct wf_cell *ret)
{
    (void)a;
    ret->number = ((const struct row *)item)->when;
}

static const struct wf_column columns[] = {
    { .header = "SETTING", .key = "setting", .type = WF_CELL_TEXT, .get = get_setting },
    { .header = "VALUE", .key = "value", .type = WF_CELL_TEXT, .get = get_value },
    { .header = "CHANGED", .key = "changed", .type = WF_CELL_TIME, .get = get_when },
    { .header = "BY", .key = "by", .type = WF_CELL_TEXT, .shrink = 1, .get = get_by },
    { .header = "REASON",
      .key = "reason",
      .type = WF_CELL_TEXT,
      .shrink = 2,
      .get = get_reason },
};
static const struct wf_columns config_columns = { .v = columns,
                                                  .n = sizeof columns / sizeof *columns };

static enum wf_code add_limit(struct wf_job *job, struct wf_list *l, const char *setting,
                              const Ttaskqueue__RateLimitConfig *c, struct wf_error *err)
{
    struct row *r;

    if (c == NULL)
        return WF_OK;
    r = wf_arena_alloc(job->arena, sizeof *r);
    *r = (struct row){ .setting = setting, .value = "default", .when = WF_NO_TIME };
    if (c->rate_limit != NULL)
        r->value = wf_arena_printf(job->arena, "%g a second",
                                   (double)c->rate_limit->requests_per_second);
    if (c->metadata != NULL) {
        r->reason = c->metadata->reason;
        r->by = c->metadata->update_identity;
        r->when = wf_timestamp_ns(c->metadata->update_time);
    }
    return wf_list_item(l, r, err);
}

typedef Ttaskqueue__TaskQueueConfig__FairnessWeightOverridesEntry weight;

static int by_key(const void *a, const void *b)
{
    return strcmp((*(weight *const *)a)->key, (*(weight *const *)b)->key);
}

/* In the order of their keys: the server's is another one each time. */
static enum wf_code add_weights(struct wf_job *job, struct wf_list *l,
                                const Ttaskqueue__TaskQueueConfig *c, struct wf_error *err)
{
    size_t n = c->n_fairness_weight_overrides;
    weight **v = wf_arena_alloc(job->arena, (n + 1) * sizeof(weight *));
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < n; i++)
        v[i] = c->fairness_weight_overrides[i];
    qsort(v, n, sizeof(weight *), by_key);
    for (size_t i = 0; i < n && rc == WF_OK; i++) {
        struct row *r = wf_arena_alloc(job->arena, sizeof *r);

        *r =
            (struct row){ .setting = wf_arena_printf(job->arena, "weight of %s", v[i]->key),
                          .value = wf_arena_printf(job->arena, "%g", (double)v[i]->value),
                          .when = WF_NO_TIME };
        rc = wf_list_item(l, r, err);
    }
    return rc;
}

enum wf_code wf_task_queue_config_print(struct wf_job *job,
                                        const Ttaskqueue__TaskQueueConfig *c,
                                        struct wf_error *err)
{
    struct wf_list *l = NULL;
    enum wf_code rc = wf_list_begin(job, &config_columns, &l, err);

    if (rc != WF_OK)
        return rc;
    rc = add_limit(job, l, "queue rate limit", c->queue_rate_limit, err);
    if (rc == WF_OK)
        rc = add_limit(job, l, "rate limit of a fairness key",
                       c->fairness_keys_rate_limit_default, err);
    if (rc == WF_OK)
        rc = add_weights(job, l, c, err);
    return wf_list_end(l, rc, err);
}
