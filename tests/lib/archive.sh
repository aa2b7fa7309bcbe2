# shellcheck shell=bash
# What the tests share that need a server which archives; sources lib.sh.
#
#   server_start DIR OPTION…   a real server of the script's own; sets TEMPORAL_ADDRESS
#   server_stop DIR
#   official ARGUMENT…         the official CLI
#   run_of NAMESPACE ID        the newest run of ID, from the hot store
#   worker NAMESPACE           the sample worker, until the script ends
#   archived NAMESPACE ID N    the archive lists N runs of ID
#   forgotten NAMESPACE ID RUN the hot store has lost the run

# run-tap gives every script a HOME of its own, in which nothing was ever built.
export WFSH_TEST_CACHE=${WFSH_TEST_CACHE:-$(getent passwd "$(id -u)" | cut -d: -f6)/.cache/wfsh-test}
# shellcheck source=tests/lib/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
real_server=$root/tools/real-server
venv=$root/build/venv

if [ -n "${OFFLINE-}" ]; then
    [ -f "$venv/.requirements" ] || skip_all "OFFLINE, and build/venv was never made"
    "$real_server" status >/dev/null || skip_all "OFFLINE, and the real server was never built"
fi
"$root/tools/venv" "$venv" >&2 || exit 1
"$real_server" build >&2 || exit 1

server_start()
{
    # shellcheck disable=SC2016
    at_end "$(printf '"$real_server" stop --dir %q' "$1")"
    "$real_server" start --dir "$@" >&2 || exit 1
    set -a
    # shellcheck disable=SC1091
    . "$1/env"
    set +a
}

server_stop()
{
    "$real_server" stop --dir "$1"
}

official()
{
    timeout 60 "$venv/bin/temporal" "$@"
}

run_of()
{
    official workflow describe -n "$1" -w "$2" -o json | jq -r .workflowExecutionInfo.execution.runId
}

worker()
{
    PYTHONPATH=$root/examples/python spawn "$venv/bin/python" -m wfsample.worker \
        --address "$TEMPORAL_ADDRESS" --namespace "$1"
    wait_for 60 grep -q '^worker ready' "$work/spawn.$pid" || cat "$work/spawn.$pid" >&2
}

archived()
{
    [ "$(official workflow list --archived -n "$1" -q "WorkflowId='$2'" -o jsonl | wc -l)" = "$3" ]
}

forgotten()
{
    ! official workflow describe -n "$1" -w "$2" -r "$3"
}
