#!/usr/bin/env bash
# Every action of the dashboard's tables is in a whole run (`covers` of tests/lib/acted.sh, which
# asks the dashboard itself). None is excused: what needs an archive is in tests/long.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
names=build/tests/tools/dashboard_keys
make -s --no-print-directory "$names" >"$work/made" 2>&1 || skip_all "no $names"

# The words behind `covers`, over the ends of lines.
cat tests/real/top*.sh tests/long/top*.sh | sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' |
    sed -n 's/^covers //p' | tr -s ' ' '\n' | tr -d "'" | sort -u >"$work/covered"
"$names" --names | sort -u >"$work/all"

it "every action is in a whole run"
run comm -23 "$work/all" "$work/covered"
expect_stdout </dev/null

it "nothing is named that is no action"
run comm -13 "$work/all" "$work/covered"
expect_stdout </dev/null
