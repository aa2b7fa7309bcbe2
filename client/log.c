/* client/log.c: lines for --log-level and --debug. */
#include "client/log.h"

#include "base/json_out.h"
#include "base/utf8.h"

#include <stdatomic.h>
#include <unistd.h>

static _Atomic int from = WF_LOG_NEVER;
static atomic_bool as_json;

static const char *const words[] = { "debug", "info", "warn", "error", "never" };

void wf_log_setup(enum wf_log_level level, bool json)
{
    atomic_store(&as_json, json);
    atomic_store(&from, (int)level);
}

bool wf_log_wants(enum wf_log_level level)
{
    return (int)level >= atomic_load(&from) && level != WF_LOG_NEVER;
}

void wf_log(enum wf_log_level level, const char *source, const char *fmt, ...)
{
    struct wf_strbuf text = WF_STRBUF_INIT, line = WF_STRBUF_INIT;
    va_list ap;

    if (!wf_log_wants(level))
        return;
    va_start(ap, fmt);
    wf_strbuf_vaddf(&text, fmt, ap);
    va_end(ap);
    if (atomic_load(&as_json)) {
        struct wf_json j = WF_JSON_INIT(&line, true);

        wf_json_object(&j);
        wf_json_kstr(&j, "level", words[level]);
        wf_json_kstr(&j, "source", source);
        wf_json_kstr(&j, "message", wf_strbuf_str(&text));
        wf_json_end_object(&j);
    } else {
        wf_strbuf_addf(&line, "%s: %s: ", words[level], source);
        wf_utf8_safes(&line, wf_strbuf_str(&text));
    }
    wf_strbuf_addc(&line, '\n');
    (void)!write(STDERR_FILENO, line.data, line.len); /* one write: lines stay whole */
    wf_strbuf_release(&text);
    wf_strbuf_release(&line);
}
