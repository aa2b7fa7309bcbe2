#!/usr/bin/env bash
# workflow export: a file a run, safe names, goes on where it stopped.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

id=export-$$
start()
{
    temporal workflow start --type "$1" -t wfsh-sample -w "$2" -i "$3" >/dev/null
}
for n in 1 2 3; do start Chain "$id-$n" '{"runs": 1}'; done
odd="$id/../a b%*"
long=$id-$(printf 'x%.0s' {1..400})
start Chain "$odd" '{"runs": 1}'
start Chain "$long" '{"runs": 1}'
start WaitFor "$id-open" '{"kind": "signal"}'
mine="WorkflowId STARTS_WITH '$id-' AND WorkflowType = 'Chain'"
listed()
{
    [ "$(wfsh count -q "$mine AND ExecutionStatus = 'Completed'")" -ge 4 ]
}
wait_for 60 listed

it 'what a query finds, some at a time'
run wfsh export -q "$mine" --dir "$work/a/b" --parallel 3 -o jsonl
expect test "$(jq -r .outcome "$stdout" | sort | uniq -c | tr -s ' ')" = ' 4 done'
expect test "$(find "$work/a/b" -type f | wc -l)" = 4
expect test "$(stat -c %a "$work/a/b")" = 700
expect test "$(stat -c %a "$work"/a/b/*.json | sort -u)" = 600

it 'fit for replay'
run wfsh export "$id-1" --dir "$work/one" -o json
expect_json .status '"COMPLETED"'
file=$(jq -r .file "$stdout")
expect test "$(jq -cS . "$file")" = "$(temporal workflow show -w "$id-1" -o json | jq -cS .)"

it 'again: nothing to do'
run wfsh export -q "$mine" --dir "$work/a/b" -o jsonl
expect test "$(jq -r .outcome "$stdout" | sort -u)" = no-op

it 'again by force'
run wfsh export "$id-1" --dir "$work/one" --force -o json
expect_json .outcome '"done"'

it 'payloads as values'
run wfsh export "$id-1" --dir "$work/dec" --format decoded -o json
expect_json .events 5
expect test "$(jq -c '.events[0].workflowExecutionStartedEventAttributes.input' "$work"/dec/*.json)" = '[{"runs":1}]'

it 'no name leaves the directory'
run wfsh export "$odd" "$long" --dir "$work/odd" -o jsonl
expect test "$(find "$work/odd" -type f | wc -l)" = 2
expect test "$(find "$work/odd" -name "*%2F..%2Fa%20b%25%2A_*.json" | wc -l)" = 1

it 'an open run is fetched again'
run wfsh export "$id-open" --dir "$work/open" -o json
expect_json 'has("status")' false
temporal workflow signal -w "$id-open" --name release >/dev/null
temporal workflow result -w "$id-open" >/dev/null
run wfsh export "$id-open" --dir "$work/open" -o json
expect_json .status '"COMPLETED"'
expect test "$(find "$work/open" -name '*.open.json' | wc -l)" = 0

it 'some of many failed'
run wfsh export "$id-1" "$id-nobody" --dir "$work/some" -o jsonl
expect_status 8
expect test "$(jq -r .outcome "$stdout" | paste -sd' ')" = 'done error'

it 'a directory that cannot be made'
run wfsh export "$id-1" --dir /proc/none
expect_stdout </dev/null
expect_status 3
expect_err 'cannot make the directory'

it 'ids and a query exclude each other'
run wfsh export "$id-1" -q "$mine" --dir "$work/x"
expect_status 2
