#ifndef WF_COMMANDS_INPUT_H
#define WF_COMMANDS_INPUT_H

#include "commands/job.h"

/*
 * Payloads that the user gives: the quartet --input, --input-file, --input-meta,
 * --input-base64, also with the prefixes signal- and update-.
 *
 * A value is sent byte for byte. `@FILE` in --input stands for a file's content, `-` and
 * `@-` for stdin, where the value is JSON or base64, which never begin so; with another
 * encoding it is taken as it stands. The k-th --input-meta of a key is for the k-th input,
 * the first one also for those without one of their own; `encoding` replaces json/plain.
 * Inputs of an encoding json/… must be valid JSON.
 */
struct wf_input {
    struct wf_strings input, file, meta;
    bool base64;
};
extern const struct wf_option wf_input_options[];
extern const struct wf_option wf_signal_input_options[];
extern const struct wf_option wf_update_input_options[];

enum { WF_INPUT_MAX = 128 << 20 }; /* bytes of one input */

/*
 * `prefix` is "", "signal-" or "update-", for messages: "signal-input 2". In the job's
 * arena; *ret is never NULL but on failure: WF_E_USAGE, for bad JSON with line, caret and
 * path.
 */
enum wf_code wf_input_build(struct wf_job *job, const struct wf_input *in,
                            const char *prefix, Tcommon__Payloads **ret,
                            struct wf_error *err);
/* One payload from a JSON text that was checked: without blanks, null as binary/null, as
 * SDKs send it. */
Tcommon__Payload *wf_input_json(struct wf_arena *a, struct wf_bytes text);

/* KEY=JSON options. `option` names it in errors. *ret is NULL when none was given. */
extern const struct wf_option wf_headers_options[]; /* of struct wf_strings: --headers */
enum wf_code wf_input_header(struct wf_job *job, const struct wf_strings *pairs,
                             Tcommon__Header **ret, struct wf_error *err);
enum wf_code wf_input_memo(struct wf_job *job, const struct wf_strings *pairs,
                           Tcommon__Memo **ret, struct wf_error *err);
enum wf_code wf_input_search_attributes(struct wf_job *job, const struct wf_strings *pairs,
                                        Tcommon__SearchAttributes **ret,
                                        struct wf_error *err);
enum wf_code wf_input_version_metadata(struct wf_job *job, const struct wf_strings *pairs,
                                       Tdeployment__VersionMetadata **ret,
                                       struct wf_error *err);
/*
 * For requests that have no header in the API: checks what was given, and says on stderr
 * that it goes nowhere, as the official CLI keeps to itself.
 */
enum wf_code wf_input_no_header(struct wf_job *job, const struct wf_strings *pairs,
                                struct wf_error *err);

#endif
