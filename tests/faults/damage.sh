#!/usr/bin/env bash
# Replies that no honest server sends: refused in words, never a crash, never raw bytes.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"

fake_start <<'EOF'
set history.events 4
EOF

# refused ACTION WORDS [EXIT]
refused()
{
    it "$1"
    expect fake_tell "DescribeNamespace times=1 $1"
    wf operator namespace describe default
    expect_status "${3-1}"
    expect_stdout </dev/null
    expect_err "$2"
    expect test "$(wc -l <"$stderr")" -le 2
}
refused "damage truncate" 'damaged'
refused "damage length" 'damaged'
refused "damage utf8" 'not UTF-8'
refused "damage repeat 1000" 'comes twice'
refused "damage short" 'without a reply|ended'
refused "trailers none" 'DescribeNamespace|status'
refused "trailers garbage" '.'
refused "trailers only" 'without a reply'
refused "trailers bad-details" 'details that are none' 3
refused "http 200 text/plain" '.'
it "trailers huge are an answer"
expect fake_tell "DescribeNamespace times=1 trailers huge"
wf operator namespace describe default
expect_out default
it "trailers raw-message are an answer"
expect fake_tell "DescribeNamespace times=1 trailers raw-message"
wf operator namespace describe default
expect_out default
