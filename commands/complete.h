#ifndef WF_COMMANDS_COMPLETE_H
#define WF_COMMANDS_COMPLETE_H

#include "commands/job.h"
#include "commands/parse.h"

/*
 * Completion of a command line: shared by the shells' scripts (`wfsh __complete`), and by
 * every face that has a prompt. `words` are the words up to the cursor, the last one (which
 * may be "") is completed. Candidates come out in no particular order, each once.
 */
typedef void wf_candidate_fn(void *user, const char *value, const char *description);

struct wf_completion {
    struct wf_session *session;
    size_t n_words;
    const char *const *words;
    struct wf_parsed *parsed; /* of the words before the last, as far as that went */
    struct wf_arena *arena;
    const char *current; /* the part of the last word that candidates must begin with */
    wf_candidate_fn *emit;
    void *user;
};

void wf_complete(struct wf_session *s, size_t n_words, const char *const *words,
                 wf_candidate_fn *emit, void *user);

/*
 * Values from the cluster, within 300 ms, cached with an age; silent when offline. Only
 * called when the static tables have nothing more to say about the word.
 */
void wf_complete_live(const struct wf_completion *c, enum wf_complete kind);

#endif
