#!/bin/sh
# The sample worker's own tests, as TAP.
# timeout: 600
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root/examples/python" || exit 1
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/tests/lib exec "$root/build/venv/bin/python" \
    -m pytest -p pytest_tap -p no:cacheprovider -q
