# shellcheck shell=bash disable=SC2154 # lib.sh and server.sh set them
# The dashboard in a real terminal (tmux); after lib.sh and server.sh.
#
#   top WxH ARG…       starts `wfsh top ARG…` in a terminal of that size; the one before is ended
#   keys KEY…          typed, as tmux names them
#   text TEXT          typed as it is
#   sees RE, sees_not RE     a row of the screen matches, within 15 s
#   gone               the program has ended
#   menu TEXT          the row of the menu (`a`) that begins so; its box is there then
#   scene TEXT         names the next test
# environment for the program: top_env=(NAME=VALUE…)

# shellcheck source=tests/lib/acted.sh
. "$lib/acted.sh"
printf 'set -g exit-empty off\nset -g remain-on-exit on\nset -sg escape-time 0\n' >"$work/tmux.conf"
mux() { tmux -L "wfsh-top-$$" -f "$work/tmux.conf" "$@"; }
at_end 'tmux -L wfsh-top-$$ kill-server 2>/dev/null'
top_env=()

top()
{
    local size=$1

    shift
    settle
    mux kill-session -t t 2>/dev/null
    mux new-session -d -s keep -x 80 -y 24 cat 2>/dev/null
    mux new-session -d -s t -x "${size%x*}" -y "${size#*x}" "$(printf '%q ' env TERM=tmux-256color \
        HOME="$HOME" PATH="$PATH" TZ=UTC XDG_CONFIG_HOME="$XDG_CONFIG_HOME" \
        XDG_STATE_HOME="$XDG_STATE_HOME" WFSH_TEST_ACTIONS="$actions" TEMPORAL_ADDRESS="$TEMPORAL_ADDRESS" \
        LC_ALL="${top_lang:-C.UTF-8}" "${top_env[@]}" wfsh top "$@")"
}
keys() { mux send-keys -t t "$@"; }
text() { mux send-keys -t t -l -- "$1"; }
screen() { mux capture-pane -p -t t; }
shows() { screen | grep -qE -- "$1"; }
hides() { ! shows "$1"; }
sees()
{
    wait_for 10 shows "$1" || screen | sed 's/^/screen: /' >>"$work/why"
}
sees_not() { wait_for 15 hides "$1"; }
# tmux does not always write that the pane is dead.
dead() { [ "$(mux display -p -t t '#{pane_dead}')" = 1 ]; }
gone() { wait_for 15 dead || screen | sed 's/^/screen: /' >>"$work/why"; }
scene() { it "$1"; run true; }
# A form: each word goes into its field, the last Enter runs it.
form()
{
    local word

    for word; do
        [ -z "$word" ] || text "$word"
        keys Enter
    done
}
# What a verb says, until it says so.
says()
{
    local re=$1

    shift
    "$@" 2>&1 | grep -qE -- "$re"
}
# Opens the menu and takes the row with this text. The server's list lacks a Deployment for a
# moment when it changes: then nothing is selected, and it is done again.
menu()
{
    local tries=5 i

    while ((tries-- > 0)); do
        sees '^>'
        keys a
        sees '─ More ─'
        for ((i = 0; i < 12; i++)); do
            shows "│ > $1" && break
            keys j
            sleep 0.1
        done
        keys Enter
        soon 40 shows '│ (Enter next|y run)' && return
    done
    sees "the box of: $1"
}
# What the server may refuse at first is done again, ten times.
tries()
{
    local i

    for ((i = 0; i < 10; i++)); do
        "$@" && return
    done
    _complain "in vain: $*"
}
# Types the keys until a row of the screen matches, for the same reason.
until_sees()
{
    local re=$1 tries=10

    shift
    while ((tries-- > 0)); do
        keys "$@"
        soon 20 shows "$re" && return
    done
    sees "$re"
}
# The `:` line.
go()
{
    keys :
    text "$1"
    keys Enter
}
# Goes down until the selection is on a row that begins so.
down_to()
{
    local i

    sees "^[> ][ *!].*$1"
    keys g
    for ((i = 0; i < 40; i++)); do
        wait_for 2 shows '^>' || return
        shows "^>.?.?$1" && return
        keys j
        sleep 0.05
    done
    _complain "the selection never came to $1"
}
