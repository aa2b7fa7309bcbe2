# shellcheck shell=bash
# reap SECONDS PID…   ends children: SIGTERM, after so many seconds SIGKILL; then waits for them.
# A Python worker may hang in its shutdown, and a test's end must not hang with it.
reap()
{
    local ticks=$(($1 * 20)) pid

    shift
    for pid; do kill "$pid" 2>/dev/null; done
    for pid; do
        while kill -0 "$pid" 2>/dev/null && ((ticks-- > 0)); do sleep 0.05; done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
}
