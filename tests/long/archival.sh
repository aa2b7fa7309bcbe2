#!/usr/bin/env bash
# Archival against a real server: configured by both spellings, waited for, refused.
# timeout: 3600
. "$(dirname "$0")/../lib/archive.sh"

server_start "$work/without" --no-archival
none=$TEMPORAL_ADDRESS
d=$work/server
server_start "$d"
uri=file://$d/archive

# states NAMESPACE: state and URI of history, then of visibility, as the server has them
states()
{
    official operator namespace describe -n "$1" -o json | jq -r '.config |
        "\(.historyArchivalState // "ARCHIVAL_STATE_DISABLED") \(.historyArchivalUri // "-")",
        "\(.visibilityArchivalState // "ARCHIVAL_STATE_DISABLED") \(.visibilityArchivalUri // "-")"' |
        sed 's/ARCHIVAL_STATE_//'
}

for ns in one two three four; do official operator namespace create -n $ns --retention 1h >/dev/null; done

# ---- shown and set ------------------------------------------------------------------------

it 'a namespace without archival'
run wfsh operator namespace archival show one
expect_stdout <<'END'
Namespace   one
History     disabled
Visibility  disabled
Retention   1h
END

it 'set, no URI given: the default of the cluster, read back'
run wfsh operator namespace archival set one --history enabled -o json
expect_json '[.namespace, .history.state, .history.uri, .visibility.state]' \
    "[\"one\",\"enabled\",\"$uri/history\",\"disabled\"]"
expect_err "history URI: $uri/history\$"

it 'what it says is what the server has'
run states one
expect_stdout <<END
ENABLED $uri/history
DISABLED -
END

it 'visibility is waited for: the next list finds the cache warm'
run wfsh ns archival set one --visibility enabled -o json
expect_json '[.history.state, .visibility]' "[\"enabled\",{\"state\":\"enabled\",\"uri\":\"$uri/visibility\"}]"
expect official workflow list --archived -n one

it 'the official spelling does the same, with a URI of its own'
run wfsh operator namespace update -n two -o json --history-archival-state enabled \
    --history-uri "$uri/own" --visibility-archival-state enabled
expect_json '.config | [.historyArchivalState, .historyArchivalUri, .visibilityArchivalUri]' \
    "[\"ARCHIVAL_STATE_ENABLED\",\"$uri/own\",\"$uri/visibility\"]"
expect official workflow list --archived -n two

it 'both at once, from the name of --namespace'
run wfsh ns archival set -n three --history-archival-state enabled --visibility enabled -o none
expect_stdout </dev/null
expect official workflow list --archived -n three

it 'and shown so'
run wfsh ns archival show -n three -o json
expect_json '[.history.state, .visibility.state, .retention]' '["enabled","enabled","3600s"]'

it 'asking for what is there changes nothing'
run wfsh ns archival set two --history enabled --history-uri "$uri/own"

it 'off again: the URI stays'
run wfsh ns archival set two --history disabled
expect_out "^History +disabled +$uri/own "

it 'a URI alone is kept for later'
run wfsh ns archival set four --visibility-uri "$uri/later"
expect_out "^Visibility +disabled +$uri/later "

it 'and used when it is switched on'
run wfsh ns archival set four --visibility enabled
expect_out "^Visibility +enabled +$uri/later "

it 'a new namespace takes archival with it'
run wfsh ns create five --retention 1h --history-archival-state enabled --history-uri "$uri/five"
expect test "$(states five | head -n 1)" = "ENABLED $uri/five"

# Asked for before it existed, it stays unknown to the frontend for up to a second.
official workflow list -n six >/dev/null 2>&1
official operator namespace create -n six --retention 1h >/dev/null
it 'a namespace that the frontend does not know yet is waited for'
run wfsh ns archival set six --history enabled --visibility enabled
expect official workflow list --archived -n six

# ---- refused ------------------------------------------------------------------------------

it 'the URI of history is set already'
run wfsh ns archival set one --history-uri "$uri/other"
expect_status 5
expect_stdout </dev/null
expect_stderr <<END
wfsh: the URI of history archival is set already: $uri/history and can never be changed
leave --history-uri out to keep it
END

it 'so is that of visibility, in the official spelling'
run wfsh operator namespace update -n one -o json \
    --visibility-archival-state enabled --visibility-uri "$uri/visibility/"
expect_status 5
expect_stdout </dev/null
expect_err '"code":5,"word":"conflict"'

it 'nothing has changed'
run states one
expect_stdout <<END
ENABLED $uri/history
ENABLED $uri/visibility
END

official operator namespace create -n seven --retention 1h >/dev/null
for bad in s4://bucket/x s3://bucket/x /tmp/x file:// file:///etc/passwd; do
    it "a URI that the cluster cannot use: $bad"
    run wfsh ns archival set seven --history enabled --history-uri "$bad"
    expect_status 5
    expect_err "cannot use the archival URI '$bad': nothing was changed\$"
done

it 'that leaves no new namespace'
run wfsh ns create eight --history-archival-state enabled --history-uri s4://bucket/x
expect_status 5
expect test "$(wfsh ns describe eight >/dev/null 2>&1; echo $?)" = 3

it 'no such namespace'
run wfsh ns archival set nine --history enabled
expect_status 3

it 'nothing to set'
run wfsh ns archival set one
expect_status 2

# ---- a cluster without archival -----------------------------------------------------------

# without ADDRESS WHAT
without()
{
    local n=archival-$$

    export TEMPORAL_ADDRESS=$1
    official operator namespace create -n $n --retention 1h >/dev/null

    it "$2: not taken, the server said OK"
    run wfsh ns archival set $n --history enabled
    expect_status 5
    expect_out '^History +disabled$'
    expect_err "history archival: state 'enabled' was not taken"

    it "$2: not taken, in the official spelling"
    run wfsh operator namespace update -n $n --visibility-archival-state enabled
    expect_status 5
    expect_err "visibility archival: state 'enabled' was not taken"

    it "$2: not taken, a URI"
    run wfsh ns archival set $n --visibility-uri "$uri/x" -o json
    expect_status 5
    expect_json .visibility '{"state":"disabled"}'

    it "$2: not taken by a new namespace, which exists"
    run wfsh ns create $n-new --visibility-archival-state enabled
    expect_status 5
    expect wfsh ns describe $n-new

    it "$2: disabled is what it is"
    run wfsh ns archival set $n --history disabled --visibility disabled

    it "$2: the rest of an update is done"
    run wfsh operator namespace update -n $n --retention 2h --history-archival-state enabled
    expect_status 5
    expect_out '^Retention +2h$'

    it "$2: there is nothing to list"
    run wfsh workflow list --archived -n $n
    expect_status 5
    expect_err 'Cluster is not configured for visibility archival'

    it "$2: a run that is not there is not found"
    run wfsh workflow show nothing -n $n
    expect_status 3
}

without "$none" 'a server without archival'
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
without "$TEMPORAL_ADDRESS" 'the dev server'
