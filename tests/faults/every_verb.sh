#!/usr/bin/env bash
# Every verb that calls the frontend, and everything that can happen to a call: an exit status
# that means it, one line and at most a hint on stderr, no crash, never 0.
# timeout: 900
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

# Path and arguments of each; one that the binary does not have is left out.
calls='call | ListNamespaces
operator cluster describe |
operator cluster health |
operator cluster list |
operator cluster remove | --name c
operator cluster system |
operator cluster upsert | --frontend-address h:1
operator namespace archival set | default --history enabled
operator namespace archival show | default
operator namespace create | n
operator namespace delete | default --yes
operator namespace describe | default
operator namespace list |
operator namespace update | default --description d
operator search-attribute create | --name N --type Keyword
operator search-attribute list |
operator search-attribute remove | --name N --yes
batch describe | a
batch list |
batch terminate | a --reason r
schedule backfill | s --start-time 2026-11-01 --end-time 2026-11-02
schedule create | s --interval 1h --type T --task-queue q
schedule delete | s
schedule describe | s
schedule edit | s
schedule export | s
schedule import | FILE
schedule list |
schedule list-matching-times | s --start-time 2026-11-01 --end-time 2026-11-02
schedule toggle | s --pause
schedule trigger | s
schedule update | s --notes n
workflow cancel | a
workflow count |
workflow delete | a --yes
workflow describe | a
workflow execute | --type T --task-queue q --workflow-id n
workflow execute-update-with-start | --type T --task-queue q --workflow-id n --id-conflict-policy UseExisting --update-name u
workflow export | a --dir DIR
workflow list |
workflow metadata | a
workflow pause | a
workflow query | a --name n
workflow rerun | a
workflow reset with-workflow-update-options | a --event-id 4 --reason r --versioning-override-behavior auto_upgrade
workflow reset | a --event-id 4 --reason r
workflow reset-points | a
workflow result | a
workflow show | a
workflow signal | a --name s
workflow signal-with-start | --type T --task-queue q --workflow-id n --signal-name s
workflow stack | a
workflow start | --type T --task-queue q --workflow-id n
workflow start-update-with-start | --type T --task-queue q --workflow-id n --id-conflict-policy UseExisting --update-name u --update-wait-for-stage accepted
workflow tail | a
workflow terminate | a --reason r
workflow trace | a
workflow unpause | a
workflow update describe | a --update-id u
workflow update execute | a u
workflow update result | a --update-id u
workflow update start | a u --wait-for-stage accepted
workflow update-options | a --versioning-override-behavior auto_upgrade
workflow wait | a --for closed
workflow why | a'
echo '{"scheduleId":"s","schedule":{}}' >"$work/schedule.json"
paths=$(wfsh --dump-commands | jq -r '.commands[].path')

# fault NAME STATUS RULE [OPTION…]: every verb meets RULE; STATUS is an extended expression.
fault()
{
    local name=$1 wanted=$2 rule=$3 verb words

    shift 3
    fake_start <<<"$rule"
    while read -r verb; do
        grep -qx "${verb%% |*}" <<<"$paths" || continue
        verb=${verb/ |/}
        verb=${verb/DIR/$work/exported}
        read -ra words <<<"${verb/FILE/$work/schedule.json}"
        it "$name: $verb"
        run timeout -k 2 20 wfsh "${words[@]}" "$@" --address "$address"
        _told=1
        [[ $status =~ ^($wanted)$ ]] || _complain "exit status $status, expected $wanted" \
            "$(sed 's/^/stderr: /' "$stderr")"
        expect test -s "$stderr"
        [ "$(wc -l <"$stderr")" -le 3 ] || _complain "too many words" "$(cat "$stderr")"
        expect test "$(grep -c 'Stream removed\|Error received from peer' "$stderr")" = 0
    done <<<"$calls"
    fake_stop
}

# For who adds a verb.
grep -vE '^(help|options|version|__complete|dump-commands|(config|env) .*|workflow fix-history-json)$' \
    <<<"$paths" | while read -r path; do
    grep -q "^$path |" <<<"$calls" || echo "# not in this test: $path"
done

fault internal 1 "* status INTERNAL 'out of order'"
fault denied '6' "* status PERMISSION_DENIED 'not you'"
fault hang '7' "* hang" --command-timeout 300ms
fault cut '1' "* damage truncate"
fault status-less '1' "* trailers none"
fault page 4 "* http 404"
fault gone '4|75' "* drop now" --command-timeout 400ms
