"""Says where help, man pages and docs differ: check_tables.py MAN_DIR DOCS.md

Reads what a user reads: the output of --help, and of mandoc.
"""

import functools
import json
import re
import shlex
import subprocess
import sys

MAN, DOCS = sys.argv[1:]
CLASSES = {"reads", "writes", "destroys"}
KEYWORDS = {"until", "while", "do", "if", "then", "!"}
problems = []


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, timeout=20)


def complain(path, what):
    problems.append(f"{path}: {what}")


def has(text, word):
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def check_text(path, place, text, options):
    for o in options:
        if not o.get("hidden") and not has(text, "--" + o["name"]):
            complain(path, f"--{o['name']} is not in {place}")


def section(text, start, stop):
    """From the heading `start` to the next one."""
    m = re.search(rf"^{start}$(.*?)(?=^(?:{stop})|\Z)", text, re.M | re.S)
    return m[1] if m else ""


@functools.cache
def man_text(name):
    text = run("mandoc", "-Tutf8", "-Owidth=1000", f"{MAN}/{name}.1").stdout
    return re.sub(r".\x08", "", text)


def check_example(path, line):
    """Each wfsh in it is a line that wfsh takes: with --help it is parsed, not run."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    ran, words = [], []
    for token in [*lexer, ";"]:
        if token and set(token) <= set("|&;<>()"):
            while words[:1] and (words[0] in KEYWORDS or re.match(r"\w+=", words[0])):
                words.pop(0)
            if words[:1] == ["wfsh"]:
                ran.append(words)
            words = []
        else:
            words.append(token)
    if not ran:
        complain(path, f"the example '{line}' does not run wfsh")
    for words in ran:
        done = run(*words, "--help")
        if done.returncode != 0:
            complain(path, f"the example '{line}' is refused: {done.stderr.strip()}")


def check_command(c, docs):
    path = c["path"]
    help_run = run("wfsh", *path.split(), "--help")
    if help_run.returncode != 0 or help_run.stderr:
        complain(path, f"--help ends with {help_run.returncode}: {help_run.stderr.strip()}")
    man = section(man_text("wfsh-" + path.split()[0]), rf"   wfsh {path}", r"\S|   \S")
    doc = section(docs, f"### wfsh {path}", "##")
    for place, text in (("--help", help_run.stdout), ("man", man), ("docs", doc)):
        if not text:
            complain(path, f"is not in {place}")
            continue
        check_text(path, place, text, c["options"])
        if c["summary"] not in text:
            complain(path, f"the summary is not in {place}")
        for example in c["examples"]:
            if example["line"] not in text:
                complain(path, f"the example '{example['line']}' is not in {place}")
    if len(c["examples"]) < 2:
        complain(path, "has fewer than two examples")
    if c["class"] not in CLASSES:
        complain(path, f"is of no class: {c['class']}")
    for example in c["examples"]:
        check_example(path, example["line"])


def main():
    with open(f"{MAN}/commands.json", encoding="utf-8") as f:
        dump = json.load(f)
    with open(DOCS, encoding="utf-8") as f:
        docs = f.read()
    commands = [c for c in dump["commands"] if not c.get("hidden")]
    for c in commands:
        check_command(c, docs)
    check_text(
        "every command", "wfsh options", run("wfsh", "options").stdout, dump["globals"]
    )
    check_text("every command", "wfsh.1", man_text("wfsh"), dump["globals"])
    print("\n".join(problems))
    print(f"{len(commands)} commands, {len(problems)} problems")
    sys.exit(bool(problems))


main()
