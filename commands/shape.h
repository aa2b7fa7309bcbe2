#ifndef WF_COMMANDS_SHAPE_H
#define WF_COMMANDS_SHAPE_H

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdbool.h>

/*
 * The shape of a JSON value, never a value of it: {"by":string,"lines":[{"sku":string}]}.
 * An array has the shape of its first member; what is deep, or long, becomes `…`. Keys are
 * made safe for a terminal. False, and nothing is added, when the text is no JSON.
 */
bool wf_shape(struct wf_strbuf *out, struct wf_bytes json);

#endif
