#ifndef WF_TUI_DOCUMENT_H
#define WF_TUI_DOCUMENT_H

#include "base/json_tree.h"
#include "base/strbuf.h"

/* What a verb prints as JSON: the one that is being read, and the last that came whole. */
enum { WF_DOCUMENT_MAX = 16 << 20 }; /* bytes; lines beyond are left out: it is not whole */
struct wf_document {
    struct wf_strbuf fresh;
    char *text;
    struct wf_arena *a;
    const struct wf_jv *v; /* in `text` and `a`; NULL: none has come yet */
};
void wf_document_release(struct wf_document *d);
void wf_document_begin(struct wf_document *d);
void wf_document_line(struct wf_document *d, const char *line, size_t n);
/* True: it is whole, and took the place of the one before, which is freed. */
bool wf_document_end(struct wf_document *d);

/* A value's JSON in one line, without the blanks between; cut after 2,000 bytes. */
void wf_value_cell(struct wf_strbuf *out, const struct wf_jv *v);

#endif
