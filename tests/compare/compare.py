#!/usr/bin/env python3
"""The same server state gives the same JSON: verbs of the official CLI and of ours.

usage: compare.py --address HOST:PORT --wfsh FILE --temporal FILE [--only RE] [--verbose]

cases/*.toml are the tables; README.md says what a case may hold. TAP on stdout. A verb that
ours does not have is named in a comment and not counted; the last tests say whether any
is missing, and whether every flag that both have is used by a case.
"""

import argparse
import asyncio
import glob
import json
import os
import re
import shlex
import sys
import tempfile
import time
import tomllib

import differ
import stage
from flags import FACTS, is_due

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT_S = 60
PARALLEL = 3
# What changes while one looks, and so is compared again: heartbeats, attempts, new runs.
TRIES = 4


class Side:
    """One of the two programs, with a home of its own."""

    def __init__(self, name, program, address, work):
        self.name = name
        self.program = program
        self.env = {
            k: v for k, v in os.environ.items() if not k.startswith(("TEMPORAL_", "XDG_"))
        }
        self.env |= {"TEMPORAL_ADDRESS": address, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self.work = work

    async def run(self, line, words, home=None):
        """Runs `line`; gives (status, stdout, stderr), the last two as text."""
        home = home or self.work
        # A word is cut first, so that what is filled in stays one word.
        args = [
            re.sub(r"\{(\w+)\}", lambda m: str(words.get(m[1], m[0])), w)
            for w in shlex.split(line)
        ]
        process = await asyncio.create_subprocess_exec(
            self.program,
            *args,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.work,
            env=self.env | {"HOME": home, "XDG_CONFIG_HOME": f"{home}/.config"},
        )
        try:
            out, err = await asyncio.wait_for(process.communicate(), LIMIT_S)
        except TimeoutError:
            process.kill()
            await process.wait()
            return -1, "", f"still running after {LIMIT_S} s"
        return (
            process.returncode,
            out.decode(errors="replace"),
            err.decode(errors="replace"),
        )


def load_cases():
    table = {"case": [], "unused": {}}
    for path in sorted(glob.glob(os.path.join(HERE, "cases", "*.toml"))):
        with open(path, "rb") as f:
            part = tomllib.load(f)
        table["case"] += part.get("case", [])
        table["unused"] |= part.get("unused", {})
    for n, case in enumerate(table["case"]):
        case["n"] = n
        case.setdefault("kind", "read")
        lines = case.get("lines") or [case["line"]]
        case["lines"] = lines
        case.setdefault("name", lines[-1])
        case.setdefault("format", "json")
    return table


def verb_of(line, verbs):
    """The longest verb that `line` begins with."""
    words = shlex.split(line)
    for n in range(len(words), 0, -1):
        if " ".join(words[:n]) in verbs:
            return " ".join(words[:n])
    return " ".join(w for w in words[:2] if not w.startswith("-"))


class Comparison:
    def __init__(self, args, work):
        self.args = args
        self.work = work
        self.theirs = Side("official", args.temporal, args.address, work)
        self.ours = Side("wfsh", args.wfsh, args.address, work)
        self.prefix = f"cmp-{os.getpid()}"
        self.batch = asyncio.Lock()
        self.slots = asyncio.Semaphore(PARALLEL)

    def common(self, case):
        """What both get: the format, and one identity where the server keeps it."""
        if case["format"] == "text":
            return ""
        return f" -o {case['format']}"

    async def setup(self):
        self.stage = await stage.Stage.make(self.args.address, self.prefix)
        self.stage.files(self.work)
        await self.stage.play(self.theirs)

    def words(self, case, side):
        return dict(
            s=self.prefix,
            w=f"{self.prefix}-{case['n']}-{side.name}",
            x="Cmp" + side.name.capitalize() + str(case["n"]) + str(os.getpid()),
            **self.stage.words,
        )

    async def read(self, case):
        """Both look at the same state."""
        faults = []
        line = case["lines"][0] + self.common(case)
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(0.3)
            words = self.words(case, self.theirs)
            theirs, ours = await asyncio.gather(
                self.theirs.run(line, words), self.ours.run(line, words)
            )
            faults = differ.compare(case, theirs, ours)
            if not faults:
                break
        return faults

    async def refuse(self, case):
        """Both refuse: theirs with 1, ours with a code that says why; nothing on stdout."""
        line = case["lines"][0] + self.common(case)
        words = self.words(case, self.theirs)
        theirs, ours = await asyncio.gather(
            self.theirs.run(line, words), self.ours.run(line, words)
        )
        return differ.compare_refusal(case, theirs, ours)

    async def change_on(self, case, side):
        """Sets a workflow up for one side and changes it; what was printed, what became."""
        words = self.words(case, side)
        workflow = words["w"]
        if "on" in case:
            words["r"] = await self.stage.start(case, workflow)
        for line in case.get("before", ()):
            status, out, err = await self.theirs.run(line, words)
            if status:
                raise RuntimeError(f"{line}: {err or out}")
        results = []
        for line in case["lines"]:
            results.append(await self.run_patiently(case, side, line, words))
        after = []
        if results[-1][0] != case.get("official" if side is self.theirs else "status", 0):
            return words, results, after  # nothing came of it: what was said says why
        if "until" in case:
            await self.stage.until(workflow, case["until"])
        if case.get("history", "on" in case):
            after.append(await self.stage.history(workflow))
        for line in case.get("after", ()):
            after.append(await self.theirs.run(line + " -o json", words))
        if case.get("tidy", True):
            await self.stage.end(workflow)
        return words, results, after

    async def run_patiently(self, case, side, line, words):
        """The server runs few batches at a time."""
        line += self.common(case) + (" --identity cmp" if case["kind"] == "change" else "")
        until = time.monotonic() + 30
        while True:
            result = await side.run(line, words)
            if "Max concurrent batch" not in result[2] or time.monotonic() > until:
                return result
            await asyncio.sleep(0.3)

    async def change(self, case):
        """Each changes its own; what was printed and what became of it must be alike."""
        theirs = await self.change_on(case, self.theirs)
        ours = await self.change_on(case, self.ours)
        return differ.compare_changes(case, theirs, ours)

    async def local(self, case):
        """Config files: the same lines, each in a home of its own."""
        faults = []
        homes = {}
        for side in self.theirs, self.ours:
            homes[side] = os.path.join(self.work, f"home-{case['n']}-{side.name}")
            os.makedirs(homes[side])
        for line in case["lines"]:
            line += self.common(case)
            theirs, ours = [
                await side.run(line, self.words(case, side) | {"home": home}, home)
                for side, home in homes.items()
            ]
            faults += [f"{line}: {f}" for f in differ.compare(case, theirs, ours)]
        for line in case.get("after", ()):
            a, b = [
                await self.theirs.run(line + " -o json", {}, home)
                for home in homes.values()
            ]
            faults += [f"afterwards, {line}: {f}" for f in differ.compare(case, a, b)]
        return faults

    async def one(self, case):
        run = getattr(self, case["kind"])
        try:
            if "batch" in case:
                async with self.batch, self.slots:
                    return await run(case)
            async with self.slots:
                return await run(case)
        except Exception as e:  # a case that cannot be run has failed, the others go on
            return [f"{type(e).__name__}: {e}"]


def flags_used(case, line, flags):
    """Flags of `line`, letters as their long names."""
    letters = {f["letter"]: name for name, f in flags.items() if "letter" in f}
    for word in shlex.split(line):
        if word.startswith("--"):
            yield word[2:].split("=")[0]
        elif re.fullmatch(r"-[a-zA-Z]", word):
            yield letters.get(word[1], word)


def coverage(table, theirs, have):
    """Flags that both have and that no case uses, but for those named with a reason."""
    used = {}
    for case in table["case"]:
        for line in case["lines"]:
            verb = verb_of(line, theirs["commands"])
            if verb in theirs["commands"]:
                flags = theirs["commands"][verb]
                used.setdefault(verb, set()).update(flags_used(case, line, flags))
    excused = table.get("unused", {})
    for verb, flags in sorted(theirs["commands"].items()):
        if not is_due(verb) or verb not in have:
            continue
        if verb not in used and verb not in excused:
            yield f"{verb}: in no case"
            continue
        lacks = set(flags) - used.get(verb, set()) - set(excused.get(verb, {}))
        if lacks:
            yield f"{verb}: no case uses {', '.join('--' + f for f in sorted(lacks))}"


async def run_all(args, work):
    table = load_cases()
    with open(FACTS) as f:
        theirs = json.load(f)
    dump = os.popen(f"{shlex.quote(args.wfsh)} --dump-commands").read()
    have = {c["path"] for c in json.loads(dump)["commands"]}
    chosen = [c for c in table["case"] if re.search(args.only, c["name"])]
    missing = set()
    cases = []
    for case in chosen:
        verbs = {verb_of(line, theirs["commands"]) for line in case["lines"]}
        lacks = {v for v in verbs if v in theirs["commands"] and v not in have}
        missing |= lacks
        if not lacks:
            cases.append(case)
    comparison = Comparison(args, work)
    await comparison.setup()
    tasks = [asyncio.create_task(comparison.one(c)) for c in cases]
    failed = n = 0

    def report(name, faults):
        nonlocal failed, n
        n += 1
        failed += bool(faults)
        print(f"{'not ' if faults else ''}ok {n} - {name}")
        for fault in faults[: None if args.verbose else 12]:
            for line in str(fault).splitlines():
                print(f"#   {line[: 4000 if args.verbose else 400]}")
        sys.stdout.flush()

    for case, task in zip(cases, tasks, strict=True):
        started = time.monotonic()
        faults = await task
        report(case["name"], faults)
        if args.verbose:
            print(f"#   waited {time.monotonic() - started:.1f} s")
    for verb in sorted(missing):
        print(f"# missing verb {verb}")
    if args.only == "":
        due = {v for v in theirs["commands"] if is_due(v)}
        report("no verb of the official CLI that is due is missing", sorted(due - have))
        report(
            "every flag that both have is in a case", list(coverage(table, theirs, have))
        )
    print(f"1..{n}")
    return failed


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--address", required=True)
    parser.add_argument("--wfsh", required=True)
    parser.add_argument("--temporal", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    args.wfsh = os.path.abspath(args.wfsh)
    args.temporal = os.path.abspath(args.temporal)
    with tempfile.TemporaryDirectory(prefix="wfsh-compare.") as work:
        failed = asyncio.new_event_loop().run_until_complete(run_all(args, work))
    # Not asyncio.run(): it waits for the stage's workers, whose shutdown may hang.
    sys.stdout.flush()
    os._exit(failed != 0)


if __name__ == "__main__":
    main()
