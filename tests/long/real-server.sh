#!/usr/bin/env bash
# tools/real-server itself, and what of the server's archival the client is built upon.
# timeout: 3600
. "$(dirname "$0")/../lib/archive.sh"

d=$work/server

it 'a second build finds the first'
run "$real_server" build
expect_out 'is built: '

it 'start writes env and says where'
run "$real_server" start --dir "$d"
# shellcheck disable=SC2016
at_end '"$real_server" stop --dir "$d"'
expect_out '^real-server: pid [0-9]+ on 127\.0\.0\.1:[0-9]+$'
expect grep -qE '^TEMPORAL_ADDRESS=127\.0\.0\.1:[0-9]+$' "$d/env"

it 'what it writes is for its user alone'
run find "$d" -perm /077
expect_stdout </dev/null

it 'status says that it runs'
run "$real_server" status --dir "$d"
expect_out '^running: pid [0-9]+$'

it 'a second start in the same directory is refused'
run "$real_server" start --dir "$d"
expect_status 1
expect_err '^real-server: pid [0-9]+ runs in '

set -a
# shellcheck disable=SC1091
. "$d/env"
set +a

it 'a taken port is said, and nothing stays behind'
run "$real_server" start --dir "$work/second" --port "${TEMPORAL_ADDRESS##*:}"
expect_status 1
expect_err 'address already in use'
expect test ! -e "$work/second/pid"

for bad in 'start' 'start --dir' 'start --dir x --port y' 'stop' 'frob' 'start --dir x --frob'; do
    it "misused: $bad"
    # shellcheck disable=SC2086
    run "$real_server" $bad
    expect_status 2
done

it 'the namespace default can be changed at once'
run official operator namespace update -n default --retention 2h
expect_out 'succeeded'

it 'a namespace without an archive says so'
run official workflow list --archived -n default
expect_status 1
expect_err 'Namespace is not configured for visibility archival\.$'

it 'no URI given: the default of the cluster'
run official operator namespace update -n default -o json \
    --history-archival-state enabled --visibility-archival-state enabled
expect_json .config.historyArchivalUri "\"file://$d/archive/history\""
expect_json .config.visibilityArchivalUri "\"file://$d/archive/visibility\""

it 'the change is seen by the list within some seconds'
run wait_for 30 official workflow list --archived -n default

it 'a URI cannot be changed'
run official operator namespace update -n default --history-uri "file://$d/other"
expect_status 1
expect_err 'Cannot update existing archival URI$'

official operator namespace create -n other --retention 1h >/dev/null
it 'a scheme that the cluster has not is masked'
run official operator namespace update -n other --history-uri s4://bucket/x
expect_status 1
expect_err 'something went wrong, please retry \(0e4f8e39\)$'

it 'a URI alone is kept, and archival stays off'
run official operator namespace update -n other --history-uri "file://$d/pre" -o json
expect_json '[.config.historyArchivalState, .config.historyArchivalUri]' \
    "[\"ARCHIVAL_STATE_DISABLED\",\"file://$d/pre\"]"

worker default
official workflow execute -w sum --type Addition -t wfsh-sample -i '{"addends": [1, 2]}' >/dev/null
sum_run=$(run_of default sum)
begin 'a run is archived within seconds of its close'
wait_for 30 archived default sum 1

official workflow delete -y -w sum -r "$sum_run" >/dev/null
begin 'a deleted run is gone from the hot store within seconds'
wait_for 60 forgotten default sum "$sum_run"

it 'its history is read with a run id'
run official workflow show -w sum -r "$sum_run" -o json
expect_json '.events[-1].eventType' '"EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED"'

it 'and not without'
run official workflow show -w sum
expect_status 1
expect_err 'workflow not found for ID: sum$'

it 'a run that never was is an internal error'
run official workflow show -w sum -r "${sum_run%?????}00000"
expect_status 1
expect_err 'something went wrong, please retry \(50ee765f\)$'

it 'it is listed still'
run archived default sum 1

it 'the store filters few fields'
run official workflow list --archived -q "StartTime > '2020-01-01T00:00:00Z'"
expect_status 1
expect_err 'unknown filter name: StartTime$'

it 'stop ends it; the archive stays'
run "$real_server" stop --dir "$d"
expect test -n "$(find "$d/archive/history" -type f)"

it 'status says that it does not run'
run "$real_server" status --dir "$d"
expect_status 1
expect_out '^stopped$'

it 'stop once more is no fault'
run "$real_server" stop --dir "$d"

server_start "$d" --no-archival
it 'a cluster without an archive says so'
run official workflow list --archived -n default
expect_status 1
expect_err 'Cluster is not configured for visibility archival\.$'

it 'and takes no notice when asked for one'
run official operator namespace update -n default -o json \
    --history-archival-state enabled --history-uri "file://$d/x"
expect_json '[.config.historyArchivalState, .config.historyArchivalUri]' '["ARCHIVAL_STATE_DISABLED",null]'
