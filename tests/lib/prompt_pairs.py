"""Types at wfsh's prompt and compares; TAP on stdout: prompt_pairs.py ADDRESS PAIRS HINTS

PAIRS: `typed => line`, what stands there after TAB. HINTS: `typed => hint`, what is grey
behind the cursor; `…` at its end stands for whatever follows. @NAME@ is the environment's.
No frontend need be there: then TAB has its static part only.
"""

import os
import re
import sys

from prompt import Prompt, Tap

TRIES = 4


def rows(path):
    with open(path) as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                line = re.sub(r"@(\w+)@", lambda m: os.environ[m[1]], line.rstrip("\n"))
                yield line.split(" => ", 1)


def same_hint(got, want):
    if want.endswith("…"):
        return got.startswith(want[:-1])
    return got == want


def main():
    address, pairs, hints = sys.argv[1:]
    tap = Tap()
    prompt = Prompt(address)
    prompt.ready()
    for typed, want in rows(pairs):
        prompt.clear()
        prompt.send(typed)
        want = want.rstrip()
        for _ in range(TRIES):  # a busy server may miss the 300 ms of the first TAB
            prompt.send("\t")
            if prompt.wait(lambda w=want: prompt.line == w, 1):
                break
        prompt.settle(0.05)
        tap.same(prompt.line, want, f"TAB: {typed}")
    for typed, want in rows(hints):
        prompt.clear()
        prompt.send(typed)
        if not prompt.wait(lambda w=want: same_hint(prompt.hint, w), 3):
            prompt.settle()
        prompt.settle(0.05)
        tap.check(same_hint(prompt.hint, want), f"hint: {typed}", want, prompt.hint)
    tap.same(prompt.end(), 0, "it leaves")
    tap.end()


if __name__ == "__main__":
    main()
