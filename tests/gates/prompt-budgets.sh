#!/usr/bin/env bash
# What the prompt costs stays within its budgets; make bench-shell has the whole table.
. "$(dirname "$0")/../lib/lib.sh"
[ -x "$root/build/tests/bench/rpc" ] || skip_all "make bench-shell builds what measures"
[ -x "$root/build/tests/fake/fakefront" ] || skip_all "make fakefront"
tap python3 -B "$root/tests/bench/shell.py" --tap
