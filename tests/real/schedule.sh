#!/usr/bin/env bash
# Schedules: made, shown, changed, moved, next to the official CLI.
# shellcheck disable=SC2016 # jq programs
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"

p=schedule-$$
at_end 'for id in $(wfsh schedule list -o tsv --no-header --columns id); do
    case $id in "$p"-*) wfsh schedule delete "$id" -o none ;; esac
done'
same()
{
    wfsh "$@" -o json | jq -S . >"$work/ours"
    temporal "$@" -o json | jq -S . >"$work/theirs"
    diff "$work/ours" "$work/theirs"
}

# The same Schedule, made by both; what differs by nature is left out.
options=(--cron '30 12 * * Fri' --cron '@daily' --interval 90m/15m --interval 1h
    --calendar '{"dayOfWeek":"Fri","hour":"17","minute":"5","comment":"c"}' -t q --type W -w base
    --jitter 5s --catchup-window 1m --input '{"a":1}' --memo 'k="v"' --schedule-memo m=1
    --notes hello --paused --remaining-actions 3 --run-timeout 1m --execution-timeout 5m
    --start-time 2026-01-01T00:00:00Z --end-time 2127-01-01T00:00:00Z --time-zone Europe/Berlin
    --static-summary sum --static-details det --pause-on-failure --overlap-policy BufferAll)
shape()
{
    jq -S 'del(.info, .schedule.action.startWorkflow.header)
        | .schedule.spec.structuredCalendar |= sort_by(tojson)'
}

it "create leaves a receipt"
run wfsh schedule create "$p-a" "${options[@]}" -o json
expect_json '[.scheduleId, .outcome, .code]' "[\"$p-a\",\"done\",0]"

begin "what it made is what the official CLI makes"
temporal schedule create -s "$p-b" "${options[@]}"
wfsh schedule describe "$p-a" -o json | shape >"$work/ours"
wfsh schedule describe "$p-b" -o json | shape >"$work/theirs"
expect diff "$work/ours" "$work/theirs"

it "again: a conflict"
run wfsh schedule create -s "$p-a" --interval 1h -t q --type W
expect_status 5
expect_stdout </dev/null

it "priority and headers reach the server too"
run wfsh schedule create "$p-c" --interval 1h -t q --type W --priority-key 2 --headers 'h="x"'
run wfsh schedule describe "$p-c" -o json --decode
expect_json '.schedule.action.startWorkflow | [.priority.priorityKey, .header.fields.h]' '[2,"x"]'

begin "describe is the official one's"
expect same schedule describe -s "$p-a"
expect same schedule describe -s "$p-c"

it "describe in words, in local time"
run env TZ=Asia/Tokyo wfsh schedule describe "$p-a"
expect_out '^State +Paused$'
expect_out 'at 12:30 on Friday$'
expect_out ' at 17:05 on Friday \(c\)$'
expect_out ' every 1h 30m, 15m later$'
expect_out 'Next runs +.* JST, '
expect_out 'Input +\{"a":1\}$'

it "an option that is wrong: where"
run wfsh schedule create "$p-x" --interval 1x -t q --type W
expect_status 2
expect_err "^wfsh: --interval '1x'"
run wfsh schedule create "$p-x" --calendar '{"hour":"1","foo":1}' -t q --type W
expect_status 2
expect_err "calendar 1: line 1, column 13"
run wfsh schedule create "$p-x" --cron 'x y' -t q --type W
expect_status 2

it "no schedule of that name: 3"
run wfsh schedule describe "$p-no"
expect_status 3
expect_err "no schedule '$p-no'"
run wfsh schedule toggle "$p-no" --pause
expect_status 3
run wfsh schedule delete "$p-no"
expect_status 3
run wfsh schedule trigger "$p-no"
expect_status 3

it "which one?"
run wfsh schedule describe
expect_status 2

listed() { [ "$(wfsh schedule list -o tsv --columns id --no-header | grep -c "^$p-[abc]\$")" = 3 ]; }
begin "list is the official one's"
wait_for 20 listed
expect same schedule list
expect same schedule list -q "ScheduleId STARTS_WITH '$p'"

it "list in words"
run wfsh schedule list -q "ScheduleId = '$p-c'" -o tsv --no-header --columns id,type,state,when
expect_stdout <<EOF
$p-c	W	Active	every 1h
EOF

# the server keeps in its listing how it was when the Schedule last did something
it "list says how the last run does"
wfsh schedule create "$p-r" --interval 1000h -t wfsh-sample --type FailDeep -w "$p-rw" -o none
wfsh schedule trigger "$p-r" -o none
came_out() { wfsh schedule list -o tsv --no-header --columns id,result | grep -qxE "$p-r	(Running|Failed)"; }
expect wait_for 30 came_out

it "a query that is wrong: 2"
run wfsh schedule list -q 'ScheduleId ='
expect_status 2
expect_err '^ScheduleId =$'
run wfsh schedule list -q 'NoSuchAttribute = 1'
expect_status 2

it "toggle: one of two"
run wfsh schedule toggle "$p-c"
expect_status 2
run wfsh schedule toggle "$p-c" --pause --reason because -o json
expect_json '[.scheduleId, .message]' "[\"$p-c\",\"paused\"]"
paused() { [ "$(wfsh schedule describe "$p-c" -o json | jq -c '.schedule.state')" = "$1" ]; }
wait_for 10 paused '{"notes":"because","paused":true}'
run wfsh schedule toggle "$p-c" --unpause
wait_for 10 paused '{"notes":"(no reason provided)"}'

begin "list-matching-times is the official one's"
span=(--start-time 2026-11-01T00:00:00Z --end-time 2026-11-03T00:00:00Z)
expect same schedule list-matching-times -s "$p-a" "${span[@]}"

it "matching times for people"
run wfsh schedule list-matching-times "$p-c" --start-time 2026-11-01T00:00:00Z \
    --end-time 2026-11-01T02:00:00Z
expect_stdout <<'EOF'
2026-11-01T01:00:00Z
2026-11-01T02:00:00Z
EOF

it "trigger starts a workflow"
run wfsh schedule trigger "$p-c" --overlap-policy AllowAll -o json
expect_json .message '"trigger requested"'
started() { [ "$(wfsh schedule describe "$p-c" -o json | jq -r '.info.actionCount // 0')" -ge "$1" ]; }
wait_for 20 started 1

it "backfill starts those of a span"
run wfsh schedule backfill "$p-c" --overlap-policy AllowAll --start-time 2026-11-01T00:30:00Z \
    --end-time 2026-11-01T02:30:00Z
wait_for 20 started 3
run wfsh schedule backfill "$p-c" --start-time 2026-11-02T00:00:00Z --end-time 2026-11-01T00:00:00Z
expect_status 2

# ---- changes -----------------------------------------------------------------------------

state()
{
    wfsh schedule describe "$1" -o json | jq -S 'del(.info, .conflictToken)'
}

it "update changes what is given"
state "$p-a" >"$work/before"
run wfsh schedule update "$p-a" --notes 'new notes' --jitter 7s --memo 'k2=2' -o json
expect_json '[.scheduleId, .message]' "[\"$p-a\",\"updated\"]"
begin "and keeps the rest"
jq -S '.schedule.state.notes = "new notes" | .schedule.spec.jitter = "7s"
    | .schedule.action.startWorkflow.memo.fields.k2 =
        {metadata: {encoding: ("json/plain" | @base64)}, data: ("2" | @base64)}' \
    "$work/before" >"$work/wanted"
state "$p-a" >"$work/after"
expect diff "$work/wanted" "$work/after"

it "other times: those go, the rest stays"
run wfsh schedule update "$p-a" --cron '0 4 * * 1-5'
run wfsh schedule describe "$p-a" -o json --decode
expect_json '.schedule | [(.spec.structuredCalendar | length), .spec.interval, .spec.timezoneName,
    .action.startWorkflow.input, .state.notes]' '[1,null,"Europe/Berlin",[{"a":1}],"new notes"]'

it "--paused=false and --remaining-actions 0"
run wfsh schedule update "$p-a" --paused=false --remaining-actions 0 --pause-on-failure=false
run wfsh schedule describe "$p-a" -o json
expect_json '[.schedule.state, .schedule.policies.pauseOnFailure]' '[{"notes":"new notes"},null]'

it "update of nothing"
run wfsh schedule update "$p-a"
expect_status 2
it "of one that is not there"
run wfsh schedule update "$p-no" --notes x
expect_status 3

it "update --explain: what would be sent"
run wfsh schedule update "$p-a" --notes x --explain
expect_json '[.method, .request.schedule.state.notes]' \
    '["temporal.api.workflowservice.v1.WorkflowService/UpdateSchedule","x"]'

it "describe -o json, changed by a program, and back"
run bash -c "wfsh schedule describe '$p-a' -o json |
    jq '.schedule.spec.jitter = \"9s\"' | wfsh schedule update '$p-a' --from -"
run wfsh schedule describe "$p-a" -o json --decode
expect_json '[.schedule.spec.jitter, .schedule.action.startWorkflow.input]' '["9s",[{"a":1}]]'

it "what the server cannot change is said, not dropped"
run bash -c "wfsh schedule describe '$p-a' -o json |
    jq '.memo.fields.m = 5' | wfsh schedule update '$p-a' --from -"
expect_status 5
expect_err 'memo updates are not supported'

it "as it is: nothing is sent"
run bash -c "wfsh schedule describe '$p-a' -o json | wfsh schedule update '$p-a' --from - -o json"
expect_json .message '"unchanged"'

it "a description that is older than the last change: 5"
wfsh schedule describe "$p-a" -o json >"$work/old.json"
wfsh schedule update "$p-a" --notes newer -o none
run wfsh schedule update "$p-a" --from "$work/old.json"
expect_status 5
expect_err 'changed by somebody else'

it "update --from --explain: what would be sent"
run wfsh schedule update "$p-a" --from "$work/old.json" --notes explained --explain
expect_json '[.request.schedule | .state.notes, .spec.jitter]' '["explained","9s"]'

it "a mistake in the text: where"
run bash -c "jq '.schedule.spec.jiter = \"1s\"' '$work/old.json' | wfsh schedule update '$p-a' --from -"
expect_status 2
expect_err "jiter"

it "edit: the payloads are values"
cat >"$work/editor" <<'EOF'
#!/bin/sh
cp "$1" "$SEEN"
sed -i "$CHANGE" "$1"
EOF
chmod +x "$work/editor"
export SEEN=$work/seen EDITOR=$work/editor VISUAL=
CHANGE='s/newer/edited/; s/"a": 1/"a": 2/' run wfsh schedule edit "$p-a" -o json
expect_json .message '"updated"'
expect test "$(jq -c '.schedule.action.startWorkflow | [.input, .memo.fields.k]' "$work/seen")" = '[[{"a":1}],"v"]'
run wfsh schedule describe "$p-a" -o json
expect_json '[.schedule.state.notes, (.schedule.action.startWorkflow.input.payloads[0].data | @base64d)]' \
    '["edited","{\"a\":2}"]'

it "edit: no change, nothing is sent"
CHANGE='' run wfsh schedule edit "$p-a" -o json
expect_json .message '"unchanged"'

it "edit: a mistake; the text stays"
CHANGE='s/"notes"/"nots"/' run wfsh schedule edit "$p-a"
expect_status 2
expect_err '^wfsh: .*nots'
expect_err "your text is in "
rm -f "$(sed -n 's/^.*your text is in \(.*\): wfsh.*/\1/p' "$stderr")"

it "edit: somebody else was faster, though the server says nothing"
cat >"$work/editor" <<'EOF'
#!/bin/sh
wfsh schedule update "$WHICH" --jitter 11s -o none
sed -i 's/edited/mine/' "$1"
EOF
WHICH=$p-a TMPDIR=$work run wfsh schedule edit "$p-a"
expect_status 5
expect_err 'changed by somebody else'
run wfsh schedule describe "$p-a" -o json
expect_json '[.schedule.state.notes, .schedule.spec.jitter]' '["edited","11s"]'

it "an editor that fails"
EDITOR=false run wfsh schedule edit "$p-a"
expect_status 9

# ---- moves -------------------------------------------------------------------------------

it "export, delete, import: it is the same"
state "$p-a" >"$work/before"
run wfsh schedule export "$p-a" "$p-c"
cp "$stdout" "$work/exported.json"
expect_json '[.[].scheduleId]' "[\"$p-a\",\"$p-c\"]"
run wfsh schedule delete "$p-a" -o json
expect_json '.message' '"deleted"'
gone() { ! wfsh schedule describe "$p-a" -o none 2>/dev/null; }
wait_for 10 gone
run wfsh schedule import "$work/exported.json"
expect_status 8
expect_out "^done  $p-a  created$"
expect_err "$p-c: "
state "$p-a" >"$work/after"
expect diff "$work/before" "$work/after"

it "import --replace --paused"
run wfsh schedule import "$work/exported.json" --replace --paused
expect_out "^done  $p-c  updated$"
run wfsh schedule describe "$p-c" -o json
expect_json .schedule.state.paused true

it "JSON lines too"
run bash -c "wfsh schedule export -q \"ScheduleId STARTS_WITH '$p-c'\" -o jsonl | wfsh schedule import - --replace -o jsonl"
expect_json .message '"unchanged"'

it "nothing is created when the text is wrong"
run bash -c "echo '[{\"scheduleId\":\"$p-y\",\"schedule\":{}},{\"schedule\":{}}]' | wfsh schedule import -"
expect_status 2
expect_err '2: it has no "scheduleId"'
run wfsh schedule describe "$p-y"
expect_status 3

it "with the official CLI's description, too"
run bash -c "temporal() { '$root/build/venv/bin/temporal' \"\$@\"; }
    temporal schedule describe -s '$p-b' -o json | wfsh schedule update '$p-b' --from - --notes theirs"
run wfsh schedule describe "$p-b" -o json
expect_json .schedule.state.notes '"theirs"'

it "one that was deleted is not found"
wfsh schedule create "$p-d" --interval 1h -t q --type W -o none
run wfsh schedule delete "$p-d" -o none
for verb in describe 'toggle --pause' trigger delete 'update --notes x'; do
    # shellcheck disable=SC2086
    run wfsh schedule $verb -s "$p-d"
    expect_status 3
    expect_stderr <<EOF
wfsh: no schedule '$p-d'
EOF
done

it "ids complete"
run wfsh __complete -- schedule describe "$p-"
expect_out "^$p-a"
