/* commands/globals.c: the options that every command takes. */
#include "commands/globals.h"

#include <string.h>

static const char *const output_values[] = { "table", "wide", "json", "jsonl", "tsv",
                                             "csv",   "refs", "none", "text",  NULL };
static const char *const time_values[] = {
    "relative", "iso", "raw", "local", "unix", NULL
};
static const char *const color_values[] = { "auto", "always", "never", NULL };
static const char *const log_levels[] = { "debug", "info", "warn", "error", "never", NULL };
static const char *const log_formats[] = { "text", "json", NULL };

#define G struct wf_globals
#define S(m) settings.m

const struct wf_option wf_global_options[] = {
    { .type = WF_OPTION_STRING,
      .letter = 'o',
      .name = "output",
      .offset = offsetof(G, output),
      .value_name = "FORMAT",
      .values = output_values,
      .help = "table, wide, json, jsonl, tsv, csv, refs, none or template=TEXT" },
    WF_OPT_STRING('n', "namespace", G, S(namespace_), "NAME",
                  "Namespace to work in; several, or '*' for all, to read",
                  .complete = WF_COMPLETE_NAMESPACE),
    WF_OPT_STRING(0, "address", G, S(address), "HOST:PORT", "frontend to talk to"),
    WF_OPT_STRING(0, "profile", G, S(profile), "NAME", "profile of the config files",
                  .complete = WF_COMPLETE_PROFILE),
    WF_OPT_ENUM(0, "time-format", G, time_format, time_values, "how times are shown"),
    WF_OPT_STRING(0, "columns", G, columns, "A,B,…", "columns of a listing, or +A,-B",
                  .ours = true, .complete = WF_COMPLETE_COLUMN),
    WF_OPT_STRING(0, "sort", G, sort, "COLUMN",
                  "sort a listing by a column; -COLUMN downwards", .ours = true,
                  .complete = WF_COMPLETE_COLUMN),
    WF_OPT_BOOL(0, "no-header", G, no_header, "leave out the header of a listing",
                .ours = true),
    WF_OPT_BOOL(0, "no-pager", G, no_pager, "long output on a terminal as it is",
                .ours = true),
    WF_OPT_BOOL(0, "decode", G, decode, "show payloads in JSON as the values they hold",
                .ours = true, .exclusive = "--decode"),
    WF_OPT_BOOL(0, "no-decode", G, no_decode, "keep payloads in JSON encoded", .ours = true,
                .exclusive = "--decode"),
    WF_OPT_BOOL(0, "no-json-shorthand-payloads", G, no_json_shorthand_payloads,
                "keep payloads encoded, plain values too"),
    WF_OPT_BOOL(0, "explain", G, explain,
                "print the request and the official command instead of sending",
                .ours = true),
    WF_OPT_BOOL(0, "write", G, write,
                "allow this command in a read-only or protected profile", .ours = true),
    WF_OPT_TRI(0, "read-only", G, S(read_only), "refuse what would change anything",
               .ours = true),
    WF_OPT_ENUM(0, "color", G, color, color_values, "colours on the terminal"),
    WF_OPT_STRING(0, "api-key", G, S(api_key), "KEY", "API key; turns TLS on"),
    WF_OPT_TRI(0, "tls", G, S(tls), "use TLS"),
    WF_OPT_STRING(0, "tls-ca-path", G, S(tls_ca_path), "PATH",
                  "CA certificates of the server", .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "tls-ca-data", G, S(tls_ca_data), "PEM", "the same, inline"),
    WF_OPT_STRING(0, "tls-cert-path", G, S(tls_cert_path), "PATH", "client certificate",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "tls-cert-data", G, S(tls_cert_data), "PEM", "the same, inline"),
    WF_OPT_STRING(0, "tls-key-path", G, S(tls_key_path), "PATH", "key of the certificate",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_STRING(0, "tls-key-data", G, S(tls_key_data), "PEM", "the same, inline"),
    WF_OPT_STRING(0, "tls-server-name", G, S(tls_server_name), "NAME",
                  "name that the server's certificate must have"),
    WF_OPT_TRI(0, "tls-disable-host-verification", G, S(tls_disable_host_verification),
               "accept any certificate"),
    WF_OPT_STRING(0, "codec-endpoint", G, S(codec_endpoint), "URL", "codec server"),
    WF_OPT_STRING(0, "codec-auth", G, S(codec_auth), "VALUE",
                  "Authorization header for the codec server"),
    WF_OPT_STRINGS(0, "codec-header", G, codec_header, "KEY=VALUE",
                   "header for the codec server"),
    WF_OPT_STRINGS(0, "grpc-meta", G, grpc_meta, "KEY=VALUE", "gRPC metadata"),
    WF_OPT_STRING(0, "client-authority", G, S(client_authority), "NAME",
                  "the :authority of requests"),
    WF_OPT_STRING(0, "identity", G, S(identity), "NAME",
                  "who asks, as the history shows it"),
    WF_OPT_STRING(0, "client-connect-timeout", G, S(client_connect_timeout), "DURATION",
                  "how long connecting may take"),
    WF_OPT_STRING(0, "command-timeout", G, S(command_timeout), "DURATION",
                  "how long the command may take"),
    WF_OPT_STRING(0, "config-file", G, S(config_file), "PATH", "the temporal.toml to read",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_BOOL(0, "disable-config-file", G, S(disable_config_file), "read no config file"),
    WF_OPT_BOOL(0, "disable-config-env", G, S(disable_config_env),
                "read no TEMPORAL_ environment variables"),
    WF_OPT_STRING(0, "env", G, S(env), "NAME", "environment of the legacy temporal.yaml"),
    WF_OPT_STRING(0, "env-file", G, S(env_file), "PATH", "the temporal.yaml to read",
                  .complete = WF_COMPLETE_FILE),
    WF_OPT_ENUM(0, "log-level", G, log_level, log_levels,
                "show calls and gRPC's log from this level on, on stderr"),
    WF_OPT_ENUM(0, "log-format", G, log_format, log_formats, "form of those lines"),
    WF_OPT_BOOL(0, "debug", G, debug, "the same as --log-level debug", .ours = true),
    WF_OPT_BOOL('h', "help", G, help, "show this help"),
    WF_OPT_END
};

enum wf_code wf_output_parse(const char *text, enum wf_output *ret,
                             const char **ret_template, struct wf_error *err)
{
    static const struct {
        const char *name;
        enum wf_output value;
    } names[] = {
        { "table", WF_OUTPUT_TABLE }, { "text", WF_OUTPUT_TABLE },
        { "wide", WF_OUTPUT_WIDE },   { "tsv", WF_OUTPUT_TSV },
        { "csv", WF_OUTPUT_CSV },     { "json", WF_OUTPUT_JSON },
        { "jsonl", WF_OUTPUT_JSONL }, { "refs", WF_OUTPUT_REFS },
        { "none", WF_OUTPUT_NONE },
    };

    *ret_template = NULL;
    if (text == NULL)
        text = "table";
    if (strncmp(text, "template=", 9) == 0) {
        *ret = WF_OUTPUT_TEMPLATE;
        *ret_template = text + 9;
        return WF_OK;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i].name) == 0) {
            *ret = names[i].value;
            return WF_OK;
        }
    wf_error_set(err, WF_E_USAGE, "--output: '%s' is no format", text);
    wf_error_hint(err, "table, wide, json, jsonl, tsv, csv, refs, none or template=TEXT");
    return WF_E_USAGE;
}

enum wf_output wf_globals_output(const struct wf_globals *g)
{
    struct wf_error ignored = WF_ERROR_INIT;
    const char *tmpl;
    enum wf_output out = WF_OUTPUT_TABLE;

    (void)wf_output_parse(g->output, &out, &tmpl, &ignored);
    return out;
}
