#!/usr/bin/env bash
# TAB in zsh: with the program, and with a stand-in that has every kind of value.
. "$(dirname "$0")/../lib/lib.sh"
here=$root/tests/completion

command -v zsh >/dev/null || skip_all "no zsh here"
export work
tap python3 "$lib/shell_tab.py" zsh "$here/pairs" "$here/stub"
