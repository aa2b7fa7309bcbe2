/* Command lines with places to fill: values stay one word, groups go, choices turn round.
 */
#include "tests/unit/tui_host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* {id} is hostile, {run} plain, {none} empty, others are not there. */
static const char *value(const void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "id") == 0)
        return "-x '; rm -rf / \"$HOME\" \\ {run} [a] {?Field} end";
    if (strcmp(name, "run") == 0)
        return "01a2";
    if (strcmp(name, "kind") == 0)
        return "b";
    return strcmp(name, "none") == 0 ? "" : NULL;
}

/* The words that come of a line, with | between them. The caller frees. */
static char *filled(const char *line)
{
    struct wf_template t;
    struct wf_arena *a = wf_arena_new();
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_words w;
    char missing[64];

    wf_strbuf_adds(&b, "");
    if (wf_template_open(&t, line, value, NULL, missing)) {
        w = wf_template_words(&t, a);
        for (size_t i = 0; i < w.n; i++)
            wf_strbuf_addf(&b, "%s%s", i > 0 ? "|" : "", w.v[i]);
    } else {
        wf_strbuf_addf(&b, "missing %s", missing);
    }
    wf_template_release(&t);
    wf_arena_free(a);
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

static void expect_words(const char *line, const char *wanted)
{
    char *got = filled(line);

    assert_string_equal(got, wanted);
    free(got);
}

static void a_value_is_one_word_whatever_it_holds(void **state)
{
    (void)state;
    expect_words("show {id} -r {run}",
                 "show|-x '; rm -rf / \"$HOME\" \\ {run} [a] {?Field} end|-r|01a2");
    expect_words("a={run},b={run}", "a=01a2,b=01a2");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    expect_words("show {nowhere} {run}", "missing nowhere");
    expect_words("show {none}", "missing none");
}

static void a_group_without_its_value_goes(void **state)
{
    (void)state;
    expect_words("show x [-r {nowhere}] -v", "show|x|-v");
    expect_words("show x [-r {run}] -v", "show|x|-r|01a2|-v");
    expect_words("show x [--note {?Note}] [-r {nowhere}]", "show|x");
    expect_words("show [-r {nowhere} --note {?Note}] end", "show|end");
}

static void a_value_in_a_filter_is_quoted(void **state)
{
    (void)state;
    expect_words("list Queue={run'}", "list|Queue='01a2'");
    expect_words("list Q={id'}", "list|Q='-x \\'; rm -rf / \"$HOME\" \\\\ {run} [a] "
                                 "{?Field} end'");
}

static void words_are_shown_as_sh_would_read_them(void **state)
{
    const char *v[] = { "show", "it's", "", "a b", "x=1" };
    const struct wf_words w = { v, 5 };
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)state;
    wf_words_show(&w, &b);
    assert_string_equal(wf_strbuf_str(&b), "show 'it'\\''s' '' 'a b' x=1");
    wf_strbuf_release(&b);
}

static void fields_are_asked_for(void **state)
{
    struct wf_template t;
    struct wf_arena *a = wf_arena_new();
    struct wf_words w;
    char missing[64];

    (void)state;
    assert_true(wf_template_open(&t, "signal --name {?Signal_name:run} [--input {?Input}]",
                                 value, NULL, missing));
    assert_int_equal(t.n_fields, 2);
    assert_string_equal(t.fields[0].label, "Signal name");
    assert_string_equal(wf_strbuf_str(&t.fields[0].text), "01a2");
    assert_false(t.fields[0].optional);
    assert_true(t.fields[1].optional);
    assert_int_equal(wf_template_lacks(&t), -1);
    wf_strbuf_clear(&t.fields[0].text);
    assert_int_equal(wf_template_lacks(&t), 0);
    wf_strbuf_adds(&t.fields[0].text, "two words");
    w = wf_template_words(&t, a);
    assert_int_equal(w.n, 3); /* nothing was given for the input */
    assert_string_equal(w.v[2], "two words");
    wf_strbuf_adds(&t.fields[1].text, "{run}");
    w = wf_template_words(&t, a);
    assert_string_equal(w.v[4], "{run}"); /* what is typed is not filled again */
    wf_template_release(&t);
    wf_arena_free(a);
}

static void choices_turn_round(void **state)
{
    struct wf_template t;
    char missing[64];
    struct wf_template_field *kind, *maybe;

    (void)state;
    assert_true(wf_template_open(&t, "x {?Kind:kind=a|b|c} [--y {?Maybe=on|off}]", value,
                                 NULL, missing));
    kind = &t.fields[0];
    maybe = &t.fields[1];
    assert_string_equal(wf_strbuf_str(&kind->text), "b");
    wf_template_choose(kind, 1);
    assert_string_equal(wf_strbuf_str(&kind->text), "c");
    wf_template_choose(kind, 1);
    assert_string_equal(wf_strbuf_str(&kind->text), "a");
    wf_template_choose(kind, -1);
    assert_string_equal(wf_strbuf_str(&kind->text), "c");
    assert_string_equal(wf_strbuf_str(&maybe->text), ""); /* it may be left out */
    wf_template_choose(maybe, 1);
    assert_string_equal(wf_strbuf_str(&maybe->text), "on");
    wf_template_choose(maybe, -1);
    assert_string_equal(wf_strbuf_str(&maybe->text), "");
    wf_template_choose(maybe, -1);
    assert_string_equal(wf_strbuf_str(&maybe->text), "off");
    wf_template_release(&t);
    assert_true(wf_template_open(&t, "x {?Kind=a|b}", value, NULL, missing));
    assert_string_equal(wf_strbuf_str(&t.fields[0].text), "a");
    wf_template_release(&t);
}

static void words_that_were_told_apart_stay_so(void **state)
{
    const char *v[] = { "list", "-q", "A = {run'} AND B = 'x y'", "[{kind}]" };
    const struct wf_words given = { v, 4 };
    struct wf_template t;
    struct wf_arena *a = wf_arena_new();
    struct wf_words w;
    char missing[64];

    (void)state;
    assert_true(wf_template_open_words(&t, &given, value, NULL, missing));
    w = wf_template_words(&t, a);
    assert_int_equal(w.n, 4);
    assert_string_equal(w.v[2], "A = '01a2' AND B = 'x y'");
    assert_string_equal(w.v[3], "[b]");
    wf_template_release(&t);
    wf_arena_free(a);
}

static void a_line_too_long_is_cut_and_stands(void **state)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    struct wf_template t;
    char missing[64];

    (void)state;
    for (int i = 0; i < 60; i++)
        wf_strbuf_adds(&line, "{?Field} [x {run}] { } {} ");
    assert_true(wf_template_open(&t, wf_strbuf_str(&line), value, NULL, missing) ||
                *missing != '\0');
    assert_true(t.n <= WF_TEMPLATE_WORDS);
    assert_true(t.n_fields <= WF_TEMPLATE_FIELDS);
    wf_template_release(&t);
    wf_strbuf_release(&line);
}

static void text_is_filled_too(void **state)
{
    char *text = wf_template_text("{run} of {nowhere}!", value, NULL);

    (void)state;
    assert_string_equal(text, "01a2 of !");
    free(text);
}

static void an_equals_sign_alone_makes_no_choice(void **state)
{
    struct wf_template t;
    char missing[64];

    (void)state;
    assert_true(wf_template_open(&t, "x [--memo {?Memo_KEY=JSON}]", value, NULL, missing));
    assert_string_equal(t.fields[0].label, "Memo KEY=JSON");
    assert_null(t.fields[0].choices);
    wf_template_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_one_word_whatever_it_holds),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(a_group_without_its_value_goes),
        cmocka_unit_test(a_value_in_a_filter_is_quoted),
        cmocka_unit_test(words_are_shown_as_sh_would_read_them),
        cmocka_unit_test(fields_are_asked_for),
        cmocka_unit_test(choices_turn_round),
        cmocka_unit_test(words_that_were_told_apart_stay_so),
        cmocka_unit_test(a_line_too_long_is_cut_and_stands),
        cmocka_unit_test(text_is_filled_too),
        cmocka_unit_test(an_equals_sign_alone_makes_no_choice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
