# shellcheck shell=bash disable=SC2154 # lib.sh sets them
# What the dashboard says that it did; after lib.sh. It writes to $actions when WFSH_TEST_ACTIONS
# names that file: `+ VIEW.ACTION` begun, `=` done, `!` failed (tui/host.h, acted()).
#
#   settle             what was begun has ended
#   covers ACTION…     the last test: each of these was done, and command lines succeeded;
#                      tests/cli/dashboard_actions.sh reads these words, so that none is missing
actions=$work/actions
: >"$actions"

# An effect may be seen before the dashboard knows of it.
none_runs()
{
    awk '{ n[$2] += $1 == "+" ? 1 : n[$2] > 0 ? -1 : 0 } END { for (a in n) if (n[a]) exit 1 }' \
        "$actions"
}
settle() { soon 100 none_runs; }
covers()
{
    local name

    it 'what it covers was done'
    settle
    run true
    for name; do
        grep -qxF -- "= $name" "$actions" ||
            _complain "not done: $name" "$(grep -F -- " $name" "$actions")"
    done
}
