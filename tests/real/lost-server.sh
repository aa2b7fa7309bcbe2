#!/usr/bin/env bash
# A server that is killed and started again under a prompt; it has one of its own.
. "$(dirname "$0")/../lib/lib.sh"

[ -f "$root/build/venv/.requirements" ] || skip_all "no build/venv; tools/venv makes it"
mkdir "$work/server"
tap python3 "$lib/lost_server.py" "$root/build/venv/bin/temporal" "$work/server"
