#!/usr/bin/env bash
# The dashboard on a server of its own: what must be seen on the Overview alone, a version that
# drains at once, and another cluster (a fake frontend).
# timeout: 120
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck disable=SC2034 # server.sh takes them
server_options=(
    --dynamic-config-value 'matching.PollerHistoryTTL="1s"'
    --dynamic-config-value 'matching.wv.VersionDrainageStatusVisibilityGracePeriod="1s"'
    --dynamic-config-value 'matching.wv.VersionDrainageStatusRefreshInterval="1s"'
    --dynamic-config-value 'system.clusterMetadataRefreshInterval="1s"'
)
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/fake/fake.sh
. "$root/tests/fake/fake.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topo
spawn "$root/build/venv/bin/python" "$lib/versioned_worker.py" "$TEMPORAL_ADDRESS" "$p" "$p-v" 1.0 2.0
versions=$pid
wfsh workflow start --type StuckActivity -t wfsh-sample -w "$p-stuck" -o none
for i in 1 2; do wfsh workflow start --type Nobody -t "$p-none" -w "$p-n$i" -o none; done
wfsh workflow start --type FailDeep -t wfsh-sample -w "$p-deep" -i '{"depth": 1}' -o none
wfsh schedule create "$p-s" --type WaitFor -t wfsh-sample -w "$p-w" --interval 1h --paused -o none
deployed() { says '2\.0' wfsh worker deployment describe "$p" && says '1\.0' wfsh worker deployment describe "$p"; }
wait_for 30 deployed
current() { says "\"currentVersionBuildID\": \"$1\"" wfsh worker deployment describe "$p" -o json; }
set_current() { wfsh worker deployment set-current-version --deployment-name "$p" --build-id "$1" --yes -o none; }
wait_for 30 set_current 1.0
wfsh worker deployment set-ramping-version --deployment-name "$p" --build-id 2.0 --percentage 5 --yes -o none
trouble()
{
    says activity-retrying wfsh why --open && says no-poller wfsh why --open &&
        says "$p-none" wfsh task-queue list --stuck && says KeyError wfsh failures --since 1h &&
        says "$p-s" wfsh schedule list -q 'TemporalSchedulePaused = true'
}
wait_for 30 trouble

# The row of the Overview, and what Enter opens.
attention()
{
    text /
    keys C-u
    text "$1"
    keys Enter
    until_sees "^> .*$1"
    keys Enter
    sees "$2"
    keys q
    sees 'STARTED/min'
}
scene 'the Overview opens what each of its rows is about'
top 110x40
sees 'STARTED/min'
sees 'ramping 2.0'
attention '1 Workflow ' "> $p-stuck"
attention '2 Workflows ' "WorkflowId IN \('$p-n[12]', '$p-n[12]'\)"
attention "Task Queue $p-none" 'task-queue describe -t'
attention 'failed in the last hour' 'failures --since 1h'
attention "Schedule $p-s" 'schedule describe -s'
attention "Worker Deployment $p" 'worker deployment describe'

scene 'a version that has drained, and that nobody polls, is deleted'
wfsh worker deployment set-ramping-version --deployment-name "$p" --build-id 2.0 --delete --yes -o none
top 110x32 versions "$p"
until_sees '2\.0 .*(Drained|drained)' r
kill "$versions"
down_to '2.0 '
no_version() { ! says '2\.0' wfsh worker deployment describe "$p"; }
forgotten() # the server still knows the pollers for a second
{
    keys D
    sees 'must be drained'
    form '' 2.0
    soon 15 no_version
}
tries forgotten

# What a server of the name `other` says; the file of the call has less than a server wants.
described()
{
    "$root/build/venv/bin/python" - <<'END'
import base64
texts = {2: "1.32.0", 4: "2b4c6d8e-0000-4000-8000-00000000beef", 5: "other"}
numbers = {6: 4, 10: 10, 11: 2, 12: 1}  # shards, versions of failovers, global namespaces
out = b"".join(bytes([n << 3 | 2, len(t)]) + t.encode() for n, t in texts.items())
out += b"".join(bytes([n << 3, v]) for n, v in numbers.items())
print(base64.b64encode(out).decode())
END
}
scene 'another cluster is made known, connected otherwise, and forgotten'
# shellcheck disable=SC2119 # it takes options of the fake, and needs none
fake_start <<END
DescribeCluster raw $(described)
END
cluster() { says "$1" wfsh operator cluster list -o tsv; }
top 110x32 clusters
sees '^> active'
keys n
form "$address" '' ''
expect wait_for 20 cluster "other.*$address"
keys r
down_to 'other '
keys e
sees 'Connect '
keys Enter Right Enter Enter
expect wait_for 20 cluster "other.*false"
keys r
down_to 'other '
no_cluster() { ! cluster other; }
removed() # the server knows a cluster by a cache of its own: later
{
    keys D
    sees 'Type other to confirm'
    form other
    soon 15 no_cluster
}
tries removed
keys Q
gone

covers clusters.connection clusters.remove clusters.upsert overview.open 'overview.open#2' \
    'overview.open#4' 'overview.open#5' 'overview.open#6' 'overview.open#7' versions.delete
