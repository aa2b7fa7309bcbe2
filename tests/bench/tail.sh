#!/usr/bin/env bash
# A tail of 1,000 running workflows on the real server, within its budget (DESIGN: 64 MiB, 50 ms
# from event to line). Prints `tail 1000: RSS MiB, ms event to line`; 1 when over on memory.
#   tests/bench/tail.sh [N]
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=$root/build/venv/bin
work=$(mktemp -d "${TMPDIR:-/tmp}/wfsh-bench.XXXXXX")
server=''
finish()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT
for name in $(compgen -e TEMPORAL_); do unset "$name"; done
export HOME=$work XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work XDG_STATE_HOME=$work

port=$("$bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level error \
    >"$work/server.log" 2>&1 &
server=$!
until "$bin/temporal" operator cluster health --address "127.0.0.1:$port" >/dev/null 2>&1; do
    kill -0 "$server" || { cat "$work/server.log"; exit 1; }
    sleep 0.1
done
"$bin/python" "$root/tests/bench/tail.py" "${WFSH:-$root/build/wfsh}" "127.0.0.1:$port" "${1:-1000}"
