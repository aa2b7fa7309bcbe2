#!/usr/bin/env bash
# Long output on a terminal goes through a pager; short output, pipes and --no-pager do not.
. "$(dirname "$0")/../lib/lib.sh"

terminals=0
# on_terminal LINE: runs it in a terminal of 80x12; its status is in $work/code.
on_terminal()
{
    rm -f "$work/code" "$work/paged"
    socket=pager-$$-$((++terminals))
    at_end "tmux -L $socket kill-server 2>/dev/null"
    tmux -L "$socket" -f /dev/null new-session -d -s w -x 80 -y 12 \
        "env TERM=screen PAGER= WFSH_PAGER='cat >$work/paged' sh -c '$1; echo \$? >$work/code; sleep 60'"
}
ended()
{
    [ -s "$work/code" ]
}
shows()
{
    tmux -L "$socket" capture-pane -p -t w | grep -q -- "$1"
}

it "long output is paged, all of it"
on_terminal 'wfsh options'
expect wait_for 20 ended
expect grep -qx 0 "$work/code"
wfsh options >"$work/options"
expect test "$(sed 's/\x1b\[[0-9;]*m//g' "$work/paged" | grep -c .)" -gt 20
expect grep -q -- '--no-pager' "$work/paged"

it "help too"
on_terminal 'wfsh workflow list --help'
expect wait_for 20 ended
expect grep -q -- '--query' "$work/paged"

it "short output is not"
on_terminal 'wfsh version'
expect wait_for 20 ended
expect test ! -e "$work/paged"
expect shows wfsh

it "not with --no-pager, not in a pipe, not with an empty WFSH_PAGER"
on_terminal 'wfsh options --no-pager'
expect wait_for 20 ended
expect test ! -e "$work/paged"
on_terminal 'wfsh options | tail -1'
expect wait_for 20 ended
expect test ! -e "$work/paged"
on_terminal 'WFSH_PAGER= wfsh options'
expect wait_for 20 ended
expect test ! -e "$work/paged"

it "less is left by q, which is no failure"
on_terminal 'unset PAGER WFSH_PAGER; env -u WFSH_PAGER PAGER=less wfsh options'
expect wait_for 20 shows '^:\|--[a-z]'
expect test ! -e "$work/code"
tmux -L "$socket" send-keys -t w q
expect wait_for 20 ended
expect grep -qx 0 "$work/code"

it "a pager that is not there loses nothing"
on_terminal 'WFSH_PAGER=no-such-pager wfsh options'
expect wait_for 20 ended
expect shows 'show this help'
