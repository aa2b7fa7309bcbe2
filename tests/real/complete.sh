#!/usr/bin/env bash
# Completion from the cluster: what is offered, how fast, and silence when offline; and
# wfsh as an extension of the official CLI; and what --log-level shows.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=complete-$$
temporal workflow start --type Handlers -t wfsh-sample -w "$id-one" -o none
temporal workflow start --type WaitFor -t wfsh-sample -w "$id-two" -o none
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 2 ]; }
wait_for 20 listed
values() { cut -f 1 "$stdout" | sort | tr '\n' ' '; }
complete() { run wfsh __complete -- "$@"; }

it "workflow ids by prefix, with status and type"
complete workflow show "$id"
expect test "$(values)" = "$id-one $id-two "
expect_out "^$id-one	Running Handlers\$"

it "behind -w, and behind --workflow-id="
complete workflow cancel -w "$id-t"
expect test "$(values)" = "$id-two "
complete workflow cancel "--workflow-id=$id-t"
expect test "$(values)" = "--workflow-id=$id-two "

it "namespaces"
complete -n def
expect test "$(values)" = "default "

it "types"
complete workflow list --type Handl
expect test "$(values)" = "Handlers "

it "search attributes in a query"
complete workflow list -q WfshKeyw
expect test "$(values)" = "WfshKeyword WfshKeywordList "

it "handlers of that very workflow"
handlers() { wfsh __complete -- workflow signal -w "$id-one" --name '' | grep -q open_gate; }
[ -n "$(wfsh help workflow signal 2>/dev/null)" ] && expect handlers

it "the same answer comes from the cache, within 30 ms of CPU"
complete workflow show "$id"
expect test "$(values)" = "$id-one $id-two "
expect test "$(find "$XDG_CACHE_HOME/wfsh/complete" -type f -perm 600 | wc -l)" -gt 0
expect test "$(find "$XDG_CACHE_HOME/wfsh" ! -perm -077 -type d | wc -l)" -gt 0

it "offline: the static part, silently"
run wfsh __complete -- workflow show --address 127.0.0.1:1 "$id"
expect_stdout </dev/null
expect_stderr </dev/null
run wfsh __complete -- workflow sho
expect_out '^show'

it "a port that does not answer costs at most the budget"
spawn "$root/build/venv/bin/python" -u -c '
import socket, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1])
time.sleep(60)'
wait_for 10 grep -q . "$work/spawn.$pid"
began=$(date +%s%N)
TEMPORAL_ADDRESS=127.0.0.1:$(cat "$work/spawn.$pid") timeout 5 \
    wfsh __complete -- workflow show x >"$work/slow" 2>&1
expect test $((($(date +%s%N) - began) / 1000000)) -lt 1500

it "temporal wfsh … runs it as an extension"
mkdir -p "$work/bin"
ln -s "$root/build/wfsh" "$work/bin/temporal-wfsh"
run env PATH="$work/bin:$PATH" "$root/build/venv/bin/temporal" wfsh count -q "WorkflowId = '$id-one'" -o json
expect_json .count '"1"'
run env PATH="$work/bin:$PATH" "$root/build/venv/bin/temporal" wfsh workflow terminate "$id-nope"
expect_status 3

it "--debug tells of each call, on stderr"
run wfsh count --debug
expect_err '^debug: call: CountWorkflowExecutions: done, 1 tries'
run wfsh count --log-level debug --log-format json
expect test "$(jq -r 'select(.source == "call") | .level' "$stderr")" = debug

it "nothing of it without"
run wfsh count --log-level never
expect_stderr </dev/null
