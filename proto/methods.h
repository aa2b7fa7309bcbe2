#ifndef WF_PROTO_METHODS_H
#define WF_PROTO_METHODS_H

#include "proto/api.h"

#include <stddef.h>

/* What a method does to the cluster; read-only profiles and `call` go by it. */
enum wf_class { WF_CLASS_READS, WF_CLASS_WRITES, WF_CLASS_DESTROYS };

struct wf_method {
    const char
        *path; /* "/temporal.api.workflowservice.v1.WorkflowService/ListNamespaces" */
    const char *name; /* "ListNamespaces"; points into path */
    const ProtobufCMessageDescriptor *input, *output;
    enum wf_class klass;
};

/*
 * Every unary method of WorkflowService, OperatorService, AdminService (ours) and
 * grpc.health. By short name, or by "Service/Method" or full path where two services share
 * a name. NULL when there is none. Static memory; built on first use is not: the table is
 * sorted at compile time or found through the service descriptors.
 */
const struct wf_method *wf_method_find(const char *name);
size_t wf_method_count(void);
const struct wf_method *wf_method_at(size_t i); /* for completion and did-you-mean */

#endif
