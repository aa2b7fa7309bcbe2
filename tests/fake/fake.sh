# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what tests use, and what tests/lib/lib.sh sets
# What tests with the fake frontend share, on top of tests/lib/lib.sh:
#     . "$(dirname "$0")/../lib/lib.sh"
#     . "$(dirname "$0")/../fake/fake.sh"
#
#   fake_start [OPTION…] <<'EOF'   starts build/tests/fake/fakefront with the script on stdin;
#                                  sets $address, $port, $log (requests, JSON lines), $fake
#   fake_tell LINE     a control line ("append 3", "goaway", a rule …), returns when it is done
#   fake_stop          ends it; fails when an `expect` of the script was not met
#   fake_kill          ends it as a crash would
#   logged N FILTER    true when a jq condition holds for N lines of the log
#   seen FILTER        true when it holds for any
#   certs              makes certificates in $certs (tests/fake/certs/make-certs lists them)
#   fails              the last run's status is any but 0
#   wf ARGUMENT…       `run wfsh` on $address, within 30 s

fakefront=${WFSH_BIN:-$root/build}/tests/fake/fakefront
fake='' fake_in='' fake_out='' _fakes=0
unset http_proxy https_proxy grpc_proxy no_proxy no_grpc_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY
at_end fake_stop

fake_start()
{
    local dir=$work/fake.$((++_fakes)) line=

    mkdir "$dir"
    cat >"$dir/script"
    mkfifo "$dir/in" "$dir/out"
    log=$dir/log
    : >"$log"
    "$fakefront" --script "$dir/script" --log "$log" "$@" \
        <"$dir/in" >"$dir/out" 2>"$dir/err" &
    fake=$!
    exec {fake_in}>"$dir/in" {fake_out}<"$dir/out"
    read -r -t 20 -u "$fake_out" line || true
    [ -n "$line" ] || { echo "Bail out! no fakefront: $(cat "$dir/err")"; exit 1; }
    address=${line#listening }
    port=${address##*:}
}

fake_tell()
{
    local line=

    printf '%s\n' "$1" >&"$fake_in"
    read -r -t 20 -u "$fake_out" line
    [ "$line" = "ok $1" ]
}

fake_stop()
{
    local pid=$fake

    [ -n "$pid" ] || return 0
    fake=
    exec {fake_in}>&- {fake_out}<&-
    wait "$pid" || { cat "$work/fake.$_fakes/err"; return 1; }
}

fake_kill()
{
    kill -9 "$fake"
    wait "$fake" 2>/dev/null || true
    fake=
    exec {fake_in}>&- {fake_out}<&-
}

logged()
{
    [ "$(jq -c "select($2)" "$log" | wc -l)" = "$1" ] || { cat "$log"; return 1; }
}

seen()
{
    [ -n "$(jq -c "select($1)" "$log")" ] || { cat "$log"; return 1; }
}

certs()
{
    certs=$work/certs
    "$root/tests/fake/certs/make-certs" "$certs"
}

fails()
{
    _told=1
    [ "$status" -ne 0 ] || _complain "line ${BASH_LINENO[0]}: exit status 0"
}

wf()
{
    run timeout -k 5 30 wfsh "$@" --address "$address"
}
