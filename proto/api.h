#ifndef WF_PROTO_API_H
#define WF_PROTO_API_H

/*
 * The Temporal API as C, and nothing else of protobuf-c: only this folder includes
 * generated headers, everyone else includes this one. Names: `t` + the package without
 * temporal, api and v1, so temporal.api.workflowservice.v1.ListNamespacesRequest is the
 * struct Tworkflowservice__ListNamespacesRequest with the descriptor
 * tworkflowservice__list_namespaces_request__descriptor.
 */
#include <api_all.h>

#endif
