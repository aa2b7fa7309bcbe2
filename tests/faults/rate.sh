#!/usr/bin/env bash
# More runs than a page holds: counted in six parts, in at most 14 calls, and said so.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<'END'
CountWorkflowExecutions when=StartTime times=1 reply {"count":"6036"}
CountWorkflowExecutions when=StartTime reply {"count":"1006"}
CountWorkflowExecutions when=CloseTime reply {"count":"0"}
END

it "each part is spread evenly over its minutes"
wf workflow rate -o json
expect_json '[length, (map(.started) | add), (map(.started) | max), (map(.started) | min)]' '[60,6036,101,100]'
expect_json '[(map(.span) | unique), (map(.closed) | add)]' '[["600s"],0]'

it "in eight calls: one and six, and one that found nothing"
expect logged 8 '.method == "CountWorkflowExecutions"'

it "a failure in between fails it"
fake_stop
fake_start <<'END'
CountWorkflowExecutions times=2 reply {"count":"6036"}
CountWorkflowExecutions status INVALID_ARGUMENT broken
END
wf workflow rate
expect_status 2
expect_stdout </dev/null
