#!/usr/bin/env bash
# Proxies of the environment are honoured, but never for this machine itself.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<<'set transport proxy'
it "http_proxy for another host"
http_proxy=http://$address run timeout 30 wfsh operator namespace describe default --address frontend.example:7233
expect_out default
expect seen '.event == "proxy" and (.text | startswith("CONNECT frontend.example:7233"))'
it "no_proxy goes around it"
http_proxy=http://$address no_proxy=example run timeout 30 wfsh operator namespace describe default \
    --address frontend.example:7233
expect_status 4
expect_err 'DNS|name server'
proxy=$address
before=$(grep -c '"event":"connect"' "$log")
proxy_log=$log
certs
for host in 127.0.0.1 localhost; do
    it "not for $host"
    fake_start </dev/null
    http_proxy=http://$proxy https_proxy=http://$proxy grpc_proxy=http://$proxy \
        run timeout 30 wfsh operator namespace describe default --address "$host:$port"
    expect_out default
    expect test "$(grep -c '"event":"connect"' "$proxy_log")" = "$before"
    fake_stop
done
it "nor for a unix socket"
fake_start --unix "$work/s" </dev/null
http_proxy=http://$proxy run timeout 30 wfsh operator namespace describe default --address "unix:$work/s"
expect_out default
fake_stop
it "a proxy that is not there is named"
http_proxy=http://127.0.0.1:1 run timeout 30 wfsh operator namespace describe default \
    --address frontend.example:7233
expect_status 4
expect_err 'proxy'

fake_start --tls-cert "$certs/server.pem" --tls-key "$certs/server.key" <<<'set transport proxy'
it "TLS through a proxy: the name is checked at the far end"
https_proxy=http://$address run timeout 30 wfsh operator namespace describe default \
    --address frontend.example:7233 --tls-ca-path "$certs/ca.pem"
expect_out default
expect seen '.event == "proxy"'
fake_stop
