"""The dashboard's colours follow the background that the terminal says it has."""

import os
import time

from terminal import Tap, Terminal

ASKS = b"\x1b]11;?\a"
BLUE, CYAN = b"\x1b[34m", b"\x1b[36m"  # of a title, on light and on dark


class Top(Terminal):
    """What it writes, as bytes."""

    def __init__(self, *args, **env):
        self.raw = b""
        env = {"TERM": "xterm-256color", "COLORFGBG": "", **env}
        super().__init__(["wfsh", "--address", "127.0.0.1:1", "top", *args], **env)

    def writes(self, wanted, seconds=15):
        """What stands before its end is not looked at again."""
        deadline = time.monotonic() + seconds
        while wanted not in self.raw:
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"no {wanted!r} in {self.raw[-2000:]!r}")
            if self.ready(left):
                self.raw += os.read(self.fd, 65536)
        self.raw = self.raw.partition(wanted)[2]


def answers(answer, before, after):
    with Top() as t:
        t.writes(ASKS)
        t.writes(before)
        t.type(answer)
        t.writes(after)


def light_background():
    answers("\x1b]11;rgb:ffff/ffff/dddd\x1b\\", CYAN, BLUE)


def short_answer_with_bell():
    answers("\x1b]11;rgb:f/f/f\a", CYAN, BLUE)


def environment():
    with Top(COLORFGBG="0;default;15") as t:
        t.writes(BLUE)
        t.type("\x1b]11;rgb:1c1c/1c1c/1c1c\a")  # it knows better
        t.writes(CYAN)


def no_answer():
    """What it is not is no key either: q would end it."""
    with Top() as t:
        t.writes(CYAN)
        for text in "11;rgb:q/q/q", "11;q", "4;1;rgb:ffff/ffff/ffff", "q" * 200:
            t.type(f"\x1b]{text}\a")
        t.type("M")
        t.writes(b"theme: dark")
        t.type("M")
        t.writes(b"theme: light")
        t.type("M")
        t.writes(b"theme: mono")


def named_theme():
    with Top("--theme", "dark") as t:
        t.writes(CYAN)
        t.type("\x1b]11;rgb:ffff/ffff/ffff\a")
        t.type("MM")
        t.writes(b"theme: mono")
        t.type("MM")  # over high contrast to auto, which knows by now
        t.writes(BLUE)


def main():
    tap = Tap()
    tap.test("a light background, told by OSC 11", light_background)
    tap.test("one digit a colour, ended by BEL", short_answer_with_bell)
    tap.test("COLORFGBG, until the terminal answers", environment)
    tap.test("what is no such answer changes nothing", no_answer)
    tap.test("a theme that is named stays", named_theme)
    tap.end()


main()
