#!/usr/bin/env bash
# wfsh top --plain: a view as lines and its changes as more lines, on a pipe.
# timeout: 120
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=plain-$$
temporal workflow start --type WaitFor -t wfsh-sample -w "$id-a" -o none
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 1 ]; }
wait_for 20 listed
said() { grep -qE -- "$1" "$out"; }
says() { wait_for 20 said "$1" || cat "$out" >&2; }

it "a list: its rows, and then what is new, changed and gone"
spawn wfsh top --plain workflows --interval 1s
plain=$pid out=$work/spawn.$pid
says "^[0-9:]{8}  Workflows: in namespace default on "
says "^[0-9:]{8}  Running  $id-a  WaitFor"
run temporal workflow start --type WaitFor -t wfsh-sample -w "$id-b" -o none
says "^[0-9:]{8}  new Running  $id-b  WaitFor"
run temporal workflow terminate -w "$id-b" -o none
says "^[0-9:]{8}  changed $id-b [0-9a-f-]+: STATUS Running, now Terminated; CLOSED -, now "
run temporal workflow delete -w "$id-b" --yes -o none
says "^[0-9:]{8}  gone $id-b "
expect test "$(LC_ALL=C grep -c $'\e' "$out")" = 0

it "a signal ends it, and that is how it ends"
kill -INT "$plain"
run wait "$plain"

it "a screen that is no list is words, without bars, on TERM=dumb"
spawn wfsh top --plain overview
out=$work/spawn.$pid
says '^[0-9:]{8}  Running +[0-9]+ +[0-9.]+%'
expect test "$(grep -cE '###|===|█' "$out")" = 0
run kill -TERM "$pid"

it "a history: its events, and the next ones as they come"
spawn wfsh top --plain workflow "$id-a"
out=$work/spawn.$pid
says "$id-a|WaitFor"
run kill -TERM "$pid"

it "nobody reads on: it ends"
run timeout 20 bash -c 'wfsh top --plain workflows --interval 1s | head -n 1'
expect_out '^[0-9:]+  Workflows: in namespace default'

it "a view that there is not"
run wfsh top --plain no-such-view
expect_status 2
expect_err "no view is called 'no-such-view'"

it "a frontend that is not there is said, and asked again"
spawn wfsh --address 127.0.0.1:1 top --plain workflows
out=$work/spawn.$pid
says '^[0-9:]{8}  disconnected: '
run kill -TERM "$pid"
