/* When a Schedule runs, in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "commands/schedule_words.h"
#include "proto/json_read.h"

static void says(const char *json, const char *words)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_error err = WF_ERROR_INIT;
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_bytes text = { (const unsigned char *)json, strlen(json) };
    Tschedule__ScheduleSpec *s = NULL;

    assert_int_equal(wf_json_to_message(a, &tschedule__schedule_spec__descriptor, "spec",
                                        text, true, &s, &err),
                     WF_OK);
    wf_schedule_spec_words(&b, s, "; ");
    assert_string_equal(wf_strbuf_str(&b), words);
    wf_strbuf_release(&b);
    wf_arena_free(a);
}

static void calendar(const char *fields, const char *words)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    wf_strbuf_addf(&b, "{\"structuredCalendar\":[{%s}]}", fields);
    says(wf_strbuf_str(&b), words);
    wf_strbuf_release(&b);
}

static void the_time_of_day(void **state)
{
    (void)state;
    calendar("\"hour\":[{\"start\":9}]", "at 09:00");
    calendar("", "at 00:00");
    calendar("\"hour\":[{\"start\":9},{\"start\":17}],\"minute\":[{\"start\":30}]",
             "at 09:30 and 17:30");
    calendar("\"hour\":[{\"start\":9,\"end\":12}],\"second\":[{\"start\":5}]",
             "at 09:00:05, 10:00:05, 11:00:05 and 12:00:05");
    calendar("\"hour\":[{\"end\":23}]", "every hour");
    calendar("\"hour\":[{\"end\":23}],\"minute\":[{\"start\":30}]", "at minute 30");
    calendar("\"hour\":[{\"end\":23}],\"minute\":[{\"end\":59,\"step\":15}]",
             "every 15 minutes");
    calendar("\"hour\":[{\"end\":23}],\"minute\":[{\"end\":59}]", "every minute");
    calendar("\"hour\":[{\"end\":23}],\"minute\":[{\"end\":59}],\"second\":[{\"end\":59}]",
             "every second");
    calendar("\"hour\":[{\"start\":8,\"end\":18}],\"minute\":[{\"end\":59,\"step\":20}]",
             "every 20 minutes from 08:00 to 18:59");
    calendar("\"hour\":[{\"start\":8,\"end\":18}]", "every hour from 08:00 to 18:00");
    calendar("\"hour\":[{\"end\":23,\"step\":2}]", "every 2 hours");
    calendar("\"hour\":[{\"end\":23,\"step\":2}],\"minute\":[{\"start\":5}]",
             "at minute 5 every 2 hours");
}

static void the_day(void **state)
{
    (void)state;
    calendar("\"hour\":[{\"start\":9}],\"dayOfWeek\":[{\"start\":1,\"end\":5}]",
             "at 09:00 on Monday to Friday");
    calendar("\"hour\":[{\"start\":9}],\"dayOfWeek\":[{\"start\":0},{\"start\":6}]",
             "at 09:00 on Sunday and Saturday");
    calendar("\"dayOfMonth\":[{\"start\":1}]", "at 00:00 on day 1 of the month");
    calendar("\"dayOfMonth\":[{\"start\":1},{\"start\":15}],\"month\":[{\"start\":1},"
             "{\"start\":7}]",
             "at 00:00 on days 1 and 15 of January and July");
    calendar("\"month\":[{\"start\":12}]", "at 00:00 in December");
    calendar("\"dayOfMonth\":[{\"start\":13}],\"dayOfWeek\":[{\"start\":5}]",
             "at 00:00 on Friday if on day 13 of the month");
    calendar("\"year\":[{\"start\":2027,\"end\":2029}],\"comment\":\"three years\"",
             "at 00:00 in 2027 to 2029 (three years)");
}

static void intervals_and_several(void **state)
{
    (void)state;
    says("{}", "never");
    says("{\"interval\":[{\"interval\":\"5400s\",\"phase\":\"900s\"},{\"interval\":"
         "\"3600s\"}"
         "]}",
         "every 1h 30m, 15m later; every 1h");
    says("{\"cronString\":[\"0 9 * * *\"],\"calendar\":[{\"hour\":\"*/2\"}]}",
         "cron 0 9 * * *; at hour */2");
}

/* What no server sends, but a file may hold. */
static void values_out_of_range(void **state)
{
    (void)state;
    calendar("\"hour\":[{\"start\":-5,\"end\":2147483647,\"step\":-1}]", "every hour");
    calendar("\"hour\":[{\"start\":99}]", "never");
    calendar("\"hour\":[{\"start\":3,\"end\":1,\"step\":2147483647}]", "at 03:00");
    calendar("\"dayOfWeek\":[{\"start\":7}],\"month\":[{\"start\":13}]",
             "at 00:00 on no day");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_time_of_day),
        cmocka_unit_test(the_day),
        cmocka_unit_test(intervals_and_several),
        cmocka_unit_test(values_out_of_range),
    };

    return cmocka_run_group_tests_name("schedule_words", tests, NULL, NULL);
}
