#!/usr/bin/env python3
"""What the dashboard costs on a terminal: `wfsh top` on a pty, on the fake frontend.

usage: tui.py [--quick] [--markdown]

Each row is a measured figure beside its budget, and beside what another program took in the
same run where one can do the same. CPU, memory, bytes and wake-ups over budget end with
status 1; times on the wall are only reported, for they are the machine's too. --quick
watches for less time, has no anchors, and prints TAP.
"""

import argparse
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from bench import BUILD, FAKE, VENV, Servers, WakeUps, calmest, environment  # noqa: E402

WFSH = os.path.join(BUILD, "wfsh")
PATIENCE_S = 30
QUIET_S = 0.15
EVENTS = 50_000
MANY = 1_000_000


class Pty:
    """A program on a terminal of its own; what it writes is counted and kept as text."""

    def __init__(self, command, env, rows=24, cols=80):
        self.began = time.monotonic()
        self.bytes = 0
        self.text = b""
        self.first = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = env | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLORTERM": ""}
            size = struct.pack("HHHH", rows, cols, 0, 0)
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            os.execvpe(command[0], command, env)
        os.set_blocking(self.fd, False)

    def read(self, seconds):
        """What comes within so many seconds; returns at the first of it."""
        ready, _, _ = select.select([self.fd], [], [], max(seconds, 0))
        if not ready:
            return b""
        try:
            got = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        now = time.monotonic()
        self.first = self.first or now
        self.last = now
        self.bytes += len(got)
        self.text = (self.text + got)[-(1 << 20) :]
        return got

    def until(self, pattern, seconds=PATIENCE_S):
        """Seconds from its start until the text has come."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.text, re.DOTALL):
            if time.monotonic() > end or not self.alive():
                tail = self.text[-2000:].decode(errors="replace")
                sys.exit(f"bench-tui: {pattern} did not come: {tail!r}")
            self.read(0.5)
        return self.last - self.began

    def settle(self, quiet=QUIET_S):
        """Until nothing has come for a while; how many bytes came."""
        before = self.bytes
        while self.read(quiet):
            pass
        return self.bytes - before

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(end - time.monotonic())

    def key(self, text):
        """Seconds until the first byte of the answer; bytes of all of it."""
        before, began = self.bytes, time.monotonic()
        os.write(self.fd, text.encode())
        self.read(2)
        took = time.monotonic() - began
        self.settle(0.02)
        return took, self.bytes - before

    def alive(self):
        return os.waitpid(self.pid, os.WNOHANG) == (0, 0)

    def cpu(self):
        """Nanoseconds of all its threads, those that have ended too."""
        return time.clock_gettime_ns((~self.pid << 3) | 2)

    def mib(self, name="VmRSS"):
        with open(f"/proc/{self.pid}/status") as f:
            return int(re.search(rf"{name}:\s+(\d+)", f.read())[1]) / 1024

    def wakeups(self):
        """Of our own threads; the gRPC library's have names of their own."""
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/comm") as f:
                if not f.read().startswith("wfsh"):
                    continue
            with open(f"/proc/{self.pid}/task/{task}/status") as f:
                text = f.read()
            total += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", text)[1])
        return total

    def end(self, keys="Q"):
        try:
            os.write(self.fd, keys.encode())
            self.watch(0.3)
            if self.alive():
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        except (OSError, ChildProcessError):
            pass
        os.close(self.fd)


@dataclass
class Figure:
    what: str
    value: float
    unit: str
    budget: float | None = None
    anchor: str = ""
    wall: bool = False  # only reported

    def over(self):
        return self.budget is not None and not self.wall and self.value > self.budget

    def shown(self):
        digits = 0 if self.value >= 100 or self.value == int(self.value) else 1
        if self.unit == "%" or 0 < self.value < 1:
            digits = 2
        return f"{self.value:,.{digits}f} {self.unit}".rstrip()


class Bench:
    def __init__(self, args, work):
        self.args = args
        self.work = work
        self.figures = []
        self.servers = Servers(work)

    def add(self, *figure, **more):
        self.figures.append(Figure(*figure, **more))

    def frontend(self, name, script):
        """A fake frontend of that name; the environment that leads to it, and its log."""
        path = os.path.join(self.work, name + ".script")
        log = os.path.join(self.work, name + ".log")
        with open(path, "w") as f:
            f.write(script)
        self.servers.spawn(name, [FAKE, "--script", path, "--log", log], "listening")
        return environment(self.work, self.servers.address[name]), log

    # ---- the rows ------------------------------------------------------------------------

    def start_up(self, env):
        paints, rows = [], []
        for _ in range(3 if self.args.quick else 11):
            top = Pty([WFSH, "top", "workflows"], env)
            paints.append(top.until(rb"\? help"))
            rows.append(top.until(rb"wf-1\b"))
            top.end()
        paints.sort()
        rows.sort()
        anchor = self.anchor_paint()
        half = len(paints) // 2
        self.add("first paint", paints[half] * 1e3, "ms", 50, anchor, wall=True)
        official = self.official_list(env)
        self.add("first rows", rows[half] * 1e3, "ms", None, official, wall=True)

    def anchor_paint(self):
        """The first paint of what else shows lists on a terminal here."""
        if self.args.quick:
            return ""
        told = []
        for command in (["htop"], ["tig"], ["top"]):
            if shutil.which(command[0]) is None:
                continue
            other = Pty(command, dict(os.environ))
            other.settle(0.3)
            told.append(f"{command[0]} {(other.last - other.began) * 1e3:.0f} ms")
            other.end("q")
        return ", ".join(told)

    def official_list(self, env):
        program = os.path.join(VENV, "temporal")
        if self.args.quick or not os.path.exists(program):
            return ""
        command = [os.path.join(BUILD, "tests/bench/measure"), "3", program]
        done = subprocess.run(
            [*command, "workflow", "list", "--limit", "20"],
            env=env,
            capture_output=True,
            text=True,
        )
        runs = sorted([int(n) for n in line.split()] for line in done.stdout.splitlines())
        if not runs:
            return ""
        middle = runs[len(runs) // 2]
        return (
            f"temporal workflow list {middle[2] / 1e3:.0f} ms, {middle[3] / 1024:.0f} MiB"
        )

    def keys(self, env):
        top = Pty([WFSH, "top", "workflows"], env)
        top.until(rb"wf-1\b")
        top.settle()
        top.key("p")
        top.settle()
        cpu = top.cpu()
        moves = [
            top.key("j" if i % 16 < 8 else "k")
            for i in range(50 if self.args.quick else 300)
        ]
        cpu = (top.cpu() - cpu) / len(moves) / 1e6
        times = sorted(t for t, _ in moves)
        sizes = sorted(n for _, n in moves)
        anchor = self.anchor_keys()
        self.add("CPU of a key", cpu, "ms", 1)
        self.add(
            "key to first byte, p99",
            times[int(len(times) * 0.99)] * 1e3,
            "ms",
            5,
            anchor[0],
            wall=True,
        )
        self.add(
            "bytes of a cursor move, p99",
            sizes[int(len(sizes) * 0.99)],
            "B",
            350,
            anchor[1],
        )
        page = top.key("\x06")
        self.add("bytes of a page down", page[1], "B")
        top.end()

    def anchor_keys(self):
        """less on a long file: the same keys."""
        if self.args.quick or shutil.which("less") is None:
            return "", ""
        path = os.path.join(self.work, "lines")
        with open(path, "w") as f:
            f.writelines(f"line {n} of a long file\n" for n in range(100_000))
        less = Pty(["less", path], dict(os.environ))
        less.until(rb"line 10 ")
        less.settle()
        moves = [less.key("j") for _ in range(100)]
        times, sizes = (sorted(m[i] for m in moves) for i in (0, 1))
        less.end("q")
        return f"less {times[98] * 1e3:.1f} ms", f"less {sizes[98]} B"

    def idle(self, env):
        # of the interval a multiple: six seconds hold one refresh or two
        seconds = 10 if self.args.quick else 30
        top = Pty([WFSH, "top", "workflows"], env)
        top.until(rb"wf-1\b")
        top.watch(3)
        # each five seconds a list of 250 rows is read again in it
        share, rate = calmest(lambda: self.watch(top, seconds), 0.2)
        anchor = self.anchor_idle(seconds)
        self.add("live idle: CPU", share, "%", 0.2, anchor[0])
        self.add("live idle: written", rate, "B/s", 50, anchor[1])
        os.write(top.fd, b"p")
        top.watch(9)  # the message goes, and the answers that are on their way come
        woken, share = calmest(lambda: self.woken(top, seconds), 0, 0.1)
        self.add("paused: wake-ups of ours", woken, "", 0)
        self.add("paused: CPU, gRPC's threads too", share, "%", 0.1)
        top.end()

    @staticmethod
    def watch(top, seconds):
        """CPU in percent, of a machine on which waking up costs what is usual; and bytes a
        second."""
        cpu, sent = top.cpu(), top.bytes
        with WakeUps() as w:
            top.watch(seconds)
        return w.usual(top.cpu() - cpu) / seconds / 1e7, (top.bytes - sent) / seconds

    def woken(self, top, seconds):
        """Wake-ups of our threads, and CPU in percent."""
        before = top.wakeups()
        share, _ = self.watch(top, seconds)
        return top.wakeups() - before, share

    def anchor_idle(self, seconds):
        for name in ("htop", "top"):
            if self.args.quick or shutil.which(name) is None:
                continue
            other = Pty([name], dict(os.environ))
            other.watch(3)
            share, rate = self.watch(other, seconds)
            other.end("q")
            return f"{name} {share:.2f} %", f"{name} {rate:.0f} B/s"
        return "", ""

    def down_to(self, top, row):
        """Down page by page, as a held key does it, until that row is reached."""
        end = time.monotonic() + 4 * PATIENCE_S
        while time.monotonic() < end:
            for _ in range(50):
                os.write(top.fd, b"\x06")
                top.read(0.2)
            top.settle(0.05)
            reached = self.at(top)
            if reached >= row:
                return reached
        sys.exit(f"bench-tui: the end is row {reached}, {row} was wanted")

    def many(self):
        env, log = self.frontend("many", f"set workflows {MANY}\nset list.page 1000\n")
        top = Pty([WFSH, "top", "workflows"], env)
        top.until(rb"wf-1\b")
        top.watch(1)
        self.add("1,000,000 workflows: calls at first", self.lists(log), "", 5)
        self.add("1,000,000 workflows: memory at first", top.mib(), "MiB", 32)
        self.down_to(top, 5000)
        self.add("5,000 rows: memory", top.mib(), "MiB", 40)
        reached = self.down_to(top, 7000 if self.args.quick else 30_000)
        self.add("calls for each 1,000 rows seen", self.lists(log) * 1000 / reached, "", 8)
        self.add(f"row {reached:,}: memory", top.mib("VmHWM"), "MiB", 40)
        top.end()

    @staticmethod
    def at(top):
        """The last row of the window, by the title; the terminal is told all of it anew."""
        top.text = b""
        os.write(top.fd, b"\x0c")
        top.until(rb"-\d+ of .*\? help", 10)
        return int(re.findall(rb"-(\d+) of ", top.text)[-1])

    @staticmethod
    def lists(log):
        n = 0
        with open(log) as f:
            for line in f:
                if line.endswith("\n") and '"request"' in line:
                    n += json.loads(line).get("method") == "ListWorkflowExecutions"
        return n

    def history(self):
        script = f"set history.events {EVENTS}\nset history.page 250\n"
        env, log = self.frontend("history", script)
        top = Pty([WFSH, "top", "history", "wf-1"], env)
        try:
            top.until(rb"EventWorkflow|WorkflowExecution|workflow", 5)
        except SystemExit:
            print("bench-tui: no view of a history yet", file=sys.stderr)
            top.end()
            return
        top.settle()
        pages = sum("WorkflowExecutionHistory" in line for line in open(log))
        self.add("50,000 events: calls of the first screen", pages, "", 2)
        cpu, before = top.cpu(), time.monotonic()
        for _ in range(200 if self.args.quick else 1000):
            os.write(top.fd, b"\x06")
            top.read(0.1)
        top.settle(0.5)
        took = time.monotonic() - before
        self.add("50,000 events: scrolling, CPU", (top.cpu() - cpu) / took / 1e7, "%")
        self.add("50,000 events: memory after it", top.mib("VmHWM"), "MiB", 64)
        top.end()

    # ---- all -----------------------------------------------------------------------------

    def run(self):
        try:
            env, _ = self.frontend("usual", "set workflows 1000\n")
            self.start_up(env)
            self.keys(env)
            self.idle(env)
            self.many()
            self.history()
        finally:
            self.servers.end()


def report_tap(figures):
    print(f"1..{len(figures)}")
    for n, f in enumerate(figures, 1):
        told = f"{f.what}: {f.shown()}"
        print(f"{'not ' if f.over() else ''}ok {n} - top, {told}")
        if f.over():
            print(f"#   the budget is {f.budget:g} {f.unit}")


def report(figures, markdown):
    lines = [["what", "wfsh top", "another program", "budget", ""]]
    for f in figures:
        budget = "" if f.budget is None else f"{f.budget:g} {f.unit}".rstrip()
        over = "OVER" if f.over() else "wall" if f.wall else ""
        lines.append([f.what, f.shown(), f.anchor, budget, over])
    if markdown:
        lines.insert(1, ["---"] * len(lines[0]))
        for line in lines:
            print("| " + " | ".join(line[:-1]) + " |")
        return
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        cells = (c.ljust(w) for c, w in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    work = tempfile.mkdtemp(prefix="wfsh-bench.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(args, work)
    try:
        bench.run()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if args.quick:
        report_tap(bench.figures)
    else:
        report(bench.figures, args.markdown)
    sys.exit(any(f.over() for f in bench.figures))


if __name__ == "__main__":
    main()
