#!/usr/bin/env bash
# What workflow tail and workflow wait say to a command line that cannot work.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

refused() # ARGUMENT…; stderr on stdin
{
    cat >"$work/said"
    run wfsh "$@" --address 127.0.0.1:1
    expect_status 2
    expect_stdout </dev/null
    expect cmp "$stderr" "$work/said"
}

refused tail <<'EOT'
wfsh: workflow tail: which ones? give ids, `-`, --query
try 'wfsh help workflow tail'
EOT
refused wait <<'EOT'
wfsh: workflow wait: which one? give an id or `-`
try 'wfsh help workflow wait'
EOT
refused tail x --last some <<'EOT'
wfsh: --last: 'some' is no number and not 'all'
EOT
refused tail x --until status=Bad <<'EOT'
wfsh: --until: no workflow ends with the status 'Bad'
Completed, Failed, TimedOut, Canceled, Terminated, ContinuedAsNew or closed
EOT
refused tail x --until query-empty <<'EOT'
wfsh: --until: 'query-empty' is no condition
status=Failed, event=TYPE[:NAME], signal=NAME, update=NAME, activity=TYPE, timer=ID, child=TYPE, closed
EOT
refused wait x --for event=Nonsense <<'EOT'
wfsh: --for: no kind of event is called 'Nonsense'
a type such as ActivityTaskFailed or Timer*, a category or a class as in show --filter, with :NAME for one activity, signal …
EOT
refused tail x --interval 1ms <<'EOT'
wfsh: --interval: at least 100ms
EOT
refused tail x --sort id <<'EOT'
wfsh: a tail cannot be sorted: it has no end
EOT

cursor()
{
    printf '%s' "$1" >"$work/c"
    run wfsh tail x --cursor "$work/c" --address 127.0.0.1:1
    expect_status 2
    expect_err "--cursor: .*$2"
    expect test "$(cat "$work/c")" = "$1" # it is left as it was
}
it 'a cursor of a later version is refused'
cursor '{"wfshCursor": 2, "runs": []}' 'a later version of wfsh has written it'
it 'a cursor of another namespace is refused'
cursor '{"wfshCursor": 1, "namespace": "other", "runs": []}' 'it is of another namespace'
it 'a file of another kind is refused'
cursor '{"runs": []}' 'it is no cursor'
it 'a file that is cut in half is refused, with the place'
cursor '{"wfshCursor": 1, "runs": [{"workflowId": "a"' 'line 1, column'
it 'a run without its ids is refused'
cursor '{"wfshCursor": 1, "runs": [{"workflowId": "a"}]}' 'a run without its ids'
