#ifndef WF_COMMANDS_GO_JSON_H
#define WF_COMMANDS_GO_JSON_H

#include "base/json_out.h"
#include "proto/message.h"

/*
 * Some verbs of the official CLI print Go's own structs, not protojson: times without
 * trailing zeros, and Go's zero time for what has not happened.
 */
#define WF_JSON_GO_ZERO_TIME "0001-01-01T00:00:00Z"
/* `absent` stands for NULL. */
void wf_json_go_time(struct wf_json *j, const char *key,
                     const Tgoogleprotobuf__Timestamp *t, const char *absent);

#endif
