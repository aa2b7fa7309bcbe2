#!/usr/bin/env bash
# The shell's own words at a prompt: \e, \x, $_, \err, rc file, history, jobs, rows.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

tap python3 "$lib/prompt_words.py" "$root/build/venv/bin/temporal" "words-$$"
