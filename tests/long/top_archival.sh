#!/usr/bin/env bash
# The archival form on a server that archives, and on one that does not.
# timeout: 3600
. "$(dirname "$0")/../lib/archive.sh"
. "$root/tests/lib/top.sh"

server_start "$work/without" --no-archival
none=$TEMPORAL_ADDRESS
server_start "$work/server"
uri=file://$work/server/archive
official operator namespace create -n orders --retention 72h >/dev/null

it 'what the cluster allows: yes'
run wfsh operator namespace archival show orders --cluster -o json
expect_json .cluster '{"history":"yes","visibility":"yes"}'

it 'what the cluster allows: no'
run wfsh operator namespace archival show default --cluster -o json --address "$none"
expect_json .cluster '{"history":"no","visibility":"no"}'

scene 'both are off and can be switched on'
top 100x30 archival orders
sees 'The cluster allows: history yes, visibility yes'
sees 'History archival +disabled +\(o\) disabled +\( \) enabled'

scene 'preview: the difference, what can never be changed, the command line'
keys Tab
keys Space
sees '\+ historyArchivalState: ARCHIVAL_STATE_ENABLED'
sees "! the URI of history can never be changed afterwards; the cluster's default is taken"
keys Tab
text "$uri/mine"
sees "\+ historyArchivalUri: $uri/mine"
sees 'wfsh operator namespace update orders --history-archival-state enabled --history-uri file://'
run official operator namespace describe -n orders -o json
expect_json '.config.historyArchivalState // "-"' '"ARCHIVAL_STATE_DISABLED"'

scene 'another name is refused'
keys C-s
text order
keys Enter
sees 'type orders to confirm; nothing was sent'
run wfsh ns archival show orders -o json
expect_json .history '{"state":"disabled"}'

scene 'the name applies it; the server is read back, and the URI is fixed'
text s
keys Enter
sees "History archival +enabled +\( \) disabled +\(o\) enabled"
sees 'History URI +file://.* fixed: it cannot change once it is set'
run wfsh ns archival show orders -o json
expect_json .history "{\"state\":\"enabled\",\"uri\":\"$uri/mine\"}"

scene 'a URI that the cluster cannot use: the refusal is shown, what was typed stays'
keys BTab BTab BTab
sees 'Visibility archival +disabled'
top 100x30 archival orders
sees 'fixed: it cannot change once it is set'
keys Tab Tab
keys Space
keys Tab
text s4://bucket/x
sees '\+ visibilityArchivalUri: s4://bucket/x'
keys Tab
text orders
keys Enter
sees "cannot use the archival URI 's4://bucket/x': nothing was changed"
sees 's4://bucket/x'
run wfsh ns archival show orders -o json
expect_json .visibility '{"state":"disabled"}'

scene "80x24: the cluster's default URI"
top 80x24 archival orders
sees 'fixed: it cannot change once it is'
keys Tab Tab
keys Space
sees '\+ visibilityArchivalState'
keys C-s
text orders
keys Enter
sees 'Visibility URI +file://.* fixed'
run wfsh ns archival show orders -o json
expect_json .visibility "{\"state\":\"enabled\",\"uri\":\"$uri/visibility\"}"

scene 'what the archive has: opened, its query kept and taken, the same started again'
worker orders
official workflow execute -n orders -w sum --type Addition -t wfsh-sample -i '{"addends": [0, 3]}' >/dev/null
old=$(run_of orders sum)
archived_one() { archived orders sum 1; }
wait_for 60 archived_one
official workflow delete -n orders -y -w sum -r "$old" >/dev/null
wait_for 60 forgotten orders sum "$old"
top 110x30 --namespace orders archived "WorkflowId = 'sum'"
until_sees '^> Completed +sum ' r
keys Enter
sees '> sum'
sees 'archived'
keys q
sees '^> Completed +sum '
keys F
sees '^keep as>'
text its-sum
keys Enter
sees 'kept as @its-sum'
keys / C-u
text "WorkflowId = 'none'"
keys Enter
sees 'the archive has no such'
keys f
sees 'its-sum'
keys Enter
until_sees '^> Completed +sum ' r
keys N
sees '│ wfsh workflow rerun -w sum'
form sum-again '' ''
again() { says '^Result +3$' timeout 20 wfsh result sum-again -n orders; }
expect wait_for 30 again
keys Q
gone

scene 'a cluster without an archive says so before anything can be asked'
TEMPORAL_ADDRESS=$none
top 100x30 archival default
sees 'The cluster allows: history no, visibility no'
sees 'History archival +disabled +off: this cluster has no such archive'
sees 'Visibility archival +disabled +off: this cluster has no such archive'

covers archival.toggle archived.keep-query archived.open archived.saved archived.start-like
