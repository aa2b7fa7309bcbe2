#!/usr/bin/env python3
"""Which commands and flags of the official CLI ours has, by the tables of both.

usage: flags.py check [WFSH]         TAP: a test for each official command
       flags.py make INVENTORY.json  flags.json from an inventory of the official CLI

flags.json holds facts only: for each command of the official CLI its flags, with their
letters and the values of enumerations. ELSEWHERE names those
that compare.py has no cases of.
"""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FACTS = os.path.join(HERE, "flags.json")
# Ours runs as `wfsh server` one day; everything else of the official CLI is here.
NOT_OURS = ("server",)
# compare.py holds every verb to have a case for each flag, but for these: scripts, which
# differ by nature, and what the dev server lacks, which tests/faults/compute.sh compares
# request by request.
ELSEWHERE = (
    *NOT_OURS,
    "completion",
    "worker deployment create-version",
    "worker deployment update-version-compute-config",
)


def is_due(path):
    return not path.startswith(ELSEWHERE)


def flag_facts(flag):
    facts = {}
    if flag.get("short"):
        facts["letter"] = flag["short"].lstrip("-")
    if flag.get("enum"):
        facts["values"] = flag["enum"]
    if flag.get("type") == "bool":
        facts["bool"] = True
    return facts


def make(inventory):
    with open(inventory) as f:
        found = json.load(f)
    commands = {}
    for c in found["commands"]:
        path = c["path"].removeprefix("temporal ")
        if c["subcommands"] and path != "workflow reset":
            continue
        commands[path] = {f["name"].lstrip("-"): flag_facts(f) for f in c["flags"]}
    facts = {
        "globals": {f["name"].lstrip("-"): flag_facts(f) for f in found["global_flags"]},
        "commands": commands,
    }
    with open(FACTS, "w") as f:
        json.dump(facts, f, indent=1, sort_keys=True)
        f.write("\n")


def differences(theirs, options):
    """What of one command's flags ours lacks, in words."""
    have = {o["name"]: o for o in options}
    for name, facts in theirs.items():
        ours = have.get(name)
        if ours is None:
            yield f"no --{name}"
            continue
        if "letter" in facts and ours.get("letter") != facts["letter"]:
            yield f"--{name} without -{facts['letter']}"
        if facts.get("bool", False) != (ours["type"] == "bool"):
            yield f"--{name} is of type {ours['type']}"
        if ours["type"] == "enum":
            lacks = set(facts.get("values", ())) - set(ours.get("values", ()))
            if lacks:
                yield f"--{name} does not take {', '.join(sorted(lacks))}"


def check(wfsh):
    with open(FACTS) as f:
        theirs = json.load(f)
    out = subprocess.run([wfsh, "--dump-commands"], capture_output=True, check=True).stdout
    ours = json.loads(out)
    commands = {c["path"]: c for c in ours["commands"]}
    tests = [("global flags", list(differences(theirs["globals"], ours["globals"])))]
    later = []
    for path, flags in sorted(theirs["commands"].items()):
        if path.startswith(NOT_OURS):
            later.append(path)
        elif path not in commands:
            tests.append((path, ["no such verb"]))
        else:
            # `activity pause` lists the global --identity once more
            options = commands[path]["options"] + ours["globals"]
            tests.append((path, list(differences(flags, options))))
    print(f"1..{len(tests)}")
    for n, (path, faults) in enumerate(tests, 1):
        print(f"{'not ' if faults else ''}ok {n} - {path}: every flag of the official CLI")
        for fault in faults:
            print(f"#   {fault}")
    print(f"# {len(later)} official commands are not for us")
    return any(faults for _, faults in tests)


def main():
    if sys.argv[1:2] == ["make"] and len(sys.argv) == 3:
        make(sys.argv[2])
    elif sys.argv[1:2] == ["check"] and len(sys.argv) <= 3:
        sys.exit(check(sys.argv[2] if len(sys.argv) == 3 else "wfsh"))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
