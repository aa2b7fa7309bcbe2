#!/usr/bin/env bash
# TAB in bash: with the program, and with a stand-in that has every kind of value.
. "$(dirname "$0")/../lib/lib.sh"
here=$root/tests/completion

command -v bash >/dev/null || skip_all "no bash here"
export work
tap python3 "$lib/shell_tab.py" bash "$here/pairs" "$here/stub"
