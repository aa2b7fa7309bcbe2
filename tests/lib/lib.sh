# shellcheck shell=bash
# What golden tests of the command line share. A test is a bash script that begins with
#     . "$(dirname "$0")/../lib/lib.sh"
# and prints TAP, one test for each `run`; an unnamed expectation of status 0 goes with it.
#
#   it TEXT                  names the next test (otherwise: its command line)
#   run COMMAND…             runs it; sets $status, $stdout, $stderr (files, as they came)
#   expect_status N          the last run's exit status
#   expect_stdout <<'EOF'    what it printed, all of it; </dev/null for nothing
#   expect_stderr <<'EOF'
#   expect_file FILE         its stdout is FILE's text, for long output
#   expect_out RE, expect_err RE     a line matches the extended regular expression
#   expect_json FILTER VALUE         jq -c FILTER of stdout is VALUE
#   expect COMMAND…          any command that must succeed; after `it` with no run, a test of its own
#   normal ids times ports   from here on, in what is compared: UUID, TIME, AGO, ADDRESS
#   skip TEXT REASON         a test that cannot run here
#   skip_all REASON          ends the script, skipped
#   tap COMMAND…             ends the script with a program that prints all of the TAP
#   wait_for SECONDS COMMAND…   polls until it succeeds; fails the test when it does not
#   soon TENTHS COMMAND…     the same for tenths of a second; 1 and no complaint when it does not
#   spawn COMMAND…           a process in the background, ended with the script; sets $pid,
#                            its output is in $work/spawn.$pid
#   at_end COMMAND           run (by eval) when the script ends, last one first
#
# $work is a directory of the script's own, HOME and XDG_* are in it, TEMPORAL_* are gone.
# `tests/run-tap --update SCRIPT` (or make golden) rewrites what is expected, in place.

set -u
lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${lib%/tests/lib}
. "$lib/reap.sh"
self=$(cd "$(dirname "$0")" && pwd)/${0##*/}
work=$(mktemp -d "${TMPDIR:-/tmp}/wfsh-test.XXXXXX")
for name in $(compgen -e TEMPORAL_) $(compgen -e XDG_) $(compgen -e WFSH_CONFIG); do
    unset "$name"
done
mkdir -p "$work/home" "$work/run"
export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_CACHE_HOME=$work/home/.cache \
    XDG_STATE_HOME=$work/home/.local/state XDG_RUNTIME_DIR=$work/run XDG_CONFIG_DIRS=$work/xdg \
    LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
unset NO_COLOR COLUMNS LINES
export PATH=${WFSH_BIN:-$root/build}:$PATH

stdout=$work/stdout stderr=$work/stderr status=0
_n=0 _name='' _open='' _failed='' _told='' _filter='' _ends=() _pids=()
: >"$stdout"
: >"$stderr"
: >"$work/why"

_complain()
{
    _failed=1
    printf '%s\n' "$@" >>"$work/why"
}

# Prints the test that is open; called by the next one and at the end.
_close()
{
    [ -n "$_open" ] || return 0
    [ -n "$_told" ] || [ "$status" = 0 ] || {
        _complain "exit status $status, expected 0"
        sed 's/^/stderr: /' "$stderr" >>"$work/why"
    }
    _n=$((_n + 1))
    if [ -z "$_failed" ]; then
        printf 'ok %d - %s\n' "$_n" "$_open"
    else
        printf 'not ok %d - %s\n' "$_n" "$_open"
        sed 's/^/#   /' "$work/why"
        printf '#   in %s; tests/run-tap --update %s takes the output as it is\n' \
            "${self#"$root/"}" "${self#"$root/"}"
    fi
    : >"$work/why"
    _open='' _failed='' _told=''
}

_finish()
{
    local code=$? i

    trap - EXIT
    [ -z "$_failed" ] || [ -n "$_open" ] || _open=${_name:-what comes before the end}
    [ "$code" = 0 ] || [ -n "${_planned-}" ] || {
        _open=${_open:-the script runs to its end}
        _complain "the script ended with status $code"
    }
    _close
    for ((i = ${#_ends[@]} - 1; i >= 0; i--)); do eval "${_ends[i]}"; done
    reap 15 "${_pids[@]}" # longer than tests/lib/server-start takes to end its own
    [ ! -s "$work/update" ] || python3 "$lib/regold" "$self" "$work/update"
    [ -n "${_planned-}" ] || printf '1..%d\n' "$_n"
    rm -rf "$work"
    exit "$code"
}
trap _finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

at_end()
{
    _ends+=("$1")
}

it()
{
    _close
    _name=$1
}

run()
{
    _close
    _open=${_name:-$*}
    _name=''
    status=0
    "$@" >"$stdout" 2>"$stderr" || status=$?
}

# For checks without a `run`.
begin()
{
    _close
    _open=$1
    _name='' _told=1
}

skip()
{
    _close
    _n=$((_n + 1))
    printf 'ok %d - %s # SKIP %s\n' "$_n" "$1" "$2"
}

skip_all()
{
    _planned=1
    printf '1..0 # SKIP %s\n' "$1"
    exit 0
}

tap()
{
    _planned=1
    "$@"
    exit
}

normal()
{
    local kind

    _filter=
    for kind; do
        case $kind in
        ids) _filter="$_filter;s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g" ;;
        times) _filter="$_filter;s/[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9:]{5})?/TIME/g"
            _filter="$_filter;s/([0-9]+(ms|[smhd])|[0-9]+ [a-z]+|now) ago/AGO/g" ;;
        ports) _filter="$_filter;s/(127\.0\.0\.1|localhost|\[::1\]):[0-9]+/ADDRESS/g" ;;
        *) echo "normal: $kind?" >&2; exit 2 ;;
        esac
    done
}

# _same WHAT ACTUAL-FILE LINE: compares with stdin.
_same()
{
    local want=$work/want got=$work/got

    cat >"$want"
    sed -E "${_filter#;}" "$2" >"$got"
    cmp -s "$want" "$got" && return
    if [ -n "${WFSH_TEST_UPDATE-}" ]; then
        printf '%s %s %s\n' "$3" "$1" "$(base64 -w0 "$got")" >>"$work/update"
        return
    fi
    _complain "line $3: $1 differs (- expected, + printed)" \
        "$(diff -u "$want" "$got" | tail -n +3)"
}

expect_status()
{
    _told=1
    [ "$status" = "$1" ] && return
    if [ -n "${WFSH_TEST_UPDATE-}" ]; then
        printf '%s status %s\n' "${BASH_LINENO[0]}" "$status" >>"$work/update"
        return
    fi
    _complain "line ${BASH_LINENO[0]}: exit status $status, expected $1" \
        "$(sed 's/^/stderr: /' "$stderr")"
}

expect_stdout()
{
    _same stdout "$stdout" "${BASH_LINENO[0]}"
}

expect_stderr()
{
    _same stderr "$stderr" "${BASH_LINENO[0]}"
}

expect_file()
{
    local file=${self%/*}/$1

    if [ -n "${WFSH_TEST_UPDATE-}" ]; then
        mkdir -p "${file%/*}"
        sed -E "${_filter#;}" "$stdout" >"$file"
    elif [ -f "$file" ]; then
        _same stdout "$stdout" "${BASH_LINENO[0]}" <"$file"
    else
        _complain "line ${BASH_LINENO[0]}: there is no $file"
    fi
}

_match()
{
    grep -qE -e "$3" "$2" ||
        _complain "line $4: $1 has no line that matches: $3" "$(head -n 40 "$2" | sed "s/^/$1: /")"
}

expect_out()
{
    _match stdout "$stdout" "$1" "${BASH_LINENO[0]}"
}

expect_err()
{
    _match stderr "$stderr" "$1" "${BASH_LINENO[0]}"
}

expect_json()
{
    local got

    got=$(jq -c "$1" "$stdout" 2>&1) || true
    [ "$got" = "$2" ] ||
        _complain "line ${BASH_LINENO[0]}: $1 is $got, expected $2"
}

expect()
{
    # behind an `it` with no run yet it is the test itself
    [ -n "$_open" ] || [ -z "$_name" ] || {
        _open=$_name
        _name='' _told=1
    }
    "$@" >"$work/expect" 2>&1 && return
    _complain "line ${BASH_LINENO[0]}: failed: $*" "$(head -n 40 "$work/expect")"
    return 1
}

wait_for()
{
    local until=$((SECONDS + $1))

    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$until" ] || {
            _complain "line ${BASH_LINENO[0]}: never came true: $*"
            return 1
        }
        sleep 0.05
    done
}

soon()
{
    local until=$((${EPOCHREALTIME/./} + $1 * 100000))

    shift
    until "$@" >/dev/null 2>&1; do
        [ "${EPOCHREALTIME/./}" -lt "$until" ] || return 1
        sleep 0.05
    done
}

spawn()
{
    # The file is opened here, not by the new process, which may come to it after the mv.
    {
        "$@" &
        pid=$!
    } </dev/null >"$work/spawn" 2>&1
    mv "$work/spawn" "$work/spawn.$pid"
    _pids+=("$pid")
}
