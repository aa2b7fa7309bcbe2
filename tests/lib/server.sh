# shellcheck shell=bash disable=SC2154 # lib.sh sets them
# For tests on the real server; after lib.sh. Exports TEMPORAL_ADDRESS of a dev server whose
# sample worker polls wfsh-sample; tests/run-all starts one for all scripts, a script that runs
# alone starts its own. Ids should begin with the script's name: the namespace is shared.
# A script that sets server_options=(OPTION…) before has one to itself, with these of start-dev.
#
#   sample MODULE ARG…    a program of examples/python, e.g. sample starter states --id x

_start_own_server()
{
    spawn "$lib/server-start" "$work/server" ${server_options+"${server_options[@]}"}
    _server_pid=$pid
    wait_for 60 grep -q '^ready ' "$work/spawn.$_server_pid" || {
        cat "$work/spawn.$_server_pid"
        exit 1
    }
    WFSH_TEST_ADDRESS=$(sed -n 's/^ready //p' "$work/spawn.$_server_pid")
}

[ -f "$root/build/venv/.requirements" ] || skip_all "no build/venv; tools/venv makes it"
if [ -n "${server_options+x}" ] || [ -z "${WFSH_TEST_ADDRESS-}" ]; then
    _start_own_server
fi
export TEMPORAL_ADDRESS=$WFSH_TEST_ADDRESS

sample()
{
    local module=$1

    shift
    (cd "$root/examples/python" &&
        "$root/build/venv/bin/python" -m "wfsample.$module" --address "$TEMPORAL_ADDRESS" "$@")
}

# The official CLI, for comparisons.
temporal()
{
    "$root/build/venv/bin/temporal" "$@"
}
