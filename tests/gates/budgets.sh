#!/usr/bin/env bash
# What verbs cost in CPU and memory stays within the budgets; make bench has the whole table.
. "$(dirname "$0")/../lib/lib.sh"
[ -x "$root/build/tests/bench/measure" ] || skip_all "make bench builds what measures"
[ -x "$root/build/tests/fake/fakefront" ] || skip_all "make fakefront"
tap python3 -B "$root/tests/bench/bench.py" --quick --runs 7
