#ifndef WF_CLIENT_CONNECTION_H
#define WF_CLIENT_CONNECTION_H

#include "base/error.h"
#include "client/settings.h"

#include <stdbool.h>

/*
 * The channel to one frontend, with its credentials and metadata. Opening does no network:
 * the first call connects. May be shared by contexts on several threads. Nothing in the
 * process may fork after the first open but to exec at once (gRPC has started).
 */
struct wf_connection;

/*
 * `settings` is borrowed for the connection's life. Fails (WF_E_USAGE) on settings that
 * cannot work: unreadable or malformed certificates, an API key over plaintext to another
 * host than loopback, a bad address.
 */
enum wf_code wf_connection_open(const struct wf_settings *settings,
                                struct wf_connection **ret, struct wf_error *err);
void wf_connection_close(struct wf_connection *c); /* after its contexts; NULL is fine */
const struct wf_settings *wf_connection_settings(const struct wf_connection *c);
bool wf_connection_has_worked(
    const struct wf_connection *c); /* any call was ever answered */

/*
 * Tells from now on when the frontend is lost (`down`) and when it is back; until the first
 * word it counts as there. Connects by itself, and again and again while it is lost;
 * nothing is woken while the state stays. `changed` runs on a thread of the connection's
 * own, until wf_connection_close(). Once a connection.
 */
typedef void wf_connection_changed_fn(void *user, bool down);
void wf_connection_watch(struct wf_connection *c, wf_connection_changed_fn *changed,
                         void *user);
bool wf_connection_is_watched(const struct wf_connection *c);

/* "1.51.1", of the library that is linked. Static. */
const char *wf_grpc_version(void);

/* What C-core logged since the start (a bounded ring), oldest first; for --debug. */
void wf_grpc_log_print(void (*line)(void *user, const char *text), void *user);

#endif
