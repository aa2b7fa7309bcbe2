#ifndef WF_TESTS_UNIT_TUI_FIXTURE_H
#define WF_TESTS_UNIT_TUI_FIXTURE_H

/* A dashboard of 24 rows and 80 columns on a fake host, as a test's state; after cmocka.h.
 */

#include "tui_host.h"

struct fixture {
    struct fake_host *h;
    struct wf_app *app;
};

static inline void open_view(struct fixture *f, const char *view)
{
    struct wf_error err = WF_ERROR_INIT;

    assert_int_equal(wf_app_open(f->app, 1, &view, &err), WF_OK);
    (void)wf_app_poll(f->app);
}

static inline struct fixture *fixture_new(struct fake_host *h)
{
    struct fixture *f = wf_calloc(1, sizeof *f);
    const struct wf_app_options options = { .interval_ms = 5000 };

    f->h = h;
    f->app = wf_app_new(&h->face, &options);
    wf_app_resize(f->app, 24, 80);
    return f;
}

static inline int fixture_free(void **state)
{
    struct fixture *f = *state;

    wf_app_free(f->app);
    host_free(f->h);
    free(f);
    return 0;
}

#endif
