/* commands/explain.c: --explain: the request as JSON and the equal official command. */
#include "commands/job.h"

#include "commands/parse.h"

#include <string.h>

static void quote(struct wf_strbuf *out, const char *word)
{
    if (*word != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789_-./:=,@%+") == strlen(word)) {
        wf_strbuf_adds(out, word);
        return;
    }
    wf_strbuf_addc(out, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            wf_strbuf_adds(out, "'\\''");
        else
            wf_strbuf_addc(out, *word);
    }
    wf_strbuf_addc(out, '\'');
}

static bool is_secret(const char *name)
{
    return strcmp(name, "api-key") == 0 || strcmp(name, "codec-auth") == 0 ||
           strcmp(name, "tls-key-data") == 0 || strcmp(name, "codec-header") == 0 ||
           strcmp(name, "grpc-meta") == 0;
}

static void add_given(struct wf_strbuf *out, const struct wf_given *g)
{
    const char *value = g->value;

    if (g->option->ours || strcmp(g->option->name, "help") == 0)
        return;
    if (strcmp(g->option->name, "output") == 0) {
        if (strcmp(value, "table") == 0)
            value = "text";
        else if (strcmp(value, "json") != 0 && strcmp(value, "jsonl") != 0 &&
                 strcmp(value, "none") != 0)
            return; /* a form that the official CLI lacks */
    }
    wf_strbuf_addf(out, " --%s", g->option->name);
    if (value == NULL)
        return;
    wf_strbuf_addc(out, g->option->type == WF_OPTION_BOOL ? '=' : ' ');
    if (is_secret(g->option->name))
        wf_strbuf_adds(out, "'(hidden)'");
    else
        quote(out, value);
}

/* The words without a flag, under the flags that they are there. */
static void add_positionals(struct wf_strbuf *out, const struct wf_command *c,
                            const struct wf_strings *words)
{
    const struct wf_positional *p = c->positionals;
    const char *names = p != NULL ? p->official : NULL;

    for (size_t i = 0; i < words->n && names != NULL; i++) {
        size_t n = strcspn(names, ",");

        if (strcmp(words->v[i], "-") != 0) {
            wf_strbuf_addf(out, " --%.*s ", (int)n, names);
            quote(out, words->v[i]);
        }
        if (names[n] == ',') {
            names += n + 1;
        } else if (!p->repeated && p[1].name != NULL) {
            p++;
            names = p->official;
        } else {
            names = NULL;
        }
    }
}

/*
 * The visibility query of a request: what short filters and saved queries came to, which
 * the official CLI does not know. NULL: the request has none.
 */
static const char *query_of(const void *request)
{
    static const char *const names[] = { "query", "visibility_query" };
    const ProtobufCMessage *m = request;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const ProtobufCFieldDescriptor *f =
            protobuf_c_message_descriptor_get_field_by_name(m->descriptor, names[i]);

        if (f != NULL && f->type == PROTOBUF_C_TYPE_STRING)
            return *(const char *const *)((const char *)m + f->offset);
    }
    return NULL;
}

static void add_flags(struct wf_strbuf *out, const struct wf_job *job, const void *request)
{
    const char *query = query_of(request);

    for (size_t i = 0; i < job->parsed->n_given; i++)
        if (query == NULL || strcmp(job->parsed->given[i].option->name, "query") != 0)
            add_given(out, &job->parsed->given[i]);
    if (query != NULL && *query != '\0') {
        wf_strbuf_adds(out, " --query ");
        quote(out, query);
    }
}

struct explained {
    struct wf_job *job;
    const struct wf_method *method;
    const void *request;
    const char *official;
};

static void fill(struct wf_json *j, const void *user)
{
    const struct explained *e = user;

    wf_json_object(j);
    wf_json_kstr(j, "method", e->method->path + 1);
    wf_json_key(j, "request");
    wf_json_message(j, e->request, wf_job_payload_form(e->job));
    wf_json_kstr(j, "command", e->official);
    wf_json_end_object(j);
}

enum wf_code wf_job_explain(struct wf_job *job, const char *method, const void *request,
                            struct wf_error *err)
{
    struct wf_strbuf line = WF_STRBUF_INIT;
    struct explained e = { .job = job,
                           .method = wf_method_find(method),
                           .request = request };
    enum wf_code rc;

    if (job->command->official != NULL || !(job->command->flags & WF_CMD_OURS)) {
        wf_strbuf_addf(&line, "temporal %s",
                       job->command->official != NULL ? job->command->official
                                                      : job->command->path);
        add_positionals(&line, job->command, &job->parsed->positionals);
        add_flags(&line, job, request);
        e.official = wf_strbuf_str(&line);
    }
    rc = wf_job_json(job, fill, &e, err);
    wf_strbuf_release(&line);
    return rc == WF_OK ? WF_STOP : rc;
}
