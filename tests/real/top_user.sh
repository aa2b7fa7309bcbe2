#!/usr/bin/env bash
# What the config file adds to the dashboard, keys that collide, and lists in little room.
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/lib/server.sh
. "$root/tests/lib/server.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

p=topu-$$
wfsh workflow start --type WaitFor -t wfsh-sample -w "$p-it's" -o none
wfsh schedule create "$p-s" --interval 1h -t wfsh-sample --type WaitFor -w "$p-w" --paused -o none
at_end 'wfsh schedule delete "$p-s" -o none'
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$p-'")" = 1 ]; }
wait_for 20 listed
mkdir -p "$XDG_CONFIG_HOME/wfsh"
config() { cat >"$XDG_CONFIG_HOME/wfsh/config.toml"; }

config <<EOF
[queries]
mine = "WorkflowId STARTS_WITH '$p-'"
[keys]
"workflows.terminate" = "T"
"commands.note" = "ctrl-n"
[commands]
"ctrl-t" = "workflow show {id} -r {run} --columns type"
note = "!printf '%s\\\\n' {id} \"\$WFSH_ID\" \"\$WFSH_RUN\" \"\$TEMPORAL_NAMESPACE\" >'$work/note'"
poke = "workflow signal -w {id} --name release --input {?Note}"
EOF

scene "a command of one's own, by its key: a verb with the selection"
top 110x30 workflows
keys f Enter
sees "^> .*$p-it's"
keys C-t
sees 'WorkflowExecutionStarted'
keys q

scene "a shell command gets the selection quoted, and in the environment"
keys C-n
sees 'Enter goes back'
keys Enter
sees "^> .*$p-it's"
run cat "$work/note"
expect_out "^$p-it's$"
expect_out '^[0-9a-f-]{36}$'
expect_out '^default$'
expect test "$(grep -c "^$p-it's$" "$work/note")" = 2

scene "they are in the help and in the menu, with their keys"
keys '?'
sees 'ctrl-n +note'
sees '^ *T +terminate'
sees 'ctrl-t +workflow show'
keys q a
sees 'note +ctrl-n'
sees ' poke '
keys Escape

scene "one that writes has a form and asks"
go poke
sees 'Note'
text '"hi"'
keys Enter
sees 'Run this'
keys y
over() { wfsh workflow describe "$p-it's" -o json | grep -q STATUS_COMPLETED; }
expect wait_for 15 over

scene "a key that was moved has left its place"
keys r
sees '^> Completed'
keys X
sees_not 'to confirm'
keys T
sees "Type $p-it's to confirm"
keys Escape
sees_not 'to confirm'
keys Q
gone

refused()
{
    config
    it "$1"
    run wfsh top workflows </dev/null
    expect_status 2
    expect_err "$2"
}
refused "a key for two things is refused, with the file and the key" \
    'wfsh/config.toml: \[keys\] workflows.signal: .c. is the key of cancel \(in workflows\)' <<'EOF'
[keys]
"workflows.signal" = "c"
EOF
refused "a key of every view" 'refresh \(everywhere' <<'EOF'
[keys]
"queues.add" = "r"
EOF
refused "keys that move in lists" "'j' moves in lists" <<'EOF'
[keys]
refresh = "j"
EOF
refused "a name that no key has" "no key is called 'control-x'" <<'EOF'
[keys]
"schedules.trigger" = "control-x"
EOF
refused "a name that no action has" 'workflows.terminat: no action is called so' <<'EOF'
[keys]
"workflows.terminat" = "T"
EOF
refused "a command whose key is taken" '\[commands\] X: .X. is the key of terminate' <<'EOF'
[commands]
X = "workflow show {id}"
EOF

config </dev/null
scene "60x20: one pane, and Tab changes which"
top 58x20 schedules
sees "^> $p-s"
sees_not '── '
keys Tab
sees "^>─ $p-s ──"
sees 'State +Paused'
keys q
sees "^> $p-s"

scene "40x10: the list still has rows and keys"
top 40x10 schedules
sees "^> $p-s"
sees 'Schedules'
sees '\? help  q back$'

scene "smaller: what matters most"
top 39x8 schedules
sees '^UP default'
sees 'enlarge to 40x10'

scene "seven bits"
top_lang=C
top 100x30 schedules
sees "^-- $p-s -----"
keys a
sees_not '[^ -~]'
keys Escape
keys Q
gone

covers everywhere.help
