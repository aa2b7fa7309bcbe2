/* commands/card.c: lines of cards made from messages. */
#include "commands/card.h"

#include "base/timefmt.h"

void wf_card_time(struct wf_job *job, struct wf_card *card, bool raw, const char *key,
                  const Tgoogleprotobuf__Timestamp *t)
{
    struct wf_strbuf b = WF_STRBUF_INIT;

    if (t == NULL)
        return;
    if (raw)
        wf_time_rfc3339(&b, wf_timestamp_ns(t));
    else
        wf_strbuf_adds(&b, wf_job_time(job, wf_timestamp_ns(t)));
    wf_card_add(card, key, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

void wf_card_duration(struct wf_card *card, const char *key,
                      const Tgoogleprotobuf__Duration *d)
{
    struct wf_strbuf b = WF_STRBUF_INIT;
    int64_t ns = wf_duration_ns(d);

    if (ns == WF_NO_TIME || ns == 0)
        return;
    wf_duration_short(&b, ns);
    wf_card_add(card, key, wf_strbuf_str(&b));
    wf_strbuf_release(&b);
}

void wf_card_text(struct wf_card *card, const char *key, const char *text)
{
    if (text != NULL && *text != '\0')
        wf_card_add(card, key, text);
}
