#!/usr/bin/env bash
# Tails of many workflows through all that can happen to a server: each event once, in order.
# timeout: 300
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

# events ID: the ids of its events, as they came, on one line
events() { jq -r "select(.workflowId == \"$1\").event.eventId" "$work/o" | tr '\n' ' '; }
upto() { seq -s ' ' "$1" | sed 's/$/ /'; }
# has ID N: event N of it is there
has() { events "$1" | grep -qw "$2"; }
all_have() { has a "$1" && has b "$1" && has c "$1"; }
tail_start() # OPTION…
{
    wfsh workflow tail "$@" -o jsonl --address "$address" >>"$work/o" 2>"$work/e" </dev/null &
    pid=$!
}
tail_end() # STATUS
{
    code=0
    wait "$pid" || code=$?
    expect test "$code" = "$1"
}

it "three workflows, their last N events, until all are closed"
: >"$work/o"
fake_start <<'EOF'
set history.events 5
set history.poll 300
EOF
run true
tail_start a b c --last all
wait_for 20 all_have 5
expect fake_tell "append 2"
wait_for 20 all_have 7
expect fake_tell "close a"
expect fake_tell "append 1 b"
expect fake_tell "close b"
expect fake_tell "close c"
tail_end 0
expect test "$(events a)" = "$(upto 8)"
expect test "$(events b)" = "$(upto 9)"
expect test "$(events c)" = "$(upto 8)"
fake_stop

it "over a crash of the server, lost answers, dropped connections and GOAWAY: no gap, no duplicate"
: >"$work/o"
fake_start <<'EOF'
set history.events 4
set history.page 3
EOF
run true
tail_start a b c --last all
wait_for 20 all_have 4
fake_kill
fake_start --port "$port" <<'EOF'
set history.events 9
set history.page 3
GetWorkflowExecutionHistory times=3 status UNAVAILABLE "starting"
GetWorkflowExecutionHistory times=2 drop late
EOF
wait_for 30 all_have 9
expect fake_tell drop
expect fake_tell "append 2"
wait_for 20 all_have 11
expect fake_tell goaway
expect fake_tell "append 1"
wait_for 20 all_have 12
expect fake_tell "GetWorkflowExecutionHistory times=4 status RESOURCE_EXHAUSTED 'rate limit'"
expect fake_tell drop
expect fake_tell "append 1"
wait_for 30 all_have 13
expect fake_tell "close"
tail_end 0
for id in a b c; do expect test "$(events $id)" = "$(upto 14)"; done
fake_stop

it "--cursor goes on where it was, also with another server"
: >"$work/o"
fake_start <<<'set history.events 3'
run true
tail_start a b c --last all --cursor "$work/cursor" --until event=WorkflowExecutionSignaled:n-4
wait_for 20 all_have 3
expect fake_tell "append 1"
tail_end 0
fake_stop
seen_before=$(wc -l <"$work/o")
fake_start <<<'set history.events 8'
tail_start a b c --cursor "$work/cursor"
wait_for 20 all_have 8
expect fake_tell close
tail_end 0
expect test "$(wc -l <"$work/o")" -gt "$seen_before"
for id in a b c; do expect test "$(events $id)" = "$(upto 9)"; done
fake_stop

it "Ctrl-C: 130, and the polls are cancelled at the server"
: >"$work/o"
fake_start </dev/null
run true
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])' wfsh workflow tail a b c --last all -o jsonl \
    --address "$address" >"$work/o" 2>"$work/e" </dev/null &
pid=$!
wait_for 20 all_have 3
kill -INT $pid
tail_end 130
expect test "$(wc -l <"$work/o")" = 9
fake_stop

it "one that is not there, among others"
: >"$work/o"
fake_start <<<'set history.until 3'
run true
tail_start a missing-1 --last all
tail_end 8
expect test "$(events a)" = "$(upto 3)"
expect grep -q missing-1 "$work/e"

it "a server that refuses: said, not tried for ever"
expect fake_tell "* status PERMISSION_DENIED 'not you'"
run timeout 20 wfsh workflow tail a --address "$address"
expect_status 6
fake_stop
fake_start </dev/null
it "a damaged page: said, not skipped"
expect fake_tell "GetWorkflowExecutionHistory damage truncate"
run timeout 20 wfsh workflow tail a --address "$address"
expect_status 1
expect_err 'damaged'
fake_stop
it "nobody listens: exit 4 at once"
before=$SECONDS
run timeout 20 wfsh workflow tail a --address "$address"
expect_status 4
expect test $((SECONDS - before)) -le 4
