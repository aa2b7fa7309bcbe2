/* A stream goes on where it was when another view covered it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "tui_fixture.h"

static char folder[] = "/tmp/wfsh-unit-XXXXXX";

static const char *scratch(void *user)
{
    (void)user;
    return folder;
}

static const char *no_scratch(void *user)
{
    (void)user;
    return NULL;
}

static int set_up(void **state)
{
    struct fake_host *h = host_new();

    h->face.scratch = scratch;
    *state = fixture_new(h);
    return 0;
}

/* The words of the tail that runs, with the folder as D. */
static void assert_tail(struct fixture *f, const char *want)
{
    struct wf_host_job *job = host_job(f->h, "workflow tail");
    char *text, *at;

    assert_non_null(job);
    text = wf_strdup(job->words);
    at = strstr(text, folder);
    assert_non_null(at);
    *at = 'D';
    memmove(at + 1, at + strlen(folder), strlen(at + strlen(folder)) + 1);
    assert_string_equal(text, want);
    free(text);
}

#define COLUMNS "-o tsv --columns workflow,run,id,time,type,category,class,summary"

static void covered_and_seen_again(void **state)
{
    struct fixture *f = *state;

    open_view(f, "tail");
    assert_tail(f, "workflow tail --cursor=D/cursor-1 " COLUMNS " --open");
    app_type(f->app, '?');
    assert_null(host_job(f->h, "workflow tail"));
    app_type(f->app, 'q');
    assert_tail(f, "workflow tail --cursor=D/cursor-1 " COLUMNS " --open");
}

static void above_another_view_it_says_what_it_is(void **state)
{
    static const char *const words[] = { "tail", "order-1" };
    struct fixture *f = *state;
    struct wf_error err = WF_ERROR_INIT;

    open_view(f, "workflows");
    assert_int_equal(wf_app_open(f->app, 2, words, &err), WF_OK);
    (void)wf_app_poll(f->app);
    assert_true(app_shows(f->app, "Workflows > Tail  +order-1"));
    app_type(f->app, '?');
    assert_true(app_shows(f->app, "Workflows > Tail  +order-1 > "));
}

static void without_a_folder_what_is_missed_is_said(void **state)
{
    struct fixture *f = *state;
    struct wf_host_job *job;

    f->h->face.scratch = no_scratch;
    open_view(f, "tail");
    job = host_job(f->h, "workflow tail " COLUMNS);
    assert_non_null(job);
    host_print(job, "a\trun-1\t1\t2026-01-01T11:59:00Z\tT\tactivity\topens\ts\n");
    (void)wf_app_poll(f->app);
    app_type(f->app, '?');
    app_type(f->app, 'q');
    assert_true(app_shows(f->app, "events between may be missing"));
}

static void another_query_is_another_stream(void **state)
{
    struct fixture *f = *state;

    open_view(f, "tail");
    app_text(f->app, "/a");
    app_type(f->app, WF_KEY_ENTER);
    assert_tail(f, "workflow tail --cursor=D/cursor-2 " COLUMNS " -q a");
}

static void its_file_goes_with_it(void **state)
{
    struct fixture *f = *state;
    char *path = wf_asprintf("%s/cursor-1", folder);
    FILE *file;

    open_view(f, "tail");
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    app_text(f->app, "/a");
    app_type(f->app, WF_KEY_ENTER);
    assert_int_equal(access(path, F_OK), -1);
    free(path);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder); /* fails when something was left in it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(covered_and_seen_again, set_up, fixture_free),
        cmocka_unit_test_setup_teardown(above_another_view_it_says_what_it_is, set_up,
                                        fixture_free),
        cmocka_unit_test_setup_teardown(without_a_folder_what_is_missed_is_said, set_up,
                                        fixture_free),
        cmocka_unit_test_setup_teardown(another_query_is_another_stream, set_up,
                                        fixture_free),
        cmocka_unit_test_setup_teardown(its_file_goes_with_it, set_up, fixture_free),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
