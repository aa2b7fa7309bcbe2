#!/usr/bin/env bash
# The keys in docs/dashboard.md are those of the program, and its pictures are there.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
keys=build/tests/tools/dashboard_keys
[ -x "$keys" ] || make -s --no-print-directory "$keys" || skip_all "no $keys"

it "the keys are as the tables have them"
run tools/dashboard-docs --check "$keys" docs/dashboard.md

it "every picture is there, and small"
run sed -n 's/.*(\(pictures\/[a-z-]*\.svg\)).*/docs\/\1/p' docs/dashboard.md
expect_out 'docs/pictures/workflows.svg'
while read -r picture; do
    expect test "$(stat -c %s "$picture")" -lt 40960
done <"$stdout"
