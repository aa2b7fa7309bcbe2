/*
 * What one call costs on a channel that is open already: rpc ADDRESS CALLS [PAUSE-MS]
 *
 * One line: CPU of the whole process (mean) and wall time (median) of a
 * CountWorkflowExecutions, both in microseconds, after some that are not counted. With a
 * pause before each, as when somebody types: caches and processor are cold then.
 */
#include "base/arena.h"
#include "base/timefmt.h"
#include "client/call.h"
#include "proto/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WARM_UP = 20 };

static double now_us(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static enum wf_code count(struct wf_connection *conn, struct wf_error *err)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_ctx *ctx = wf_ctx_new(conn, NULL, 0);
    Tworkflowservice__CountWorkflowExecutionsRequest *req =
        wf_msg_new(a, &tworkflowservice__count_workflow_executions_request__descriptor);
    Tworkflowservice__CountWorkflowExecutionsResponse *reply = NULL;
    enum wf_code rc;

    req->namespace_ = (char *)"default";
    rc = wf_call(ctx, "CountWorkflowExecutions", req, NULL, a, &reply, err);
    wf_ctx_free(ctx);
    wf_arena_free(a);
    return rc;
}

/* The prompt's channel is watched too: what that costs a call is part of the call. */
static void changed(void *user, bool is_down)
{
    (void)user;
    (void)is_down;
}

int main(int argc, char **argv)
{
    long calls = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    struct wf_settings_flags flags = { .address = argc > 1 ? argv[1] : NULL };
    struct wf_settings *settings = NULL;
    struct wf_connection *conn = NULL;
    struct wf_error err = WF_ERROR_INIT;
    enum wf_code rc = wf_settings_load(&flags, &settings, &err);
    struct timespec pause = { .tv_nsec = 0 };
    double *wall, cpu = 0;

    if (calls < 1) {
        fprintf(stderr, "usage: rpc ADDRESS CALLS [PAUSE-MS]\n");
        return 2;
    }
    if (argc > 3)
        pause.tv_nsec = strtol(argv[3], NULL, 10) * 1000000;
    wall = calloc((size_t)calls, sizeof *wall);
    if (rc == WF_OK)
        rc = wf_connection_open(settings, &conn, &err);
    if (rc == WF_OK)
        wf_connection_watch(conn, changed, NULL);
    for (long i = -WARM_UP; i < calls && rc == WF_OK; i++) {
        double began;

        if (pause.tv_nsec > 0)
            nanosleep(&pause, NULL);
        if (i == 0)
            cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
        began = now_us(CLOCK_MONOTONIC);
        rc = count(conn, &err);
        if (i >= 0)
            wall[i] = now_us(CLOCK_MONOTONIC) - began;
    }
    if (rc != WF_OK) {
        fprintf(stderr, "rpc: %s\n", err.text);
        return 1;
    }
    cpu = (now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu) / (double)calls;
    qsort(wall, (size_t)calls, sizeof *wall, by_value);
    printf("%.1f %.1f\n", cpu, wall[calls / 2]);
    fflush(stdout);
    _Exit(0);
}
