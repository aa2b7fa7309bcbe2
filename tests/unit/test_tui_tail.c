/* The tail: a ring of events that scrolls by itself until somebody looks closer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "tui_view.h"

enum { QUERY, ADDED };

static int set_up(void **state)
{
    (void)state;
    view_opens("tail", 0, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    view_closes();
    return 0;
}

static void event(unsigned slot, const char *id, int n, const char *kind, const char *class)
{
    char line[200];
    int len = snprintf(line, sizeof line,
                       "%s\trun-%s\t%d\t2026-01-01T12:00:00.5Z\tType%d\t%s\t%s\tsummary %d",
                       id, id, n, n, kind, class, n);

    type->line(model, slot, line, (size_t)len);
}

static void a_query_or_all_that_run(void **state)
{
    const char *const ids[] = { "a", "b" };

    (void)state;
    assert_wants(QUERY, "workflow tail -o tsv --columns "
                        "workflow,run,id,time,type,category,class,summary --open");
    assert_wants(ADDED, "");
    type->filter(model, "WorkflowType='x'");
    assert_wants(QUERY, "workflow tail -o tsv --columns "
                        "workflow,run,id,time,type,category,class,summary -q "
                        "WorkflowType='x'");
    view_closes();
    view_opens("tail", 2, ids);
    assert_wants(QUERY, "");
    assert_wants(ADDED, "workflow tail -o tsv --columns "
                        "workflow,run,id,time,type,category,class,summary -- a b");
}

static void it_scrolls_and_enter_knows_where(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    view_lines(QUERY, "workflow\trun\tid\ttime\ttype\tcategory\tclass\tsummary\n");
    assert_shows(12, 100, "waiting for events");
    for (int i = 1; i <= 30; i++)
        event(QUERY, "order-1", i, "activity", "opens");
    assert_shows(12, 100, "Type30  summary 30");
    assert_text("2026-01-01T12:00:00.500Z  order-1  7 Type7  summary 7\n");
    assert_hides(12, 100, "Type20  summary 20");
    assert_shows(12, 100, "live");
    event(QUERY, "order-2", 1, "activity", "failed");
    assert_string_equal(type->value(model, "id", 0), "order-2");
    assert_string_equal(type->value(model, "run", 0), "run-order-2");
    assert_shows(12, 100, "2 workflows seen");
}

static void up_freezes_and_G_goes_on(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    for (int i = 1; i <= 30; i++)
        event(QUERY, "o", i, "activity", "opens");
    view_keys(12, 100, "kk");
    assert_shows(12, 100, "frozen");
    for (int i = 31; i <= 40; i++)
        event(QUERY, "o", i, "activity", "opens");
    assert_shows(12, 100, "buffered 10");
    assert_hides(12, 100, "Type31");
    view_keys(12, 100, "jjjjjj"); /* what came later waits */
    assert_hides(12, 100, "Type31");
    view_keys(12, 100, "G");
    assert_shows(12, 100, "Type40");
    assert_shows(12, 100, "buffered 0");
    view_keys(12, 100, " ");
    assert_shows(12, 100, "frozen");
    view_keys(12, 100, "g");
    assert_shows(12, 100, ">12:00:00.500  o                                   1 Type1 ");
    view_keys(12, 100, " ");
    assert_shows(12, 100, "live");
}

static void the_ring_is_bounded_and_counts(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    for (int i = 1; i <= 6000; i++)
        event(QUERY, "o", i, "activity", "opens");
    assert_shows(12, 100, "dropped 1000");
    view_keys(12, 100, "g");
    assert_shows(12, 100, "Type1001 ");
    for (int i = 6001; i <= 11500; i++) /* all that is frozen is pushed out */
        event(QUERY, "o", i, "activity", "opens");
    free(view_picture(12, 100));
    view_keys(12, 100, "jkgG");
    assert_shows(12, 100, "Type11500");
}

static void tasks_are_hidden_unless_they_failed(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    event(QUERY, "o", 1, "workflow-task", "opens");
    event(QUERY, "o", 2, "workflow-task", "failed");
    assert_hides(12, 100, "Type1 ");
    assert_shows(12, 100, "Type2 ");
    view_keys(12, 100, "x");
    assert_shows(12, 100, "Type1 ");
}

static void a_dropped_one_is_not_seen(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    event(QUERY, "loud", 1, "activity", "opens");
    event(QUERY, "calm", 2, "activity", "opens");
    event(QUERY, "loud", 3, "activity", "opens");
    view_keys(12, 100, "-");
    assert_hides(12, 100, "Type3");
    assert_hides(12, 100, "Type1");
    assert_shows(12, 100, "Type2");
}

static void what_was_missed_is_said(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    event(QUERY, "o", 1, "activity", "opens");
    view_ends(QUERY, false);
    type->begin(model, QUERY);
    assert_shows(12, 100, "events between may be missing");
}

static void what_is_told_again_is_shown_once(void **state)
{
    (void)state;
    type->begin(model, QUERY);
    event(QUERY, "o", 1, "activity", "opens");
    event(QUERY, "o", 2, "activity", "opens");
    view_ends(QUERY, false);
    type->begin(model, QUERY);
    event(QUERY, "o", 2, "activity", "opens");
    event(QUERY, "o", 3, "activity", "opens");
    event(QUERY, "p", 2, "activity", "opens");
    assert_shows(12, 100, "Type3");
    assert_text_times("o  2 Type2", 1);
    assert_text_times("p  2 Type2", 1);
}

static void a_bad_query_says_what_is_wrong(void **state)
{
    struct wf_host_end end = { .code = WF_E_USAGE, .error = WF_ERROR_INIT };

    (void)state;
    type->filter(model, "WorkflowTyp='x'");
    type->begin(model, QUERY);
    wf_error_set(&end.error, WF_E_USAGE, "no such attribute");
    type->end(model, QUERY, &end);
    assert_shows(12, 100, "no such attribute");
    type->filter(model, "");
    assert_hides(12, 100, "no such attribute");
}

static void hostile_lines_are_no_harm(void **state)
{
    struct wf_strbuf line = WF_STRBUF_INIT;

    (void)state;
    view_lines(QUERY, "\t\t\t\t\t\t\t\na\tb\n\x1b[2J\t\t\t\t\t\t\x1b\t\x1b[31m\n");
    wf_strbuf_addn(&line, '\t', 100);
    type->line(model, QUERY, line.data, line.len);
    wf_strbuf_clear(&line);
    wf_strbuf_addn(&line, 'x', 100000);
    type->line(model, QUERY, line.data, line.len);
    wf_strbuf_release(&line);
    assert_hides(12, 100, "\x1b");
    for (int rows = 1; rows < 20; rows++)
        for (int cols = 10; cols < 200; cols += 30)
            free(view_picture(rows, cols));
    view_keys(12, 100, "kjgG -x");
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_query_or_all_that_run),
        TEST(it_scrolls_and_enter_knows_where),
        TEST(up_freezes_and_G_goes_on),
        TEST(the_ring_is_bounded_and_counts),
        TEST(tasks_are_hidden_unless_they_failed),
        TEST(a_dropped_one_is_not_seen),
        TEST(what_was_missed_is_said),
        TEST(what_is_told_again_is_shown_once),
        TEST(a_bad_query_says_what_is_wrong),
        TEST(hostile_lines_are_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
