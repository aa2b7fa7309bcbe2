/* proto/methods.c: the table of every method that can be called, and what it does. */
#include "proto/methods.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static const ProtobufCServiceDescriptor *const services[] = {
    &tworkflowservice__workflow_service__descriptor,
    &toperatorservice__operator_service__descriptor,
    &tserveradminservice__admin_service__descriptor,
    &tgrpchealth__health__descriptor,
};
enum { N_SERVICES = sizeof services / sizeof services[0] };

static struct {
    struct wf_method *methods; /* by service, then by name */
    size_t n;
    size_t first[N_SERVICES + 1];
} table;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/*
 * The first word of a method's name is its class; exceptions come first. A word that is not
 * here writes: a method that a newer API brings must not slip through a read-only profile.
 */
static const struct {
    const char *word;
    enum wf_class klass;
} classes[] = {
    { "PollActivityTaskQueue", WF_CLASS_WRITES }, /* takes a task */
    { "PollNexusTaskQueue", WF_CLASS_WRITES },
    { "PollWorkflowTaskQueue", WF_CLASS_WRITES },
    { "PollActivityExecution", WF_CLASS_READS }, /* waits for what happens anyway */
    { "PollNexusOperationExecution", WF_CLASS_READS },
    { "PollWorkflowExecution", WF_CLASS_READS },
    { "ResetStickyTaskQueue", WF_CLASS_WRITES }, /* only a cache of a worker's */
    { "ResetWorkflowExecution", WF_CLASS_DESTROYS },
    { "ResetActivity", WF_CLASS_DESTROYS },
    { "StartBatchOperation", WF_CLASS_DESTROYS }, /* may terminate or delete thousands */
    { "Check", WF_CLASS_READS },
    { "Count", WF_CLASS_READS },
    { "Describe", WF_CLASS_READS },
    { "Fetch", WF_CLASS_READS },
    { "Get", WF_CLASS_READS },
    { "List", WF_CLASS_READS },
    { "QueryWorkflow", WF_CLASS_READS },
    { "Scan", WF_CLASS_READS },
    { "Validate", WF_CLASS_READS },
    { "Delete", WF_CLASS_DESTROYS },
    { "Deprecate", WF_CLASS_DESTROYS },
    { "Purge", WF_CLASS_DESTROYS },
    { "Remove", WF_CLASS_DESTROYS },
    { "Terminate", WF_CLASS_DESTROYS },
};

/* True for "List" of "ListWorkflows", not of "Listen": a word ends where a capital begins.
 */
static bool begins_with_word(const char *name, const char *word)
{
    size_t n = strlen(word);

    return strncmp(name, word, n) == 0 && (name[n] < 'a' || name[n] > 'z');
}

static enum wf_class class_of(const char *name)
{
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (begins_with_word(name, classes[i].word))
            return classes[i].klass;
    return WF_CLASS_WRITES;
}

static void add_service(size_t which)
{
    const ProtobufCServiceDescriptor *s = services[which];

    table.first[which] = table.n;
    for (unsigned i = 0; i < s->n_methods; i++) {
        const ProtobufCMethodDescriptor *m = &s->methods[s->method_indices_by_name[i]];
        char *path;

        if (strcmp(m->name, "Watch") == 0 && s == &tgrpchealth__health__descriptor)
            continue; /* a stream */
        path = wf_asprintf("/%s/%s", s->name, m->name);
        table.methods[table.n++] = (struct wf_method){
            .path = path,
            .name = strrchr(path, '/') + 1,
            .input = m->input,
            .output = m->output,
            .klass = class_of(m->name),
        };
    }
}

static void build(void)
{
    size_t n = 0;

    for (size_t i = 0; i < N_SERVICES; i++)
        n += services[i]->n_methods;
    table.methods = wf_calloc(n, sizeof *table.methods);
    for (size_t i = 0; i < N_SERVICES; i++)
        add_service(i);
    table.first[N_SERVICES] = table.n;
}

static int by_name(const void *key, const void *item)
{
    return strcmp(key, ((const struct wf_method *)item)->name);
}

static const struct wf_method *find_in(size_t service, const char *name)
{
    return bsearch(name, table.methods + table.first[service],
                   table.first[service + 1] - table.first[service], sizeof *table.methods,
                   by_name);
}

/* "WorkflowService" or "temporal.api.workflowservice.v1.WorkflowService". */
static bool is_service(const ProtobufCServiceDescriptor *s, const char *name, size_t n)
{
    return (strlen(s->short_name) == n && memcmp(s->short_name, name, n) == 0) ||
           (strlen(s->name) == n && memcmp(s->name, name, n) == 0);
}

const struct wf_method *wf_method_find(const char *name)
{
    const struct wf_method *m = NULL;
    const char *slash;

    pthread_once(&once, build);
    name += *name == '/';
    slash = strrchr(name, '/');
    for (size_t i = 0; i < N_SERVICES && m == NULL; i++) {
        if (slash == NULL)
            m = find_in(i, name);
        else if (is_service(services[i], name, (size_t)(slash - name)))
            m = find_in(i, slash + 1);
    }
    return m;
}

size_t wf_method_count(void)
{
    pthread_once(&once, build);
    return table.n;
}

const struct wf_method *wf_method_at(size_t i)
{
    pthread_once(&once, build);
    return i < table.n ? &table.methods[i] : NULL;
}
