#!/usr/bin/env bash
# The fake frontend does what its script says: seen by curl, which knows nothing of gRPC.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/fake.sh"

curl --version 2>/dev/null | grep -q HTTP2 || skip_all "no curl with HTTP/2"
services=temporal.api.workflowservice.v1
desc=$root/build/api.binpb

# rpc METHOD [TEXT-FORMAT]: a gRPC call; stdout is headers, body and trailers, $work/body the
# message in protobuf's text format when there is one.
rpc()
{
    local method=$1 text=${2-} scheme=${scheme-http}

    printf '%s' "$text" | protoc --descriptor_set_in="$desc" \
        --encode="$services.${method}Request" temporal/api/workflowservice/v1/service.proto \
        >"$work/request"
    framed "$work/request" >"$work/framed"
    rm -f "$work/reply"
    : >"$work/head"
    run timeout 20 curl -s -m 15 --http2-prior-knowledge -D "$work/head" -o "$work/reply" \
        -H 'content-type: application/grpc' -H 'te: trailers' "${curl_options[@]}" \
        --data-binary @"$work/framed" "$scheme://$address/$services.WorkflowService/$method"
    cat "$work/head" >>"$stdout"
    tr -d '\r' <"$stdout" >"$work/plain" && mv "$work/plain" "$stdout"
    : >"$work/body"
    [ "$(stat -c %s "$work/reply" 2>/dev/null || echo 0)" -gt 4 ] || return 0
    tail -c +6 "$work/reply" | protoc --descriptor_set_in="$desc" \
        --decode="$services.${method}Response" \
        temporal/api/workflowservice/v1/service.proto >"$work/body" 2>"$work/decode"
    cat "$work/body" >>"$stdout"
}
curl_options=(--silent)

framed()
{
    local n

    n=$(stat -c %s "$1")
    # shellcheck disable=SC2059 # the format is the five bytes
    printf "\\x00\\x$(printf %02x $((n >> 24)))\\x$(printf %02x $((n >> 16 & 255)))\\x$(
        printf %02x $((n >> 8 & 255)))\\x$(printf %02x $((n & 255)))"
    cat "$1"
}

fake_start <<'EOF'
# every kind of rule
ListNamespaces times=2 status UNAVAILABLE "try later: 50 % é" details=CA4SBWxhdGVy
CountWorkflowExecutions after=1 times=1 reply {"count": "41"}
CountWorkflowExecutions when="special" status 42
CountWorkflowExecutions has=x-who:me raw CCo=
GetSystemInfo delay=300 answer
GetWorkflowExecutionHistory times=1 damage nest 150
GetWorkflowExecutionHistory times=1 page 20 100000
TerminateWorkflowExecution times=1 effect=1 status UNAVAILABLE "lost"
DescribeWorkflowExecution times=1 hang
expect DescribeNamespace x-team:blue
set history.events 5
set history.poll 200
EOF

it "status, message and details, twice"
rpc ListNamespaces
expect_out '^grpc-status: 14$'
expect_out '^grpc-message: try later: 50 %25 %C3%A9$'
expect_out '^grpc-status-details-bin: CA4SBWxhdGVy$'
it "times=2"
rpc ListNamespaces
expect_out '^grpc-status: 14$'
it "and then the built-in answer"
rpc ListNamespaces
expect_out '^grpc-status: 0$'
expect_out 'name: "default"'
it "after=1 lets the first pass"
rpc CountWorkflowExecutions
expect_out '^count: 3$'
it "a reply in JSON"
rpc CountWorkflowExecutions
expect_out '^count: 41$'
it "when= looks at the request"
rpc CountWorkflowExecutions 'query: "special"'
expect_out '^grpc-status: 42$'
it "has= looks at the metadata, raw sends bytes"
curl_options=(-H 'x-who: me')
rpc CountWorkflowExecutions
expect_out '^count: 42$'
curl_options=(--silent)
expect logged 1 '.method == "CountWorkflowExecutions" and .request.query == "special"'
expect logged 1 '.metadata["x-who"] == "me"'

# The next GetClusterInfo meets this action.
once()
{
    it "$1"
    expect fake_tell "GetClusterInfo times=1 $1"
    rpc GetClusterInfo
}
once "drop now"
fails
expect test ! -s "$work/body"
# 18 is curl's word for a transfer that ended early; of newer ones also 16, an error of HTTP/2
for kind in headers frame message late; do
    once "drop $kind"
    expect_out '^HTTP/2 200'
    expect_status "$([ "$status" = 16 ] && echo 16 || echo 18)"
    case $kind in
    frame | message) expect test "$(stat -c %s "$work/reply")" = 10 ;;
    late) expect_out 'cluster_name: "active"' ;;
    esac
done
for kind in refuse calm; do
    once "goaway $kind"
    fails
    expect test "$(grep -c grpc-status "$stdout")" = 0
done
# curl 7.88 leaves after the headers when it has seen a GOAWAY
once "goaway graceful"
expect_out '^HTTP/2 200'
once "reset 2"
expect_status 92
once "trailers none"
expect_out 'cluster_name: "active"'
expect test "$(grep -c grpc-status "$stdout")" = 0
once "trailers garbage"
expect_out '^grpc-status: seven$'
once "trailers huge"
expect test "$(grep '^grpc-message: x' "$stdout" | wc -c)" -gt 60000
once "trailers raw-message"
expect env LC_ALL=C grep -qa 'grpc-message: .* %zz %1' "$stdout"
once "trailers bad-details"
expect_out '^grpc-status-details-bin: CBEQf'
once "trailers only"
expect_out '^grpc-status: 0$'
expect test ! -s "$work/body"
once "http 503 text/plain"
expect_out '^HTTP/2 503'
expect_out '^content-type: text/plain'

for kind in truncate length utf8; do
    once "damage $kind"
    expect_out '^grpc-status: 0$'
    expect grep -q 'Failed to parse\|invalid UTF-8' "$work/decode"
done
once "damage repeat 5"
expect_out 'version_info {'
once "damage short"
expect test "$(od -An -tu1 -j3 -N1 "$work/reply")" -eq 1
once "damage flag"
expect test "$(od -An -tu1 -N1 "$work/reply")" -eq 1
once "damage twice"
expect test "$(grep -ao 1.99.0 "$work/reply" | wc -l)" -eq 2
it "delay=300"
before=${EPOCHREALTIME/[.,]/}
rpc GetSystemInfo
expect test $((${EPOCHREALTIME/[.,]/} - before)) -ge 300000
expect_out 'server_version: "1.99.0-fake"'

target='namespace: "default" execution { workflow_id: "a" }'
it "damage nest"
rpc GetWorkflowExecutionHistory "$target"
expect grep -q 'Failed to parse' "$work/decode"
it "page 20 100000"
rpc GetWorkflowExecutionHistory "$target"
expect test "$(stat -c %s "$work/reply")" -gt 2000000
it "a history in pages"
rpc GetWorkflowExecutionHistory "$target maximum_page_size: 2"
expect_out '^next_page_token: "F3"'
expect test "$(grep -c event_id "$stdout")" = 2
it "goes on where the token says, to the end"
rpc GetWorkflowExecutionHistory "$target next_page_token: \"F3\""
expect test "$(grep -c event_id "$stdout")" = 3
expect test "$(grep -c next_page_token "$stdout")" = 0
it "a long poll ends empty, with a token"
rpc GetWorkflowExecutionHistory "$target wait_new_event: true next_page_token: \"F6\""
expect test "$(grep -c event_id "$stdout")" = 0
expect_out '^next_page_token: "F6"'
it "a new event from stdin"
expect fake_tell "append 1 a"
rpc GetWorkflowExecutionHistory "$target wait_new_event: true next_page_token: \"F6\""
expect_out 'event_id: 6'
it "a signal becomes an event, once for a request id"
signal='namespace: "default" workflow_execution { workflow_id: "a" } request_id: "r" signal_name: "hi"'
rpc SignalWorkflowExecution "$signal"
rpc SignalWorkflowExecution "$signal"
rpc GetWorkflowExecutionHistory "$target next_page_token: \"F7\""
expect test "$(grep -c 'signal_name: "hi"' "$stdout")" = 1
it "effect=1: terminated, and the answer lost"
end='namespace: "default" workflow_execution { workflow_id: "b" }'
rpc TerminateWorkflowExecution "$end"
expect_out '^grpc-message: lost$'
it "so that the second time it is closed"
rpc TerminateWorkflowExecution "$end"
expect_out '^grpc-message: workflow execution already completed$'

it "archival is not taken unless the script says so"
rpc UpdateNamespace 'namespace: "default" config { history_archival_state: ARCHIVAL_STATE_ENABLED }'
expect_out 'history_archival_state: ARCHIVAL_STATE_DISABLED'
expect fake_tell "set archival.taken yes"
rpc UpdateNamespace 'namespace: "default" config { history_archival_state: ARCHIVAL_STATE_ENABLED }'
expect_out 'history_archival_state: ARCHIVAL_STATE_ENABLED'
expect_out 'history_archival_uri: "file:///tmp/archive"'
it "its URI stays"
rpc UpdateNamespace 'namespace: "default" config { history_archival_uri: "file:///x" }'
expect_out '^grpc-message: Cannot update existing archival URI$'

it "hang, and the log has the cancel"
curl_options=(-m 0.5)
rpc DescribeWorkflowExecution
expect_status 28
curl_options=(--silent)
wait_for 5 seen '.event == "cancel" and .method == "DescribeWorkflowExecution"'
it "a rule from stdin comes first"
expect fake_tell 'ListNamespaces status 16 "who?"'
rpc ListNamespaces
expect_out '^grpc-status: 16$'
it "expect makes the end fail"
rpc DescribeNamespace 'namespace: "default"'
expect_out 'name: "default"'
begin "with the status and a line"
fake_stop >"$work/said" && _complain "status 0"
expect grep -q "lacks metadata 'x-team:blue'" "$work/said"

# ---- transports -----------------------------------------------------------------------------
certs
it "TLS"
scheme=https curl_options=(--http2 --cacert "$certs/ca.pem")
fake_start --tls-cert "$certs/server.pem" --tls-key "$certs/server.key" </dev/null
rpc GetClusterInfo
expect_out 'cluster_name: "active"'
expect seen '.event == "tls"'
it "which a client of another CA refuses"
curl_options=(--http2 --cacert "$certs/other-ca.pem")
rpc GetClusterInfo
expect_status 60
expect seen '.event == "tls-error"'
expect fake_stop

it "mTLS without a certificate"
fake_start --tls-cert "$certs/server.pem" --tls-key "$certs/server.key" \
    --client-ca "$certs/ca.pem" </dev/null
curl_options=(--http2 --cacert "$certs/ca.pem")
rpc GetClusterInfo
fails
expect seen '.event == "tls-error"'
it "mTLS with one"
curl_options+=(--cert "$certs/client.pem" --key "$certs/client.key")
rpc GetClusterInfo
expect_out 'cluster_name: "active"'
expect fake_stop
scheme=http curl_options=(--silent)

it "a unix socket"
fake_start --unix "$work/sock" </dev/null
address=localhost curl_options=(--unix-socket "$work/sock")
rpc GetClusterInfo
expect_out 'cluster_name: "active"'
expect fake_stop
curl_options=(--silent)

it "a proxy that is the frontend"
fake_start <<<'set transport proxy'
curl_options=(--proxytunnel --proxy "http://$address")
address=frontend.example:7233
rpc GetClusterInfo
expect_out 'cluster_name: "active"'
expect seen '.event == "proxy" and .text == "CONNECT frontend.example:7233 HTTP/1.1"'
expect fake_stop
curl_options=(--silent)

it "an HTTP/1 server"
fake_start <<<'set transport http1'
run curl -s --http1.1 "http://$address/"
expect_out '^no\.$'
expect fake_stop
it "one that closes"
fake_start <<<'set transport close'
run curl -s "http://$address/"
fails
expect fake_stop

it "a history that grows by itself, and ends"
fake_start <<'EOF'
set history.events 1
set history.every 20
set history.until 4
EOF
rpc GetWorkflowExecutionHistory "$target wait_new_event: true history_event_filter_type: 2"
expect_out 'event_id: 4'
expect_out 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED'
expect fake_stop

it "a script that is wrong"
run "$fakefront" --script <(echo 'ListNamespaces shout')
expect_status 2
expect_err "unknown action 'shout'"
