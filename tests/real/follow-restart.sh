#!/usr/bin/env bash
# show --follow lives through a restart of the server: no event is lost, none comes twice.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

[ -f "$root/build/venv/.requirements" ] || skip_all "no build/venv; tools/venv makes it"
bin=$root/build/venv/bin
port=$("$bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
export TEMPORAL_ADDRESS=127.0.0.1:$port

server()
{
    spawn "$bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" \
        --db-filename "$work/db" --log-level error
    server=$pid
    wait_for 60 "$bin/temporal" operator cluster health
}
official()
{
    "$bin/temporal" workflow "$@"
}

begin 'a follower before, while and after the server is away'
server
official start --type Nobody -t nobody -w restart >/dev/null
official signal -w restart --name one >/dev/null
spawn wfsh show restart --follow -o jsonl
follower=$pid
lines=$work/spawn.$follower
wait_for 30 grep -q '"one"' "$lines"
kill "$server"
wait "$server" 2>/dev/null
server
official signal -w restart --name two >/dev/null
wait_for 60 grep -q '"two"' "$lines"
official terminate -w restart --reason enough >/dev/null
wait_for 60 grep -q TERMINATED "$lines"
wait "$follower" || _complain "exit status $?"
jq -sS . "$lines" >"$work/ours" || _complain 'not one event a line'
official show -w restart -o json | jq -S .events >"$work/theirs"
diff "$work/ours" "$work/theirs" >&2 || _complain 'not the history'
