#!/usr/bin/env bash
# The frontend cannot be reached: which step failed, in one line, with a hint, exit 4.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

# at ADDRESS ARGUMENT…: a call there; it must be told in two lines, quickly.
at()
{
    local where=$1 before=$SECONDS

    shift
    run timeout -k 5 30 wfsh operator namespace list --address "$where" "$@"
    expect_status 4
    expect_stdout </dev/null
    expect test "$(wc -l <"$stderr")" -le 2
    expect test $((SECONDS - before)) -le 12
}

it "a name that DNS does not know"
at no-such-host.invalid:7233
expect_err "DNS does not know .*no-such-host\.invalid|name server could not|no name server"
it "a port where nobody listens"
fake_start </dev/null
fake_stop
at "$address"
expect_err "refused.*$port|$port.*refused"
expect_err 'is a server running'
it "as JSON"
run wfsh operator namespace list --address "$address" -o json
expect_status 4
expect_stdout </dev/null
expect jq -e . "$stderr"
it "a socket that is not there"
at "unix:$work/no.sock"
expect_err "no such socket"

it "TLS asked of a plaintext port"
fake_start </dev/null
at "$address" --tls
expect_err 'speaks plaintext'
expect_err '--tls'
fake_stop

certs
serve() { fake_start --tls-cert "$certs/$1.pem" --tls-key "$certs/$1.key" "${@:2}" </dev/null; }

it "plaintext asked of a TLS port"
serve server
at "$address"
expect_err 'speaks TLS'
expect_err '--tls'
it "a CA that this system does not trust"
at "$address" --tls
expect_err 'not signed by a CA that this system trusts'
it "signed by another CA than the given one"
at "$address" --tls-ca-path "$certs/other-ca.pem"
expect_err 'not signed by the CA that was given'
it "the right CA"
run wfsh operator namespace list --address "$address" --tls-ca-path "$certs/ca.pem"
expect_out default
it "no host verification, any CA"
run wfsh operator namespace list --address "$address" --tls --tls-disable-host-verification
expect_out default
it "a CA file that is none"
run wfsh operator namespace list --address "$address" --tls-ca-path "$certs/ca.key"
expect_status 2
it "a CA file that is not there"
run wfsh operator namespace list --address "$address" --tls-ca-path "$certs/nothing.pem"
fails
expect_err 'nothing\.pem'
fake_stop

it "a certificate for another name"
serve wrong
at "$address" --tls-ca-path "$certs/ca.pem"
expect_err 'another name'
expect_err 'tls-server-name'
it "which --tls-server-name accepts"
run wfsh operator namespace list --address "$address" --tls-ca-path "$certs/ca.pem" \
    --tls-server-name other.example
expect_out default
fake_stop
it "a certificate that is too old"
serve old
at "$address" --tls-ca-path "$certs/ca.pem"
expect_err 'expired'
fake_stop

serve server --client-ca "$certs/ca.pem"
it "mTLS without a certificate"
at "$address" --tls-ca-path "$certs/ca.pem"
expect_err 'client certificate'
expect_err 'tls-cert-path'
it "mTLS with one of another CA"
at "$address" --tls-ca-path "$certs/ca.pem" --tls-cert-path "$certs/stranger.pem" \
    --tls-key-path "$certs/stranger.key"
expect_err 'client certificate'
it "mTLS with the right one"
run wfsh operator namespace list --address "$address" --tls-ca-path "$certs/ca.pem" \
    --tls-cert-path "$certs/client.pem" --tls-key-path "$certs/client.key"
expect_out default
it "and inline"
run wfsh operator namespace list --address "$address" --tls-ca-data "$(<"$certs/ca.pem")" \
    --tls-cert-data "$(<"$certs/client.pem")" --tls-key-data "$(<"$certs/client.key")"
expect_out default
fake_stop

it "a web server"
fake_start <<<'set transport http1'
at "$address"
expect_err 'web server'
fake_stop
it "one that hangs up"
fake_start <<<'set transport close'
at "$address"
expect_err "$port"
fake_stop
it "one that says nothing"
fake_start <<<'set transport silent'
at "$address" --client-connect-timeout 1s
expect_err 'says nothing'
fake_stop

it "a proxy's page in place of an answer"
fake_start <<<'* http 404'
at "$address"
expect_err 'HTTP 404'
fake_stop

it "a unix socket works"
fake_start --unix "$work/it.sock" </dev/null
run wfsh operator namespace list --address "unix:$work/it.sock"
expect_out default
fake_stop
