#!/usr/bin/env bash
# Archival that the server takes, and archival that it passes over in silence.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<<'set namespaces "default other"'
it "not taken: exit 5, with the reason"
wf operator namespace archival set default --history enabled
expect_status 5
expect_err 'archiv'
it "the official spelling reads back as well"
wf operator namespace update --namespace default --history-archival-state enabled
expect_status 5
expect_err 'archiv'
it "and the same as JSON, with nothing that says it is done"
wf operator namespace update --namespace default --visibility-archival-state enabled -o json
expect_status 5
expect jq -e . "$stderr"
it "show says disabled"
wf operator namespace archival show default -o json
expect grep -q -i disabled "$stdout"
expect test "$(grep -c -i enabled "$stdout")" = 0
it "disabling what is disabled is done"
wf operator namespace archival set default --history disabled
expect_status 0
fake_stop

fake_start <<'EOF'
set archival.taken yes
set archival.uri file:///srv/by-default
EOF
it "taken: the default URI is shown"
wf operator namespace archival set default --history enabled
expect_out 'file:///srv/by-default'
it "show reads it back"
wf operator namespace archival show default -o json
expect grep -q 'file:///srv/by-default' "$stdout"
it "a URI of one's own for the other"
wf operator namespace archival set default --visibility enabled \
    --visibility-uri file:///srv/mine
expect_out 'file:///srv/mine'
it "a URI cannot be changed: exit 5, the old one stays"
wf operator namespace archival set default --history enabled --history-uri file:///srv/else
expect_status 5
expect_err 'URI'
wf operator namespace archival show default -o json
expect grep -q 'file:///srv/by-default' "$stdout"
expect test "$(grep -c 'srv/else' "$stdout")" = 0
it "disabled again, its URI stays"
wf operator namespace archival set default --history disabled
expect_status 0
it "a namespace that is not there"
wf operator namespace archival show nowhere
expect_status 3
expect_err nowhere
fake_stop

fake_start <<'EOF'
set archival.taken yes
set archival.cache 1500
EOF
it "a namespace cache that is not yet warm is waited for"
before=${EPOCHREALTIME/[.,]/}
wf operator namespace archival set default --history enabled --visibility enabled
expect_status 0
expect test $((${EPOCHREALTIME/[.,]/} - before)) -ge 1400000
expect seen '.method == "ListArchivedWorkflowExecutions"'
