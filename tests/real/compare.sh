#!/usr/bin/env bash
# The same server state gives the same JSON as with the official CLI, verb by verb.
# timeout: 600
. "$(dirname "$0")/../lib/lib.sh"
. "$(dirname "$0")/../lib/server.sh"
tap "$root/build/venv/bin/python" -B "$root/tests/compare/compare.py" --address "$TEMPORAL_ADDRESS" \
    --wfsh "$(command -v wfsh)" --temporal "$root/build/venv/bin/temporal"
