#!/usr/bin/env bash
# The dashboard on a real terminal: modes, signals, sizes, mouse, a server that goes away and
# comes back, and from the shell and back.
# timeout: 240
. "$(dirname "$0")/../lib/lib.sh"
. "$root/tests/lib/server.sh"

id=top-$$
for n in a b c; do
    temporal workflow start --type WaitFor -t wfsh-sample -w "$id-$n" -o none
done
listed() { [ "$(wfsh count -q "WorkflowId STARTS_WITH '$id'")" = 3 ]; }
wait_for 20 listed

# shellcheck source=tests/lib/acted.sh
. "$lib/acted.sh"
printf 'set -g exit-empty off\nset -g remain-on-exit on\nset -sg escape-time 0\nset -g mouse off\n' \
    >"$work/tmux.conf"
mux() { tmux -L "wfsh-top-$$" -f "$work/tmux.conf" "$@"; }
at_end 'mux kill-server 2>/dev/null'
mux new-session -d -s keep -x 80 -y 24 cat

# bash in a terminal of that size, where lines are typed.
terminal()
{
    mux kill-session -t t 2>/dev/null
    mux new-session -d -s t -x "${1%x*}" -y "${1#*x}" "env TERM=${2:-tmux-256color} HOME='$HOME' \
        PATH='$PATH' XDG_STATE_HOME='$XDG_STATE_HOME' WFSH_TEST_ACTIONS='$actions' TEMPORAL_ADDRESS='$TEMPORAL_ADDRESS' \
        LC_ALL=C.UTF-8 PS1='at-bash> ' bash --norc --noprofile"
    sees '^at-bash>'
}
screen() { mux capture-pane -p -t t; }
shows() { screen | grep -qE -- "$1"; }
hides() { ! shows "$1"; }
sees() { wait_for 10 shows "$1" || lost; }
# Nothing after it would find the screen that it needs.
lost()
{
    _complain 'the screen was:' "$(screen)"
    exit 1
}
line() { mux send-keys -t t -l "$1"; mux send-keys -t t Enter; }
key() { mux send-keys -t t "$@"; }
bytes() { mux send-keys -t t -l "$1"; }
scene() { it "$1"; run true; }
prompts() { screen | sed '/^$/d' | tail -n 1 | grep -q '^at-bash> *$'; }
back() { wait_for 10 prompts || lost; }
query="ExecutionStatus='Running' AND WorkflowId STARTS_WITH '$id'"
narrow() { key /; key C-u; bytes "$query"; key Enter; sees '1-3 of 3'; sees '^ query> '; }
# What the terminal is like, beside what it was like before.
modes() { stty -a <"$(mux display -p -t t '#{pane_tty}')" | sed 1d; }
flags() { mux display -p -t t '#{alternate_on}#{mouse_any_flag}#{cursor_flag}#{keypad_flag}'; }
top_pid() { pgrep -P "$(mux display -p -t t '#{pane_pid}')" -x wfsh; }
restored()
{
    back
    modes >"$work/after"
    expect diff "$work/before" "$work/after"
    expect test "$(flags)" = 0010
}

scene "starts, and takes a new size"
terminal 100x30
modes >"$work/before"
expect test "$(flags)" = 0010
line 'wfsh top workflows'
sees '\? help'
narrow
expect test "$(flags)" = 11"$(mux display -p -t t '#{cursor_flag}')"1
mux resize-window -t t -x 60 -y 20
wide() { [ "$(screen | head -n 1 | sed 's/ *$//' | wc -m)" -le 61 ] && shows '\? help'; }
wait_for 20 wide
sees "$id-a"
mux resize-window -t t -x 30 -y 8
sees 'enlarge to 40x10'
mux resize-window -t t -x 120 -y 40
sees "$id-c"
sees 'q back'

scene "ctrl-z suspends, fg comes back to the same screen"
key C-z
sees 'Stopped'
back
line fg
sees "$id-a"
sees '\? help'
key Q
restored

scene "SIGTERM and SIGHUP leave the terminal as it was"
for sig in TERM HUP; do
    line 'wfsh top workflows'
    sees '\? help'
    kill -"$sig" "$(top_pid)"
    restored
    line clear
    back
done

scene "a crash leaves the terminal as it was, and is a crash"
line 'wfsh top workflows'
sees '\? help'
kill -SEGV "$(top_pid)"
sees 'Segmentation fault'
restored

scene "a terminal that goes away ends it"
terminal 80x24
line 'wfsh top workflows'
sees '\? help'
gone=$(top_pid)
mux kill-session -t t
ended() { ! kill -0 "$gone" 2>/dev/null; }
wait_for 20 ended

scene "TERM=dumb and pipes are told why not"
terminal 80x24
line 'TERM=dumb wfsh top; echo "rc $?"'
sees 'terminal can ?not move its cursor'
sees '^rc 2'
line 'clear; wfsh top | cat; echo "rc ${PIPESTATUS[0]}"'
sees 'top needs a terminal'
sees '^rc 2'
line 'clear; TERM=no-such-terminal wfsh top; echo "rc $?"'
sees "nothing is known of a terminal called 'no-such-terminal'"

scene "NO_COLOR: no colour is sent; --ascii and LANG=C: seven bits"
line 'clear; NO_COLOR=1 wfsh top workflows'
sees 'STATUS'
sees '\? help'
mux capture-pane -e -p -t t >"$work/plain"
expect test "$(grep -cE $'\e\\[[0-9;]*(3[0-7]|4[0-7]|38|48)m' "$work/plain")" = 0
key Q
back
for how in 'wfsh top workflows --ascii' 'WFSH_ASCII=1 wfsh top workflows' \
    'LC_ALL=C wfsh top workflows'; do
    line "clear; $how"
    sees '\? help'
    sees 'STATUS'
    key c
    expect test "$(screen | LC_ALL=C grep -c '[^ -~]')" = 0
    key Escape
    key Q
    back
done

scene "themes on 8 and 256 colours, and on a terminal of one"
for term in linux xterm-256color vt100 xterm-mono; do
    for theme in dark light mono high-contrast; do
        line "clear; TERM=$term wfsh top workflows --theme $theme"
        sees '\? help'
        sees 'STATUS'
        key Q
        line clear # some of these have no second screen to go back from
        back
    done
done

scene "clicks: a tab, a row, a heading; the wheel"
terminal 100x30
line 'wfsh top workflows'
sees '\? help'
narrow
click() { bytes "$(printf '\033[<0;%d;%dM\033[<0;%d;%dm' "$2" "$1" "$2" "$1")"; }
row_of() { screen | grep -nE -- "$1" | head -n 1 | cut -d: -f1; }
click "$(row_of "$id-b")" 10
selected_b() { shows "^> .*$id-b"; }
wait_for 20 selected_b
key g
head_row=$(row_of 'WORKFLOW ID')
head_col=$(screen | sed -n "${head_row}p" | awk '{print index($0, "WORKFLOW ID")}')
click "$head_row" "$head_col"
sees 'sorted: the 3 rows here'
sees 'WORKFLOW ID.?↑'
bytes "$(printf '\033[15;6~\033[1;5A\033OX')" # keys that no table names: nothing, not letters
expect test "$(top_pid)" != ''
tab_col=$(screen | sed -n 2p | awk '{print index($0, "Sched")}')
click 2 "$tab_col"
sees '\[[0-9] Sched\]'
key Q
back

scene "a button that is let go later, and others, hold nothing up"
line 'TERM=xterm wfsh top workflows --interval 1s' # which knows the mouse by what we read
sees '\? help'
narrow
clock() { screen | head -n 1 | grep -oE '[0-9]+:[0-9]+:[0-9]+'; }
ticks() # it reads and paints
{
    local was

    was=$(clock)
    wait_for 20 eval '[ "$(clock)" != "'"$was"'" ]'
}
row=$(row_of "$id-b")
bytes "$(printf '\033[<0;10;%dM' "$row")"
wait_for 20 selected_b
ticks
bytes "$(printf '\033[<0;10;%dm' "$row")"
ticks
for event in '<1;9;9M' '<2;9;9M' '<66;9;9M' '<35;9;9M' '<0;9;9m'; do bytes "$(printf '\033[%s' "$event")"; done
ticks
key g
bytes "$(printf '\033[M *%b' "\\0$(printf %o $((32 + row)))")" # of terminals that do not count in decimal
wait_for 20 selected_b
bytes "$(printf '\033[<0;10;%dM' "$row")" # the second click at it opens it
sees "Workflows > $id-b"
key q
key Q
back

scene "a bracketed paste is text, whatever is in it"
line 'wfsh top workflows'
sees '\? help'
narrow
mux set-buffer "$(printf 'Q\nX:quit\nq')"
mux paste-buffer -p -t t
key j
sees '\? help'
expect test "$(top_pid)" != ''
key :
mux paste-buffer -p -t t
sees '^:Q X:quit q'
key Escape
key Q
back

scene "whatever was typed, a full repaint shows the same"
line 'wfsh top workflows'
sees '\? help'
narrow
key p
set -f
for keys in 'j j k G g' 'Space j Space j *' '> > , < u' '? j j k' '! j' '3 1 2' ': w Tab Escape' \
    'z z z' 'M M M M'; do
    # shellcheck disable=SC2086 # a key each
    key $keys
done
set +f
# What was typed before it has been done when it is there.
key :
bytes 'all of it came'
sees '^:all of it came'
key Escape
gone() { hides '^:all of it came'; }
wait_for 10 gone
sees 'Workflows +([0-9~]|none)' # it has been read, and is not read again
still() { screen | sed -E '1d; s/ +[0-9]+[smh]( |$)/ AGE\1/g'; } # the clock goes on meanwhile
still >"$work/incremental"
# What somebody else writes over it is gone then.
printf '\033[5;1Hwall: the machine goes down\033[12;30Hnow' >"$(mux display -p -t t '#{pane_tty}')"
sees 'the machine goes down'
key C-l
same() { still | cmp -s - "$work/incremental"; }
wait_for 10 same || still | diff "$work/incremental" - >&2
key Q
back

scene "\\top in the shell, and back to a prompt that works"
line 'clear; wfsh'
sees '^default:default>'
line '\top workflows'
sees '\? help'
key :
bytes 'use wfsh-elsewhere'
key Enter
sees 'ns:wfsh-elsewhere'
key Q
sees '^default:default>'
line 'echo still here'
sees '^still here'
line '\top schedules'
sees '\[[0-9] Sched\]'
mux resize-window -t t -x 90 -y 28
sees '\? help'
key q
line 'echo and once more'
sees '^and once more'
line 'top workflows | cat'
sees 'cannot stand in a pipe'
line '\q'
back
modes >"$work/after"
terminal 90x28
modes >"$work/before"
expect diff "$work/before" "$work/after"

scene "the server goes: a banner, the data stays, writes are refused; it comes: all heals"
port=$("$root/build/venv/bin/python" -c \
    'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
serve()
{
    "$root/build/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level error \
        --db-filename "$work/top.db" >"$work/own.log" 2>&1 &
    server=$!
    _pids+=("$server")
}
up() { temporal operator cluster health --address "127.0.0.1:$port" >/dev/null 2>&1; }
serve
wait_for 60 up
temporal workflow start --address "127.0.0.1:$port" --type X -t none -w "$id-stays" -o none
terminal 100x30
line "wfsh --address 127.0.0.1:$port top workflows --interval 1s"
sees '\? help'
sees "$id-stays"
kill -KILL "$server"
wait "$server" 2>/dev/null
sees 'DISCONNECTED +retry [0-9]+ in 00:[0-9][0-9]'
sees "$id-stays"
sees 'DOWN'
key X
sees 'writes are off'
serve
wait_for 60 up
healed() { hides DISCONNECTED && shows ' UP$'; }
wait_for 60 healed
sees "$id-stays"
key X
sees 'Type .* to confirm'
key Escape
key Q
back

covers everywhere.messages everywhere.pause everywhere.repaint everywhere.suspend \
    everywhere.theme everywhere.time workflows.mark
