#ifndef WF_BASE_UTF8_H
#define WF_BASE_UTF8_H

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdbool.h>

bool wf_utf8_valid(struct wf_bytes text);

/*
 * Appends text that can do nothing to a terminal: C0 (but not the ones in `keep`, e.g.
 * "\n\t"), DEL, C1, bidi and other format controls become visible escapes (\n, \x1b,
 * \u{202e}); bytes that are not UTF-8 become \xNN.
 */
void wf_utf8_safe(struct wf_strbuf *out, const char *s, size_t n, const char *keep);
void wf_utf8_safes(struct wf_strbuf *out,
                   const char *s); /* whole C string, keeps nothing */

/* Columns that already safe text takes on a terminal. */
size_t wf_utf8_width(const char *s, size_t n);
/*
 * What one cell of a screen shows: a character with all that joins it and has no width of
 * its own. Returns its bytes (0 at the end) and its columns, 0 to 2.
 */
size_t wf_utf8_cell(const char *s, size_t n, size_t *ret_width);
/* How many bytes of it fit into `columns`. */
size_t wf_utf8_fit(const char *s, size_t n, size_t columns);

#endif
