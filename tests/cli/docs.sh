#!/usr/bin/env bash
# What the pages tell a user to type is what wfsh takes.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
mapfile -t pages < <(tools/sources all | grep '\.md$')
tap python3 -B tests/lib/check_docs.py "${pages[@]}"
