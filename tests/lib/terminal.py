"""wfsh on a terminal of its own, typed at; what tests of the prompt share.

Waits look for a pattern in what came since the last wait, with a deadline.
"""

import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from fcntl import ioctl

LIMIT_S = 30
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]|[\x01\x02]")
ENDS = re.compile("\r*\n\r*")


class Terminal:
    def __init__(self, argv, columns=100, rows=30, **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({"TERM": "dumb", "INPUTRC": "/dev/null", "LC_ALL": "C.UTF-8"})
            os.environ.update(env)
            os.execvp(argv[0], argv)
        ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.all = self.new = ""
        self.status = None

    def type(self, text):
        os.write(self.fd, text.encode())

    def line(self, text):
        self.type(text + "\r")

    def ready(self, seconds):
        return bool(select.select([self.fd], [], [], seconds)[0])

    def read(self, seconds):
        """False: nothing came, or the program has ended."""
        if not self.ready(seconds):
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        text = ESCAPES.sub(b"", data).decode(errors="replace")
        self.all = ENDS.sub("\n", self.all + text)  # a chunk may end within one
        self.new = ENDS.sub("\n", self.new + text)
        return bool(data)

    def sees(self, pattern, seconds=LIMIT_S):
        """The match; what stands before its end is not looked at again."""
        deadline = time.monotonic() + seconds
        while (m := re.search(pattern, self.new, re.M)) is None:
            left = deadline - time.monotonic()
            if left <= 0 or (not self.read(left) and self.ended()):
                raise AssertionError(f"no {pattern!r} in {self.new!r}")
        self.new = self.new[m.end() :]
        return m

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def ends(self, seconds=LIMIT_S):
        """The exit status."""
        deadline = time.monotonic() + seconds
        while not self.ended():
            if time.monotonic() > deadline:
                raise AssertionError(f"it does not end: {self.new!r}")
            self.read(0.05)
        return self.status

    def close(self):
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Tap:
    """Tests as functions: each is a sentence, and prints a line of TAP."""

    def __init__(self):
        self.n = self.failed = 0

    def test(self, name, fn, *args):
        self.n += 1
        try:
            fn(*args)
        except AssertionError as e:
            self.failed += 1
            print(f"not ok {self.n} - {name}")
            for text in str(e).splitlines():
                print(f"#   {text}")
        else:
            print(f"ok {self.n} - {name}")
        sys.stdout.flush()

    def end(self):
        print(f"1..{self.n}")
        sys.exit(self.failed != 0)


def same(got, want):
    if got != want:
        raise AssertionError(f"{got!r}, expected {want!r}")


# ---- at a prompt of wfsh ----------------------------------------------------------------


def prompt(t):
    t.sees("^.*> ")


def code(t):
    t.line("echo code $?")
    n = int(t.sees(r"^code (\d+)$")[1])
    prompt(t)
    return n
