#!/usr/bin/env bash
# What the dashboard costs stays within the budgets; make bench-tui watches for longer.
# timeout: 240
. "$(dirname "$0")/../lib/lib.sh"
[ -x "$root/build/tests/fake/fakefront" ] || skip_all "make fakefront"
tap python3 -B "$root/tests/bench/tui.py" --quick
