#!/usr/bin/env bash
# The age of a backlog, in the official CLI's words: whatever it is.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start </dev/null
while read -r age words; do
    it "$age is $words"
    fake_tell "DescribeTaskQueue reply {\"versionsInfo\": {\"\": {\"typesInfo\": {\"1\": {\"stats\": {\"approximateBacklogCount\": \"1\", \"approximateBacklogAge\": \"$age\"}}}}}}"
    wf task-queue describe -t q --task-queue-type workflow -o json
    expect_json '.stats[0].approximateBacklogAge' "\"$words\""
done <<'EOF'
0s 0s
0.5s 500m s
0.0015s 1.5m s
0.000001s 1µs
59.999s 59.999s
60s 1m 0s
73.860967658s 1m 13.860967658s
3661.5s 1h 1m 1.5s
86400s 1d 0h 0m 0s
90061.000000001s 1d 1h 1m 1.000000001s
864000s 10d 0h 0m 0s
EOF

it "without statistics there are none, whatever the server says"
wf task-queue describe -t q --disable-stats -o json
expect_json .stats null
fake_stop
