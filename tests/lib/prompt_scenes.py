"""Scenes at wfsh's prompt, with frontends that misbehave: prompt_scenes.py SCENE ADDRESS

Exit status 1, and why on stdout, when the scene is not as it should be.
"""

import os
import sys
import time

from prompt import Prompt

ECHO_S = 0.25  # a key is on the screen by then, whatever the frontend does


def must(good, *why):
    if not good:
        print(*(repr(w) for w in why))
        sys.exit(1)


def open_prompt(address, **how):
    prompt = Prompt(address, **how)
    must(prompt.ready(), "no prompt", prompt.raw)
    return prompt


def type_slowly(prompt, text):
    """Key after key, each of which must be echoed soon; the longest time that one took."""
    longest = 0
    want = prompt.line
    for key in text:
        want += key
        began = time.monotonic()
        prompt.send(key)
        must(
            prompt.wait(lambda w=want: prompt.line == w, 5),
            "not echoed",
            want,
            prompt.line,
        )
        longest = max(longest, time.monotonic() - began)
    return longest


def tab(prompt):
    prompt.send("show wf-")
    must(prompt.wait(lambda: prompt.line == "show wf-"), prompt.line)
    prompt.send("\t")


def slow(address):
    """Lists take 1.5 s."""
    prompt = open_prompt(address)
    tab(prompt)
    took = type_slowly(prompt, "typed-ahead")
    must(took < ECHO_S, "a key took", took)
    prompt.settle(2)
    must(prompt.line == "show wf-typed-ahead", prompt.line)
    # The time of a TAB is up after 300 ms; the late answer serves the next one.
    prompt.clear()
    prompt.send("show wf-\t")
    prompt.settle(2)
    must(prompt.line == "show wf-", prompt.line)
    prompt.send("\t")
    must(
        prompt.wait(lambda: "wf-1" in prompt.screen.above[-1], ECHO_S),
        "no list at once",
        prompt.screen.above[-2:],
    )
    must(prompt.end() == 0, "no good end")


def soon(address):
    """Lists take 150 ms: the answer comes by itself, and two TABs list."""
    prompt = open_prompt(address)
    prompt.send("show w\t")
    must(prompt.wait(lambda: prompt.line == "show wf-", 1), prompt.line)
    prompt.clear()
    prompt.send("show wf-\t\t")
    must(
        prompt.wait(lambda: any("wf-2" in x for x in prompt.screen.above), 1),
        "no list",
        prompt.screen.above,
    )
    must(prompt.wait(lambda: prompt.line == "show wf-", 1), prompt.line)
    must(prompt.end() == 0, "no good end")


def hang(address):
    """Lists never come."""
    prompt = open_prompt(address)
    tab(prompt)
    took = type_slowly(prompt, "more")
    must(took < ECHO_S, "a key took", took)
    prompt.send("\x15versi\t")
    must(prompt.wait(lambda: prompt.line == "version", 1), prompt.line)
    prompt.send("\x15show wf-\t")
    began = time.monotonic()
    must(prompt.end() == 0, "no good end")
    must(time.monotonic() - began < 2, "leaving took", time.monotonic() - began)


def moved(address):
    """`use` and `connect` while a question is on its way; TAB for another frontend."""
    prompt = open_prompt(address)
    for line, place in (
        ("use other", "default:other>"),
        (f"connect {address} third", "default:third>"),
    ):
        tab(prompt)
        prompt.settle(0.1)
        prompt.send(f"\x15{line}\r")
        must(
            prompt.wait(lambda p=place: prompt.screen.text() == p, 2),
            prompt.screen.text(),
        )
    prompt.send(f"version; show --address {os.environ['elsewhere']} w")
    for _ in range(4):  # it may take more than 300 ms to connect
        prompt.send("\t")
        if prompt.wait(lambda: prompt.line.endswith(" wf-"), 1):
            break
    must(prompt.line.endswith(" wf-"), prompt.line)
    must(prompt.end() == 0, "no good end")


def offline(address):
    prompt = open_prompt(address)
    tab(prompt)
    took = type_slowly(prompt, "more")
    must(took < ECHO_S, "a key took", took)
    prompt.send("\x15ls -q 'WorkflowI\t")
    must(prompt.wait(lambda: prompt.line == "ls -q 'WorkflowId", 1), prompt.line)
    must(prompt.end() == 0, "no good end")


def idle(address):
    """After all of it has been used no thread of ours wakes up."""
    prompt = open_prompt(address)
    prompt.send("show wf-\t\t")
    must(prompt.wait(lambda: any("wf-2" in x for x in prompt.screen.above)), "no list")
    before, written = prompt.calm(), prompt.bytes
    names = {name.split()[0] for name in before}
    must(names == {"wfsh", "wfsh-fetch", "wfsh-signals"}, "threads", names)
    time.sleep(4)
    prompt.read(0)
    must(prompt.threads() == before, "wake-ups", before, prompt.threads())
    must(prompt.bytes == written, "bytes to the terminal", prompt.bytes - written)
    must(prompt.end() == 0, "no good end")


def traces(address):
    """The hint is gone when the line is done: on the screen, and in the history."""
    prompt = open_prompt(address)
    prompt.send("count ")
    must(prompt.wait(lambda: "--query" in prompt.hint), "no hint", prompt.hint)
    prompt.send("\r")
    must(prompt.wait(lambda: "3" in prompt.screen.above), prompt.screen.above)
    must(prompt.screen.above[-2].endswith("> count"), prompt.screen.above)
    prompt.ready()
    # nor when Ctrl-C drops it, or the cursor leaves the end
    prompt.send("describe ")
    must(prompt.wait(lambda: prompt.hint != ""), "no hint")
    prompt.send("\x1b[D")
    must(prompt.wait(lambda: prompt.hint == ""), prompt.hint)
    prompt.send("\x05")
    must(prompt.wait(lambda: prompt.hint != ""), "no hint")
    prompt.send("\x03")
    must(
        prompt.wait(lambda: prompt.screen.above[-1].endswith("> describe ^C")),
        prompt.screen.above,
    )
    must(prompt.end() == 0, "no good end")
    with open(os.path.join(os.environ["XDG_STATE_HOME"], "wfsh/history")) as f:
        kept = [x for x in f.read().splitlines() if not x.startswith("#")]
    must(kept == ["count ", "\\q"], kept)


def settings(address):
    """NO_COLOR, \\hints off, a narrow terminal, a dumb one."""
    prompt = open_prompt(address, NO_COLOR="1")
    prompt.send("describe ")
    must(prompt.wait(lambda: "[[WORKFLOW-ID]..." in prompt.line), prompt.line)
    must("\x1b[90m" not in prompt.raw, "colour")
    prompt.send("x\x08")
    prompt.settle()
    must(prompt.end() == 0, "no good end")
    prompt = open_prompt(address)
    prompt.send("\\hints off\rdescribe ")
    must(prompt.wait(lambda: prompt.line == "describe"), prompt.line)
    prompt.settle()
    must(prompt.hint == "", prompt.hint)
    must(prompt.end() == 0, "no good end")
    prompt = open_prompt(address, columns=40)
    prompt.send("describe ")
    must(prompt.wait(lambda: prompt.hint.endswith("…")), prompt.hint)
    must(len(prompt.screen.row) == 39, "columns", len(prompt.screen.row))
    must(prompt.end() == 0, "no good end")
    prompt = open_prompt(address, term="dumb")
    prompt.send("describe ")
    prompt.settle()
    must("\x1b" not in prompt.raw, prompt.raw)
    must(prompt.end() == 0, "no good end")


def lines(address):
    """A line over several rows, and one that goes on in the next line."""
    prompt = open_prompt(address, columns=40)
    prompt.send("describe " + "x" * 60 + " ")
    must(prompt.wait(lambda: prompt.hint != ""), "no hint", prompt.screen.row)
    must(prompt.screen.at < 40, "column", prompt.screen.at)
    prompt.send("\x15signal order-1 --name approve -i {\r")
    must(prompt.wait(lambda: prompt.screen.text() == "..."), prompt.screen.text())
    prompt.send('"a": 1} ')
    must(prompt.wait(lambda: prompt.hint.startswith("[--input")), prompt.hint)
    prompt.send("\x03")
    must(prompt.ready(), prompt.screen.text())
    must(prompt.end() == 0, "no good end")


def recall(address):
    """What a handler was last given at this prompt, where the history does not say."""
    prompt = open_prompt(address)
    for line in (
        "query wf-1 lines -i '{\"old\": 1}'",
        'query wf-1 lines -i \'{"from": 10, "by": "secret"}\'',
        "query wf-1 lines",
        "signal wf-2 --name go --input=[1,2]",
        "echo lines -i 5",
    ):
        prompt.send(line + "\r")
        rows = len(prompt.screen.above)
        must(prompt.wait(lambda n=rows: len(prompt.screen.above) >= n + 2), "no end")
        must(prompt.ready(), prompt.screen.text())
    prompt.send("query wf-3 lines ")
    shape = '-i {"from":number,"by":string} ['
    must(prompt.wait(lambda: prompt.hint.startswith(shape)), prompt.hint)
    prompt.send("\x15query wf-3 other ")
    must(prompt.wait(lambda: prompt.hint.startswith("[--run-id")), prompt.hint)
    prompt.send("\x15signal wf-3 --name go -i ")
    must(prompt.wait(lambda: prompt.hint == "[number]"), prompt.hint)
    must(prompt.end() == 0, "no good end")


def hostile(address):
    """Names and keys that would act on the terminal."""
    prompt = open_prompt(address)
    prompt.send("show evil\t\t")
    must(prompt.wait(lambda: prompt.line == "show evil-good"), prompt.line)
    prompt.send("\x15signal wf-1 --name go ")
    must(prompt.wait(lambda: "-i " in prompt.hint), prompt.hint)
    must("\\u{202e}" in prompt.hint, prompt.hint)
    must("\x1b]0;" not in prompt.raw and "\u202e" not in prompt.raw, "it came through")
    must(prompt.end() == 0, "no good end")


if __name__ == "__main__":
    globals()[sys.argv[1]](sys.argv[2])
