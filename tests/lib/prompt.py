"""wfsh's prompt on a terminal of its own, for tests and measurements.

The screen is one endless row a line: enough of a terminal to see what stands at the prompt,
and which part of it is a hint (grey).
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT_S = 20
PIECE = re.compile(
    r"\x1b\[([?0-9;]*)([A-Za-z@])|\x1b([78=>])|([\x00-\x1f])|([^\x00-\x1f]+)"
)


class Screen:
    """The row of the cursor as cells (character, grey), and the rows above it as texts."""

    def __init__(self):
        self.above = []
        self.row = []
        self.at = 0
        self.saved = 0
        self.grey = False

    def put(self, text):
        for c in text:
            while len(self.row) <= self.at:
                self.row.append((" ", False))
            self.row[self.at] = (c, self.grey)
            self.at += 1

    def control(self, c):
        if c == "\r":
            self.at = 0
        elif c == "\b":
            self.at = max(0, self.at - 1)
        elif c == "\n":
            self.above.append(self.text())
            self.row = []

    def escape(self, argument, letter):
        n = int(argument or 1) if argument.isdigit() or not argument else 0
        if letter == "m":
            self.grey = argument == "90"
        elif letter == "C":
            self.at += n
        elif letter == "D":
            self.at = max(0, self.at - n)
        elif letter in "KJ" and argument in ("", "0"):
            del self.row[self.at :]
        elif letter == "P":
            del self.row[self.at : self.at + n]
        elif letter == "@":
            self.row[self.at : self.at] = [(" ", False)] * n

    def feed(self, text):
        for argument, letter, other, control, plain in PIECE.findall(text):
            if plain:
                self.put(plain)
            elif control:
                self.control(control)
            elif letter:
                self.escape(argument, letter)
            elif other == "7":
                self.saved = self.at
            elif other == "8":
                self.at, self.grey = self.saved, False

    def text(self):
        """The row as it is typed, without the hint."""
        return "".join(c for c, grey in self.row if not grey).rstrip()

    def hint(self):
        return "".join(c for c, grey in self.row if grey)


class Prompt:
    """A running wfsh; `line` is what is typed behind the prompt."""

    def __init__(self, address, columns=300, term="xterm-256color", **env):
        self.fd, terminal = pty.openpty()
        size = struct.pack("HHHH", 40, columns, 0, 0)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)  # before wfsh asks for it
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
            for fd in range(3):
                os.dup2(terminal, fd)
            os.closerange(3, 64)
            os.environ |= {"TERM": term, "INPUTRC": "/dev/null"}
            os.environ |= {"TEMPORAL_ADDRESS": address} | env
            folder = os.environ.get("WFSH_BIN", os.path.join(ROOT, "build"))
            os.execv(os.path.join(folder, "wfsh"), ["wfsh"])
        os.close(terminal)
        self.screen = Screen()
        self.bytes = 0
        self.raw = ""

    def read(self, seconds):
        """What has come, waiting at most so long for the first of it. False: nothing."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self.bytes += len(data)
        text = data.decode(errors="replace")
        self.raw = (self.raw + text)[-(1 << 20) :]
        self.screen.feed(text)
        return bool(data)

    def wait(self, test, limit=LIMIT_S):
        """Reads until test() is true, and says whether it became so."""
        deadline = time.monotonic() + limit
        while not test():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.read(min(left, 0.05))
        return True

    def settle(self, quiet=0.15):
        while self.read(quiet):
            pass

    def send(self, keys):
        os.write(self.fd, keys.encode())

    @property
    def line(self):
        text = "".join(c for c, grey in self.screen.row if not grey)
        return text.partition("> ")[2].rstrip() if "> " in text else ""

    @property
    def hint(self):
        return self.screen.hint()

    def ready(self):
        """At an empty prompt."""
        return self.wait(lambda: self.screen.text().endswith(">"))

    def clear(self):
        """^E^U: an empty line."""
        self.send("\x05\x15")
        return self.ready()

    def threads(self):
        """{name: voluntary context switches} of the threads that are ours."""
        found = {}
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/status") as f:
                text = f.read()
            name = re.search(r"^Name:\s*(\S+)", text)[1]
            if name.startswith("wfsh"):
                switches = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", text, re.M)[1]
                found[f"{name} {task}"] = int(switches)
        return found

    def calm(self):
        """Waits until what was asked for is settled, and is threads() then."""
        before = None
        for _ in range(LIMIT_S):
            self.settle(0.5)
            now = self.threads()
            if now == before:
                break
            before = now
        return now

    def cpu_ms(self):
        """CPU of all threads so far."""
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/schedstat") as f:
                total += int(f.read().split()[0])
        return total / 1e6

    def end(self):
        """Leaves; the exit status, or None when it had to be killed."""
        self.send("\x05\x15\\q\r")
        deadline = time.monotonic() + LIMIT_S
        while time.monotonic() < deadline:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.fd)
                return os.waitstatus_to_exitcode(status)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)
        return None


class Tap:
    """Test lines, numbered, and the plan at the end."""

    def __init__(self):
        self.n = 0

    def check(self, good, name, *why):
        self.n += 1
        print(f"{'' if good else 'not '}ok {self.n} - {name}")
        if not good:
            for line in why:
                print(f"# {line!r}")

    def same(self, got, want, name):
        self.check(got == want, name, f"expected {want}", f"got      {got}")

    def end(self):
        print(f"1..{self.n}", flush=True)
