#ifndef WF_COMMANDS_COMPLETE_H
#define WF_COMMANDS_COMPLETE_H

#include "commands/job.h"
#include "commands/parse.h"

/*
 * Completion of a command line: shared by the shells' scripts (`wfsh __complete`), and by
 * every face that has a prompt. `words` are the words up to the cursor, the last one (which
 * may be "") is completed. Candidates come out in no particular order, each once; each
 * stands for the whole word.
 */
typedef void wf_candidate_fn(void *user, const char *value, const char *description);

/*
 * How live values are got. All zero: asked for at once, within 300 ms, on a connection of
 * its own, with the cache of files.
 */
struct wf_complete_how {
    struct wf_fetcher *fetcher; /* asked instead, which never waits */
    bool ahead;                 /* nobody pressed TAB yet: a small page will do */
    bool settled; /* the waiting is over: what is known, and the static part */
    char quote;   /* around texts in a query that have none yet; 0: a double quote */
    /* For hints: the shape of what a handler was last given here ("query", "total"), in the
       arena; NULL: it never was. May be NULL itself. */
    const char *(*recall)(void *user, struct wf_arena *a, const char *verb,
                          const char *name);
    void *recall_user;
    /* What came of it: */
    bool pending;  /* what was emitted is not all: the fetcher has been asked */
    bool in_query; /* the word is a visibility query */
    size_t at;     /* candidates begin with so many bytes of the word as it was typed */
};

struct wf_completion {
    struct wf_session *session;
    size_t n_words;
    const char *const *words;
    struct wf_parsed *parsed; /* of the words before the last, as far as that went */
    struct wf_arena *arena;
    const char *current; /* the part of the last word that candidates must begin with */
    struct wf_complete_how *how;
    wf_candidate_fn *emit;
    void *user;
};

/* `how` may be NULL. */
void wf_complete(struct wf_session *s, size_t n_words, const char *const *words,
                 struct wf_complete_how *how, wf_candidate_fn *emit, void *user);

/*
 * What the line still wants, in a few words for behind the cursor: "WORKFLOW-ID --name NAME
 * [--input JSON]"; begins with a blank when the last word does not end in one. With a
 * fetcher the shape of the last input of a signal or update stands in it. Text is safe for
 * a terminal; nothing is added when there is nothing to say.
 */
void wf_hint(struct wf_session *s, size_t n_words, const char *const *words,
             struct wf_complete_how *how, struct wf_strbuf *out);

#endif
