#!/usr/bin/env bash
# The prompt, typed at as a new user would, in a real terminal.
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=prompt-$$
temporal workflow start --type WaitFor -t wfsh-sample -w "$id-a" -o none
temporal workflow start --type WaitFor -t wfsh-sample -w "$id-b" -o none
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 2 ]; }
wait_for 20 listed

mkdir -p "$XDG_CONFIG_HOME/wfsh"
printf '[aliases]\nmine = "workflow show --limit 1"\n' >"$XDG_CONFIG_HOME/wfsh/config.toml"
printf 'set -g exit-empty off\nset -g remain-on-exit on\nset -sg escape-time 0\n' >"$work/tmux.conf"
mux() { tmux -L "wfsh-$$" -f "$work/tmux.conf" "$@"; }
at_end 'tmux -L wfsh-$$ kill-server 2>/dev/null'
mux new-session -d -s keep -x 80 -y 24 cat
mux new-session -d -s t -x 110 -y 40 "env TERM=tmux-256color HOME='$HOME' PATH='$PATH' \
    XDG_STATE_HOME='$XDG_STATE_HOME' TEMPORAL_ADDRESS='$TEMPORAL_ADDRESS' LC_ALL=C.UTF-8 wfsh"

screen() { mux capture-pane -p -t t; }
type_() { mux send-keys -t t -l "$1"; mux send-keys -t t Enter; }
shows() { screen | grep -qE -- "$1"; }
scene() { it "$1"; run true; }
sees() { wait_for 20 shows "$1"; }

scene "greets, and says where it is"
sees '^default:default> $|^default:default>$'

scene "rows are numbered, and a number is an id"
type_ "ls --id-prefix $id --columns id"
sees "2 +$id-a|2 +$id-b"
type_ "show 1 --limit 1 --columns type"
sees 'WorkflowExecutionStarted'

scene "cd stands in the prompt"
type_ "cd $id-a"
sees "default:default/$id-a>"

scene "TAB completes an alias, and what it stands for"
mux send-keys -t t -l 'min'
mux send-keys -t t Tab
mux send-keys -t t -l -- '--colum'
mux send-keys -t t Tab
sees '> mine --columns'
mux send-keys -t t C-u
type_ 'cd ..'

scene "TAB completes a live id"
mux send-keys -t t -l "show $id-"
mux send-keys -t t Tab Tab
sees "$id-a +$id-b"
mux send-keys -t t C-c
sees "show $id-\^C" # the terminal drops what is typed at the same time

scene "an open bracket asks for more, Ctrl-C drops it"
type_ 'call {'
sees '^\.\.\.'
mux send-keys -t t C-c
sees '\^C'

scene "Ctrl-C ends a call, not the shell"
type_ "show $id-b -f"
sees 'WorkflowTaskStarted|WorkflowTaskScheduled'
mux send-keys -t t C-c
type_ 'echo still here'
sees '^still here'

scene "background work reports above the prompt"
type_ "result $id-a &"
sees "^\[1\] result $id-a"
type_ "terminate $id-a --reason over --yes"
sees "^\[1\] workflow-terminated \(13\)"

scene "a pipe"
type_ 'count | cat -A'
sees '^[0-9]+\$'

scene "leaves; the history is kept, private, without what begins with a blank"
type_ ' echo secret'
sees '^secret'
at_prompt() { screen | sed '/^$/d' | tail -n 1 | grep -q '> *$'; }
wait_for 20 at_prompt
type_ '\q'
gone() { [ "$(mux display -p -t t '#{pane_dead}')" = 1 ]; } # tmux may leave its words away
wait_for 20 gone
expect grep -qx "cd $id-a" "$XDG_STATE_HOME/wfsh/history"
expect test "$(grep -c secret "$XDG_STATE_HOME/wfsh/history")" = 0
expect test "$(stat -c %a "$XDG_STATE_HOME/wfsh/history")" = 600
