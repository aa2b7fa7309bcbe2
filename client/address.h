#ifndef WF_CLIENT_ADDRESS_H
#define WF_CLIENT_ADDRESS_H

#include "base/error.h"

#include <stdbool.h>

enum { WF_DEFAULT_PORT = 7233 };

/*
 * What a user calls a frontend: HOST, HOST:PORT, an IPv6 address with or without brackets,
 * dns:///HOST[:PORT], ipv4:ADDRESS, ipv6:ADDRESS, unix:PATH, unix:///PATH,
 * unix-abstract:NAME. All strings are owned.
 */
struct wf_address {
    char *target;  /* what C-core takes */
    char *host;    /* without brackets; NULL for a unix socket */
    char *port;    /* decimal; NULL for a unix socket */
    char *path;    /* of a unix socket; NULL otherwise */
    bool abstract; /* `path` is an abstract name */
    bool local;    /* loopback or unix: nothing leaves the machine */
};

/* WF_E_USAGE, with a hint, on text that is no address. */
enum wf_code wf_address_parse(const char *text, struct wf_address *ret,
                              struct wf_error *err);
void wf_address_release(struct wf_address *a);

#endif
