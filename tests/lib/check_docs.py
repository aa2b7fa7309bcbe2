"""Lines of the docs that wfsh does not take: check_docs.py FILE.md...

TAP, a test a page. In blocks marked sh, bash or console (there behind `$ `) each wfsh is
parsed with --help, not run; a line goes on after a backslash or inside of quotes.
"""

import re
import shlex
import subprocess
import sys

BLOCK = re.compile(r"^( *)```(sh|bash|console)\n(.*?)^\1```", re.M | re.S)
KEYWORDS = {"until", "while", "do", "if", "then", "!", "sudo", "time", "exec"}
NEEDS_MORE = ("No closing quotation", "No escaped character")


def commands(text):
    """The lines of the page that are for a shell, without prompts and comments."""
    for _, kind, body in BLOCK.findall(text):
        line = ""
        for part in body.splitlines():
            part = part.strip()
            if kind == "console" and not line:
                if not part.startswith("$ "):
                    continue
                part = part[2:]
            line += part
            if line.endswith("\\"):
                line = line[:-1]
                continue
            try:
                shlex.split(line, comments=True)
            except ValueError as e:
                if str(e) in NEEDS_MORE:
                    line += "\n"
                    continue
                raise
            yield line
            line = ""


def is_script(words):
    """The shell's own ways in: wfsh, -c TEXT, -f FILE, FILE."""
    return len(words) < 2 or words[1] in ("-c", "-f") or "/" in words[1]


def wfsh_runs(line):
    """The words of each wfsh in `line`, up to a redirection."""
    line = re.sub(r"\$\(|`", " ; ", line)
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    words, skip = [], False
    for token in [*lexer, ";"]:
        if token and set(token) <= set("|&;<>()"):
            if set(token) <= set("<>&") and set(token) & set("<>"):
                skip = True
                continue
            while words and (words[0] in KEYWORDS or re.match(r"\w+=", words[0])):
                words.pop(0)
            if words[:1] == ["wfsh"] and not is_script(words):
                yield words
            words = []
        elif skip:
            skip = False
        else:
            words.append(token)


def faults(path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for line in commands(text):
        for words in wfsh_runs(line):
            done = subprocess.run(
                [*words, "--help"], capture_output=True, text=True, timeout=20
            )
            if done.returncode:
                yield f"{line}: {done.stderr.strip()}"


def main():
    print(f"1..{len(sys.argv) - 1}")
    failed = False
    for n, path in enumerate(sys.argv[1:], 1):
        found = list(faults(path))
        failed |= bool(found)
        print(f"{'not ' if found else ''}ok {n} - {path}: wfsh takes its examples")
        for fault in found:
            print("#   " + fault.replace("\n", "\n#   "))
    sys.exit(failed)


main()
