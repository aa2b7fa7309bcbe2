"""What destroys is confirmed by typing at the prompt; TAP on stdout.

guard_rails.py TEMPORAL ID: the official CLI, and the beginning of the ids. TEMPORAL_ADDRESS
has a worker for wfsh-sample; the profile `safe` of the configuration is protected.
"""

import json
import os
import subprocess
import sys
import time

from terminal import Tap, Terminal, code, prompt, same

TEMPORAL, ID = sys.argv[1:]
ADDRESS = os.environ["TEMPORAL_ADDRESS"]


def temporal(*words):
    run = subprocess.run([TEMPORAL, *words], capture_output=True, text=True, check=True)
    return run.stdout


def start(name):
    words = ("--type", "WaitFor", "-t", "wfsh-sample", "-w", name, "-o", "none")
    temporal("workflow", "start", *words)
    return name


def status(name):
    info = json.loads(temporal("workflow", "describe", "-w", name, "-o", "json"))
    return info["workflowExecutionInfo"]["status"].rpartition("_")[2]


def count_is(query, n):
    for _ in range(200):
        out = temporal("workflow", "count", "-q", query)
        if out.split()[-1] == str(n):
            return
        time.sleep(0.1)
    raise AssertionError(f"{query}: {out}")


def one(t):
    name = start(f"{ID}-one")
    t.line(f"terminate {name}")
    t.sees(rf"^workflow terminate in namespace default at {ADDRESS} \(profile default\)$")
    t.sees(rf"^  {name}  run [0-9a-f-]{{36}}  Running$")
    t.sees("type the Workflow Id: ")
    t.line("yes")
    t.sees("that is not the Workflow Id; nothing was done")
    same(code(t), 9)
    same(status(name), "RUNNING")
    t.line(f"terminate {name}")
    t.sees("type the Workflow Id: ")
    t.line(name)
    t.sees(f"^done +{name}")
    same(status(name), "TERMINATED")
    t.line(f"terminate {name}")  # would do nothing: nobody is asked
    t.sees(f"^no-op +{name}.*already closed")
    same(code(t), 0)


def not_there(t):
    t.line(f"terminate {ID}-nope")
    t.sees("not found")
    same(code(t), 3)


def by_interrupt(t):
    name = start(f"{ID}-int")
    t.line(f"workflow delete {name}")
    t.sees("type the Workflow Id: ")
    t.type("\x03")
    t.sees("interrupted: nothing was done")
    same(code(t), 130)
    same(status(name), "RUNNING")


def pinned(t):
    """What was shown is what is touched, whatever has begun meanwhile."""
    name = start(f"{ID}-pin")
    t.line(f"terminate {name}")
    t.sees("type the Workflow Id: ")
    temporal("workflow", "terminate", "-w", name)
    start(name)
    t.line(name)
    t.sees(f"^no-op +{name}")
    same(status(name), "RUNNING")


def rows(t):
    for i in range(3):
        start(f"{ID}-row-{i}")
    count_is(f"WorkflowId STARTS_WITH '{ID}-row'", 3)
    t.line(f"ls --id-prefix {ID}-row --columns id")
    t.sees("^3 ")
    t.line("terminate 1-3")
    for _ in range(3):
        t.sees(rf"^  {ID}-row-\d  run [0-9a-f-]{{36}}$")
    t.sees("^3 workflows$")
    t.sees("type the count: ")
    t.line("2")
    t.sees("that is not the count; nothing was done")
    same(code(t), 9)
    same(status(f"{ID}-row-1"), "RUNNING")
    t.line("terminate 1-3")
    t.sees("type the count: ")
    t.line("3")
    for _ in range(3):
        t.sees(rf"^done +{ID}-row-")
    same(code(t), 0)


def yes(t):
    name = start(f"{ID}-yes")
    t.line(f"terminate {name} --yes")
    t.sees(f"^done +{name}")


def batch(t):
    for i in range(2):
        start(f"{ID}-bat-{i}")
    count_is(f"WorkflowId STARTS_WITH '{ID}-bat'", 2)
    query = f"WorkflowId STARTS_WITH '{ID}-bat'"
    for verb in ("terminate", "cancel"):  # what it does hardly matters, many are touched
        t.line(f'{verb} -q "{query}"')
        t.sees(f"^  a batch over 2 workflows: {query}$")
        t.sees("type the count: ")
        t.line("y")
        t.sees("that is not the count")
        same(code(t), 9)
    t.line(f'terminate -q "{query}"')
    t.sees("type the count: ")
    t.line("2")
    t.sees("^Started batch for job ID")
    count_is(f"{query} AND ExecutionStatus = 'Terminated'", 2)


def others(t):
    """No workflows: the name."""
    name = f"{ID}-sched"
    temporal("schedule", "create", "-s", name, "--interval", "1d", "--paused", "-w", name,
             "-t", "wfsh-sample", "--type", "WaitFor")  # fmt: skip
    t.line(f"schedule delete {name}")
    t.sees(f"^  {name}$")
    t.sees("type the name: ")
    t.line("no")
    t.sees("that is not the name")
    same(code(t), 9)
    t.line(f"schedule delete -s {name}")
    t.sees("type the Schedule Id: ")
    t.line(name)
    t.sees(f"^done +{name}")
    t.line('call DeleteSchedule {"scheduleId": "x"}')
    t.sees("type the method: ")
    t.line("")
    t.sees("that is not the method")
    same(code(t), 9)


def background(t):
    """Nobody can be asked there."""
    name = start(f"{ID}-bg")
    t.line(f"terminate {name} &")
    t.sees("nobody can be asked")
    t.sees(r"\[\d\] refused \(9\)")
    same(status(name), "RUNNING")


def into_a_variable(t):
    name = start(f"{ID}-let")
    t.line(f"let r = terminate {name}")
    t.sees("type the Workflow Id: ")
    t.line(name)
    prompt(t)
    t.line("echo got $r.outcome")
    t.sees("^got done$")


def protected(t):
    """Also where nobody sits at the prompt, and then nobody can be asked."""
    name = start(f"{ID}-prot")
    t.line("connect safe")
    t.sees(r"^safe:default\(protected\)> ")
    t.line(f"terminate {name}")
    t.sees(r"\(profile safe, protected\)$")
    t.sees("type the Workflow Id: ")
    t.line("x")
    t.sees("nothing was done")
    same(code(t), 9)
    argv = ["wfsh", "--profile", "safe", "terminate", name]
    run = subprocess.run(argv, input="", capture_output=True, text=True, check=False)
    same(run.returncode, 9)
    same("nobody can be asked" in run.stderr, True)
    same(status(name), "RUNNING")
    one_shot = Terminal(argv)
    try:
        one_shot.sees("type the Workflow Id: ")
        one_shot.line(name)
        one_shot.sees(f"^done +{name}")
        same(one_shot.ends(), 0)
    finally:
        one_shot.close()


def script():
    """-c asks for nothing that the verbs do not ask for themselves."""
    name = start(f"{ID}-script")
    t = Terminal(["wfsh", "-c", f"terminate {name}"])
    try:
        t.sees(f"^done +{name}")
        same(t.ends(), 0)
    finally:
        t.close()


def main():
    tap = Tap()
    t = Terminal(["wfsh", "-X"])
    try:
        prompt(t)
        tap.test("one workflow, by its id", one, t)
        tap.test("one that is not there", not_there, t)
        tap.test("Ctrl-C is a no", by_interrupt, t)
        tap.test("the run that was shown is the one that is touched", pinned, t)
        tap.test("rows of a table, by their count", rows, t)
        tap.test("--yes", yes, t)
        tap.test("a batch, by the count", batch, t)
        tap.test("a Schedule, a method", others, t)
        tap.test("in the background", background, t)
        tap.test("let", into_a_variable, t)
        tap.test("a protected profile", protected, t)
        tap.test("a script is as it was", script)
    finally:
        t.close()
    tap.end()


main()
