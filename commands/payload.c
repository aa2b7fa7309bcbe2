/* commands/payload.c: payloads to values and back. */
#include "proto/payload.h"
#include "base/json_scan.h"
#include "client/codec.h"
#include "commands/input.h"
#include "proto/json_read.h"

#include <string.h>

struct payload_args {
    struct wf_strings texts;
    struct wf_strings meta; /* encode */
    bool base64;
};

/* The codec server's key may come from a file or a command. */
static enum wf_code codec(struct wf_job *job, Tcommon__Payloads *all, bool encode,
                          struct wf_error *err)
{
    enum wf_code rc;

    if (job->settings->codec_endpoint == NULL)
        return WF_OK;
    rc = wf_session_open(job->session, err);
    if (rc != WF_OK)
        return rc;
    return encode ? wf_codec_encode(job->settings, job->cancel, job->arena, all, err)
                  : wf_codec_decode(job->settings, job->cancel, job->arena, all, err);
}

static enum wf_code some_given(const struct payload_args *a, struct wf_error *err)
{
    return a->texts.n > 0
               ? WF_OK
               : wf_error_set(err, WF_E_USAGE, "which? give JSON, @FILE, or - for stdin");
}

/* ---- decode ----------------------------------------------------------------------------
 */

static enum wf_code text_of(struct wf_job *job, const char *word, struct wf_bytes *ret,
                            struct wf_error *err)
{
    const char *path = strcmp(word, "-") == 0 ? word : word[0] == '@' ? word + 1 : NULL;

    if (path != NULL)
        return wf_job_read_file(job, path, "PAYLOAD", WF_INPUT_MAX, ret, err);
    *ret = (struct wf_bytes){ (const unsigned char *)word, strlen(word) };
    return WF_OK;
}

/* What a text must be put between to be {"payloads": […]}. */
static void frame_of(struct wf_bytes text, const char **ret_before, const char **ret_after)
{
    struct wf_json_reader r;
    struct wf_strbuf key = WF_STRBUF_INIT;
    enum wf_json_token first;

    wf_json_reader_init(&r, text);
    first = wf_json_next(&r);
    *ret_before = "{\"payloads\":[";
    *ret_after = "]}";
    if (first == WF_JSON_ARRAY) {
        *ret_before = "{\"payloads\":";
        *ret_after = "}";
    } else if (first == WF_JSON_OBJECT && wf_json_next(&r) == WF_JSON_KEY &&
               wf_json_unescape(r.token, &key) &&
               strcmp(wf_strbuf_str(&key), "payloads") == 0) {
        *ret_before = *ret_after = "";
    }
    wf_strbuf_release(&key);
    wf_json_reader_release(&r);
}

static enum wf_code read_payloads(struct wf_job *job, const char *word,
                                  Tcommon__Payloads *all, struct wf_error *err)
{
    struct wf_bytes text = { 0 };
    struct wf_strbuf framed = WF_STRBUF_INIT;
    Tcommon__Payloads *some = NULL;
    const char *before, *after;
    enum wf_code rc = text_of(job, word, &text, err);

    if (rc == WF_OK)
        rc = wf_json_check("payload", text, err);
    if (rc != WF_OK)
        return rc;
    frame_of(text, &before, &after);
    wf_strbuf_adds(&framed, before);
    wf_strbuf_add(&framed, text.data, text.len);
    wf_strbuf_adds(&framed, after);
    rc = wf_json_to_message(
        job->arena, &tcommon__payloads__descriptor, "payload",
        (struct wf_bytes){ (const unsigned char *)framed.data, framed.len }, false, &some,
        err);
    for (size_t i = 0; rc == WF_OK && i < some->n_payloads; i++)
        wf_msg_append(job->arena, &all->payloads, &all->n_payloads, some->payloads[i]);
    wf_strbuf_release(&framed);
    return rc;
}

static void fill_values(struct wf_json *j, const void *user)
{
    const Tcommon__Payloads *all = user;

    wf_json_array(j);
    for (size_t i = 0; i < all->n_payloads; i++)
        wf_payload_json_value(j, all->payloads[i]);
    wf_json_end_array(j);
}

/* One line each, whatever the format, but for -o json: so that pipes can read them. */
static enum wf_code print_lines(struct wf_job *job, const Tcommon__Payloads *all,
                                void (*one)(struct wf_json *j, const Tcommon__Payload *p),
                                struct wf_error *err)
{
    enum wf_code rc = WF_OK;

    for (size_t i = 0; i < all->n_payloads && rc == WF_OK; i++) {
        struct wf_strbuf b = WF_STRBUF_INIT;
        struct wf_json j = WF_JSON_INIT(&b, true);

        one(&j, all->payloads[i]);
        wf_strbuf_addc(&b, '\n');
        rc = wf_job_write(job, b.data, b.len, err);
        wf_strbuf_release(&b);
    }
    return rc;
}

static enum wf_code decode_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct payload_args *a = args;
    Tcommon__Payloads *all = wf_msg_new(job->arena, &tcommon__payloads__descriptor);
    enum wf_code rc = some_given(a, err);

    for (size_t i = 0; i < a->texts.n && rc == WF_OK; i++)
        rc = read_payloads(job, a->texts.v[i], all, err);
    if (rc == WF_OK)
        rc = codec(job, all, false, err);
    if (rc != WF_OK)
        return rc;
    return wf_globals_output(job->g) == WF_OUTPUT_JSON
               ? wf_job_json(job, fill_values, all, err)
               : print_lines(job, all, wf_payload_json_value, err);
}

/* ---- encode ----------------------------------------------------------------------------
 */

static void encoded(struct wf_json *j, const Tcommon__Payload *p)
{
    wf_json_message(j, p, WF_PAYLOAD_ENCODED);
}

static void fill_encoded(struct wf_json *j, const void *user)
{
    wf_json_message(j, user, WF_PAYLOAD_ENCODED);
}

static enum wf_code encode_run(struct wf_job *job, const void *args, struct wf_error *err)
{
    const struct payload_args *a = args;
    const struct wf_input in = { .input = a->texts, .meta = a->meta, .base64 = a->base64 };
    Tcommon__Payloads *all = NULL;
    enum wf_code rc = some_given(a, err);

    if (rc == WF_OK)
        rc = wf_input_build(job, &in, "", &all, err);
    if (rc == WF_OK)
        rc = codec(job, all, true, err);
    if (rc != WF_OK)
        return rc;
    return wf_globals_output(job->g) == WF_OUTPUT_JSON
               ? wf_job_json(job, fill_encoded, all, err)
               : print_lines(job, all, encoded, err);
}

#define P struct payload_args
static const struct wf_positional decode_positionals[] = {
    { .name = "PAYLOAD",
      .offset = offsetof(P, texts),
      .help =
          "a payload in JSON, a list of them, or {\"payloads\": […]}; @FILE, - for stdin",
      .required = true,
      .repeated = true },
    { .name = NULL },
};
static const struct wf_positional encode_positionals[] = {
    { .name = "VALUE",
      .offset = offsetof(P, texts),
      .help = "a value in JSON; @FILE, - for stdin",
      .required = true,
      .repeated = true },
    { .name = NULL },
};
static const struct wf_option encode_options[] = {
    WF_OPT_STRINGS(0, "meta", P, meta, "KEY=VALUE",
                   "metadata; encoding=… replaces json/plain"),
    WF_OPT_BOOL(0, "base64", P, base64, "the values are base64 of the data"), WF_OPT_END
};
#undef P

const struct wf_command wf_cmd_payload_decode = {
    .path = "payload decode",
    .summary = "Print the values of payloads",
    .text =
        "Metadata and data are in base64, as in histories. With a codec server in the "
        "settings (--codec-endpoint) it decodes them first. One value a line; -o json is "
        "a list.",
    .examples = { { "wfsh payload decode "
                    "'{\"metadata\":{\"encoding\":\"anNvbi9wbGFpbg==\"},\"data\":"
                    "\"eyJhIjoxfQ==\"}'",
                    "{\"a\":1}" },
                  { "wfsh show order-42 -o json | jq "
                    "'.events[0].workflowExecutionStartedEventAttributes.input' | wfsh "
                    "payload "
                    "decode -",
                    "what a workflow was started with" } },
    .positionals = decode_positionals,
    .args_size = sizeof(struct payload_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_OFFLINE,
    .run = decode_run,
};

const struct wf_command wf_cmd_payload_encode = {
    .path = "payload encode",
    .summary = "Print values as payloads",
    .text =
        "With a codec server in the settings (--codec-endpoint) it encodes them. One "
        "payload a line; -o json is {\"payloads\": […]}, as requests of `call` take it.",
    .examples = { { "wfsh payload encode '{\"a\":1}'", "one" },
                  { "wfsh payload encode @blob.b64 --base64 --meta encoding=binary/plain "
                    "-o "
                    "json",
                    "bytes, as a request takes them" } },
    .positionals = encode_positionals,
    .options = encode_options,
    .args_size = sizeof(struct payload_args),
    .klass = WF_CLASS_READS,
    .flags = WF_CMD_OURS | WF_CMD_OFFLINE,
    .run = encode_run,
};
