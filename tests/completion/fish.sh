#!/usr/bin/env bash
# TAB in fish: with the program, and with a stand-in that has every kind of value.
. "$(dirname "$0")/../lib/lib.sh"
here=$root/tests/completion

command -v fish >/dev/null || skip_all "no fish here"
export work
tap python3 "$lib/shell_tab.py" fish "$here/pairs" "$here/stub"
