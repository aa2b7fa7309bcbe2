#ifndef WF_COMMANDS_GLOBALS_H
#define WF_COMMANDS_GLOBALS_H

#include "client/settings.h"
#include "commands/command.h"

/* The options that every command takes, as typed. */
struct wf_globals {
    struct wf_settings_flags settings;         /* connection, profile, config files */
    struct wf_strings codec_header, grpc_meta; /* copied into `settings` by the parser */
    const char *output;                        /* as typed; see wf_output_parse() */
    const char *time_format;
    const char *color;
    const char *log_level, *log_format;
    const char *columns, *sort;
    bool no_header;
    bool no_pager;
    bool no_json_shorthand_payloads;
    bool decode;
    bool no_decode;
    bool explain;
    bool write;
    bool debug;
    bool help;
};

extern const struct wf_option wf_global_options[];

enum wf_output {
    WF_OUTPUT_TABLE,
    WF_OUTPUT_WIDE,
    WF_OUTPUT_TSV,
    WF_OUTPUT_CSV,
    WF_OUTPUT_JSON,
    WF_OUTPUT_JSONL,
    WF_OUTPUT_TEMPLATE,
    WF_OUTPUT_REFS,
    WF_OUTPUT_NONE,
};

/* "text" is table; *ret_template is what follows "template=". */
enum wf_code wf_output_parse(const char *text, enum wf_output *ret,
                             const char **ret_template, struct wf_error *err);
/* The format of a command line that was parsed successfully. */
enum wf_output wf_globals_output(const struct wf_globals *g);

#endif
