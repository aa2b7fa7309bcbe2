/*
 * tests/unit/test_tui_fuzz.c: keys, pastes, clicks, sizes and lines that nobody would send,
 * at the dashboard with a host that fails as it likes.
 *
 * The same sequences in every run; WFSH_FUZZ_SECONDS=N goes on with others for N seconds
 * (make fuzz-tui TIME=N), and WFSH_FUZZ_SEED=N repeats one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui_host.h"

#include <malloc.h>
#include <time.h>
#include <unistd.h>

enum { SEQUENCES = 200, STEPS = 150 };

/* xorshift: the same sequences in every run */
static uint64_t state_;

static size_t below(size_t n)
{
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return (size_t)(state_ % n);
}

static const char *const pieces[] = {
    "Running",
    "Failed",
    "order-42",
    "2026-01-01T11:59:00Z",
    "5s",
    "\t",
    "\n",
    "\\t",
    "\\n",
    "\\",
    "日本語",
    "e\xcc\x81",
    "\xf0\x9f\xab\xa8",
    "\x1b[2J\x1b]52;c;AAAA\a",
    "\xe2\x80\xae",
    "\xc0\x9b\xff",
    "{\"eventId\":\"7\",\"eventType\":\"EVENT_TYPE_TIMER_STARTED\"",
    "}",
    "[",
    "\"",
    "null",
    "-9223372036854775808",
    "1e999",
    "",
};
static const char *const headers[] = {
    "status\tid\trun\ttype\tqueue\tstarted\tclosed\tduration\n",
    "id\tstate\ttype\tspec\tnext\tlast\n",
    "x\n",
    "\t\t\t\n",
    "",
};

static void add_noise(struct wf_strbuf *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wf_strbuf_adds(b, pieces[below(sizeof pieces / sizeof *pieces)]);
        if (below(3) == 0)
            wf_strbuf_addc(b, "\t\n \x01"[below(4)]);
    }
}

/* Good rows of a list, some of them twice. */
static void add_rows(struct wf_strbuf *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        wf_strbuf_addf(b, "Running\twf-%zu\trun-%zu\tOrder\tq\t2026-01-01T11:00:00Z\t\t\n",
                       below(n), below(3));
}

/* ---- what verbs do print ---------------------------------------------------------------
 */

enum { MAX_BLOCKS = 64 };
static struct {
    char *text; /* of the file */
    struct {
        const char *words, *lines;
        size_t n;
    } v[MAX_BLOCKS];
    size_t n;
} corpus;

/* "@ workflow show", then its lines. */
static int read_corpus(void **state)
{
    FILE *f = fopen("tests/unit/fuzz/corpus.txt", "r");
    struct wf_strbuf b = WF_STRBUF_INIT;
    char buf[4096];
    size_t n;

    (void)state;
    assert_non_null(f);
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        wf_strbuf_add(&b, buf, n);
    fclose(f);
    corpus.text = wf_strbuf_steal(&b);
    for (char *at = strstr(corpus.text, "\n@ "); at != NULL && corpus.n < MAX_BLOCKS;) {
        char *words = at + 3, *lines = strchr(words, '\n');

        *lines++ = '\0';
        at = strstr(lines, "\n@ ");
        corpus.v[corpus.n].words = words;
        corpus.v[corpus.n].lines = lines;
        corpus.v[corpus.n++].n = at != NULL ? (size_t)(at + 1 - lines) : strlen(lines);
    }
    return corpus.n > 10 ? 0 : -1;
}

static int drop_corpus(void **state)
{
    (void)state;
    free(corpus.text);
    corpus.n = 0;
    return 0;
}

/* Some of it is not as the verb said it. */
static void damage(char *text, size_t n)
{
    static const char bytes[] = "\t\n\"{}[]:,0-\\ \x1b\x80\xe2";

    for (size_t i = 1 + below(12); i > 0 && n > 0; i--)
        text[below(n)] = bytes[below(sizeof bytes - 1)];
}

/* What this verb prints, whole or in part, twice or damaged. False: it is not known. */
static bool print_as_it_does(struct wf_host_job *job)
{
    for (size_t i = 0; i < corpus.n; i++) {
        size_t n = corpus.v[i].n, from = job->out.len;

        if (strncmp(job->words, corpus.v[i].words, strlen(corpus.v[i].words)) != 0)
            continue;
        if (below(6) == 0)
            n = below(n);
        wf_strbuf_add(&job->out, corpus.v[i].lines, n);
        if (below(5) == 0)
            wf_strbuf_add(&job->out, corpus.v[i].lines, n);
        if (below(2) == 0)
            damage(job->out.data + from, job->out.len - from);
        return true;
    }
    return false;
}

static void print_something(struct wf_host_job *job)
{
    if (below(4) > 0 && print_as_it_does(job))
        return;
    if (below(2) == 0)
        wf_strbuf_adds(&job->out, headers[below(sizeof headers / sizeof *headers)]);
    if (below(2) == 0)
        add_rows(&job->out, below(300));
    else
        add_noise(&job->out, below(60));
}

static void end_somehow(struct wf_host_job *job)
{
    static const enum wf_code codes[] = { WF_E_UNREACHABLE, WF_E_DENIED, WF_E_NOT_FOUND,
                                          WF_E_DEADLINE, WF_E_INTERRUPTED };

    if (below(3) > 0)
        host_ends(job);
    else
        host_fails(job, codes[below(sizeof codes / sizeof *codes)], "\x1b[31mit\nfails");
}

static void answer_somehow(struct fake_host *h, struct wf_host_job *job)
{
    (void)h;
    if (below(3) == 0)
        return; /* later, or never */
    print_something(job);
    if (below(20) == 0)
        job->endless = 100000;
    else if (below(2) == 0)
        end_somehow(job);
}

/* Values of completion: other ones, more of them on their way, all there. */
static void values_come(struct fake_host *h)
{
    static const char *const values[][4] = {
        { "order-1", "order-2", "order-日本語", NULL },
        { "\x1b[2J", "or\nder", "\xc0\x9b", NULL },
        { "日本語", NULL },
        { NULL },
    };

    h->values = values[below(sizeof values / sizeof *values)];
    h->hint = below(2) == 0 ? "ID [--日本語 \x1b[2J]" : NULL;
    h->asking = below(2) == 0;
    h->came = below(2) == 0;
}

static void happens(struct fake_host *h)
{
    struct wf_host_job *job = &h->jobs[below(HOST_JOBS)];

    if (below(4) == 0)
        values_come(h);
    if (!job->used || job->done)
        return;
    print_something(job);
    if (below(2) == 0)
        end_somehow(job);
}

static void type_anything(struct wf_app *app)
{
    static const char likely[] =
        "jjjkkGg  **u<>,rpzhlnN?!:/sctXTRDBoOMenE12345678 90qy\t\r";
    struct wf_key key = { .code = (unsigned char)likely[below(sizeof likely - 1)] };

    switch (below(8)) {
    case 0:
        key.code = WF_KEY_UP + (int)below(WF_KEY_PASTE - WF_KEY_UP);
        break;
    case 1:
        key.code = (int)below(32);
        break;
    case 2:
        key.code = (int)(below(4) == 0 ? below(0x110000) : 32 + below(95));
        break;
    default:
        break;
    }
    if (key.code == WF_KEY_MOUSE) {
        key.row = (int)below(80) - 2;
        key.col = (int)below(220) - 2;
        key.mouse = (enum wf_mouse)below(4);
    }
    if (key.code >= WF_KEY_RESIZE && key.code <= WF_KEY_FOCUS_OUT)
        return; /* the main loop's */
    wf_app_key(app, &key);
}

static void paste_anything(struct wf_app *app)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    struct wf_key key = { .code = WF_KEY_PASTE };

    add_noise(&b, 1 + below(30));
    key.text = wf_strbuf_str(&b);
    wf_app_key(app, &key);
    wf_strbuf_release(&b);
}

/* A line of the prompt that opens or runs something. */
static void command_anything(struct wf_app *app)
{
    static const char *const lines[] = { "workflow list",
                                         "workflow describe x",
                                         "workflow delete -w x",
                                         "workflow signal x",
                                         "use other",
                                         "connect nowhere",
                                         "nonsense",
                                         "a 'quote",
                                         "workflow order-42",
                                         "history order-42" };
    size_t n = 0, at;

    while (wf_views[n] != NULL)
        n++;
    if (wf_app_top(app) == NULL)
        return;
    app_type(app, WF_KEY_ESC);
    app_type(app, ':');
    at = below(n + sizeof lines / sizeof *lines);
    app_text(app, at < n ? wf_views[at]->name : lines[at - n]);
    app_type(app, WF_KEY_ENTER);
}

static bool same_cells(const struct wf_canvas *a, const struct wf_canvas *b)
{
    size_t n = (size_t)a->rows * (size_t)a->cols;

    if (a->rows != b->rows || a->cols != b->cols || a->cursor_row != b->cursor_row ||
        a->cursor_col != b->cursor_col)
        return false;
    for (size_t i = 0; i < n; i++)
        if (a->cells[i].len != b->cells[i].len || a->cells[i].style != b->cells[i].style ||
            memcmp(a->cells[i].text, b->cells[i].text, a->cells[i].len) != 0)
            return false;
    return true;
}

/* Nothing in it acts on a terminal, and no cell lies about what it covers. */
static void assert_sound(const struct wf_canvas *cv)
{
    for (int i = 0; i < cv->rows * cv->cols; i++) {
        const struct wf_tcell *c = &cv->cells[i];
        bool covered = i % cv->cols > 0 && c[-1].width == 2;

        assert_int_equal(c->len == 0, covered);
        assert_true(c->style < WF_ST_COUNT);
        assert_false(c->width == 2 && i % cv->cols == cv->cols - 1);
        for (int k = 0; k < c->len; k++)
            assert_true((unsigned char)c->text[k] >= 0x20 && c->text[k] != 0x7F);
        assert_true(!cv->ascii || (c->len == 1 && (unsigned char)c->text[0] < 0x80));
    }
    assert_true(cv->cursor_row < cv->rows);
    assert_true(cv->cursor_col <= cv->cols);
}

/* The picture that was drawn over the last one is the picture drawn on nothing. */
static void draw(struct wf_app *app, struct wf_canvas *cv)
{
    struct wf_canvas fresh;

    wf_app_draw(app, cv);
    wf_canvas_init(&fresh, 1, 1);
    fresh.ascii = cv->ascii;
    wf_app_draw(app, &fresh);
    assert_true(same_cells(cv, &fresh));
    assert_sound(cv);
    wf_canvas_release(&fresh);
}

/* Nothing is due again and again while no time goes by: it would spin. */
static void assert_rests(const struct fake_host *h, struct wf_app *app)
{
    const struct wf_instance *top = wf_app_top(app);

    for (int i = 0; i < 4 && wf_app_timeout_ms(app) == 0; i++)
        (void)wf_app_poll(app);
    if (wf_app_timeout_ms(app) != 0)
        return;
    for (unsigned slot = 0; slot < WF_MAX_SLOTS; slot++) {
        const struct wf_feed *f = &top->feeds[slot];

        fprintf(stderr, "# slot %u: %s next %lld settled %lld job %d paused %d over %d\n",
                slot, f->words != NULL ? f->words : "-", (long long)f->next_ms,
                (long long)f->settled_ms, f->job != NULL, f->paused, f->over);
    }
    fail_msg("%s spins at %lld; paused %d down %d retry %lld", top->type->name,
             (long long)h->mono_ms, app->paused, app->link.down,
             (long long)app->link.retry_ms);
}

static void step(struct fake_host *h, struct wf_app *app, struct wf_canvas *cv)
{
    static const int sizes[][2] = { { 24, 80 },  { 30, 100 }, { 20, 60 }, { 10, 40 },
                                    { 60, 200 }, { 9, 39 },   { 1, 1 },   { 3, 300 } };
    size_t size;

    switch (below(16)) {
    case 0:
        size = below(sizeof sizes / sizeof *sizes);
        wf_app_resize(app, sizes[size][0], sizes[size][1]);
        break;
    case 1:
        wf_app_resize(app, 1 + (int)below(70), 1 + (int)below(220));
        break;
    case 2:
        paste_anything(app);
        break;
    case 3:
        host_pass(h, (int64_t)below(20000));
        break;
    case 4:
    case 5:
        happens(h);
        break;
    case 6:
        command_anything(app);
        break;
    case 7:
        if (below(3) == 0)
            h->down = !h->down;
        else
            wf_app_focus(app, below(2) == 0);
        break;
    default:
        type_anything(app);
    }
    (void)wf_app_poll(app);
    /* what is typed shall not name files to write */
    if (app->prompt.kind == WF_PROMPT_OTHER && strcmp(app->prompt.label, "save to") == 0)
        app_type(app, WF_KEY_ESC);
    assert_rests(h, app);
    if (below(4) == 0)
        draw(app, cv);
}

static void sequence(uint64_t seed)
{
    struct fake_host *h = host_new();
    const struct wf_app_options options = { .interval_ms = 5000 };
    struct wf_app *app = wf_app_new(&h->face, &options);
    struct wf_canvas cv;

    state_ = seed * 0x9E3779B97F4A7C15U + 88172645463325252U;
    h->answer = answer_somehow;
    h->place.read_only = below(6) == 0;
    h->place.production = below(6) == 0;
    (void)wf_app_open(app, 0, NULL, NULL);
    wf_canvas_init(&cv, 1, 1);
    cv.ascii = below(4) == 0;
    for (size_t i = 0; i < STEPS; i++) {
        struct wf_request r;

        step(h, app, &cv);
        r = wf_app_request(app);
        free(r.command);
        free(r.text);
        if (wf_app_quits(app))
            break;
    }
    draw(app, &cv);
    wf_canvas_release(&cv);
    wf_app_free(app);
    host_free(h);
}

static long number(const char *name)
{
    const char *text = getenv(name);

    return text != NULL ? strtol(text, NULL, 10) : 0;
}

/* Nothing that it does is done to files of ours. */
static void move_away(char dir[32])
{
    strcpy(dir, "/tmp/wfsh-fuzz.XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(chdir(dir), 0);
}

static void whatever_is_typed_it_stands(void **state)
{
    char dir[32];

    time_t until = time(NULL) + number("WFSH_FUZZ_SECONDS");
    uint64_t seed = 0;

    (void)state;
    move_away(dir);
    if (number("WFSH_FUZZ_SEED") > 0) {
        sequence((uint64_t)number("WFSH_FUZZ_SEED"));
        return;
    }
    while (seed < SEQUENCES || time(NULL) < until) {
        seed++;
        if (getenv("WFSH_FUZZ_SECONDS") != NULL && seed % 100 == 0)
            fprintf(stderr, "# seed %llu\n", (unsigned long long)seed);
        sequence(seed);
    }
    assert_int_equal(rmdir(dir), 0); /* and nothing was written */
}

/* ---- an hour ---------------------------------------------------------------------------
 */

static void news(struct fake_host *h, struct wf_host_job *job)
{
    static const char rows[] = "Running\twf-%zu\trun\tOrder\tq\t2026-01-01T11:00:00Z\t\t\n";

    (void)h;
    wf_strbuf_adds(&job->out, headers[0]);
    for (size_t i = 0; i < 50; i++)
        wf_strbuf_addf(&job->out, rows, below(100000));
    host_ends(job);
}

/* Streams print two lines each second, and go on. */
static void trickle(struct fake_host *h)
{
    for (size_t i = 0; i < HOST_JOBS; i++)
        if (h->jobs[i].used && !h->jobs[i].done)
            wf_strbuf_addf(&h->jobs[i].out, "{\"workflowId\":\"wf-%zu\"}\nline\n",
                           below(100000));
}

static void streams(struct fake_host *h, struct wf_host_job *job)
{
    if (strstr(job->words, "tail") == NULL && strstr(job->words, "follow") == NULL)
        news(h, job);
}

/* Of the heap, so that what a sanitizer keeps does not count. */
static size_t in_use(void)
{
    extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

    return __sanitizer_get_current_allocated_bytes != NULL
               ? __sanitizer_get_current_allocated_bytes()
               : mallinfo2().uordblks;
}

/* 3,600 seconds of every view: what is held after a quarter of them is what is held then.
 */
static void an_hour_of(const struct wf_view_type *type)
{
    struct fake_host *h = host_new();
    const struct wf_app_options options = { .interval_ms = 5000 };
    struct wf_app *app = wf_app_new(&h->face, &options);
    struct wf_error err = WF_ERROR_INIT;
    const char *const words[] = { type->name, "order-1", "run-1" };
    size_t n = type->args == NULL || *type->args == '[' ? 1 : 2, quarter = 0;

    h->answer = streams;
    assert_int_equal(wf_app_open(app, n, words, &err), WF_OK);
    for (int s = 0; s < 3600; s++) {
        host_pass(h, 1000);
        trickle(h);
        (void)wf_app_poll(app);
        if (s % 60 == 0)
            free(app_screen(app, false));
        if (s == 2700)
            quarter = in_use();
    }
    if (in_use() > quarter + quarter / 4 + 65536)
        fail_msg("%s: %zu bytes after 45 minutes, %zu after an hour", type->name, quarter,
                 in_use());
    /* it did read what came each second */
    if (strcmp(type->name, "tail") == 0)
        assert_true(h->n_taken_lines >= 7000);
    wf_app_free(app);
    host_free(h);
}

static void an_hour_of_every_view_is_flat(void **state)
{
    (void)state;
    state_ = 88172645463325252U;
    for (size_t i = 0; wf_views[i] != NULL; i++)
        an_hour_of(wf_views[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_typed_it_stands),
        cmocka_unit_test(an_hour_of_every_view_is_flat),
    };

    return cmocka_run_group_tests(tests, read_corpus, drop_corpus);
}
