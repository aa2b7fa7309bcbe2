#!/usr/bin/env python3
"""What wfsh costs, and what the official CLI does in the same run, on the same servers.

usage: bench.py [--quick] [--markdown] [--runs N]

CPU is user and system of the whole process, memory its peak; both are medians of the runs.
Over budget on either ends with status 1; wall time is only reported, for it is the server's
too. --quick measures wfsh alone, on the fake frontend, and lets CPU go half over budget, as
machines of tests do other things meanwhile; it prints TAP. A build that links to the
system's libraries has 12 ms and 6 MiB more for every row: its start-up.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.join(ROOT, "build")
VENV = os.path.join(BUILD, "venv", "bin")
FAKE = os.path.join(BUILD, "tests", "fake", "fakefront")
DYNAMIC_MS, DYNAMIC_MIB = 12, 6
QUICK_SLACK = 1.5
PATIENCE_S = 120
EVENTS = 10_000
ID = "wf-bench"


@dataclass
class Cost:
    cpu_ms: float
    mib: float
    wall_ms: float


@dataclass
class Row:
    """One line of the table: two commands, and what ours may cost."""

    what: str
    ours: str
    official: str | None = None
    cpu_ms: float | None = None
    mib: float | None = None
    fake: bool = False
    costs: dict = field(default_factory=dict)


def rows(quick):
    rpc = {"cpu_ms": 8, "mib": 12}
    table = [
        Row("--version", "--version", "--version"),
        Row("help of a verb", "workflow list --help", "workflow list --help"),
        Row("operator cluster system", "operator cluster system", "=", **rpc),
        Row("workflow list, 20 rows", "workflow list --limit 20", "=", **rpc),
        Row("workflow describe -o json", f"workflow describe -w {ID} -o json", "=", **rpc),
        Row(
            f"show -o json, {EVENTS:,} events",
            f"workflow show -w {ID} -o json",
            "=",
            cpu_ms=45,
            mib=16,
        ),
        Row(
            f"list -o jsonl, {EVENTS:,} workflows",
            "workflow list -o jsonl",
            "=",
            cpu_ms=35,
            mib=16,
            fake=True,
        ),
        Row(
            f"history diff, two of {EVENTS:,} events",
            "history diff wf-1 wf-2",
            cpu_ms=200,
            fake=True,
        ),
        Row(
            "TAB: a live id, warm (theirs: a flag)",
            "__complete -- workflow describe wf-",
            "__complete workflow describe --w",
            cpu_ms=30,
        ),
    ]
    if quick:
        for row in table:
            row.fake, row.official = True, None
    return table


class Servers:
    """The fake frontend, and the dev server with a history of its own; end() ends both."""

    def __init__(self, work):
        self.work = work
        self.started = []
        self.address = {}

    def spawn(self, name, command, ready):
        path = os.path.join(self.work, name)
        with open(path, "w") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT
            )
        self.started.append(process)
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and process.poll() is None:
            with open(path) as f:
                for line in f:
                    if line.startswith(ready + " ") and line.endswith("\n"):
                        self.address[name] = line.split()[1]
                        return
            time.sleep(0.02)
        with open(path) as f:
            sys.exit(f"bench: {' '.join(command)} did not start:\n{f.read()}")

    def start_fake(self):
        script = os.path.join(self.work, "script")
        with open(script, "w") as f:
            f.write(f"set workflows {EVENTS}\nset history.events {EVENTS}\n")
        self.spawn("fake", [FAKE, "--script", script], "listening")

    def start_real(self):
        script = os.path.join(ROOT, "tests", "lib", "server-start")
        self.spawn("real", [script, os.path.join(self.work, "server")], "ready")

    def end(self):
        for process in self.started:
            process.send_signal(signal.SIGTERM)
        for process in self.started:
            process.wait()


def environment(work, address):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TEMPORAL_", "XDG_"))}
    env |= {"HOME": work, "TEMPORAL_ADDRESS": address, "LC_ALL": "C.UTF-8"}
    return env


def measure(program, line, runs, env):
    """Medians of `runs` runs, after one that is not counted."""
    command = [os.path.join(BUILD, "tests/bench/measure"), str(runs + 1), program]
    done = subprocess.run(command + line.split(), env=env, capture_output=True, text=True)
    results = [[int(n) for n in out.split()] for out in done.stdout.splitlines()][1:]
    if done.returncode or len(results) != runs or any(r[4] for r in results):
        sys.exit(f"bench: {program} {line}: {done.stdout}{done.stderr}")
    return Cost(
        statistics.median(r[0] + r[1] for r in results) / 1000,
        statistics.median(r[3] for r in results) / 1024,
        statistics.median(r[2] for r in results) / 1000,
    )


def make_history(env):
    """A workflow of the sample worker whose history has EVENTS events."""
    start = [
        "workflow",
        "execute",
        "--type",
        "LongHistory",
        "-t",
        "wfsh-sample",
        "-w",
        ID,
    ]
    start += ["-i", json.dumps({"events": EVENTS}), "-o", "none"]
    subprocess.run([os.path.join(BUILD, "wfsh"), *start], env=env, check=True)


def is_dynamic():
    libraries = subprocess.run(
        ["ldd", os.path.join(BUILD, "wfsh")], capture_output=True, text=True
    ).stdout
    return "libgrpc" in libraries


def shown(cost):
    return f"{cost.cpu_ms:.0f} ms, {cost.mib:.0f} MiB" if cost else ""


def judge(row, slack, dynamic):
    """(what the budget is, whether ours is over it)."""
    ours = row.costs["ours"]
    if row.cpu_ms is None:
        return "", False
    cpu = row.cpu_ms + (DYNAMIC_MS if dynamic else 0)
    over = ours.cpu_ms > cpu * slack
    budget = f"{cpu} ms"
    if row.mib is not None:
        mib = row.mib + (DYNAMIC_MIB if dynamic else 0)
        over |= ours.mib > mib
        budget += f", {mib} MiB"
    return budget, over


def report_tap(table, dynamic):
    print(f"1..{len(table)}")
    failed = False
    for n, row in enumerate(table, 1):
        budget, over = judge(row, QUICK_SLACK, dynamic)
        failed |= over
        print(f"{'not ' if over else ''}ok {n} - {row.what}: {shown(row.costs['ours'])}")
        if over:
            print(
                f"#   the budget is {budget}, and half of the time more for a busy machine"
            )
    return failed


def report(table, args, dynamic):
    lines = [["what", "wfsh", "official CLI", "CPU", "memory", "wall", "budget", ""]]
    failed = False
    for row in table:
        ours, theirs = row.costs["ours"], row.costs.get("official")
        budget, over = judge(row, 1, dynamic)
        failed |= over
        cells = [row.what, shown(ours), shown(theirs)]
        cells += [f"1/{theirs.cpu_ms / ours.cpu_ms:.0f}" if theirs else ""]
        cells += [f"1/{theirs.mib / ours.mib:.0f}" if theirs else ""]
        wall = f"{ours.wall_ms:.0f} ms"
        cells += [f"{wall} / {theirs.wall_ms:.0f} ms" if theirs else wall]
        lines.append([*cells, budget, "OVER" if over else ""])
    if args.markdown:
        lines.insert(1, ["---"] * (len(lines[0]) - 1) + [""])
        for line in lines:
            print("| " + " | ".join(line[:-1]) + " |")
        return failed
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    for line in lines:
        cells = (c.ljust(w) for c, w in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())
    return failed


def run(args, work):
    servers = Servers(work)
    try:
        servers.start_fake()
        envs = {True: environment(work, servers.address["fake"])}
        if not args.quick:
            servers.start_real()
            envs[False] = environment(work, servers.address["real"])
            print(f"making a history of {EVENTS:,} events …", file=sys.stderr)
            make_history(envs[False])
        table = rows(args.quick)
        programs = {"ours": "wfsh", "official": "venv/bin/temporal"}
        for row in table:
            lines = {"ours": row.ours, "official": row.official}
            for who, line in lines.items():
                if line:
                    line = row.ours if line == "=" else line
                    program = os.path.join(BUILD, programs[who])
                    row.costs[who] = measure(program, line, args.runs, envs[row.fake])
    finally:
        servers.end()
    if args.quick:
        return report_tap(table, is_dynamic())
    return report(table, args, is_dynamic())


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--runs", type=int, default=15)
    args = parser.parse_args()
    work = tempfile.mkdtemp(prefix="wfsh-bench.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(run(args, work))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
