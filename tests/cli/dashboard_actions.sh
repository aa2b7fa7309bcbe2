#!/usr/bin/env bash
# Every action of the dashboard's tables is in a whole run (`covers` of tests/lib/acted.sh, which
# asks the dashboard itself), or is excused here with the reason.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
names=build/tests/tools/dashboard_keys
make -s --no-print-directory "$names" >"$work/made" 2>&1 || skip_all "no $names"

# It wants an archive, which the dev server has not; tests/long/top_archival.sh has one.
cat >"$work/excused" <<'END'
archival.toggle
archived.keep-query
archived.open
archived.saved
archived.start-like
END

# The words behind `covers`, over the ends of lines.
cat tests/real/top*.sh | sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' |
    sed -n 's/^covers //p' | tr -s ' ' '\n' | tr -d "'" | sort -u >"$work/covered"
"$names" --names | sort -u >"$work/all"

it "every action is in a whole run"
run comm -23 "$work/all" <(sort -u "$work/covered" "$work/excused")
expect_stdout </dev/null

it "nothing is named that is no action, or excused although it is run"
run sh -c "comm -13 '$work/all' '$work/covered'; sort '$work/excused' | comm -12 - '$work/covered'"
expect_stdout </dev/null
