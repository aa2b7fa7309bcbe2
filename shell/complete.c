/* shell/complete.c: TAB at the prompt, which never waits for the cluster. */
#include "commands/complete.h"

#include "base/utf8.h"
#include "commands/complete_fetch.h"
#include "shell/line.h"
#include "shell/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* readline's headers want the file type. */
#include <readline/readline.h>

enum { WAIT_MS = 300 };

/* readline calls back without a pointer of ours. One prompt a process. */
static struct {
    struct wf_shell *sh;
    const struct wf_strbuf *before;
    /* what was found for the word at the cursor: sorted, as they are written in the line */
    char **found;
    size_t n, room;
    size_t start;   /* where in readline's line they begin */
    bool collected; /* the break hook has found them; the next call takes them */
    bool files;     /* readline's own completion of file names is meant */
    bool no_blank;  /* a single one is not the end of its word */
    char breaks[2];
    /* a TAB whose answer is still to come */
    struct {
        bool active, list, final;
        int type; /* rl_completion_type */
        int point;
        char *line;
        int64_t until_ms;
    } wait;
    char *bell; /* readline's bell-style, while it is silenced */
} live;

/* ---- candidates, as they are written
 * ------------------------------------------------------- */

struct collecting {
    struct wf_arena *a;
    const struct wf_sh_line *line;
    struct wf_complete_how how;
    const char *text;
    const char *head; /* of the word: what candidates must begin with, when not typed */
};

static void put(char *written)
{
    if (live.n + 1 >= live.room) {
        live.room = live.room == 0 ? 64 : live.room * 2;
        live.found = wf_reallocarray(live.found, live.room, sizeof *live.found);
    }
    live.found[live.n++] = written;
}

static void forget(void)
{
    for (size_t i = 0; i < live.n; i++)
        free(live.found[i]);
    live.n = 0;
}

static const char *current(const struct collecting *k)
{
    return k->line->words[k->line->n - 1];
}

/* A value of the whole word becomes the text behind its part that stays. */
static void add_candidate(void *user, const char *value, const char *description)
{
    struct collecting *k = user;
    size_t at = k->how.at;
    char quote = k->line->raw_quote[at];
    struct wf_strbuf b = WF_STRBUF_INIT;

    (void)description;
    if (strlen(value) < at || strncmp(value, current(k), at) != 0 ||
        !wf_sh_line_quote(&b, value + at, quote)) {
        wf_strbuf_release(&b);
        return;
    }
    if (quote != 0 && !k->how.in_query && !live.no_blank)
        wf_strbuf_addc(&b, quote);
    put(wf_strbuf_steal(&b));
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_and_thin(void)
{
    size_t n = 0;

    if (live.n > 0)
        qsort(live.found, live.n, sizeof *live.found, by_text);
    for (size_t i = 0; i < live.n; i++)
        if (n > 0 && strcmp(live.found[n - 1], live.found[i]) == 0)
            free(live.found[i]);
        else
            live.found[n++] = live.found[i];
    live.n = n;
}

/* ---- what completes the word
 * --------------------------------------------------------------- */

static void ask_as(struct collecting *k, const char *word, struct wf_shell *sh)
{
    const char *const words[] = { word, current(k) };

    wf_complete(sh->session, 2, words, &k->how, add_candidate, k);
}

static void offer_variables(struct collecting *k)
{
    const char **v = wf_sh_vars_list(live.sh->vars, k->a);

    for (; *v != NULL; v++) {
        char *word = wf_arena_printf(k->a, "$%.*s", (int)strcspn(*v, "="), *v);

        if (strncmp(word, current(k), strlen(current(k))) == 0)
            put(wf_strdup(word));
    }
}

/* The words of the shell itself; false: it is another one. */
static bool complete_builtin(struct collecting *k)
{
    const char *name = k->line->words[0];
    const struct wf_sh_builtin *b = wf_sh_builtin_find(name);
    size_t n = k->line->n;

    if (n < 2 || b == NULL)
        return false;
    if (strcmp(name, "use") == 0 || (strcmp(name, "connect") == 0 && n == 3))
        ask_as(k, "--namespace", live.sh);
    else if (strcmp(name, "connect") == 0)
        ask_as(k, "--profile", live.sh);
    else if (strcmp(name, "cd") == 0)
        ask_as(k, "describe", live.sh);
    else
        live.files = strcmp(b->usage, "FILE") == 0 || strcmp(b->usage, "[FILE]") == 0;
    return true;
}

static void complete_words(struct collecting *k)
{
    const struct wf_sh_line *l = k->line;

    if (current(k)[0] == '$' && l->quote != '\'')
        offer_variables(k);
    if (complete_builtin(k))
        return;
    wf_complete(live.sh->session, l->n, l->words, &k->how, add_candidate, k);
    if (l->n == 1)
        for (const struct wf_sh_builtin *b = wf_sh_builtins(); b->name != NULL; b++)
            if (strncmp(b->name, current(k), strlen(current(k))) == 0)
                put(wf_strdup(b->name));
}

/* The text of the whole command up to the cursor. */
static const char *text_before(struct wf_arena *a)
{
    return wf_arena_printf(a, "%s%.*s", wf_strbuf_str(live.before), rl_point,
                           rl_line_buffer);
}

/* Where in readline's line the candidates begin; they may begin in an earlier line. */
static void find_start(const struct collecting *k)
{
    size_t at = k->line->raw_at[k->how.at], earlier = live.before->len;

    live.start = at > earlier ? at - earlier : 0;
    live.breaks[0] = live.start > 0 ? rl_line_buffer[live.start - 1] : '\n';
    if (memchr(rl_line_buffer + live.start, live.breaks[0],
               (size_t)rl_point - live.start) != NULL)
        live.breaks[0] = '\0'; /* readline will find another place: see trim() */
}

/* Finds all for the word at the cursor. True: more of them are on their way. */
static bool collect(void)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_sh_line line;
    struct collecting k = { .a = a, .line = &line };
    bool pending;

    forget();
    live.files = live.no_blank = false;
    k.text = text_before(a);
    wf_sh_line_read(live.sh, a, k.text, &line);
    k.how = (struct wf_complete_how){ .fetcher = live.sh->fetcher,
                                      .settled = live.wait.final,
                                      .quote = line.quote == '"' ? '\'' : '"' };
    if (line.kind == WF_SH_LINE_WORDS)
        complete_words(&k);
    live.files |= line.kind == WF_SH_LINE_FILE;
    sort_and_thin();
    find_start(&k);
    live.no_blank = k.how.in_query && line.quote == 0;
    pending = k.how.pending && !live.wait.final;
    wf_arena_free(a);
    return pending;
}

/* ---- readline's side
 * ----------------------------------------------------------------------- */

static void silence(void)
{
    if (live.bell == NULL) {
        live.bell = wf_strdup(rl_variable_value("bell-style"));
        (void)rl_variable_bind("bell-style", "none");
    }
}

static void forget_wait(void)
{
    free(live.wait.line);
    live.wait.line = NULL;
    live.wait.active = live.wait.final = live.wait.list = false;
}

static bool is_waited_for(void)
{
    return live.wait.active && rl_point == live.wait.point &&
           strcmp(rl_line_buffer, live.wait.line) == 0;
}

/* The answer is not there: the keys go on, and wf_sh_live_step() does it again. */
static void wait_for_it(void)
{
    silence();
    if (is_waited_for()) {
        live.wait.list |= rl_completion_type == '?';
        return;
    }
    forget_wait();
    live.wait.active = true;
    live.wait.type = rl_completion_type;
    live.wait.point = rl_point;
    live.wait.line = wf_strdup(rl_line_buffer);
    live.wait.until_ms = wf_mono_ms() + WAIT_MS;
}

/* Before readline looks for the word: we know better where it begins. */
static char *find_breaks(void)
{
    if (collect() && strchr("\t?!@", rl_completion_type) != NULL) {
        wait_for_it();
        forget();
        live.files = false;
    }
    live.collected = true;
    return live.breaks[0] != '\0' ? live.breaks : (char *)(uintptr_t) " \t\n";
}

/* Takes off what stands in the line before readline's idea of the word. */
static void trim(int start)
{
    size_t n = 0, skip = (size_t)start > live.start ? (size_t)start - live.start : 0;

    for (size_t i = 0; i < live.n; i++) {
        char *v = live.found[i];

        if (strncmp(v, rl_line_buffer + live.start, skip) == 0) {
            memmove(v, v + skip, strlen(v + skip) + 1);
            live.found[n++] = v;
        } else {
            free(v);
        }
    }
    live.n = n;
}

static char *next_candidate(const char *text, int state)
{
    static size_t at;

    (void)text;
    if (state == 0)
        at = 0;
    return at < live.n ? strdup(live.found[at++]) : NULL;
}

static char **complete_line(const char *text, int start, int end)
{
    size_t n;

    (void)end;
    if (!live.collected) /* readline does not ask for breaks in an empty line */
        (void)find_breaks();
    live.collected = false;
    rl_attempted_completion_over = !live.files;
    if (live.files)
        return NULL;
    trim(start);
    if (live.n == 1) {
        n = strlen(live.found[0]);
        rl_completion_suppress_append =
            live.no_blank || (n > 0 && strchr("=/", live.found[0][n - 1]) != NULL);
    }
    rl_sort_completion_matches = 0; /* they are, and each stands there once */
    rl_ignore_completion_duplicates = 0;
    return rl_completion_matches(text, next_candidate);
}

/*
 * As many as fit above the prompt. readline would print them all: with a loop of ours it
 * cannot ask whether it should.
 */
static void show_matches(char **matches, int n, int longest)
{
    int rows = 0, columns = 0, shown;

    rl_get_screen_size(&rows, &columns);
    shown = columns / (longest + 2);
    shown = (shown > 0 ? shown : 1) * (rows > 4 ? rows - 3 : 1);
    if (shown > n)
        shown = n;
    rl_display_match_list(matches, shown, longest);
    if (shown < n)
        fprintf(rl_outstream, "%d of %d; type more of the word\n", shown, n);
    (void)rl_forced_update_display();
}

/* ---- the loop's side
 * ----------------------------------------------------------------------- */

void wf_sh_live_begin(struct wf_shell *sh, const struct wf_strbuf *before)
{
    live.sh = sh;
    live.before = before;
    sh->fetcher = wf_fetcher_new();
    rl_attempted_completion_function = complete_line;
    rl_completion_word_break_hook = find_breaks;
    rl_completion_display_matches_hook = show_matches;
    rl_completer_quote_characters = "";
    rl_basic_quote_characters = "";
    wf_sh_hint_begin();
}

void wf_sh_live_end(void)
{
    wf_fetcher_free(live.sh->fetcher);
    live.sh->fetcher = NULL;
    forget();
    forget_wait();
    free(live.found);
    live.found = NULL;
    live.room = 0;
    wf_sh_hint_end();
}

int wf_sh_live_fd(void)
{
    return wf_fetcher_fd(live.sh->fetcher);
}

int wf_sh_live_timeout_ms(void)
{
    int64_t left = live.wait.until_ms - wf_mono_ms();

    if (!live.wait.active)
        return -1;
    return left > 0 ? (int)left : 0;
}

void wf_sh_live_before_key(void)
{
    wf_sh_hint_erase();
}

void wf_sh_live_after_key(void)
{
    if (live.bell == NULL)
        return;
    (void)rl_variable_bind("bell-style", live.bell);
    free(live.bell);
    live.bell = NULL;
}

/* The TAB of before, now that its answer is there or the time is up. */
static void complete_now(void)
{
    bool list = live.wait.list, final = live.wait.final;
    char *before = wf_strdup(rl_line_buffer);

    wf_sh_hint_erase();
    (void)rl_complete_internal(live.wait.type);
    if (final || strcmp(before, rl_line_buffer) != 0 || live.bell == NULL) {
        /* it is done; a second TAB that came meanwhile asks for the list */
        forget_wait();
        if (list && strcmp(before, rl_line_buffer) == 0)
            (void)rl_complete_internal('?');
    }
    free(before);
    wf_sh_live_after_key();
    rl_redisplay_function();
}

void wf_sh_live_step(void)
{
    bool any = wf_fetcher_take(live.sh->fetcher);

    if (RL_ISSTATE(RL_STATE_CALLBACK) == 0 || rl_done != 0)
        return;
    if (live.wait.active && !is_waited_for())
        forget_wait();
    if (live.wait.active) {
        live.wait.final = wf_mono_ms() >= live.wait.until_ms;
        if (any || live.wait.final)
            complete_now();
    } else if (any) {
        wf_sh_hint_refresh();
    }
}

/* ---- hints
 * --------------------------------------------------------------------------------- */

static void take_none(void *user, const char *value, const char *description)
{
    (void)user;
    (void)value;
    (void)description;
}

/* What will be wanted next is asked for when a word, or a text in a query, begins. */
static void ask_ahead(const struct wf_sh_line *line)
{
    struct wf_complete_how how = { .fetcher = live.sh->fetcher, .ahead = true };
    const char *word = line->words[line->n - 1];
    size_t n = strlen(word);

    if (line->n > 1 && (n == 0 || strchr(" ='\"", word[n - 1]) != NULL))
        wf_complete(live.sh->session, line->n, line->words, &how, take_none, NULL);
}

void wf_sh_complete_hint(struct wf_strbuf *out)
{
    struct wf_arena *a = wf_arena_new();
    struct wf_complete_how how = { .fetcher = live.sh->fetcher,
                                   .ahead = true,
                                   .recall = wf_sh_recall };
    const struct wf_sh_builtin *b;
    struct wf_sh_line line;

    wf_sh_line_read(live.sh, a, text_before(a), &line);
    b = line.kind == WF_SH_LINE_WORDS ? wf_sh_builtin_find(line.words[0]) : NULL;
    if (line.kind != WF_SH_LINE_WORDS || line.quote != 0) {
        if (line.quote != 0 && line.kind == WF_SH_LINE_WORDS && b == NULL)
            ask_ahead(&line);
    } else if (b != NULL) {
        if (line.n == 1 || (line.n == 2 && *line.words[1] == '\0'))
            wf_strbuf_addf(out, "%s%s", line.n == 1 ? " " : "", b->usage);
    } else if (wf_sh_is_verb(live.sh, line.words[0])) {
        wf_hint(live.sh->session, line.n, line.words, &how, out);
        ask_ahead(&line);
    }
    wf_arena_free(a);
}
