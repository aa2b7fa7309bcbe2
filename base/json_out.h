#ifndef WF_BASE_JSON_OUT_H
#define WF_BASE_JSON_OUT_H

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Writes JSON into a strbuf. Pretty form is two spaces, "key": value, as Go's indent;
 * compact form has no blanks at all. Strings are escaped; bytes that are not UTF-8 become
 * U+FFFD, and DEL, C1 controls and bidi controls are escaped so that nothing acts on a
 * terminal.
 */
struct wf_json {
    struct wf_strbuf *out; /* borrowed */
    bool compact;
    unsigned depth; /* of open objects and arrays; also the indentation */
    bool has_item;  /* the open level has an item already */
    bool after_key; /* a key was written, its value is due */
};

#define WF_JSON_INIT(buf, is_compact)                                                      \
    {                                                                                      \
        .out = (buf), .compact = (is_compact)                                              \
    }

void wf_json_object(struct wf_json *j);
void wf_json_array(struct wf_json *j);
void wf_json_end_object(struct wf_json *j);
void wf_json_end_array(struct wf_json *j);
void wf_json_key(struct wf_json *j, const char *key);
void wf_json_keyn(struct wf_json *j, const char *key, size_t n);
/* A key that is prepared already: `"name": ` with quotes, colon and one blank. */
void wf_json_key_quoted(struct wf_json *j, const char *text, size_t n);
void wf_json_str(struct wf_json *j, const char *s); /* NULL: null */
void wf_json_strn(struct wf_json *j, const char *s, size_t n);
void wf_json_base64(struct wf_json *j, struct wf_bytes data);
void wf_json_i64(struct wf_json *j, int64_t v);
void wf_json_i64_string(struct wf_json *j,
                        int64_t v); /* "123", as protojson writes int64 */
void wf_json_double(struct wf_json *j,
                    double v); /* shortest that reads back; NaN as protojson */
void wf_json_float(struct wf_json *j, float v);
void wf_json_bool(struct wf_json *j, bool v);
void wf_json_null(struct wf_json *j);
/*
 * A value that is already valid JSON: numbers and escapes are kept byte for byte, blanks
 * are not. Re-indented when pretty (its levels beyond 32 stay compact, or indentation alone
 * could fill the memory). Without recursion. A text that is not JSON does no harm but to
 * the output.
 */
void wf_json_raw(struct wf_json *j, const char *text, size_t n);
/* key and value in one call */
void wf_json_kstr(struct wf_json *j, const char *key, const char *s);
void wf_json_ki64(struct wf_json *j, const char *key, int64_t v);
/* ns since the epoch as RFC 3339; WF_NO_TIME: neither key nor value */
void wf_json_ktime(struct wf_json *j, const char *key, int64_t ns);
void wf_json_kbool(struct wf_json *j, const char *key, bool v);

#endif
