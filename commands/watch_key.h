#ifndef WF_COMMANDS_WATCH_KEY_H
#define WF_COMMANDS_WATCH_KEY_H

#include "base/arena.h"

/*
 * What an item of a listing is the same one by, from one look to the next: a compact JSON
 * object like {"workflowId":"a","runId":"b"}. `line` is the item as one line of JSON that a
 * verb of ours printed. "" when nothing in it identifies it. In the arena or static.
 */
const char *wf_watch_key(const char *line, struct wf_arena *a);

#endif
