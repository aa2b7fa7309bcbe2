"""A server that is killed and started again under a prompt; TAP on stdout.

lost_server.py TEMPORAL DIR: the official CLI, and where the database and the log may be.
"""

import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

from terminal import Tap, Terminal, same


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Server:
    def __init__(self, temporal, where):
        self.temporal, self.where = temporal, where
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        argv = [self.temporal, "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
        argv += ["--port", str(self.port), "--log-level", "error"]
        argv += ["--db-filename", f"{self.where}/db"]
        with open(f"{self.where}/log", "ab") as log:
            self.process = subprocess.Popen(argv, stdout=log, stderr=log)

    def wait(self):
        for _ in range(600):
            argv = [self.temporal, "operator", "cluster", "health"]
            argv += ["--address", self.address]
            if subprocess.run(argv, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("the server does not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def says_down(t, server):
    t.line("count")
    t.sees("^0$")
    t.sees("default:default> ")
    t.type("echo par")
    t.sees("echo par")
    server.kill()
    t.sees(r"default:default\(down\)> echo par")


def line_is_whole(t):
    t.line("tial $?")
    t.sees("^partial 0$")
    t.sees(r"\(down\)> ")


def fails_in_words(t):
    t.line("count")
    t.sees(r"connection refused.*\n(.*\n)*.*\(down\)> ")
    t.line("echo $?")
    t.sees("^4$")
    t.sees(r"\(down\)> ")


def comes_back(t, server):
    t.type("count")
    t.sees("count")
    server.start()
    t.sees("default:default> count", 60)
    t.type("\r")  # the first one after it
    t.sees("^0$")
    t.sees("default:default> ")


def first_works_at_once(t, server):
    """Not even the prompt has noticed yet: the command waits for the server."""
    server.kill()
    server.start()
    t.line("count")
    t.sees("^0$", 60)
    t.line("echo $?")
    t.sees("^0$")


def long_line(server):
    """A line of two rows is wiped and shown again whole."""
    word = "x" * 120
    t = Terminal(["wfsh", "-X"], TEMPORAL_ADDRESS=server.address, TERM="xterm")
    t.sees("default:default> ")
    t.line("count")
    t.sees("^0$")
    t.sees("default:default> ")
    t.type(f"echo {word}")
    t.sees("x+")
    server.kill()
    t.sees(r"default:default\(down\)> echo x")
    t.type(" end\r")
    t.sees(f"^{word} end$")
    t.sees(r"\(down\)> ")
    t.line("\\q")
    same(t.ends(), 0)
    t.close()


def starts_down(server):
    t = Terminal(["wfsh", "-X"], TEMPORAL_ADDRESS=server.address)
    try:
        t.sees(r"default:default\(down\)> ")
        server.start()
        t.sees("default:default> ", 60)
        t.line("count")
        t.sees("^0$")
    finally:
        t.close()


def moves(server):
    """`connect` to another address: what is shown is of that one."""
    t = Terminal(["wfsh", "-X"], TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}")
    try:
        t.sees(r"default:default\(down\)> ")
        t.line(f"connect {server.address}")
        t.sees("default:default> ")
        t.line("count")
        t.sees("^0$")
    finally:
        t.close()


def switches(pid):
    """Times that our threads have slept and woken: all but C-core's own."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        text = (task / "status").read_text()
        counts = re.findall(r"^(?:non)?voluntary_ctxt_switches:\s+(\d+)", text, re.M)
        n = sum(map(int, counts))
        if name == "wfsh":
            found[task.name] = n
    return found


def sleeps(server):
    t = Terminal(["wfsh", "-X"], TEMPORAL_ADDRESS=server.address)
    try:
        t.sees("default:default> ")
        t.line("count")
        t.sees("^0$")
        t.sees("default:default> ")
        time.sleep(1)
        before = switches(t.pid)
        time.sleep(3)
        after = switches(t.pid)
        same({k: after[k] - before.get(k, 0) for k in after}, dict.fromkeys(before, 0))
    finally:
        t.close()


def main():
    server = Server(*sys.argv[1:])
    server.start()
    server.wait()
    tap = Tap()
    t = Terminal(["wfsh", "-X"], TEMPORAL_ADDRESS=server.address)
    try:
        t.sees("default:default> ")
        tap.test("the prompt says (down) by itself, the line stays", says_down, t, server)
        tap.test("the line is whole", line_is_whole, t)
        tap.test("a command fails in words, with 4", fails_in_words, t)
        tap.test("it is back by itself, and the first command works", comes_back, t, server)
        tap.test("a command just after a restart", first_works_at_once, t, server)
        tap.test("a line of two rows", long_line, server)
        tap.test("a prompt that starts before the server", starts_down, server)
        tap.test("connect to another one", moves, server)
        tap.test("connected and idle: none of our threads wakes", sleeps, server)
    finally:
        t.close()
        server.kill()
    tap.end()


main()
