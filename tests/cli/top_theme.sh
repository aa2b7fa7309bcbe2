#!/usr/bin/env bash
# The dashboard's theme on light and dark backgrounds; a pty answers as a terminal would.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

tap python3 "$lib/top_theme.py"
