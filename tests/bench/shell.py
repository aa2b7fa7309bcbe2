#!/usr/bin/env python3
"""What the prompt costs, through a terminal, on the fake frontend.

usage: shell.py [--markdown | --tap]

CPU is of all threads of the process. Over budget on CPU, memory or counts ends with status
1; wall time is only reported, for it is the machine's and the frontend's too. --tap prints
TAP and lets CPU go half over budget, as machines of tests do other things meanwhile.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.path.join(ROOT, "build")
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))

from bench import calmest  # noqa: E402 (the paths come first)
from prompt import Prompt  # noqa: E402

IDS = 10_000
CALLS = 2000
ROUNDS = 5
TYPED = 100
PAUSE_MS = 20  # between typed verbs, and the calls that they are compared with
STARTS = 15
IDLE_S = 5
READY_MS, READY_MIB = 30, 18
VERB_TIMES = 1.5
TAB_MS = 30
SLACK = 1.5


class Frontend:
    def __init__(self, work):
        script = os.path.join(work, "script")
        with open(script, "w") as f:
            f.write(f"set workflows {IDS}\n")
        fake = os.path.join(BUILD, "tests", "fake", "fakefront")
        self.process = subprocess.Popen(
            [fake, "--script", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.address = self.process.stdout.readline().decode().split()[1]

    def end(self):
        self.process.terminate()
        self.process.wait()


def resident_mib(pid):
    with open(f"/proc/{pid}/status") as f:
        for line in f:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0


def must(good, what):
    if not good:
        sys.exit(f"bench: {what}")


def measure_start(address):
    """From exec to an empty prompt on the screen."""
    cpu, wall, mib = [], [], []
    for _ in range(STARTS):
        began = time.monotonic()
        prompt = Prompt(address)
        must(prompt.ready(), "no prompt")
        wall.append((time.monotonic() - began) * 1000)
        cpu.append(prompt.cpu_ms())
        mib.append(resident_mib(prompt.pid))
        prompt.end()
    return statistics.median(cpu), statistics.median(wall), statistics.median(mib)


def measure_verb(prompt, address, work):
    """A verb of a file beside the bare RPC, in turns: the round in the middle."""
    script = os.path.join(work, "verbs")
    with open(script, "w") as f:
        f.write("count -o none\n" * CALLS + "echo over and done\n")
    rounds = []
    for _ in range(ROUNDS):
        call = measure_rpc(address, CALLS, 0)
        prompt.clear()
        prompt.send(f"source {script}")
        prompt.settle(0.05)
        cpu, began = prompt.cpu_ms(), time.monotonic()
        prompt.send("\r")
        must(prompt.wait(lambda: prompt.screen.above[-1] == "over and done"), "no end")
        wall = time.monotonic() - began
        must(prompt.ready(), "no prompt")
        prompt.screen.above.append("")
        verb = (prompt.cpu_ms() - cpu) * 1000 / CALLS, wall * 1e6 / CALLS
        rounds.append((verb[0] / call[0], verb, call))
    return sorted(rounds)[ROUNDS // 2]


def measure_typed(prompt):
    """From Enter to the next prompt, with the terminal and the history."""
    cpu, wall = [], []
    for n in range(TYPED):
        line = f"count -q 'WorkflowId=\"wf-{n % 5}\"'"
        prompt.send(line)
        must(prompt.wait(lambda x=line: prompt.line == x), "no echo")
        prompt.settle(PAUSE_MS / 1000)
        before, began = prompt.cpu_ms(), time.monotonic()
        prompt.send("\r")
        must(prompt.wait(lambda: prompt.screen.text().endswith(">")), "no prompt")
        wall.append((time.monotonic() - began) * 1e6)
        cpu.append((prompt.cpu_ms() - before) * 1000)
    return statistics.median(cpu), statistics.median(wall)


def measure_rpc(address, calls, pause_ms):
    rpc = os.path.join(BUILD, "tests/bench/rpc")
    out = subprocess.run(
        [rpc, address, str(calls), str(pause_ms)],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,  # as the prompt: sessions share the processors
    ).stdout
    return tuple(float(n) for n in out.split())


def measure_tab(prompt):
    """TAB with all ids known: from the key to the longer line."""
    cpu, wall = [], []
    prompt.clear()
    prompt.send("show w\t")
    must(prompt.wait(lambda: prompt.line == "show wf-"), "no completion")
    for _ in range(9):
        prompt.clear()
        prompt.send("show w")
        must(prompt.wait(lambda: prompt.line == "show w"), "no echo")
        prompt.settle(0.02)
        before, began = prompt.cpu_ms(), time.monotonic()
        prompt.send("\t")
        must(prompt.wait(lambda: prompt.line == "show wf-", 2), "no completion")
        wall.append((time.monotonic() - began) * 1000)
        cpu.append(prompt.cpu_ms() - before)
    # that they are all there: a list that is cut tells their number
    prompt.send("\t\t")
    must(
        prompt.wait(lambda: any(f" of {IDS};" in x for x in prompt.screen.above), 5),
        "not all ids",
    )
    prompt.settle()
    return statistics.median(cpu), statistics.median(wall)


def measure_idle(prompt):
    prompt.clear()
    prompt.send("describe wf-1 ")
    before = prompt.calm()
    time.sleep(IDLE_S)
    after = prompt.threads()
    return sum(after.values()) - sum(before.values())


def rows(address, work, slack):
    """what, the figure, the wall time, the budget, whether it is over."""
    cpu, wall, mib = measure_start(address)
    yield (
        "prompt on screen after exec",
        f"{cpu:.1f} ms, {mib:.0f} MiB",
        f"{wall:.1f} ms",
        f"{READY_MS} ms, {READY_MIB} MiB",
        cpu > READY_MS * slack or mib > READY_MIB,
    )
    prompt = Prompt(address)
    must(prompt.ready(), "no prompt")
    (verb_cpu, verb_wall), (rpc_cpu, rpc_wall) = calmest(
        lambda: measure_verb(prompt, address, work), VERB_TIMES * slack
    )[1:]
    yield (
        "a verb on the open channel: count, of a file",
        f"{verb_cpu:.0f} us = {verb_cpu / rpc_cpu:.2f} x {rpc_cpu:.0f} us of the RPC",
        f"{verb_wall:.0f} us = {verb_wall / rpc_wall:.2f} x {rpc_wall:.0f} us",
        f"{VERB_TIMES} x",
        verb_cpu > VERB_TIMES * rpc_cpu * slack,
    )
    rpc_cpu, rpc_wall = measure_rpc(address, TYPED, PAUSE_MS)
    cpu, wall = measure_typed(prompt)
    yield (
        "a verb that is typed: from Enter to the next prompt",
        f"{cpu:.0f} us = {cpu / rpc_cpu:.2f} x {rpc_cpu:.0f} us, as cold",
        f"{wall:.0f} us = {wall / rpc_wall:.2f} x {rpc_wall:.0f} us",
        "",
        False,
    )
    cpu, wall = measure_tab(prompt)
    yield (
        f"TAB over {IDS:,} ids, warm",
        f"{cpu:.1f} ms, {resident_mib(prompt.pid):.0f} MiB",
        f"{wall:.1f} ms",
        f"{TAB_MS} ms",
        cpu > TAB_MS * slack,
    )
    switches = calmest(lambda: [measure_idle(prompt)], 0)[0]  # one alone is no rhythm
    yield (
        f"wake-ups of our threads, idle for {IDLE_S} s",
        f"{switches}",
        "",
        "0",
        switches > 0,
    )
    prompt.end()


def report_tap(table):
    print(f"1..{len(table)}")
    for n, (what, figure, wall, budget, over) in enumerate(table, 1):
        print(f"{'not ' if over else ''}ok {n} - {what}: {figure}")
        if over:
            print(f"#   the budget is {budget}; wall: {wall}")


def report(table, markdown):
    lines = [["what", "CPU, memory, counts", "wall", "budget", ""]]
    lines += [[*row[:-1], "OVER" if row[-1] else ""] for row in table]
    if markdown:
        lines.insert(1, ["---"] * 4 + [""])
        for line in lines:
            print("| " + " | ".join(line[:-1]) + " |")
        return
    widths = [max(len(line[n]) for line in lines) for n in range(5)]
    for line in lines:
        print("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip())


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--tap", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wfsh-bench.") as work:
        for name in list(os.environ):
            if name.startswith(("TEMPORAL_", "XDG_")):
                del os.environ[name]
        os.environ |= {"HOME": work, "LC_ALL": "C.UTF-8"}
        frontend = Frontend(work)
        try:
            table = list(rows(frontend.address, work, SLACK if args.tap else 1))
        finally:
            frontend.end()
    if args.tap:
        report_tap(table)
    else:
        report(table, args.markdown)
    sys.exit(any(row[-1] for row in table))


if __name__ == "__main__":
    main()
