#!/usr/bin/env bash
# The dashboard's prompt with a cluster that is slow, silent or away: typing goes on.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=tests/fake/fake.sh
. "$(dirname "$0")/../fake/fake.sh"
# shellcheck source=tests/lib/top.sh
. "$root/tests/lib/top.sh"

# tmux begins before the fakes, for it would hold the ends of their pipes open.
mux new-session -d -s keep -x 80 -y 24 cat

# The fake's script on stdin; the prompt is open then.
starts()
{
    fake_start
    export TEMPORAL_ADDRESS=$address
    top 100x24 "$@"
    sees ' ns:default '
    keys :
    sees '^:$'
}
ends()
{
    keys C-u Escape
    sees_not '^:'
    keys Q
    gone
    fake_stop
}
# A row of the screen matches within so many milliseconds.
within()
{
    soon $(($1 / 100)) shows "$2" || { screen; return 1; }
}
# How often the main thread and the fetcher's went to sleep.
wakeups()
{
    local pid task sum=0 n

    pid=$(mux display -p -t t '#{pane_pid}')
    for task in "/proc/$pid/task"/*; do
        [ "${task##*/}" = "$pid" ] || grep -qx wfsh-fetch "$task/comm" || continue
        n=$(sed -n 's/^voluntary_ctxt_switches:\t*//p' "$task/status")
        sum=$((sum + n))
    done
    echo "$sum"
}

scene "lists that take 2 s: the keys after Tab are there at once, the sign goes"
starts workflows <<'EOT'
ListWorkflowExecutions delay=2000 answer
EOT
text 'workflow describe w'
keys Tab
sees '^:workflow describe w +…$'
text 'XY'
expect within 1000 '^:workflow describe wXY'
expect hides '^:.*…$'
ends

scene "the answer appears by itself, as if Tab were pressed then"
starts workflows <<'EOT'
ListWorkflowExecutions delay=1000 answer
EOT
text 'workflow describe w'
keys Tab
sees '^:workflow describe w +…$'
sees '^:workflow describe wf-'
expect shows '^ wf-1  wf-2  wf-3'
expect hides '^:.*…$'
keys Tab Tab
sees '^:workflow describe wf-2'

scene "and then nothing wakes up by itself: neither the main loop, paused, nor what asked"
keys C-u Escape
sees_not '^:'
keys p
sees ' paused '
keys :
text 'workflow describe w'
keys Tab
sees '^:workflow describe wf-'
sleep 1
before=$(wakeups)
expect [ "$before" -gt 0 ]
sleep 2
expect [ $(($(wakeups) - before)) -le 1 ]
ends

scene "lists that never come: the static part is there, the sign goes after its time, it can be left"
starts workflows <<'EOT'
ListWorkflowExecutions hang
EOT
text 'workflow li'
keys Tab
sees '^:workflow list '
keys C-u
text 'workflow describe w'
keys Tab
sees '^:workflow describe w +…$'
wait_for 10 hides '^:.*…$'
expect shows '^:workflow describe w'
keys C-u
text 'workflow signal w'
keys Tab
sees '^:.*…$'
ends

scene "elsewhere while a question is on its way, and a frontend that is away"
starts workflows <<'EOT'
set namespaces "default third"
ListWorkflowExecutions hang
EOT
text 'workflow describe w'
keys Tab
sees '^:.*…$'
keys C-u
text 'use t'
keys Tab
sees '^:use third'
keys Enter
sees ' ns:third '
keys :
text 'connect 127.0.0.1:1'
keys Enter
sees 'DISCONNECTED'
keys :
text 'workflow describe w'
keys Tab
wait_for 10 hides '^:.*…$'
text 'f-9'
sees '^:workflow describe wf-9'
ends
