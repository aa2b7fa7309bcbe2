#ifndef WF_COMMANDS_CARD_H
#define WF_COMMANDS_CARD_H

#include "base/table.h"
#include "commands/job.h"

/* Lines of cards made from messages; none for what is absent. */

/* As --time-format says; exact with `raw`. */
void wf_card_time(struct wf_job *job, struct wf_card *card, bool raw, const char *key,
                  const Tgoogleprotobuf__Timestamp *t);
void wf_card_duration(struct wf_card *card, const char *key,
                      const Tgoogleprotobuf__Duration *d); /* a zero is absent, too */
void wf_card_text(struct wf_card *card, const char *key, const char *text);

#endif
