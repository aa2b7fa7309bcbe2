/* commands/suggest.c: did you mean? */
#include "commands/parse.h"

#include <string.h>

enum { MAX_WORD = 64 };

/* Optimal string alignment: one swap of neighbours counts one. */
static size_t distance(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b);
    size_t row[3][MAX_WORD + 1];

    if (la > MAX_WORD || lb > MAX_WORD)
        return MAX_WORD;
    for (size_t j = 0; j <= lb; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t *now = row[i % 3], *prev = row[(i + 2) % 3], *before = row[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t d = prev[j - 1] + (a[i - 1] != b[j - 1]);

            if (prev[j] + 1 < d)
                d = prev[j] + 1;
            if (now[j - 1] + 1 < d)
                d = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < d)
                d = before[j - 2] + 1;
            now[j] = d;
        }
    }
    return row[la % 3][lb];
}

void wf_suggest_offer(struct wf_suggest *s, const char *word)
{
    size_t d = distance(s->typed, word), n = strlen(s->typed);
    size_t limit = n <= 3 ? 1 : n <= 6 ? 2 : 3;

    if (n >= 3 && strncmp(s->typed, word, n) == 0)
        d = 1; /* what was typed begins it */
    if (d > limit || d >= strlen(word))
        return;
    if (s->best == NULL || d < s->distance) {
        s->best = word;
        s->distance = d;
    }
}
