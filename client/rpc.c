/* client/rpc.c: one try of one call: send, receive, what came of it. */
#include "client/call_internal.h"

#include "base/timefmt.h"
#include "proto/message.h"
#include "proto/status.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_TIMEOUT_MS = 10000, LONG_POLL_MS = 70000, N_OPS = 6 };

static int64_t try_timeout(struct wf_rpc *rpc, int64_t now)
{
    int64_t ms = rpc->opt.timeout_ms;
    int64_t deadline = rpc->ctx->deadline_ms;

    if (ms <= 0)
        ms = rpc->opt.long_poll ? LONG_POLL_MS : OWN_TIMEOUT_MS;
    rpc->past_deadline = deadline != 0 && deadline - now < ms;
    if (rpc->past_deadline)
        ms = deadline > now ? deadline - now : 0;
    return ms;
}

/* The connection's metadata and the namespace; `ret` has room for one more than those. */
static size_t fill_metadata(const struct wf_rpc *rpc, grpc_metadata *ret, grpc_slice *ns)
{
    const struct wf_connection *c = rpc->ctx->conn;
    const char *name = rpc->namespace_ != NULL ? rpc->namespace_ : c->settings->namespace_;

    if (c->n_metadata > 0)
        memcpy(ret, c->metadata, c->n_metadata * sizeof *ret);
    *ns = grpc_empty_slice();
    if (name == NULL || name[0] == '\0')
        return c->n_metadata;
    *ns = grpc_slice_from_copied_string(name);
    if (!grpc_header_nonbin_value_is_legal(*ns))
        return c
            ->n_metadata; /* the frontend will refuse such a name better than we could */
    memset(&ret[c->n_metadata], 0, sizeof *ret);
    ret[c->n_metadata].key = grpc_slice_from_static_string("temporal-namespace");
    ret[c->n_metadata].value = *ns;
    return c->n_metadata + 1;
}

void wf_rpc_launch(struct wf_rpc *rpc)
{
    struct wf_ctx *ctx = rpc->ctx;
    struct wf_rpc_result *r = &rpc->result;
    int64_t now = wf_mono_ms();
    grpc_metadata *md = wf_calloc(ctx->conn->n_metadata + 1, sizeof *md);
    grpc_byte_buffer *request;
    grpc_op ops[N_OPS];
    grpc_slice path, ns;
    gpr_timespec limit;

    rpc->try_timeout_ms = try_timeout(rpc, now);
    limit = gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                         gpr_time_from_millis(rpc->try_timeout_ms, GPR_TIMESPAN));
    path = grpc_slice_from_static_string(rpc->method->path);
    rpc->call = grpc_channel_create_call(ctx->conn->channel, NULL, 0, ctx->cq, path, NULL,
                                         limit, NULL);
    memset(r, 0, sizeof *r);
    grpc_metadata_array_init(&r->initial);
    grpc_metadata_array_init(&r->trailing);
    request = grpc_raw_byte_buffer_create(&rpc->wire, 1);

    memset(ops, 0, sizeof ops);
    ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
    ops[0].data.send_initial_metadata.count = fill_metadata(rpc, md, &ns);
    ops[0].data.send_initial_metadata.metadata = md;
    ops[1].op = GRPC_OP_SEND_MESSAGE;
    ops[1].data.send_message.send_message = request;
    ops[2].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
    ops[3].op = GRPC_OP_RECV_INITIAL_METADATA;
    ops[3].data.recv_initial_metadata.recv_initial_metadata = &r->initial;
    ops[4].op = GRPC_OP_RECV_MESSAGE;
    ops[4].data.recv_message.recv_message = &r->reply;
    ops[5].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
    ops[5].data.recv_status_on_client.trailing_metadata = &r->trailing;
    ops[5].data.recv_status_on_client.status = &r->status;
    ops[5].data.recv_status_on_client.status_details = &r->message;
    ops[5].data.recv_status_on_client.error_string = &r->debug;
    /* fails only on operations that are malformed, which these are not */
    (void)grpc_call_start_batch(rpc->call, ops, N_OPS, rpc, NULL);

    grpc_byte_buffer_destroy(request);
    grpc_slice_unref(ns);
    free(md);
    rpc->has_flown = true;
    rpc->state = WF_RPC_FLYING;
    rpc->tries++;
    ctx->n_flying++;
}

void wf_rpc_land(struct wf_rpc *rpc)
{
    struct wf_rpc_result *r = &rpc->result;

    if (!rpc->has_flown)
        return;
    grpc_metadata_array_destroy(&r->initial);
    grpc_metadata_array_destroy(&r->trailing);
    grpc_byte_buffer_destroy(r->reply);
    grpc_slice_unref(r->message);
    gpr_free((void *)(uintptr_t)r->debug);
    grpc_call_unref(rpc->call);
    rpc->call = NULL;
    rpc->has_flown = false;
}

bool wf_rpc_was_answered(const struct wf_rpc *rpc)
{
    const struct wf_rpc_result *r = &rpc->result;

    /* trailers alone may hold nothing of their own; C-core then names the peer */
    return r->status == GRPC_STATUS_OK || r->initial.count > 0 || r->trailing.count > 0 ||
           (r->debug != NULL && strstr(r->debug, "Error received from peer") != NULL);
}

static struct wf_bytes status_details(const struct wf_rpc *rpc)
{
    const grpc_metadata_array *md = &rpc->result.trailing;

    for (size_t i = 0; i < md->count; i++)
        if (grpc_slice_str_cmp(md->metadata[i].key, "grpc-status-details-bin") == 0)
            return (struct wf_bytes){ GRPC_SLICE_START_PTR(md->metadata[i].value),
                                      GRPC_SLICE_LENGTH(md->metadata[i].value) };
    return (struct wf_bytes){ NULL, 0 };
}

enum wf_code wf_rpc_outcome(struct wf_rpc *rpc, struct wf_error *err)
{
    const struct wf_rpc_result *r = &rpc->result;
    char *message;
    enum wf_code rc;

    wf_error_clear(err); /* it may hold the end of an earlier try */
    if (r->status == GRPC_STATUS_OK && r->reply != NULL)
        return WF_OK;
    if (r->status == GRPC_STATUS_OK)
        return wf_error_set(err, WF_E_OTHER, "%s: an answer without a reply",
                            rpc->method->name);
    message = grpc_slice_to_c_string(r->message);
    rc = wf_status_error((int)r->status, message, status_details(rpc), err);
    if (r->status == GRPC_STATUS_RESOURCE_EXHAUSTED &&
        strstr(message, "essage larger than max") != NULL)
        memcpy(err->detail, WF_DETAIL_TOO_LARGE, sizeof WF_DETAIL_TOO_LARGE);
    gpr_free(message);
    return rc;
}

enum wf_code wf_rpc_reply(struct wf_rpc *rpc, struct wf_arena *a, void *ret_reply,
                          struct wf_error *err)
{
    grpc_byte_buffer_reader reader;
    grpc_slice *only = NULL;
    grpc_slice all = grpc_empty_slice();
    struct wf_bytes wire;
    enum wf_code rc;

    if (!grpc_byte_buffer_reader_init(&reader, rpc->result.reply))
        return wf_error_set(err, WF_E_OTHER, "%s: the reply cannot be read",
                            rpc->method->name);
    if (rpc->result.reply->type == GRPC_BB_RAW &&
        rpc->result.reply->data.raw.slice_buffer.count == 1 &&
        grpc_byte_buffer_reader_peek(&reader, &only)) {
        wire = (struct wf_bytes){ GRPC_SLICE_START_PTR(*only), GRPC_SLICE_LENGTH(*only) };
    } else {
        all = grpc_byte_buffer_reader_readall(&reader);
        wire = (struct wf_bytes){ GRPC_SLICE_START_PTR(all), GRPC_SLICE_LENGTH(all) };
    }
    rc = wf_msg_unpack(a, rpc->method->output, wire, ret_reply, err);
    if (rc != WF_OK)
        wf_error_prefix(err, "%s: the reply", rpc->method->name);
    grpc_slice_unref(all);
    grpc_byte_buffer_reader_destroy(&reader);
    return rc;
}
