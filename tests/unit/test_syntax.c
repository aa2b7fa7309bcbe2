/* The shell's grammar: pipelines, quotes, JSON, heredocs, what needs another line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/strbuf.h"
#include "shell/syntax.h"

static struct wf_arena *arena;

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

static const char *look_up(void *user, const char *path)
{
    (void)user;
    return strcmp(path, "r.id") == 0 ? "order-1"
           : strcmp(path, "?") == 0  ? "5"
           : strcmp(path, "x") == 0  ? "a b"
                                     : NULL;
}

/* The script as one line: words in <>, `|` between segments, `;` behind pipelines. */
static const char *shape(const char *text)
{
    struct wf_sh_script s;
    struct wf_error err = WF_ERROR_INIT;
    struct wf_strbuf b = WF_STRBUF_INIT;
    const char *result;
    bool more;

    if (wf_sh_parse(arena, text, &s, &more, &err) != WF_OK)
        return wf_arena_printf(arena, "error: line %u: %s", s.line, err.text);
    if (more)
        return s.line == 1 ? "more" : wf_arena_printf(arena, "more, from %u", s.line);
    for (size_t i = 0; i < s.n; i++) {
        for (size_t k = 0; k < s.v[i].n; k++) {
            const struct wf_sh_segment *g = &s.v[i].segments[k];

            wf_strbuf_adds(&b, k > 0 ? "|" : "");
            wf_strbuf_adds(&b, g->bang ? "!" : "");
            for (size_t w = 0; w < g->n_words; w++) {
                const char *word = NULL;

                if (wf_sh_expand(arena, g->words[w], look_up, NULL, &word, &err) != WF_OK) {
                    wf_strbuf_release(&b);
                    return wf_arena_printf(arena, "error: %s", err.text);
                }
                wf_strbuf_addf(&b, "<%s>", word);
            }
        }
        if (s.v[i].in != NULL)
            wf_strbuf_addf(&b, "<<%s", s.v[i].in);
        if (s.v[i].out != NULL)
            wf_strbuf_addf(&b, "%s%s", s.v[i].append ? ">>" : ">", s.v[i].out);
        if (s.v[i].heredoc != NULL)
            wf_strbuf_addf(&b, "[%s]", s.v[i].heredoc);
        wf_strbuf_adds(&b, s.v[i].background ? "&" : ";");
    }
    result = wf_arena_strdup(arena, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
    return result;
}

static void texts_have_their_shape(void **state)
{
    static const char *const rows[][2] = {
        { "", "" },
        { "  # only a remark\n", "" },
        { "ls --limit 3", "<ls><--limit><3>;" },
        { "a; b\nc;;d", "<a>;<b>;<c>;<d>;" },
        { "tail x & jobs", "<tail><x>&<jobs>;" },
        { "ls | jq -r '.a | .b' > out", "<ls>|<jq><-r><.a | .b>>out;" },
        { "ls |\n  cat >> f", "<ls>|<cat>>>f;" },
        { "x < in", "<x><<in;" },
        { "! ls | cat", "!<ls>|<cat>;" },
        { "signal -i {\"a\": [1, \"}\"]} x", "<signal><-i><{\"a\": [1, \"}\"]}><x>;" },
        { "echo '$r.id {' \"$r.id\" $r.id. a\\ b",
          "<echo><$r.id {><order-1><order-1.><a b>;" },
        { "echo \"\\\"\\$x\" ${x}y $? '' $", "<echo><\"$x><a by><5><><$>;" },
        { "call m - <<EOF\n{\"a\":'$x'}\nEOF\nls", "<call><m><->[{\"a\":'$x'}\n];<ls>;" },
        { "a \\\n b", "<a><b>;" },
        { "a#b # c", "<a#b>;" },
        /* what wants another line */
        { "echo 'a", "more" },
        { "echo \"a", "more" },
        { "call m {\"a\":", "more" },
        { "ls |", "more" },
        { "a \\", "more" },
        { "x <<EOF\nno end", "more" },
        { "ls\n\necho 'a\nb", "more, from 3" },
        { "\\!ls -l", "!<ls><-l>;" },
        /* what is wrong */
        { "| a", "error: line 1: nothing stands before '|'" },
        { "a\n& b", "error: line 2: nothing stands before '&'" },
        { "a >", "error: line 1: a name is missing behind '>'" },
        { "echo $nothing", "error: $nothing is not set" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(shape(rows[i][0]), rows[i][1]) != 0)
            fail_msg("%s\n  is   %s\n  want %s", rows[i][0], shape(rows[i][0]), rows[i][1]);
}

static void lines_are_counted(void **state)
{
    struct wf_sh_script s;
    struct wf_error err = WF_ERROR_INIT;
    bool more;

    (void)state;
    assert_int_equal(wf_sh_parse(arena, "a\n\n# x\nb <<E\n1\n2\nE\nc", &s, &more, &err),
                     WF_OK);
    assert_int_equal(s.n, 3);
    assert_int_equal(s.v[0].line, 1);
    assert_int_equal(s.v[1].line, 4);
    assert_int_equal(s.v[2].line, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(texts_have_their_shape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_are_counted, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("syntax", tests, NULL, NULL);
}
