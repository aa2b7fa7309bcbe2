/* What a listed item is the same one by, from the JSON line of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "commands/watch_key.h"

static void expect_key(const char *line, const char *key)
{
    struct wf_arena *a = wf_arena_new();

    assert_string_equal(wf_watch_key(line, a), key);
    wf_arena_free(a);
}

static void each_kind_by_its_own(void **state)
{
    (void)state;
    expect_key("{\"execution\":{\"workflowId\":\"a\",\"runId\":\"b\"},\"status\":\"X\"}",
               "{\"workflowId\":\"a\",\"runId\":\"b\"}");
    expect_key("{\"workflowExecutionInfo\":{\"execution\":{\"workflowId\":\"a\"}}}",
               "{\"workflowId\":\"a\"}");
    expect_key("{\"taskQueue\":\"q\",\"type\":\"activity\",\"pollers\":1}",
               "{\"taskQueue\":\"q\",\"type\":\"activity\"}");
    expect_key("{\"eventId\":\"7\",\"eventTime\":\"x\"}", "{\"eventId\":\"7\"}");
    expect_key("{\"scheduleId\":\"s\",\"namespace\":\"n\"}",
               "{\"namespace\":\"n\",\"scheduleId\":\"s\"}");
}

/* An Activity lists its Task Queue as well, which may change. */
static void the_first_row_wins(void **state)
{
    (void)state;
    expect_key("{\"taskQueue\":\"q\",\"runId\":\"r\",\"activityId\":\"a\"}",
               "{\"activityId\":\"a\",\"runId\":\"r\"}");
}

static void nothing_identifies_it(void **state)
{
    (void)state;
    expect_key("{\"count\":\"3\"}", "");
    expect_key("{}", "");
    expect_key("[1]", "");
    expect_key("text", "");
    expect_key("{\"name\":", "");
    expect_key("{\"name\":{\"x\":1},\"id\":[1]}", "");
}

static void names_of_any_length_and_escapes(void **state)
{
    char line[400];

    (void)state;
    memset(line, 'x', sizeof line);
    memcpy(line, "{\"", 2);
    strcpy(line + 300, "\":1,\"jobId\":\"a\\\"b\\u0000\"}");
    expect_key(line, "{\"jobId\":\"a\\\"b\\u0000\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_by_its_own),
        cmocka_unit_test(the_first_row_wins),
        cmocka_unit_test(nothing_identifies_it),
        cmocka_unit_test(names_of_any_length_and_escapes),
    };

    return cmocka_run_group_tests_name("watch_key", tests, NULL, NULL);
}
