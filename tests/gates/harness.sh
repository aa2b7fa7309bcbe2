#!/usr/bin/env bash
# The tests' own tools: what must fail does, and the gates see what they are for.
. "$(dirname "$0")/../lib/lib.sh"
cd "$root" || exit 1

script()
{
    printf '#!/bin/sh\n%s\n' "$2" >"$work/$1"
    chmod +x "$work/$1"
}

# verdict PROGRAM…: only the last line and the status of run-tap.
verdict()
{
    tests/run-tap --timeout 1 "$@" >"$work/all" 2>&1
    set -- $?
    tail -n 1 "$work/all"
    return "$1"
}

script good 'echo "1..2"; echo "ok 1 - a"; echo "ok 2 - b # SKIP no b here"'
run verdict "$work/good"
expect_stdout <<'END'
1 passed, 0 failed, 1 skipped
END

script cmocka 'echo "1..2"; echo "ok 1 - a"; echo "not ok 2 # SKIP b"'
run verdict "$work/cmocka"
expect_stdout <<'END'
1 passed, 0 failed, 1 skipped
END

script bad 'echo "1..1"; echo "not ok 1 - a"'
run verdict "$work/bad"
expect_status 1
expect_stdout <<'END'
0 passed, 1 failed, 0 skipped
END

script short 'echo "1..2"; echo "ok 1 - a"'
script none 'echo hello'
script status 'echo "1..1"; echo "ok 1 - a"; exit 3'
script signal 'echo "1..1"; echo "ok 1 - a"; kill -SEGV $$'
run verdict "$work/short" "$work/none" "$work/status" "$work/signal"
expect_status 1
expect_stdout <<'END'
3 passed, 4 failed, 0 skipped
END

script hang 'echo "1..1"; echo "ok 1 - a"; sleep 60'
run verdict "$work/hang"
expect_status 1
expect grep -q 'killed after 1 s' "$work/all"

it "a golden test that differs fails, --update mends it"
mkdir -p "$work/t/lib" "$work/t/cli"
cp tests/lib/lib.sh tests/lib/regold "$work/t/lib/"
# shellcheck disable=SC2016 # for the script
script t/cli/golden '. "$(dirname "$0")/../lib/lib.sh"
run sh -c "echo x; exit 4"
expect_status 0
expect_stdout </dev/null'
sed -i '1s,.*,#!/usr/bin/env bash,' "$work/t/cli/golden"
run verdict "$work/t/cli/golden"
expect_status 1
tests/run-tap --update "$work/t/cli/golden" >/dev/null
run verdict "$work/t/cli/golden"
expect_stdout <<'END'
1 passed, 0 failed, 0 skipped
END
run tail -n 4 "$work/t/cli/golden"
expect_stdout <<'END'
expect_status 4
expect_stdout <<'EOF'
x
EOF
END

it "check-layers sees an include that goes back"
mkdir -p "$work/l/base"
printf '#include "client/call.h"\n#include <stdio.h>\n' >"$work/l/base/x.c"
run sh -c 'cd "$1/l" && "$2/tools/check-layers" base/x.c' sh "$work" "$root"
expect_status 1
expect_stdout <<'END'
base/x.c:1: client/call.h is not for base/
END

it "check-size sees a long file and a long function"
mkdir -p "$work/s/tools"
{
    printf 'int f(void)\n{\n'
    yes '    ;' | head -n 120
    printf '}\n'
    yes '/* */' | head -n 700
} >"$work/s/x.c"
cp tools/check-size tools/sources "$work/s/tools/"
run sh -c 'cd "$1/s" && tools/check-size' sh "$work"
expect_status 1
expect_stdout <<'END'
x.c: 823 lines, at most 800
x.c:1: f has 123 lines, at most 100
END
