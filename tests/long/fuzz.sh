#!/usr/bin/env bash
# The lexer under a coverage-guided fuzzer: its corpus, then half a minute of new texts.
# timeout: 300
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1

make -s fuzz-syntax-corpus >"$work/build" 2>&1 || {
    grep -q '^fuzz: ' "$work/build" && skip_all "$(grep '^fuzz: ' "$work/build")"
}
begin "the corpus and what earlier runs found"
expect make -s fuzz-syntax-corpus
begin "30 s of new texts"
expect make -s fuzz-syntax FUZZ_SECONDS=30
