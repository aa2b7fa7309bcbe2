#!/usr/bin/env bash
# The API's sources: a wheel whose checksum is not the pinned one is refused; no network is said.
. "$(dirname "$0")/../lib/lib.sh"
[ -z "${OFFLINE-}" ] || skip_all "OFFLINE: it fetches the wheel"
cd "$root" || exit 1

it "a wrong checksum stops the build, and nothing is kept"
sed 's/sha256:..../sha256:0000/' api/requirements.txt >"$work/wrong.txt"
run tools/fetch-api "$work/wrong.txt" "$work/wheel"
expect_status 1
expect_err "the wheel's checksum is not the one in .*: refused"
expect test -z "$(find "$work/wheel" -name '*.whl' 2>/dev/null)"

it "no way out: what to do instead"
run env PIP_NO_INDEX=1 tools/fetch-api api/requirements.txt "$work/wheel"
expect_status 1
expect_err 'API_DIR=DIR takes a copy'
