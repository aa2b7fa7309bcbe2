#!/usr/bin/env bash
# What is made from the command tables agrees: --help, man pages, docs/commands.md, examples.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1

begin "the man pages are made, and mandoc has nothing to say"
expect make -s --no-print-directory man
expect mandoc -Tlint -Wwarning build/man/*.[157]
begin "docs/commands.md is fresh (make docs)"
expect tools/man docs build/man/commands.json "$work/commands.md"
expect diff -u docs/commands.md "$work/commands.md"
begin "every command and option is in --help, its man page and docs/commands.md"
expect python3 tests/lib/check_tables.py build/man docs/commands.md
