/* commands/go_json.c: times as Go prints them in structs of its own. */
#include "commands/go_json.h"

#include "base/timefmt.h"

#include <string.h>

void wf_json_go_time(struct wf_json *j, const char *key,
                     const Tgoogleprotobuf__Timestamp *t, const char *absent)
{
    struct wf_strbuf b = WF_STRBUF_INIT, go = WF_STRBUF_INIT;
    size_t end;

    if (t == NULL) {
        wf_json_kstr(j, key, absent);
        return;
    }
    wf_time_rfc3339(&b, wf_timestamp_ns(t));
    end = strcspn(wf_strbuf_str(&b), "Z");
    if (strchr(wf_strbuf_str(&b), '.') != NULL)
        while (wf_strbuf_str(&b)[end - 1] == '0')
            end--;
    wf_strbuf_add(&go, wf_strbuf_str(&b), end);
    wf_strbuf_addc(&go, 'Z');
    wf_json_kstr(j, key, wf_strbuf_str(&go));
    wf_strbuf_release(&go);
    wf_strbuf_release(&b);
}
