#!/usr/bin/env bash
# The tour of make demo runs to its end, and leaves nothing behind.
. "$(dirname "$0")/../lib/lib.sh"
[ -f "$root/build/venv/.requirements" ] || skip_all "no build/venv; tools/venv makes it"

# All that it starts has its directory as HOME, or in it.
nobody_left()
{
    ! grep -lsa "${TMPDIR:-/tmp}/wfsh-demo\." /proc/[0-9]*/environ
}

it "every step of the tour ends as it should"
run "$root/tools/demo"
expect_out '^[0-9]+ steps in [0-9]+ s\.'
begin "its server, its worker and its directory are gone"
expect test -z "$(compgen -G "${TMPDIR:-/tmp}/wfsh-demo.*")"
expect nobody_left

it "Ctrl-C ends it, and leaves nothing behind either"
run timeout --foreground -s INT 4 "$root/tools/demo"
expect_status 124
begin "then too its server, its worker and its directory are gone"
expect test -z "$(compgen -G "${TMPDIR:-/tmp}/wfsh-demo.*")"
expect nobody_left
