#!/usr/bin/env bash
# Scripts and every kind of failure: file:line:, the status of what failed, nothing after it.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

export TEMPORAL_ADDRESS=127.0.0.1:1

# fails STATUS WORDS LINE…: a script whose third line is LINE, and what it says there.
fails()
{
    local status_=$1 words=$2

    it "$3"
    printf '#!/usr/bin/env wfsh\necho before\n%s\necho behind\n' "$3" >"$work/s.wf"
    run wfsh -f "$work/s.wf"
    expect_status "$status_"
    expect_stdout <<'END'
before
END
    expect_err "^wfsh: $work/s.wf:3: $words"
    it "$3, going on"
    run wfsh --keep-going -f "$work/s.wf"
    expect_status "$status_"
    expect_out '^behind$'
}

fails 2 "workflow: unknown verb 'shw'" 'workflow shw'
fails 2 "workflow list: unknown flag '--bogus'" 'ls --bogus'
fails 2 'workflow show: which one\?' 'show'
fails 4 'cannot reach 127.0.0.1:1' 'count'
fails 4 'cannot reach 127.0.0.1:1' 'count | cat'
fails 4 'cannot reach 127.0.0.1:1' 'let r = describe x'
fails 127 "'lst' is no verb, and sh knows no such program" 'lst'
fails 1 'false: ended with status 1' 'false'
fails 3 "cannot open 'no such file': No such file or directory" 'source "no such file"'
fails 3 "cannot open 'no such file': No such file or directory" 'count <"no such file"'
fails 3 "cannot open 'no such folder/x': No such file or directory" 'count >"no such folder/x"'
fails 2 '\$nope is not set' 'echo $nope'
fails 2 "let: 'a-b' is no name" 'let a-b = 1'
fails 2 'usage: use NAMESPACE' 'use'
fails 2 "'soon' is no duration" 'sleep soon'
fails 1 "assertion failed: 'a' = 'b'" 'assert a = b'
fails 1 "assertion failed: 'a' != 'a'" 'assert a != a'
fails 1 'assertion failed: it is empty' "assert ''"
fails 2 'echo cannot stand in a pipe' 'echo a | cat'
fails 2 'only a single verb can run in the background' 'cat x &'

it "what does not parse: nothing runs"
printf 'echo before\n\necho a | | b\n' >"$work/s.wf"
run wfsh -f "$work/s.wf"
expect_status 2
expect_stdout </dev/null
expect_err "^wfsh: $work/s.wf:3: nothing stands before '|'"

for open in 'echo "a' "echo 'a" 'call {"a": [' 'cat <<END' 'echo a |' "echo a \\"; do
    it "what does not end: $open"
    printf 'echo before\n# a remark\n%s\nmore\n\n' "$open" >"$work/s.wf"
    [ "$open" != 'echo a |' ] && [ "$open" != "echo a \\" ] || printf 'echo before\n\n%s' "$open" >"$work/s.wf"
    run wfsh -f "$work/s.wf"
    expect_status 2
    expect_stdout </dev/null
    expect_err "^wfsh: $work/s.wf:3: the text ends inside of a quote, bracket or heredoc"
done

it "what fails in a script that another one sources"
printf 'echo inner\nassert a = b\n' >"$work/inner.wf"
printf 'echo outer\n\nsource %s\necho behind\n' "$work/inner.wf" >"$work/s.wf"
run wfsh -f "$work/s.wf"
expect_status 1
expect_stdout <<'END'
outer
inner
END
expect_stderr <<END
wfsh: $work/inner.wf:2: assertion failed: 'a' = 'b'
END

it "stdin is a file too"
run bash -c "printf 'echo a\nworkflow shw\n' | wfsh"
expect_status 2
expect_err '^wfsh: <stdin>:2: workflow: unknown verb'

it "the first failure is the status of one that goes on"
run wfsh --keep-going -c "assert a = b; use; echo end"
expect_status 1
expect_stdout <<'END'
end
END

it "no such file"
run wfsh -f "$work/none"
expect_status 3
expect_err "^wfsh: cannot open '$work/none': No such file or directory"

it "a heredoc is as it is; the line behind it is counted on"
run wfsh -c 'let x = 1
cat <<END
$x "a" {
END
workflow shw'
expect_status 2
expect_stdout <<'END'
$x "a" {
END

it "sleep takes as long as it says"
begin_ms=$(date +%s%3N)
run wfsh -c 'sleep 300ms; echo on'
expect test $(($(date +%s%3N) - begin_ms)) -ge 300
expect_stdout <<'END'
on
END

it "variables, and members of JSON"
run wfsh -c 'let r = {"a": {"b": [1, "x"]}, "n": 12345678901234567890}
echo $r.a.b ${r.n} "$r.a" $? '"'\$r'"'
assert $r.n = 12345678901234567890'
expect_stdout <<'END'
[1, "x"] 12345678901234567890 {"b": [1, "x"]} 0 $r
END
