/* Unit tests of base/toml: what the public suite does not hold: limits, places, edits. */
#include "base/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct wf_arena *arena;
static struct wf_error err;

static int set_up(void **state)
{
    (void)state;
    arena = wf_arena_new();
    wf_error_clear(&err);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    wf_arena_free(arena);
    return 0;
}

static const struct wf_toml *read_text(const char *text)
{
    struct wf_toml *root = NULL;

    if (wf_toml_parse(text, strlen(text), "f.toml", arena, &root, &err) != WF_OK)
        fail_msg("%s", err.text);
    return root;
}

static void assert_refused(const char *text, const char *message)
{
    struct wf_toml *root = NULL;

    assert_int_equal(wf_toml_parse(text, strlen(text), "f.toml", arena, &root, &err),
                     WF_E_USAGE);
    assert_null(root);
    assert_string_equal(err.text, message);
}

/* Splits "a.b.c" at its dots. */
static size_t split(char *dotted, const char **path)
{
    size_t n = 0;

    for (char *p = strtok(dotted, "."); p != NULL; p = strtok(NULL, "."))
        path[n++] = p;
    return n;
}

enum action { SET, TABLE, DELETE };

static void assert_edit(enum action what, const char *before, const char *dotted,
                        const char *literal, const char *after)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    char *copy = strdup(dotted);
    const char *path[16];
    size_t n = split(copy, path);
    bool found = false;
    enum wf_code rc;

    wf_strbuf_adds(&text, before);
    if (what == SET)
        rc = wf_toml_edit_set(&text, "f.toml", path, n, literal, &err);
    else if (what == TABLE)
        rc = wf_toml_edit_table(&text, "f.toml", path, n, &err);
    else
        rc = wf_toml_edit_delete(&text, "f.toml", path, n, &found, &err);
    if (rc != WF_OK)
        fail_msg("%s", err.text);
    assert_string_equal(wf_strbuf_str(&text), after);
    if (what == DELETE)
        assert_int_equal(found, strcmp(before, after) != 0);
    wf_strbuf_release(&text);
    free(copy);
}

static void values_are_found_by_path(void **state)
{
    const struct wf_toml *root = read_text(
        "[profile.dev]\naddress = \"a:1\" # c\ntls.server_name = 'n'\nport = 7\n");
    static const char *const name[] = { "profile", "dev", "tls", "server_name" };
    static const char *const port[] = { "profile", "dev", "port" };

    (void)state;
    assert_string_equal(wf_toml_string(wf_toml_at(root, name, 4)), "n");
    assert_int_equal(wf_toml_at(root, port, 3)->u.integer, 7);
    assert_int_equal(wf_toml_at(root, port, 3)->line, 4);
    assert_int_equal(wf_toml_at(root, name, 3)->line, 3);
    assert_null(wf_toml_string(wf_toml_at(root, port, 3)));
    assert_null(wf_toml_get(root, "prof"));
    assert_null(wf_toml_get(wf_toml_at(root, port, 3), "x"));
}

static void a_string_with_nul_is_not_given_as_text(void **state)
{
    const struct wf_toml *root = read_text("a = \"x\\u0000y\"\n");

    (void)state;
    assert_int_equal(wf_toml_get(root, "a")->u.string.len, 3);
    assert_null(wf_toml_string(wf_toml_get(root, "a")));
}

static void mistakes_are_told_with_line_and_column(void **state)
{
    (void)state;
    assert_refused("a = 1\nb = \n", "f.toml:2:5: a value is missing");
    assert_refused("ä = 1\n", "f.toml:1:1: a key is missing");
    assert_refused("a = 'ä' x\n", "f.toml:1:9: the line should end here");
    assert_refused("a = 1\na = 2\n", "f.toml:2:1: 'a' is there twice");
    assert_refused("[a]\n[a]\n", "f.toml:2:2: 'a' is there twice");
    assert_refused("[profile.x\n",
                   "f.toml:1:11: a ']' is missing after the name of the table");
    assert_refused("a = localhost:1\n",
                   "f.toml:1:5: a value is missing or unknown here: text needs quotes");
    assert_refused("a = 9223372036854775808\n",
                   "f.toml:1:5: the number does not fit into 64 bits");
    assert_refused("x = 1\ny = '\xff'\n", "f.toml:2:1: the line is not UTF-8");
    assert_refused("a = \"x\n", "f.toml:1:7: the string has no end on its line");
}

static void limits_hold(void **state)
{
    enum { DEEP = 100000 };
    char *deep = calloc(1, DEEP + 5);
    struct wf_strbuf many = WF_STRBUF_INIT;
    struct wf_toml *root = NULL;

    (void)state;
    memcpy(deep, "a = ", 4);
    memset(deep + 4, '[', DEEP);
    assert_refused(deep, "f.toml:1:69: nested deeper than 64");
    free(deep);
    for (int i = 0; i <= WF_TOML_KEYS_MAX; i++)
        wf_strbuf_addf(&many, "k%d=1\n", i);
    assert_refused(many.data, "f.toml:10001:1: more than 10000 keys in a table");
    wf_strbuf_clear(&many);
    for (int i = 0; i <= WF_TOML_DEPTH_MAX; i++)
        wf_strbuf_adds(&many, i == 0 ? "a" : ".a");
    wf_strbuf_adds(&many, "=1\n");
    assert_refused(many.data, "f.toml:1:129: more than 64 parts in a key");
    wf_strbuf_clear(&many);
    wf_strbuf_addn(&many, '\n', WF_TOML_SIZE_MAX + 1);
    assert_int_equal(wf_toml_parse(many.data, many.len, "f.toml", arena, &root, &err),
                     WF_E_USAGE);
    assert_string_equal(err.text, "f.toml: larger than 1048576 bytes");
    wf_strbuf_release(&many);
}

static void a_value_is_replaced_where_it_stands(void **state)
{
    (void)state;
    assert_edit(SET, "# top\na = 1 # one\n\nb  =  [ 1,\n 2 ] # b\n", "a", "\"x\"",
                "# top\na = \"x\" # one\n\nb  =  [ 1,\n 2 ] # b\n");
    assert_edit(SET, "b  =  [ 1,\n 2 ] # b\nc = 1", "b", "2", "b  =  2 # b\nc = 1");
    assert_edit(SET, "a = { b = 1, c.d = 2 }\n", "a.c.d", "3", "a = { b = 1, c.d = 3 }\n");
}

static void a_new_key_goes_into_its_section(void **state)
{
    (void)state;
    assert_edit(SET, "", "a", "1", "a = 1\n");
    assert_edit(SET, "a = 1", "b", "2", "a = 1\nb = 2\n");
    assert_edit(SET, "[a]\nx = 1 # c\n\n# of b\n[b]\n", "a.y", "2",
                "[a]\nx = 1 # c\ny = 2\n\n# of b\n[b]\n");
    assert_edit(SET, "[a]\n[b]\n", "a.y", "2", "[a]\ny = 2\n[b]\n");
    assert_edit(SET, "# licence\n\n[b]\n", "y", "2", "# licence\n\ny = 2\n\n[b]\n");
    assert_edit(SET, "[profile]\n  [profile.x]\n    a = 1\n", "profile.x.b", "2",
                "[profile]\n  [profile.x]\n    a = 1\n    b = 2\n");
    assert_edit(SET, "[a]\r\nx = 1\r\n", "a.y", "2", "[a]\r\nx = 1\r\ny = 2\r\n");
    assert_edit(SET, "[a]\nt.x = 1\nu = 1\n", "a.t.y", "2",
                "[a]\nt.x = 1\nt.y = 2\nu = 1\n");
}

static void a_new_table_goes_beside_its_kin(void **state)
{
    (void)state;
    assert_edit(SET, "[p.a]\nx = 1\n\n[q]\n", "p.b.x", "2",
                "[p.a]\nx = 1\n\n[p.b]\nx = 2\n\n[q]\n");
    assert_edit(SET, "[profile]\n  [profile.x]\n    a = 1\n", "profile.y.b", "2",
                "[profile]\n  [profile.x]\n    a = 1\n  [profile.y]\n    b = 2\n");
    assert_edit(SET, "a = 1\n", "p.b.x", "2", "a = 1\n\n[p.b]\nx = 2\n");
    assert_edit(TABLE, "[p.a]\nx = 1\n", "p.a.tls", NULL, "[p.a]\nx = 1\n\n[p.a.tls]\n");
    assert_edit(TABLE, "[p.a.tls]\n", "p.a.tls", NULL, "[p.a.tls]\n");
    assert_edit(TABLE, "[p]\na = { x = 1 }\n", "p.a.tls", NULL,
                "[p]\na = { x = 1, tls = {} }\n");
    assert_edit(SET, "# c\n\n# of tls\n[p.a.tls]\nx = 1\n", "p.a.y", "2",
                "# c\n\n[p.a]\ny = 2\n\n# of tls\n[p.a.tls]\nx = 1\n");
    assert_edit(SET, "[\"p q\"]\n", "p q.a b.c", "1",
                "[\"p q\"]\n\n[\"p q\".\"a b\"]\nc = 1\n");
}

static void inline_tables_are_added_to(void **state)
{
    (void)state;
    assert_edit(SET, "a = {}\n", "a.b", "1", "a = { b = 1 }\n");
    assert_edit(SET, "a = { b = 1 } # c\n", "a.c", "2", "a = { b = 1, c = 2 } # c\n");
    assert_edit(SET, "a = { b.x = 1, c = 2 }\n", "a.b.y", "3",
                "a = { b.x = 1, c = 2, b.y = 3 }\n");
}

static void what_is_deleted_takes_its_lines_only(void **state)
{
    (void)state;
    assert_edit(DELETE, "a = 1\n# b\nb = [\n1,\n] # x\nc = 2\n", "b", NULL,
                "a = 1\n# b\nc = 2\n");
    assert_edit(DELETE, "a = { b = 1, c = 2 }\n", "a.b", NULL, "a = { c = 2 }\n");
    assert_edit(DELETE, "a = { b = 1, c = 2 }\n", "a.c", NULL, "a = { b = 1 }\n");
    assert_edit(DELETE, "a = { b.x = 1, b.y = 1, c = 2 }\n", "a.b", NULL,
                "a = { c = 2 }\n");
    assert_edit(DELETE, "[p.a]\nx = 1\n\n[p.a.tls]\ny = 1\n\n# of b\n[p.b]\nx = 2\n", "p.a",
                NULL, "# of b\n[p.b]\nx = 2\n");
    assert_edit(DELETE, "[p.b]\nx = 2\n\n[p.a]\nx = 1\n", "p.a", NULL, "[p.b]\nx = 2\n");
    assert_edit(DELETE, "[p.a]\nx = 1\n\n[q]\n\n[p.a.tls]\ny = 1\n", "p.a", NULL, "[q]\n");
    assert_edit(DELETE, "[f]\na.c = 1\na.t.s = 1\n[f.a.x]\ny = 1\n[g]\n", "f.a", NULL,
                "[f]\n[g]\n");
    assert_edit(DELETE, "[f]\na.c = 1\n[f.a.x]\ny = 1\n[g]\n", "f", NULL, "[g]\n");
    assert_edit(DELETE, "[q]\n\n[p.a]\nx = 1\n\n[p.a.b]\ny = 1\n\n[p.a.c]\n", "p.a", NULL,
                "[q]\n");
    assert_edit(DELETE, "[[a]]\nx = 1\n[[a]]\nx = 2\n[g]\n", "a", NULL, "[g]\n");
    assert_edit(DELETE, "a = 1\n", "b", NULL, "a = 1\n");
    assert_edit(DELETE, "a = 1\n", "b.c", NULL, "a = 1\n");
}

static void edits_that_cannot_be_leave_the_text(void **state)
{
    struct wf_strbuf text = WF_STRBUF_INIT;
    static const char *const table[] = { "a" }, *const below[] = { "a", "b", "c" };

    (void)state;
    wf_strbuf_adds(&text, "[a]\nb = 1\n");
    assert_int_equal(wf_toml_edit_set(&text, "f.toml", table, 1, "1", &err), WF_E_USAGE);
    assert_string_equal(err.text, "f.toml:1: 'a' is a table");
    assert_int_equal(wf_toml_edit_set(&text, "f.toml", below, 3, "1", &err), WF_E_USAGE);
    assert_string_equal(err.text, "f.toml:2: 'b' is no table");
    assert_int_equal(wf_toml_edit_set(&text, "f.toml", below, 2, "no value", &err),
                     WF_E_USAGE);
    assert_string_equal(text.data, "[a]\nb = 1\n");
    wf_strbuf_clear(&text);
    wf_strbuf_adds(&text, "a = { b.c = 1 }\n");
    assert_int_equal(wf_toml_edit_set(&text, "f.toml", below, 2, "1", &err), WF_E_USAGE);
    assert_string_equal(text.data, "a = { b.c = 1 }\n");
    wf_strbuf_release(&text);
}

static void text_is_quoted_so_that_it_reads_back(void **state)
{
    static const char odd[] = "a\"b\\c\n\t\x7f\x01ü";
    struct wf_strbuf out = WF_STRBUF_INIT;

    (void)state;
    wf_strbuf_adds(&out, "k = ");
    wf_toml_put_string(&out, odd, strlen(odd));
    assert_string_equal(wf_toml_string(wf_toml_get(read_text(out.data), "k")), odd);
    wf_strbuf_clear(&out);
    wf_toml_put_key(&out, "a-b_1");
    wf_toml_put_key(&out, "a.b");
    wf_toml_put_key(&out, "");
    assert_string_equal(out.data, "a-b_1\"a.b\"\"\"");
    wf_strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_are_found_by_path, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_string_with_nul_is_not_given_as_text, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(mistakes_are_told_with_line_and_column, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(limits_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_is_replaced_where_it_stands, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_new_key_goes_into_its_section, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_table_goes_beside_its_kin, set_up, tear_down),
        cmocka_unit_test_setup_teardown(inline_tables_are_added_to, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_deleted_takes_its_lines_only, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(edits_that_cannot_be_leave_the_text, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(text_is_quoted_so_that_it_reads_back, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
