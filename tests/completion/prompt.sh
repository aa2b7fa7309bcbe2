#!/usr/bin/env bash
# TAB and grey hints at wfsh's own prompt, with no frontend: what the tables know.
. "$(dirname "$0")/../lib/lib.sh"
here=$root/tests/completion

tap python3 -B "$lib/prompt_pairs.py" 127.0.0.1:1 "$here/prompt-pairs" "$here/prompt-hints"
