"""Presses TAB in bash, zsh and fish; TAP on stdout: shell_tab.py SHELL PAIRS STUB

The real program answers for the lines of PAIRS; STUB, told by STUB_ANSWER, for values that
no command has. bash and zsh run on a terminal: a key of the test prints the line as it
became. fish tells what it would insert.
"""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

LIMIT_S = 20
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPTS = os.path.join(ROOT, "packaging/completion")
SHOW = "\x18\x0c"  # ^X^L

START = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "PS1='$ '; bind 'set bell-style none'; bind 'set enable-bracketed-paste off';"
        f" . {SCRIPTS}/wfsh.bash;"
        """ bind -x '"\\C-x\\C-l": printf "\\n<<%s>>\\n" "$READLINE_LINE"'""",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"PS1='$ '; unsetopt zle_bracketed_paste beep; fpath=({SCRIPTS} $fpath);"
        " autoload -Uz compinit; compinit -u -D;"
        " show() { print -r -- $'\\n<<'$BUFFER'>>' }; zle -N show; bindkey '^X^L' show",
    ),
}


class Terminal:
    """An interactive shell on a terminal of its own."""

    def __init__(self, shell):
        argv, commands = START[shell]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "dumb", "INPUTRC": "/dev/null", "COLUMNS": "200"}
            os.execvp(argv[0], argv)
        self.seen = ""
        self.send(commands + "\r")
        self.send("echo rea''dy\r")
        self.read_until(r"ready\r\n")

    def send(self, text):
        os.write(self.fd, text.encode())

    def read_until(self, pattern):
        deadline = time.monotonic() + LIMIT_S
        while (m := re.search(pattern, self.seen, re.S)) is None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise TimeoutError(f"no {pattern!r} in {self.seen!r}")
            self.seen += os.read(self.fd, 65536).decode(errors="replace")
        self.seen = self.seen[m.end() :]
        return m

    def tab(self, typed):
        self.send(typed + "\t" + SHOW)
        line = self.read_until(r"<<([^\n]*?)>>\r?\n")[1]
        self.send("\x15")
        return line

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


class Fish:
    def tab(self, typed):
        """The line with the only candidate put in place of the last word."""
        quoted = typed.replace("\\", "\\\\").replace("'", "\\'")
        script = f"source {SCRIPTS}/wfsh.fish; complete -C '{quoted}'"
        out = subprocess.run(
            ["fish", "--no-config", "-c", script],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
        found = [x.split("\t")[0] for x in out.stdout.splitlines()]
        if not found and not out.stderr:
            return typed
        if len(found) != 1:
            return f"{typed} -> {found} {out.stderr}"
        head = typed[: len(typed) - len(typed.split(" ")[-1])]
        value = found[0].replace(" ", "\\ ")
        return head + value + ("" if value.endswith(("=", "/")) else " ")

    def close(self):
        pass


def stub_cases(stub, work):
    """name, typed, the stub's answer, the line, the words that the stub must have seen."""
    data = os.path.join(work, "data-file.json")
    for path in (data, os.path.join(os.environ["HOME"], "data-file.json")):
        with open(path, "w"):
            pass
    half = data[:-9]
    return [
        ("one of several", "wfsh order-1", "order-1\tdone\n", "wfsh order-1 ", "[order-1]"),
        (
            "a colon",
            "wfsh show order:1",
            "order:12\n",
            "wfsh show order:12 ",
            "[show][order:1]",
        ),
        (
            "a value of an option",
            "wfsh --address localh",
            "localhost:7233\tthe default\n",
            "wfsh --address localhost:7233 ",
            "[--address][localh]",
        ),
        (
            "a value behind =",
            "wfsh --address=localhost:72",
            "--address=localhost:7233\n",
            "wfsh --address=localhost:7233 ",
            "[--address=localhost:72]",
        ),
        ("an empty word", "wfsh show ", "order-12\n", "wfsh show order-12 ", "[show][]"),
        (
            "a blank in a value",
            "wfsh show or",
            "or der\n",
            "wfsh show or\\ der ",
            "[show][or]",
        ),
        ("words in quotes", "wfsh 'a b' c", "cc\n", "wfsh 'a b' cc ", "[a b][c]"),
        ("a file", f"wfsh -f {half}", data + "\n", f"wfsh -f {data} ", f"[-f][{half}]"),
        (
            "a directory",
            f"wfsh -f {work[:-1]}",
            work + "/\n",
            f"wfsh -f {work}/",
            f"[-f][{work[:-1]}]",
        ),
        ("the home", "wfsh -f ~/data-", "", "wfsh -f ~/data-file.json ", "[-f][~/data-]"),
        ("nothing", "wfsh zzz", "", "wfsh zzz", "[zzz]"),
    ]


def check(number, name, got, want):
    if got == want:
        print(f"ok {number} - {name}")
    else:
        print(f"not ok {number} - {name}\n# expected {want!r}\n# got      {got!r}")
    sys.stdout.flush()


def main():
    shell, pairs, stub = sys.argv[1:]
    work = os.environ["work"]
    home = os.path.join(os.environ["XDG_CONFIG_HOME"], "wfsh")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, "config.toml"), "w") as f:
        f.write('[aliases]\nlate = "workflow list --open"\nversion = "shadowed"\n')
    os.environ["STUB_LOG"] = log = os.path.join(work, "log")
    os.environ["STUB_ANSWER"] = answer = os.path.join(work, "answer")
    terminal = Fish() if shell == "fish" else Terminal(shell)
    n = 0
    with open(pairs) as f:
        for line in f:
            if not line.startswith("#"):
                n += 1
                typed, want = line.rstrip("\n").split("|")
                check(n, f"{shell}: {typed}", terminal.tab(typed), want)
    terminal.close()

    bin_dir = os.path.join(work, "stub")
    os.mkdir(bin_dir)
    os.symlink(stub, os.path.join(bin_dir, "wfsh"))
    os.environ["PATH"] = bin_dir + ":" + os.environ["PATH"]
    terminal = Fish() if shell == "fish" else Terminal(shell)
    for name, typed, text, want, words in stub_cases(stub, work):
        with open(answer, "w") as f:
            f.write(text)
        with open(log, "w"):
            pass
        got = terminal.tab(typed)
        n += 1
        check(n, f"{shell}: {name}", got, want)
        with open(log) as f:
            seen = (f.read().splitlines() or [""])[0]
        n += 1
        check(n, f"{shell}: {name}: words", seen, "[__complete][--]" + words)
    terminal.close()
    print(f"1..{n}")


if __name__ == "__main__":
    main()
