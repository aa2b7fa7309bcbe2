#ifndef WF_COMMANDS_COMMAND_H
#define WF_COMMANDS_COMMAND_H

#include "base/error.h"
#include "client/ref.h"
#include "proto/methods.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A command is a const struct in a file of its own and one line in commands/registry.def.
 * Parsing, --help, man pages, completion, did-you-mean and the docs come from it.
 */
struct wf_job;
struct wf_receipt;

/* "Not given" of numbers and durations; strings and enums are NULL, floats NaN then. */
#define WF_UNSET INT64_MIN

/* A list of strings, in the order given. Memory: the parse's arena. */
struct wf_strings {
    const char **v;
    size_t n;
};

enum wf_option_type {
    WF_OPTION_END,
    WF_OPTION_BOOL,     /* bool; --x, --x=false */
    WF_OPTION_TRI,      /* enum wf_tri (client/settings.h): a bool that knows "not given" */
    WF_OPTION_STRING,   /* const char * */
    WF_OPTION_STRINGS,  /* struct wf_strings: the option may be repeated */
    WF_OPTION_INT,      /* int64_t */
    WF_OPTION_FLOAT,    /* double */
    WF_OPTION_DURATION, /* int64_t, nanoseconds */
    WF_OPTION_TIME,     /* int64_t, nanoseconds since the epoch */
    WF_OPTION_ENUM,  /* const char *: the spelling of `values`, whatever case was typed */
    WF_OPTION_ENUMS, /* struct wf_strings of the same */
    WF_OPTION_SET,   /* a shared set: its rows count from `offset` */
};

/* Where completion gets live values from. */
enum wf_complete {
    WF_COMPLETE_NOTHING,
    WF_COMPLETE_FILE,
    WF_COMPLETE_NAMESPACE,
    WF_COMPLETE_PROFILE,
    WF_COMPLETE_WORKFLOW,
    WF_COMPLETE_RUN,
    WF_COMPLETE_WORKFLOW_TYPE,
    WF_COMPLETE_TASK_QUEUE,
    WF_COMPLETE_SIGNAL,
    WF_COMPLETE_QUERY,  /* names of a workflow's query handlers */
    WF_COMPLETE_UPDATE, /* names of its update handlers */
    WF_COMPLETE_SEARCH_ATTRIBUTE,
    WF_COMPLETE_VISIBILITY, /* a visibility query */
    WF_COMPLETE_METHOD,
    WF_COMPLETE_COMMAND,
    WF_COMPLETE_COLUMN,
    WF_COMPLETE_SCHEDULE,
    WF_COMPLETE_DEPLOYMENT,
    WF_COMPLETE_BUILD_ID, /* of the deployment, Task Queue or workflow of the line */
    /* What tables never name: parts of a query, and of hints. */
    WF_COMPLETE_ATTRIBUTE_VALUE, /* values seen of one search attribute */
    WF_COMPLETE_SIGNAL_SHAPE,    /* the last input of a handler, as a shape */
    WF_COMPLETE_UPDATE_SHAPE,
};

struct wf_option {
    enum wf_option_type type;
    char letter;                 /* 0: none */
    const char *name;            /* without dashes */
    const char *alias;           /* a second long name; NULL: none */
    size_t offset;               /* into the args struct (or the set's struct) */
    const char *value_name;      /* "TEXT", "KEY=VALUE"; NULL for bools */
    const char *help;            /* one line, no full stop */
    const char *const *values;   /* of enums, NULL-ended */
    const char *default_value;   /* parsed as if typed; shown in help */
    const struct wf_option *set; /* of WF_OPTION_SET */
    enum wf_complete complete;
    bool required;
    bool ours; /* the official CLI has no such option: left out of --explain's command */
    bool hidden;
    /* Options of one command with the same word: at most one of them may be given, */
    const char *exclusive;
    /* and at least one of them must be. */
    const char *one_of;
};

/* Rows for the usual cases: letter (or 0), name, args struct, member, value name, help. */
#define WF_OPT_(t, l, n, s, m, v, h, ...)                                                  \
    {                                                                                      \
        .type = (t), .letter = (l), .name = (n), .offset = offsetof(s, m),                 \
        .value_name = (v), .help = (h), __VA_ARGS__                                        \
    }
#define WF_OPT_BOOL(l, n, s, m, h, ...)                                                    \
    WF_OPT_(WF_OPTION_BOOL, l, n, s, m, NULL, h, __VA_ARGS__)
#define WF_OPT_TRI(l, n, s, m, h, ...)                                                     \
    WF_OPT_(WF_OPTION_TRI, l, n, s, m, NULL, h, __VA_ARGS__)
#define WF_OPT_STRING(l, n, s, m, v, h, ...)                                               \
    WF_OPT_(WF_OPTION_STRING, l, n, s, m, v, h, __VA_ARGS__)
#define WF_OPT_STRINGS(l, n, s, m, v, h, ...)                                              \
    WF_OPT_(WF_OPTION_STRINGS, l, n, s, m, v, h, __VA_ARGS__)
#define WF_OPT_INT(l, n, s, m, v, h, ...)                                                  \
    WF_OPT_(WF_OPTION_INT, l, n, s, m, v, h, __VA_ARGS__)
#define WF_OPT_FLOAT(l, n, s, m, v, h, ...)                                                \
    WF_OPT_(WF_OPTION_FLOAT, l, n, s, m, v, h, __VA_ARGS__)
#define WF_OPT_DURATION(l, n, s, m, h, ...)                                                \
    WF_OPT_(WF_OPTION_DURATION, l, n, s, m, "DURATION", h, __VA_ARGS__)
#define WF_OPT_TIME(l, n, s, m, h, ...)                                                    \
    WF_OPT_(WF_OPTION_TIME, l, n, s, m, "TIME", h, __VA_ARGS__)
#define WF_OPT_ENUM(l, n, s, m, vals, h, ...)                                              \
    WF_OPT_(WF_OPTION_ENUM, l, n, s, m, NULL, h, .values = (vals), __VA_ARGS__)
#define WF_OPT_ENUMS(l, n, s, m, vals, h, ...)                                             \
    WF_OPT_(WF_OPTION_ENUMS, l, n, s, m, NULL, h, .values = (vals), __VA_ARGS__)
#define WF_OPT_SET(rows, s, m)                                                             \
    {                                                                                      \
        .type = WF_OPTION_SET, .set = (rows), .offset = offsetof(s, m)                     \
    }
#define WF_OPT_END                                                                         \
    {                                                                                      \
        .type = WF_OPTION_END                                                              \
    }

struct wf_positional {
    const char *name; /* "WORKFLOW-ID"; NULL ends the list */
    size_t offset;    /* const char *, or struct wf_strings when repeated */
    const char *help;
    enum wf_complete complete;
    bool required;
    bool repeated; /* the last one only */
    /* The official CLI's flags for these words, in their order: "workflow-id,run-id". */
    const char *official;
};

enum {
    WF_CMD_OFFLINE = 1, /* needs no frontend: settings are loaded leniently */
    WF_CMD_LAX = 2,     /* works without valid settings at all (help, completion) */
    WF_CMD_HIDDEN = 4,  /* not in help, man and docs */
    WF_CMD_OURS = 8,    /* the official CLI has no such command */
    WF_CMD_EXPERIMENTAL = 16,
    WF_CMD_DECODES = 32,   /* --decode is the default */
    WF_CMD_DRY_RUN = 128,  /* run_each does --dry-run itself, as it can say more */
    WF_CMD_LIVE = 512,     /* prints while it waits: never through a pager */
    WF_CMD_REST = 256,     /* behind its first word all are its words, options too */
    WF_CMD_FILES = 64,     /* its references may be history files */
    WF_CMD_WAITS = 1024,   /* --wait has a meaning for a single target as well */
    WF_CMD_RUNNING = 2048, /* --query: acts on open ones only, as the server's job does */
};

enum { WF_CMD_MAX_EXAMPLES = 6 };

struct wf_example {
    const char *line; /* what is typed */
    const char *what; /* one line of explanation */
};

struct wf_command {
    const char *path;     /* "workflow terminate" */
    const char *aliases;  /* other paths, comma-separated: "terminate"; NULL: none */
    const char *official; /* the equal path of the official CLI, when it is another one */
    const char *summary;  /* one line, imperative, no full stop */
    const char *text;     /* paragraphs for --help and the man page; NULL: none */
    struct wf_example examples[WF_CMD_MAX_EXAMPLES];
    const struct wf_positional *positionals; /* NULL-name-ended; NULL: none */
    const struct wf_option *options;         /* END-ended; NULL: none */
    size_t args_size;
    enum wf_class klass;
    unsigned flags; /* WF_CMD_… */

    /* One of: runs once, */
    enum wf_code (*run)(struct wf_job *job, const void *args, struct wf_error *err);
    /*
     * or once per target of the shared set wf_target_options, which must be a set of
     * `options` at `target_offset`: the dispatcher reads stdin, paces, asks, collects. May
     * be called from several threads at once, each with a job of its own. The receipt's
     * outcome is `done` unless it says otherwise.
     */
    enum wf_code (*run_each)(struct wf_job *job, const void *args, const struct wf_ref *ref,
                             struct wf_receipt *receipt, struct wf_error *err);
    /* what --query does then: one server-side batch; NULL: --query is refused */
    enum wf_code (*run_query)(struct wf_job *job, const void *args, struct wf_error *err);
    size_t target_offset;
};

/* The official CLI's groups and ours, for help: "workflow", "operator namespace" ... */
struct wf_group {
    const char *path;
    const char *alias; /* "wf"; may be longer than a word: "namespace,ns" */
    const char *summary;
};

struct wf_registry {
    const struct wf_command *const *commands; /* NULL-ended */
    const struct wf_group *groups;            /* path NULL ends */
};

#endif
