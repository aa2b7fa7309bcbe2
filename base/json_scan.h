#ifndef WF_BASE_JSON_SCAN_H
#define WF_BASE_JSON_SCAN_H

#include "base/error.h"
#include "base/mem.h"
#include "base/strbuf.h"

#include <stdbool.h>

enum { WF_JSON_MAX_DEPTH = 10000 };

/*
 * Checks one JSON text (RFC 8259: valid UTF-8, no trailing garbage), without recursion and
 * without building it. On failure: WF_E_USAGE with text like
 *   "input 2: line 3, column 14, at .items[2].price: a value is missing after ':'"
 * where `what` is "input 2", and the hint holds the line of the text with a caret below it
 * (shortened around the column, control bytes neutralised).
 */
enum wf_code wf_json_check(const char *what, struct wf_bytes text, struct wf_error *err);

/* The same, quick and silent; for payloads. */
bool wf_json_valid(struct wf_bytes text);

/*
 * The error that wf_json_check makes, for a reader that finds a fault of its own at byte
 * `at` of a text that is well formed up to there: text with line, column and path, hint
 * with caret. Always WF_E_USAGE.
 */
enum wf_code wf_json_fault(const char *what, struct wf_bytes text, size_t at,
                           const char *words, struct wf_error *err);

/*
 * A pull reader over a text that wf_json_check or wf_json_valid accepted; for histories
 * saved in files, which can be larger than a tree in memory should be.
 */
enum wf_json_token {
    WF_JSON_END,
    WF_JSON_OBJECT,
    WF_JSON_END_OBJECT,
    WF_JSON_ARRAY,
    WF_JSON_END_ARRAY,
    WF_JSON_KEY,
    WF_JSON_STRING,
    WF_JSON_NUMBER,
    WF_JSON_TRUE,
    WF_JSON_FALSE,
    WF_JSON_NULL,
};
struct wf_json_reader {
    const char *p, *end;
    struct wf_bytes
        token; /* the token's text in the source; for strings without the quotes */
    unsigned depth;
    bool expect_key;
    struct wf_strbuf stack; /* '{' and '[' of the open levels */
};
void wf_json_reader_init(struct wf_json_reader *r, struct wf_bytes text);
void wf_json_reader_release(struct wf_json_reader *r);
enum wf_json_token wf_json_next(struct wf_json_reader *r);
/*
 * The text of the value that starts at the reader's position; steps over it. Empty, and no
 * step, where the level ends, so that an array's values can be taken one by one.
 */
struct wf_bytes wf_json_skip(struct wf_json_reader *r);
/* Appends the characters that a string token stands for. False: a lone surrogate (U+FFFD).
 */
bool wf_json_unescape(struct wf_bytes token, struct wf_strbuf *out);

#endif
