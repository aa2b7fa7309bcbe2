/*
 * tests/unit/test_tui_screens.c: whole screens as text, at every size that counts, with and
 * without lines and bars: tests/unit/screens/SCENE.txt. `make screens` writes them anew.
 * The row of tabs is left out but for one scene: it changes with every view.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui_host.h"

static const struct {
    int rows, cols;
    bool ascii;
} sizes[] = {
    { 24, 80, false }, { 24, 80, true },   { 30, 100, false }, { 20, 60, false },
    { 10, 40, true },  { 60, 200, false }, { 9, 39, true },
};

#define HEADER "status\tid\trun\ttype\tqueue\tstarted\tclosed\tduration\n"

static const char rows[] = HEADER
    "Running\torder-4711\t01a208eb-08be-7ef1\tOrderFulfilment\torders\t"
    "2026-01-01T11:56:48Z\t\t\n"
    "Running\tビルド-日本\t01a208eb-08be-7ef2\tBuild\tbuilds\t2026-01-01T10:00:00Z\t\t\n"
    "Failed\torder-4709\t01a208eb-08be-7ef3\tOrderFulfilment\torders\t"
    "2026-01-01T11:50:00Z\t2026-01-01T11:51:38Z\t1m38s\n"
    "Completed\t\x1b[2J\xe2\x80\xaegnp.exe\t01a208eb-08be-7ef4\tOrderFulfilment\torders\t"
    "2026-01-01T11:49:00Z\t2026-01-01T11:49:25Z\t25s\n"
    "TimedOut\tinvoice-2231\t01a208eb-08be-7ef5\tInvoiceRun\tinvoices\t"
    "2025-12-31T11:00:00Z\t2025-12-31T12:00:00Z\t1h\n"
    "Terminated\tan-id-that-is-longer-than-any-column-of-a-narrow-terminal-would-ever-be\t"
    "01a208eb-08be-7ef6\tOrderFulfilment\torders\t2026-01-01T11:30:02Z\t"
    "2026-01-01T11:35:00Z\t4m58s\n";

static void answer(struct fake_host *h, struct wf_host_job *job)
{
    (void)h;
    if (strncmp(job->words, "workflow list", 13) == 0)
        host_print(job, rows);
    else if (strstr(job->words, "-o tsv") == NULL && strstr(job->words, "json") == NULL)
        host_print(job, "Status      Running\nInput       {\"a\": 1}\n");
    host_ends(job);
}

static void answer_nothing(struct fake_host *h, struct wf_host_job *job)
{
    (void)h;
    if (strncmp(job->words, "workflow list", 13) == 0)
        host_print(job, HEADER);
    host_ends(job);
}

static void keys(struct wf_app *app, const char *text)
{
    app_text(app, text);
}

/* ---- scenes ----------------------------------------------------------------------------
 */

static void list(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, "jj");
}

static void marked(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, " j ");
}

static void box(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, "X");
}

static void form(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, "s");
    app_paste(app, "address-change");
    app_type(app, WF_KEY_ENTER);
    app_paste(app, "{\"zip\": \"10115\"}");
}

static void batch(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, "*X");
}

static void disconnected(struct fake_host *h, struct wf_app *app)
{
    h->answer = NULL;
    host_pass(h, 5000);
    (void)wf_app_poll(app);
    for (size_t i = 0; i < HOST_JOBS; i++)
        if (h->jobs[i].used)
            host_fails(&h->jobs[i], WF_E_UNREACHABLE, "connection refused");
    (void)wf_app_poll(app);
    host_pass(h, 100);
}

static void production(struct fake_host *h, struct wf_app *app)
{
    h->place.production = h->place.protected_ = true;
    h->place.profile = "prod";
    keys(app, "c");
}

static void prompt(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    keys(app, ":w");
    app_type(app, WF_KEY_TAB);
}

static void messages(struct fake_host *h, struct wf_app *app)
{
    (void)h;
    wf_app_say(app, WF_ST_BAD, "it is \x1b[31mgone");
    keys(app, "!");
}

static void empty(struct fake_host *h, struct wf_app *app)
{
    h->answer = answer_nothing;
    keys(app, "r");
}

struct scene {
    const char *name;
    void (*set)(struct fake_host *h, struct wf_app *app);
};
static const struct scene scenes[] = {
    { "list", list },
    { "marked", marked },
    { "box", box },
    { "form", form },
    { "batch", batch },
    { "disconnected", disconnected },
    { "production", production },
    { "prompt", prompt },
    { "messages", messages },
    { "empty", empty },
};

static void paint(const struct scene *scene, size_t size, struct wf_strbuf *out)
{
    struct fake_host *h = host_new();
    const struct wf_app_options options = { .interval_ms = 5000 };
    struct wf_app *app = wf_app_new(&h->face, &options);
    const char *const words[] = { "workflows" };
    struct wf_error err = WF_ERROR_INIT;
    char *screen, *rest, *line;

    h->answer = answer;
    wf_app_resize(app, sizes[size].rows, sizes[size].cols);
    assert_int_equal(wf_app_open(app, 1, words, &err), WF_OK);
    (void)wf_app_poll(app);
    (void)wf_app_poll(app);
    scene->set(h, app);
    screen = rest = app_screen(app, sizes[size].ascii);
    wf_strbuf_addf(out, "== %dx%d%s\n", sizes[size].cols, sizes[size].rows,
                   sizes[size].ascii ? " ascii" : "");
    for (int row = 0; (line = strsep(&rest, "\n")) != NULL && rest != NULL; row++)
        wf_strbuf_addf(out, "%s\n", row == 1 && sizes[size].rows >= 10 ? " <tabs>" : line);
    free(screen);
    wf_app_free(app);
    host_free(h);
}

static char *file_text(const char *path)
{
    FILE *f = fopen(path, "r");
    struct wf_strbuf b = WF_STRBUF_INIT;
    char buf[4096];
    size_t n;

    wf_strbuf_adds(&b, "");
    while (f != NULL && (n = fread(buf, 1, sizeof buf, f)) > 0)
        wf_strbuf_add(&b, buf, n);
    if (f != NULL)
        fclose(f);
    return b.data != NULL ? wf_strbuf_steal(&b) : wf_strdup("");
}

/* Up to the first line that differs. */
static void tell_difference(const char *want, const char *got)
{
    size_t at = 0;

    while (want[at] != '\0' && want[at] == got[at])
        at++;
    while (at > 0 && want[at - 1] != '\n')
        at--;
    fprintf(stderr, "# wanted: %.*s\n# drawn:  %.*s\n# make screens, then git diff\n",
            (int)strcspn(want + at, "\n"), want + at, (int)strcspn(got + at, "\n"),
            got + at);
}

static void a_scene_looks_as_it_did(void **state)
{
    const struct scene *scene = *state;
    struct wf_strbuf got = WF_STRBUF_INIT;
    char *path = wf_asprintf("tests/unit/screens/%s.txt", scene->name), *want;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        paint(scene, i, &got);
    if (getenv("WFSH_SCREENS") != NULL) {
        FILE *f = fopen(path, "w");

        assert_non_null(f);
        fputs(wf_strbuf_str(&got), f);
        assert_int_equal(fclose(f), 0);
    }
    want = file_text(path);
    if (strcmp(want, wf_strbuf_str(&got)) != 0) {
        tell_difference(want, wf_strbuf_str(&got));
        fail_msg("%s is another screen", path);
    }
    free(want);
    free(path);
    wf_strbuf_release(&got);
}

/* Every tab that there is room for is named, in its order, with the digit that opens it. */
static void tabs_are_named_in_order(void **state)
{
    struct fake_host *h = host_new();
    const struct wf_app_options options = { .interval_ms = 5000 };
    struct wf_app *app = wf_app_new(&h->face, &options);
    struct wf_error err = WF_ERROR_INIT;
    char *screen;
    const char *at;

    (void)state;
    h->answer = answer;
    assert_int_equal(wf_app_open(app, 0, NULL, &err), WF_OK);
    wf_app_resize(app, 24, 200);
    screen = app_screen(app, true);
    at = strchr(screen, '\n');
    for (size_t tab = 0; wf_tab_type(tab) != NULL; tab++) {
        char *name = wf_asprintf("%zu %s", tab + 1, wf_tab_type(tab)->tab);

        at = strstr(at, name);
        assert_non_null(at);
        free(name);
    }
    assert_true(strcspn(at, "\n") < 200);
    free(screen);
    wf_app_free(app);
    host_free(h);
}

int main(void)
{
    struct CMUnitTest tests[sizeof scenes / sizeof *scenes + 1];
    size_t n = sizeof scenes / sizeof *scenes;

    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){ .name = scenes[i].name,
                                        .test_func = a_scene_looks_as_it_did,
                                        .initial_state = (void *)&scenes[i] };
    tests[n] = (struct CMUnitTest)cmocka_unit_test(tabs_are_named_in_order);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
