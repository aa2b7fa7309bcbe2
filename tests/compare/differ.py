"""What two outputs differ in, and which of the agreed exceptions explains it.

By number: 1 a receipt where the official one prints nothing; 2 numbers, inner empty lists
kept as they are; 3 a bad payload does not fail the command; 4 one event a line; 5 the true
status of a terminated run; 6 following streams in every format; 7 nothing on stdout when a
list fails.
"""

import json
import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
# Kept by the server for itself, or a measure of how long something took.
VOLATILE = {
    "taskId",
    "durationMillis",
    "historySizeBytes",
    "conflictToken",
    "sdkMetadata",
    "binaryChecksum",
    "workerVersion",
    "longPollToken",
    "stateSizeBytes",
    "executionDuration",
    "lastWorkerIdentity",
}
# What is as if it were not there: ours sends no empty headers and no timeouts of nothing,
# and gives every request an id, so that a second try is none.
NOTHING = ({}, "0s")


class Number(str):
    """A number by its text: 1.0 is not 1, and nothing is rounded."""


def parse(text):
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)


def documents(text, form):
    """The values that `text` holds: one for json, one a line for jsonl."""
    if form == "jsonl":
        return [parse(line) for line in text.splitlines() if line]
    return [parse(text)] if text.strip() else []


def nul(text):
    """As ours shows a NUL of a string of the API; C strings end there (docs/json.md)."""
    return text.replace("\0", "\x1a") if isinstance(text, str) else text


def show(value):
    return json.dumps(value, ensure_ascii=False)[:160]


def differences(a, b, excepted, path="$"):
    """Differences of `a`, the official value, and `b`, ours, in words."""
    if 3 in excepted and path.endswith("result") and is_raw(b) and not is_raw(a):
        return
    if isinstance(a, dict) and isinstance(b, dict):
        a = {k if k in b else nul(k): v for k, v in a.items()}
        for key in sorted(a.keys() | b.keys()):
            if key not in b:
                yield f"{path}.{key} is missing, officially {show(a[key])}"
            elif key not in a:
                yield f"{path}.{key} is more than official: {show(b[key])}"
            else:
                yield from differences(a[key], b[key], excepted, f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{path} has {len(b)} entries, officially {len(a)}"
        for n, (x, y) in enumerate(zip(a, b, strict=False)):
            yield from differences(x, y, excepted, f"{path}[{n}]")
    elif type(a) is not type(b) or (a != b and nul(a) != b):
        if 2 in excepted and same_number(a, b):
            return
        if 5 in excepted and path == "$.status" and a == "<unknown>" and b:
            return
        yield f"{path} is {show(b)}, officially {show(a)}"


def is_raw(value):
    """Payloads that were not put as the values that they hold."""
    if isinstance(value, dict) and value.keys() == {"payloads"}:
        return is_raw(value["payloads"][0])
    return isinstance(value, dict) and value.keys() == {"metadata", "data"}


def same_number(a, b):
    """Exception 2: theirs went through a double, or made null of an inner list."""
    if isinstance(a, Number) and isinstance(b, Number):
        return float(a) == float(b)
    return a is None and b == []


def masked(value, masks, path=()):
    """`value` without what the case says differs; a mask is a path, * is any one step."""
    if isinstance(value, dict):
        steps = value.items()
    elif isinstance(value, list):
        steps = enumerate(value)
    else:
        return value
    left = {
        k: masked(v, masks, (*path, str(k)))
        for k, v in steps
        if not any(hidden(m.split("."), (*path, str(k))) for m in masks)
    }
    return left if isinstance(value, dict) else list(left.values())


def hidden(mask, path):
    return len(mask) == len(path) and all(
        m in ("*", p) for m, p in zip(mask, path, strict=True)
    )


def normal(value, words):
    """`value` of a change: ids of its own, times and what the server counts made alike."""
    if isinstance(value, dict):
        inner = {normal(k, words): normal(v, words) for k, v in value.items()}
        return {k: v for k, v in inner.items() if kept(k, v)}
    if isinstance(value, list):
        return [normal(v, words) for v in value]
    if isinstance(value, str) and not isinstance(value, Number):
        for name in "w", "x":
            value = value.replace(words[name], name.upper())
        return TIME.sub("TIME", UUID.sub("UUID", value))
    return value


def kept(key, value):
    return key not in VOLATILE and key != "requestId" and value not in NOTHING


def first_line(text):
    """What stderr says first."""
    return next((line for line in text.splitlines() if line.strip()), "")


def compare(case, theirs, ours):
    """Faults of ours in one run of both; an empty list when they are alike."""
    excepted = case.get("except", [])
    status = case.get("status", 0)
    if 3 in excepted and theirs[0]:
        return (
            [] if ours[0] == status and parse(ours[1]) else [f"ours fails too: {ours[2]}"]
        )
    if (theirs[0] == 0) != (case.get("official", 0) == 0):
        return [f"the official one ends with {theirs[0]}: {first_line(theirs[2])}"]
    if ours[0] != status:
        return [f"status {ours[0]}, expected {status}: {first_line(ours[2])}"]
    if case["format"] == "none":
        return [f"prints {show(ours[1])}"] if ours[1] or theirs[1] else []
    if case["format"] == "text":
        return [] if ours[1].strip() and theirs[1].strip() else ["one prints nothing"]
    try:
        b = documents(ours[1], case["format"])
    except ValueError as e:
        return [f"no JSON: {e}: {show(ours[1])}"]
    a = documents(theirs[1], case["format"])
    return compare_documents(case, a, b)


def ordered(value, key):
    """`value` with its lists of what has the key by that key, not as in a hash table."""
    if isinstance(value, dict):
        return {k: ordered(v, key) for k, v in value.items()}
    if not isinstance(value, list):
        return value
    if all(isinstance(e, dict) and key in e for e in value):
        return sorted(value, key=lambda e: e[key])
    return [ordered(v, key) for v in value]


def pieced(value, start):
    """Texts that a worker puts together from a hash table: their pieces, in order."""
    if isinstance(value, dict):
        return {k: pieced(v, start) for k, v in value.items()}
    if isinstance(value, list):
        return [pieced(v, start) for v in value]
    if isinstance(value, str) and start in value:
        return sorted(piece.strip() for piece in value.split(start))
    return value


def compare_documents(case, a, b, words=None):
    excepted = case.get("except", [])
    if 1 in excepted and not a:
        return [] if b and isinstance(b[0], dict) else ["no receipt"]
    if 4 in excepted and len(a) == 1 and set(a[0]) == {"events"}:
        a = a[0]["events"]
    if len(a) != len(b):
        return [f"{len(b)} values, officially {len(a)}"]
    if words:
        a = [normal(v, words[0]) for v in a]
        b = [normal(v, words[1]) for v in b]
    masks = case.get("mask", [])
    faults = []
    if "sort" in case:
        a, b = ([ordered(v, case["sort"]) for v in side] for side in (a, b))
    if "pieces" in case:
        a, b = pieced(a, case["pieces"]), pieced(b, case["pieces"])
    for n, (x, y) in enumerate(zip(a, b, strict=True)):
        path = "$" if len(a) == 1 else f"$[{n}]"
        faults += differences(masked(x, masks), masked(y, masks), excepted, path)
    return faults


def compare_refusal(case, theirs, ours):
    faults = []
    if theirs[0] != 1:
        faults.append(
            f"the official one ends with {theirs[0]}, not 1: {first_line(theirs[2])}"
        )
    if ours[0] != case["status"]:
        faults.append(f"status {ours[0]}, expected {case['status']}: {first_line(ours[2])}")
    if ours[1]:
        faults.append(f"prints {show(ours[1])}")
    if case["format"] != "json":
        return faults
    try:
        if json.loads(ours[2])["error"]["code"] != case["status"]:
            faults.append(f"another code in {ours[2]}")
    except (ValueError, KeyError):
        faults.append(f"stderr is no JSON with a code: {ours[2]}")
    return faults


def compare_changes(case, theirs, ours):
    """(words, results, what became of it) of both sides."""
    words = theirs[0], ours[0]
    status = case.get("status", 0)
    faults = []
    for line, a, b in zip(case["lines"], theirs[1], ours[1], strict=False):
        if (a[0] == 0) != (case.get("official", 0) == 0):
            faults.append(f"{line}: the official one ends with {a[0]}: {first_line(a[2])}")
        if b[0] != status:
            faults.append(f"{line}: status {b[0]}, expected {status}: {first_line(b[2])}")
        if case["format"] == "json" and not faults:
            docs = documents(a[1], "json"), documents(b[1], "json")
            faults += compare_documents(case, *docs, words)
    plain = {k: v for k, v in case.items() if k in ("mask", "format")}
    for a, b in zip(theirs[2], ours[2], strict=not faults):
        if isinstance(a, tuple):
            if a[0] or b[0]:
                faults.append(f"afterwards: {first_line(a[2])} / {first_line(b[2])}")
                continue
            a, b = parse(a[1]), parse(b[1])
        found = compare_documents(plain, [a], [b], words)
        faults += [f"afterwards: {f}" for f in found]
    return faults
