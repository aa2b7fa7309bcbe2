#ifndef WF_CLIENT_INTERNAL_H
#define WF_CLIENT_INTERNAL_H

#include "client/address.h"
#include "client/connection.h"
#include "client/grpc_compat.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* What the files of client/ that talk to C-core share; nobody else includes it. */

struct wf_connection {
    const struct wf_settings *settings; /* borrowed */
    struct wf_address address;
    grpc_channel *channel;
    grpc_metadata *metadata; /* of every call; slices owned */
    size_t n_metadata;
    atomic_bool has_worked;
    struct wf_watch *watch; /* owned; NULL: nobody watches */

    pthread_mutex_t lock;      /* guards what follows */
    int64_t diagnosed_ms;      /* when `diagnosis` was made; 0: never */
    struct wf_error diagnosis; /* so that many failed calls cost one probe */
};

/* watch.c: before the channel is destroyed, and after. NULL is fine. */
void wf_watch_closing(struct wf_watch *w);
void wf_watch_free(struct wf_watch *w);

/* grpc_init(), once a process, with log and signals kept in check. */
void wf_grpc_start(void);

/* "localhost:7233", as the user would know it. */
const char *wf_connection_name(const struct wf_connection *c);
/* wf_diagnose(), or what it said less than two seconds ago. */
void wf_connection_diagnose(struct wf_connection *c, struct wf_error *err);

#endif
