/* base/csv.c: records for other programs, as CSV or TSV, that are safe to show too. */
#include "base/table.h"

#include <string.h>

#include "base/utf8.h"

void wf_csv_row(struct wf_strbuf *out, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *s = cells[i] != NULL ? cells[i] : "";
        bool quote = s[strcspn(s, ",\"\r\n")] != '\0' || *s == ' ';

        if (i > 0)
            wf_strbuf_addc(out, ',');
        if (quote)
            wf_strbuf_addc(out, '"');
        for (;;) {
            const char *mark = strchr(s, '"');
            size_t len = mark != NULL ? (size_t)(mark - s) : strlen(s);

            wf_utf8_safe(out, s, len, "\n\t");
            if (mark == NULL)
                break;
            wf_strbuf_adds(out, "\"\"");
            s = mark + 1;
        }
        if (quote)
            wf_strbuf_addc(out, '"');
    }
    wf_strbuf_adds(out, "\r\n");
}

void wf_tsv_row(struct wf_strbuf *out, const char *const *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *s = cells[i] != NULL ? cells[i] : "";

        if (i > 0)
            wf_strbuf_addc(out, '\t');
        while (*s != '\0') {
            size_t run = strcspn(s, "\t\n\r\\");
            static const char marks[] = "\t\n\r\\", words[] = "tnr\\";

            wf_utf8_safe(out, s, run, "");
            s += run;
            if (*s == '\0')
                break;
            wf_strbuf_addc(out, '\\');
            wf_strbuf_addc(out, words[strchr(marks, *s++) - marks]);
        }
    }
    wf_strbuf_addc(out, '\n');
}
