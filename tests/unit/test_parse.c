/* Command lines: words to args, and what is said of wrong ones. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "commands/parse.h"

struct show_args {
    struct wf_strings ids;
    bool follow, reverse;
    int64_t limit, wait;
    double rate;
    const char *view, *query;
    struct wf_strings tags;
};

static const char *const views[] = { "compact", "full", NULL };

#define S struct show_args
static const struct wf_option show_options[] = {
    WF_OPT_BOOL('f', "follow", S, follow, "f", .exclusive = "direction"),
    WF_OPT_BOOL(0, "reverse", S, reverse, "r", .exclusive = "direction"),
    WF_OPT_INT(0, "limit", S, limit, "N", "l", .default_value = "7"),
    WF_OPT_DURATION(0, "wait", S, wait, "w"),
    WF_OPT_FLOAT(0, "rate", S, rate, "N", "r"),
    WF_OPT_ENUM(0, "view", S, view, views, "v"),
    WF_OPT_STRING('q', "query", S, query, "Q", "q", .alias = "filter"),
    WF_OPT_STRINGS('t', "tag", S, tags, "T", "t"),
    WF_OPT_END
};
static const struct wf_positional show_positionals[] = {
    { .name = "ID", .offset = offsetof(S, ids), .help = "id", .repeated = true },
    { .name = NULL },
};
static const struct wf_command show = { .path = "workflow show",
                                        .aliases = "show,cat",
                                        .summary = "Show",
                                        .options = show_options,
                                        .positionals = show_positionals,
                                        .args_size = sizeof(S) };
static const struct wf_command update_start = { .path = "workflow update start",
                                                .summary = "Start" };
static const struct wf_command list = { .path = "operator namespace list",
                                        .summary = "List" };
static const struct wf_command *const commands[] = { &show, &update_start, &list, NULL };
static const struct wf_group groups[] = {
    { .path = "workflow", .alias = "wf", .summary = "w" },
    { .path = "workflow update", .summary = "u" },
    { .path = "operator", .summary = "o" },
    { .path = "operator namespace", .alias = "ns", .summary = "n" },
    { .path = NULL },
};
static const struct wf_registry registry = { .commands = commands, .groups = groups };

static struct wf_arena *arena;
static struct wf_parsed parsed;
static struct wf_error err;

/* Splits at blanks. */
static enum wf_code parse(const char *line)
{
    const char *words[32];
    int n = 0;
    char *save = NULL;

    for (char *w = strtok_r(wf_arena_strdup(arena, line), " ", &save); w != NULL;
         w = strtok_r(NULL, " ", &save))
        words[n++] = w;
    err = (struct wf_error)WF_ERROR_INIT;
    return wf_parse(&registry, n, words, arena, &parsed, &err);
}

static int set_up(void **state)
{
    (void)state;
    arena = wf_arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

static void options_stand_anywhere(void **state)
{
    const S *a;

    (void)state;
    assert_int_equal(parse("-o json workflow -f show a --limit=3 b -t x -ty --wait 1m30s"),
                     WF_OK);
    assert_ptr_equal(parsed.command, &show);
    a = parsed.args;
    assert_int_equal(a->ids.n, 2);
    assert_string_equal(a->ids.v[1], "b");
    assert_true(a->follow);
    assert_int_equal(a->limit, 3);
    assert_int_equal(a->tags.n, 2);
    assert_string_equal(a->tags.v[1], "y");
    assert_true(a->wait == INT64_C(90000000000));
    assert_string_equal(parsed.globals.output, "json");
}

static void what_is_not_given_is_unset(void **state)
{
    const S *a;

    (void)state;
    assert_int_equal(parse("show"), WF_OK);
    a = parsed.args;
    assert_int_equal(a->limit, 7); /* the default */
    assert_true(a->wait == WF_UNSET);
    assert_true(isnan(a->rate));
    assert_null(a->view);
    assert_int_equal(a->ids.n, 0);
    assert_false(wf_parsed_was_given(&parsed, "limit"));
}

static void aliases_lead_to_the_command(void **state)
{
    static const char *const lines[] = { "cat x", "wf show x", "workflow show x" };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(parse(lines[i]), WF_OK);
        assert_ptr_equal(parsed.command, &show);
        assert_int_equal(((const S *)parsed.args)->ids.n, 1);
    }
    assert_int_equal(parse("ns list"), WF_OK);
    assert_ptr_equal(parsed.command, &list);
    assert_int_equal(parse("wf update start"), WF_OK);
    assert_ptr_equal(parsed.command, &update_start);
}

static void groups_are_found_without_a_verb(void **state)
{
    (void)state;
    assert_int_equal(parse("wf"), WF_OK);
    assert_null(parsed.command);
    assert_string_equal(parsed.group->path, "workflow");
    assert_int_equal(parse("ns --help"), WF_OK);
    assert_string_equal(parsed.group->path, "operator namespace");
    assert_true(parsed.globals.help);
}

static void double_dash_ends_the_options(void **state)
{
    (void)state;
    assert_int_equal(parse("show -- -f --limit"), WF_OK);
    assert_int_equal(((const S *)parsed.args)->ids.n, 2);
    assert_false(((const S *)parsed.args)->follow);
}

static void wrong_lines_are_refused(void **state)
{
    static const struct {
        const char *line, *text, *hint;
    } rows[] = {
        { "worfklow show", "unknown verb 'worfklow'", "workflow" },
        { "workflow shwo", "workflow: unknown verb 'shwo'", "workflow show" },
        { "show --limt 3", "unknown flag '--limt'", "--limit" },
        { "show -x", "unknown flag '-x'", "" },
        { "show --limit", "--limit needs a value", "" },
        { "show --limit many", "'many' is not a whole number", "" },
        { "show --view ful", "'ful' is none of compact, full", "full" },
        { "show -f --reverse", "exclude each other", "" },
        { "show --wait 3", "--wait", "" },
        { "show -f=maybe", "unknown flag", "" },
        { "ns list extra", "what is 'extra'", "" },
        { "show -o yaml", "'yaml' is no format", "table" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(parse(rows[i].line), WF_E_USAGE);
        if (strstr(err.text, rows[i].text) == NULL ||
            strstr(err.hint, rows[i].hint) == NULL)
            fail_msg("%s: %s / %s", rows[i].line, err.text, err.hint);
    }
}

static void a_legacy_default_yields_to_what_was_typed(void **state)
{
    enum wf_code rc = WF_OK;

    (void)state;
    assert_int_equal(parse("show -q typed"), WF_OK);
    assert_false(wf_parsed_default(&parsed, "query", "legacy", arena, &rc, &err));
    assert_true(wf_parsed_default(&parsed, "view", "full", arena, &rc, &err));
    assert_int_equal(rc, WF_OK);
    assert_string_equal(((const S *)parsed.args)->view, "full");
    assert_false(wf_parsed_default(&parsed, "nothing", "x", arena, &rc, &err));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(options_stand_anywhere),
        T(what_is_not_given_is_unset),
        T(aliases_lead_to_the_command),
        T(groups_are_found_without_a_verb),
        T(double_dash_ends_the_options),
        T(wrong_lines_are_refused),
        T(a_legacy_default_yields_to_what_was_typed),
    };

    return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
