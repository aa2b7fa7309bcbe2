"""Types ahead at the prompt while the machine is busy; TAP on stdout: type_ahead.py ID

ID is a workflow that runs. Each round a command ends, by itself or by Ctrl-C, and the next
line is typed before its prompt is there. No line may be lost, none may run twice.
"""

import os
import signal
import subprocess
import sys
import time

from terminal import Tap, Terminal

ROUNDS = 50


def by_interrupt(t, workflow):
    for i in range(ROUNDS):
        t.line(f"show {workflow} -f --columns type")
        t.sees("WorkflowExecutionStarted")
        t.type("\x03")
        t.line(f"echo after-{i}-$?")
        t.sees(f"^after-{i}-130")


def by_interrupt_alone(t, _workflow):
    """At the prompt Ctrl-C drops the line that it ends, and nothing of the next."""
    for i in range(ROUNDS):
        t.type(f"echo dropped-{i}")
        t.sees(f"dropped-{i}")
        t.type("\x03")
        t.line(f"echo kept-{i}")
        t.sees(f"^kept-{i}")


def by_itself(t, workflow):
    for i in range(ROUNDS):
        t.line(f"count -q \"WorkflowId = '{workflow}'\"")
        t.line(f"echo behind-{i}")
        t.sees("^1$")
        t.sees(f"^behind-{i}")


def in_pieces(t, workflow):
    """A line whose first half is typed under a command and its second at the prompt."""
    for i in range(ROUNDS):
        t.line(f"count -q \"WorkflowId = '{workflow}'\"")
        t.type("echo ha")
        t.sees("1$")
        time.sleep(0.001 * (i % 7))
        t.line(f"lf-{i}")
        t.sees(f"^half-{i}")


def once(t, _workflow):
    t.line("echo the end")
    t.sees("^the end")
    for word in ("after", "kept", "behind", "half"):
        seen = [line for line in t.all.splitlines() if line.startswith(f"{word}-")]
        if len(seen) != ROUNDS:
            raise AssertionError(f"{len(seen)} lines of {word}, expected {ROUNDS}")
    ran = [line for line in t.all.splitlines() if line.startswith("dropped-")]
    if ran:
        raise AssertionError(f"dropped lines have run: {ran}")


def main():
    workflow = sys.argv[1]
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(2 * (os.cpu_count() or 1))
    ]
    tap = Tap()
    t = Terminal(["wfsh", "-X"])
    try:
        t.sees("> ")
        tap.test(f"{ROUNDS} lines behind Ctrl-C on a command", by_interrupt, t, workflow)
        tap.test(f"{ROUNDS} lines behind Ctrl-C on a line", by_interrupt_alone, t, workflow)
        tap.test(f"{ROUNDS} lines behind a command", by_itself, t, workflow)
        tap.test(f"{ROUNDS} lines in two pieces", in_pieces, t, workflow)
        tap.test("each ran once", once, t, workflow)
    finally:
        t.close()
        for p in busy:
            p.send_signal(signal.SIGKILL)
            p.wait()
    tap.end()


main()
