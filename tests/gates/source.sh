#!/usr/bin/env bash
# What must be true of the source before anything runs.
# timeout: 900
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1
jobs=${WFSH_JOBS:-2}

gate()
{
    begin "$1"
    shift
    expect make -s -k --no-print-directory "$@"
}

gate "C is formatted" check-c-format
gate "shellcheck has nothing to say" check-shell
if [ -x build/venv/bin/ruff ] || command -v ruff >/dev/null; then
    gate "ruff has nothing to say" check-python
else
    skip "ruff has nothing to say" "no ruff: build/venv was not made"
fi
gate "includes follow the layers" check-layers
gate "files and functions are short" check-size
begin "the verb that CONTRIBUTING.md walks through compiles, and is formatted"
sed -n '/^   ```c$/,/^   ```$/{/```/d;s/^   //;p}' CONTRIBUTING.md >"$work/cluster_version.c"
expect grep -q wf_cmd_cluster_version "$work/cluster_version.c"
expect make -s --no-print-directory check-snippet SNIPPET="$work/cluster_version.c"
gate "every header compiles alone" -j"$jobs" check-headers
gate "the program needs the libraries that we know" check-libs
gate "clang-tidy has nothing to say" -j"$jobs" check-tidy
