"""The shell's own words, typed at a prompt; TAP on stdout: prompt_words.py TEMPORAL ID

TEMPORAL is the official CLI, ID the beginning of the ids. TEMPORAL_ADDRESS has a worker for
wfsh-sample.
"""

import os
import pathlib
import re
import stat
import subprocess
import sys
import time

from terminal import Tap, Terminal, code, prompt, same

TEMPORAL, ID = sys.argv[1:]
HOME = pathlib.Path(os.environ["HOME"])
WORK = HOME.parent


def start(name):
    argv = [TEMPORAL, "workflow", "start", "--type", "WaitFor", "-t", "wfsh-sample"]
    subprocess.run([*argv, "-w", name, "-o", "none"], check=True)
    return name


def listed(query, n):
    for _ in range(200):
        argv = [TEMPORAL, "workflow", "count", "-q", query]
        out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
        if out.split()[-1] == str(n):
            return
        time.sleep(0.1)
    raise AssertionError(f"{query}: {out}")


def editor(name, text):
    """A program that is given the file to edit as its last word."""
    path = WORK / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


class Shell(Terminal):
    def __init__(self, *argv, **env):
        super().__init__(["wfsh", *argv], **env)
        prompt(self)


# ---- \e ---------------------------------------------------------------------------------


def edits_last():
    seen = WORK / "seen"
    change = editor(
        "change", f'stat -c %a "$1" >{seen}.mode; cp "$1" {seen}; sed -i s/one/two/ "$1"'
    )
    with Shell("-X", VISUAL=change, EDITOR="/bin/false", TMPDIR=str(WORK)) as t:
        t.line("echo one")
        t.sees("^one$")
        t.line("\\e")
        t.sees("^echo two$")  # what is run is shown
        t.sees("^two$")
        same(seen.read_text(), "echo one")
        same((WORK / "seen.mode").read_text(), "600\n")
        same(list(WORK.glob("wfsh-*")), [])
        prompt(t)
        t.line("\\history")
        t.sees("^echo one$")
        t.sees("^echo two$")
        t.sees("^\\\\e$")


def lays_payloads_out():
    seen = WORK / "seen"
    change = editor("change", f'cp "$1" {seen}; sed -i s/17/18/ "$1"')
    with Shell("-X", EDITOR=change) as t:
        t.line("""echo '{"a":{"n":17}}' [1]""")
        t.sees('^{"a":{"n":17}} \\[1\\]$')
        t.line("\\e")
        t.sees('"n": 18')
        t.sees("^} \\[$")  # echo prints the word, over lines
        laid = """echo '{\n  "a": {\n    "n": 17\n  }\n}' [\n  1\n]"""
        same(seen.read_text(), laid)


def edits_nothing():
    with Shell("-X", EDITOR=editor("keep", ":")) as t:
        t.line("\\e")
        t.sees("nothing was typed yet")
        same(code(t), 2)
        t.line("echo one")
        t.sees("^one$")
        t.line("\\e")
        t.sees("unchanged: nothing is run")
        same(code(t), 0)
    with Shell("-X", EDITOR=editor("empty", ': >"$1"')) as t:
        t.line("echo one")
        t.sees("^one$")
        t.line("\\e")
        t.sees("the text is empty: nothing was done")
        same(code(t), 9)
    with Shell("-X", EDITOR=editor("fail", 'echo echo two >"$1"; exit 3')) as t:
        t.line("echo one")
        t.sees("^one$")
        t.line("\\e")
        t.sees("the editor '.*fail' failed: nothing was done")
        same(code(t), 9)


def edits_others():
    script = WORK / "script"
    script.write_text("echo one\n")
    with Shell("-X", EDITOR=editor("change", 'sed -i s/one/two/ "$1"')) as t:
        t.line(f"\\e {script}")
        t.sees("^two$")
        same(script.read_text(), "echo two\n")
        prompt(t)
        t.line("\\e echo one three")
        t.sees("^two three$")


# ---- \x, $_, \err, short words ----------------------------------------------------------


def expanded(t):
    names = [start(f"{ID}-x-{i}") for i in range(2)]
    query = f"WorkflowId STARTS_WITH '{ID}-x'"
    listed(query, 2)
    t.line("\\x")
    t.sees("^expanded on$")
    t.line(f'ls -q "{query}"')
    t.sees(f"^-\\[ 1 \\]-\n(.*\n)*?Workflow id +{names[0][:-1]}.$")
    t.sees("^Run id +[0-9a-f-]{36}$")  # what a wide table has
    t.sees("^-\\[ 2 \\]-$")
    prompt(t)
    t.line("describe 2 -o jsonl | head -c 1")  # still a row
    t.sees("^{")
    prompt(t)
    t.line(f'ls -q "{query}" --columns id | cat')  # a pipe gets what it gets
    t.sees(f"^{ID}-x-")
    t.line("\\x auto")
    t.sees("^expanded auto$")
    t.line(f'ls -q "{query}" --columns id')
    t.sees("^# +WORKFLOW ID$")
    prompt(t)
    t.line(f'ls -q "{query}" --columns id,run,type,root,queue,started,size')
    t.sees("^-\\[ 1 \\]-$")
    t.line("\\x off")
    t.sees("^expanded off$")
    t.line("\\x maybe")
    t.sees("usage")


def last_result(t):
    """What a line started or acted on, else the first that it listed, else asked about."""
    t.line("echo $_")
    t.sees(".* ")
    names = [start(f"{ID}-r-{i}") for i in range(3)]
    listed(f"WorkflowId STARTS_WITH '{ID}-r'", 3)
    t.line(f"describe {names[1]} -o none; echo got $_")
    t.sees(f"^got {names[1]}$")
    t.line("count; echo got $_")  # has none: stays
    t.sees(f"^got {names[1]}$")
    t.line(f"describe {ID}-nope; echo got $_")  # a failure leaves it
    t.sees(f"^got {names[1]}$")
    t.line(f"ls --id-prefix {ID}-r --limit 2 --columns id; echo got $_ $1")
    m = t.sees(f"^got ({ID}-r-.) (.*)$")
    same(m[1], m[2])
    t.line("echo again $_")
    t.sees(f"^again {m[1]}$")
    t.line(f"terminate {names[0]} {names[2]} --yes -o none; echo got $_")
    t.sees(f"^got {names[2]}$")
    t.line(f"start --type WaitFor -t wfsh-sample -w {ID}-started -o none; echo got $_")
    t.sees(f"^got {ID}-started$")
    t.line("terminate $_ --yes")
    t.sees(f"^done +{ID}-started")
    t.line("start --type WaitFor -t wfsh-sample -o none; echo got $_")  # an id of ours
    t.sees("^got [0-9a-f-]{36}$")
    t.line("!echo env-$_-")  # not for children: sh has its own
    t.sees("^env-")


def error_in_full(t):
    t.line("\\err")
    t.sees("^no error yet$")
    t.line(f"cancel {ID}-nope")
    t.sees("not found")
    t.line("\\err")
    t.sees("^error +.*not found")
    t.sees("^code +3 \\(not-found\\)$")
    t.sees("^status +NOT_FOUND$")
    t.sees("^detail +NotFoundFailure$")
    t.sees("^method +(RequestCancelWorkflowExecution|DescribeWorkflowExecution)$")
    prompt(t)
    t.line(f"signal {ID}-nope --name x")
    t.sees("not found")
    t.line("\\err")
    t.sees("^method +SignalWorkflowExecution$")
    t.sees("^request id +[0-9a-f-]{36}$")
    prompt(t)
    t.line("wf shw")  # the shell's own: no call
    t.sees("unknown verb")
    t.line("\\err; echo no-more")
    t.sees("^code +2 \\(usage\\)\nno-more$")


def short_words(t):
    t.line("\\set name value")
    prompt(t)
    t.line('echo "$name"')
    t.sees("^value$")
    t.line("\\unset name")
    prompt(t)
    t.line("echo $name")
    t.sees("not set|name")
    same(code(t), 2)
    t.line("\\timing")
    t.sees("^timing on$")
    t.line("count -o none")
    t.sees(r"^time: \d+\.\d ms \(1 call\)$")
    t.line("\\timing")
    t.sees("^timing off$")
    t.line("\\! echo in sh | tr i I")
    t.sees("^In sh$")
    t.line("\\!echo close")
    t.sees("^close$")
    t.line("\\h count")
    t.sees("Usage|usage|wfsh.*count")
    prompt(t)
    t.line("\\ns billing")
    t.sees("^default:billing> ")
    t.line("\\c 127.0.0.1:1 other")
    t.sees("^default:other")
    t.line(f"\\c {os.environ['TEMPORAL_ADDRESS']}")
    t.sees("^default:default> ")
    t.line("\\watch 0.2 count -q \"WorkflowId = 'nobody'\"")
    t.sees("^0$")
    t.sees("^0$")
    t.type("\x03")
    prompt(t)
    same(code(t), 0)


# ---- rc, history ------------------------------------------------------------------------


def rc_file():
    rc = HOME / ".config/wfsh/rc"
    rc.parent.mkdir(parents=True, exist_ok=True)
    rc.write_text("let from = rc\necho rc has run\nnonsense-verb-$$\nuse elsewhere\n")
    t = Terminal(["wfsh"])
    try:
        t.sees("^rc has run$")
        t.sees("default:elsewhere> ")
        t.line("echo $from")
        t.sees("^rc$")
    finally:
        t.close()
    with Shell("-X") as t:
        t.line("echo ${from}")
        t.sees("from")
        same(code(t), 2)
        same("rc has run" in t.all, False)
    for argv in (["wfsh", "-c", "echo x"], ["wfsh"]):
        same(subprocess.check_output(argv, input=b"echo x\n"), b"x\n")
    rc.unlink()


def history_file():
    state = WORK / "state"
    path = state / "wfsh/history"
    env = {"XDG_STATE_HOME": str(state), "TEMPORAL_API_KEY": "sesame-4711"}
    with Shell("-X", **env) as t:
        for line in ("echo a", "echo b", "echo a", " echo blank", "echo sesame-4711",
                     "count --api-key other-key -n x", "echo other-key"):  # fmt: skip
            t.line(line)
            prompt(t)
        t.line("echo {")
        t.sees(r"^\.\.\. ")
        t.line("  }")
        prompt(t)
        t.line("\\q")
        same(t.ends(), 0)
    same(stat.S_IMODE(path.stat().st_mode), 0o600)
    same(stat.S_IMODE(path.parent.stat().st_mode), 0o700)
    kept = [x for x in path.read_text().splitlines() if not x.startswith("#")]
    same(kept, ["echo b", "echo a", "echo {", "  }", "\\q"])
    path.chmod(0o644)
    with Shell("-X", **env) as t:
        t.type("\x10\x10\r")  # the last but one, of the shell before: of two rows
        t.sees("^{\n *}$")
        prompt(t)
        t.type("\x10\x10\x10\r")
        t.sees("^a$")
        t.line("\\q")
        same(t.ends(), 0)
    same(stat.S_IMODE(path.stat().st_mode), 0o600)


# ---- jobs -------------------------------------------------------------------------------


def jobs_above_the_line(t):
    name = start(f"{ID}-job")
    t.line(f"wait {name} &")
    t.sees(r"^\[1\] wait ")
    prompt(t)
    t.line("jobs")
    t.sees(r"^\[1\] running +wait ")
    prompt(t)
    t.type("echo ha")
    t.sees("echo ha")
    subprocess.run([TEMPORAL, "workflow", "terminate", "-w", name], check=True,
                   capture_output=True)  # fmt: skip
    t.sees(r"\[1\] workflow-terminated \(13\) +wait .*\n.*> echo ha")
    t.line("lf")
    t.sees("^half$")
    prompt(t)
    t.line("jobs; echo none")
    t.sees("^none$")


def jobs_ended(t):
    name = start(f"{ID}-job-2")
    t.line(f"wait {name} &")
    t.sees(r"^\[2\] wait ")
    t.line("kill %2")
    t.sees(r"\[2\] interrupted \(130\)")
    prompt(t)
    t.line(f"result {name} &")
    t.sees(r"^\[3\] result ")
    prompt(t)
    t.line("fg %3")
    time.sleep(0.2)
    subprocess.run([TEMPORAL, "workflow", "terminate", "-w", name], check=True,
                   capture_output=True)  # fmt: skip
    t.sees("Terminated")
    same(code(t), 13)
    t.line("fg")
    t.sees("no job is running")
    t.line("kill %9")
    t.sees("no job is called '%9'")


def rows(t):
    for i in range(4):
        start(f"{ID}-w-{i}")
    listed(f"WorkflowId STARTS_WITH '{ID}-w'", 4)
    t.line(f"ls --id-prefix {ID}-w --columns id")
    t.sees("^4 +")
    prompt(t)
    t.line("signal 2-4 --name x")
    for _ in range(3):
        t.sees(f"^done +{ID}-w-")
    prompt(t)
    t.line("describe 5")
    t.sees("rows 1 to 4, not 5")
    t.line("describe 3-2")
    t.sees("rows 1 to 4")
    t.line("cd 2")
    t.sees(f"default:default/{ID}-w-.> ")
    t.line("describe -o jsonl | head -c 1")
    t.sees("^{")
    t.line("cd ..")
    prompt(t)
    t.line("terminate 1-4 --yes -o none")
    prompt(t)


# ---- the prompt -------------------------------------------------------------------------


def template():
    with Shell("-X") as t:
        t.line("\\set PROMPT '%p@%a %n%w %r %? 100%% %x%m: '")
        t.sees(f"^default@{os.environ['TEMPORAL_ADDRESS']} default rw 0 100% %x: ")
        t.line("cd an-id; assert 1 = 2")
        t.sees(r"default/an-id rw 1 100% %x: ")
        t.line("\\unset PROMPT")
        t.sees("^default:default/an-id> ")
    with Shell("-X", WFSH_READONLY="1") as t:
        same("default:default(ro)> " in t.all, True)


def suspends():
    """Ctrl-Z stops it on a line and under a command; fg goes on where it was."""
    name = start(f"{ID}-stop")
    t = Terminal(["bash", "--norc", "--noprofile", "-i"], TERM="xterm", PS1="sh-prompt ")
    try:
        t.sees("sh-prompt ")
        t.line("wfsh -X")
        t.sees("default:default> ")
        t.type("echo ha")
        t.sees("echo ha")
        t.type("\x1a")
        t.sees("Stopped.*\n.*sh-prompt ")
        t.line("fg")
        t.sees("default:default> echo ha")
        t.type("lf\r")
        t.sees("^half$")
        t.sees("default:default> ")
        t.line(f"show {name} -f --columns type")
        t.sees("WorkflowExecutionStarted")
        t.type("\x1a")
        t.sees("Stopped.*\n.*sh-prompt ")
        t.line("fg")
        t.sees("wfsh -X")
        subprocess.run([TEMPORAL, "workflow", "terminate", "-w", name], check=True,
                       capture_output=True)  # fmt: skip
        t.sees("WorkflowExecutionTerminated")
        t.sees("default:default> ")
        t.line("\\q")
        t.sees("sh-prompt ")
    finally:
        t.close()


def dashboard():
    """And back, with all that the prompt had; Ctrl-C and Ctrl-Z are the prompt's again."""
    with Shell("-X", TERM="xterm") as t:
        t.line("let x = kept")
        prompt(t)
        t.line("\\top")
        t.sees("Overview")
        t.type("Q")
        t.sees("default:default> ")
        t.type("echo dropped")
        t.sees("echo dropped")
        t.type("\x03")
        t.sees(r"\^C\n.*default:default> ")
        t.line("echo $x $?")
        t.sees("^kept 0$")


def paste():
    """What is pasted waits for Enter; a line of several rows is one in the history."""
    with Shell("-X", TERM="xterm") as t:
        t.type("\x1b[200~echo one\necho two\x1b[201~")
        t.sees("echo one\n.*echo two")
        same(re.search("^one$", t.all, re.M), None)
        t.line("")
        t.sees("^one$")
        t.sees("^two$")


def main():
    tap = Tap()
    tap.test("\\e: the last line, in a private file that is removed", edits_last)
    tap.test("\\e: payloads are laid out", lays_payloads_out)
    tap.test("\\e: what runs nothing", edits_nothing)
    tap.test("\\e: a script, a line", edits_others)
    with Shell("-X") as t:
        tap.test("\\err", error_in_full, t)
        tap.test("\\x", expanded, t)
        tap.test("$_", last_result, t)
        tap.test("short words", short_words, t)
        tap.test("row ranges", rows, t)
        tap.test("a notice above the line that is typed", jobs_above_the_line, t)
        tap.test("fg, kill", jobs_ended, t)
    tap.test("the rc file is the prompt's, and -X leaves it out", rc_file)
    tap.test("the history file", history_file)
    tap.test("the prompt from a template", template)
    tap.test("Ctrl-Z", suspends)
    tap.test("a paste", paste)
    tap.test("\\top and back", dashboard)
    tap.end()


main()
