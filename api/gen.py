#!/usr/bin/env python3
"""Turns the .proto sources of the Python SDK's wheel into what protoc-gen-c can read.

gen.py unpack WHEEL DIR      the sources (with comments) and their licence from the wheel
gen.py prepare IN OUT MK     closure of ROOTS stripped, protobuf-c options; MK lists files
gen.py order PREPARED OUT.c  declaration order of messages where it is not number order
gen.py mend FILE.pb-c.c...   strings of a oneof begin as NULL in generated code
gen.py header MK OUT.h       one header that includes every generated one
"""

import os
import re
import sys
import zipfile

from wire import all_of, dump, one, parse, text, varint

ROOTS = (
    "temporal/api/workflowservice/v1/service.proto",
    "temporal/api/operatorservice/v1/service.proto",
    "temporal/api/errordetails/v1/message.proto",
    "google/rpc/status.proto",
    "grpc/health/v1/health.proto",
    "wfsh/admin.proto",
)
DROP = (
    "google/api/",
    "nexusannotations/",
    "protoc-gen-openapiv2/",
    "temporal/api/protometa/",
    "dependencies/",
)
TREE = "temporalio/bridge/sdk-core/crates/protos/protos/"
NOT_OURS = ("google/protobuf/descriptor.proto", "protobuf-c/protobuf-c.proto")


def read_set(path):
    with open(path, "rb") as f:
        return [parse(b) for b in all_of(parse(f.read()), 1)]


def write_set(path, files):
    with open(path, "wb") as f:
        for d in map(dump, files):
            f.write(b"\x0a" + varint(len(d)) + d)


def unpack(wheel, out):
    z = zipfile.ZipFile(wheel)
    for n in z.namelist():
        rel = n[len(TREE) :]
        if not n.startswith(TREE) or not n.endswith((".proto", "/LICENSE")):
            continue
        if rel.startswith(("local/", "api_cloud", "api_upstream/google/protobuf/")):
            continue
        path = os.path.join(out, rel.replace("api_upstream/", "", 1))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(z.read(n))


# Where options stand in a descriptor of each kind, and which fields hold descriptors again.
OPTION_AT = {
    "file": 8,
    "message": 7,
    "field": 8,
    "oneof": 2,
    "enum": 3,
    "value": 3,
    "service": 3,
    "method": 4,
}
CHILDREN = {
    "file": {4: "message", 5: "enum", 6: "service", 7: "field"},
    "message": {2: "field", 3: "message", 4: "enum", 8: "oneof", 6: "field"},
    "enum": {2: "value"},
    "service": {2: "method"},
}


def strip(m, kind):
    """Drops annotations and json_name, recursively; refuses proto3 optional."""
    out = []
    for num, wt, v in m:
        if num == OPTION_AT[kind]:
            keep = [f for f in parse(v) if f[0] < 1000]
            if keep and kind != "file":
                out.append([num, wt, dump(keep)])
        elif num in CHILDREN.get(kind, {}):
            out.append([num, wt, dump(strip(parse(v), CHILDREN[kind][num]))])
        elif kind == "field" and num == 10:
            pass
        elif kind == "field" and num == 17 and v:
            sys.exit(
                f"gen.py: field {text(m, 1)} is a proto3 `optional`, "
                "which protoc-gen-c 1.4 refuses"
            )
        else:
            out.append([num, wt, v])
    return out


def c_package(package):
    return "t" + "".join(
        p for p in package.split(".") if p not in ("temporal", "api", "v1")
    )


def with_c_options(f):
    """Adds the import and the file option {pack=2: no, init=3: no, c_package=6}."""
    pb_c = dump([[2, 0, 0], [3, 0, 0], [6, 2, c_package(text(f, 2)).encode()]])
    kept = [x for x in f if x[0] != 8]
    return kept + [
        [3, 2, b"protobuf-c/protobuf-c.proto"],
        [8, 2, dump([[1019, 2, pb_c]])],
    ]


def prepare(src, out, mk):
    by = {text(f, 1): f for f in read_set(src)}
    order, seen = [], set()

    def visit(name):
        if name in seen or name.startswith(DROP):
            return
        seen.add(name)
        if name not in by:
            sys.exit(f"gen.py: {name} is missing")
        for d in all_of(by[name], 3):
            visit(d.decode())
        order.append(name)

    for r in ROOTS:
        visit(r)
    files = []
    for n in order:
        f = [
            x
            for x in by[n]
            if not (x[0] == 3 and x[2].decode().startswith(DROP))
            and x[0] not in (9, 10, 11)
        ]
        files.append(with_c_options(strip(f, "file")))
    write_set(out, [by[n] for n in NOT_OURS] + files)
    with open(mk, "w") as f:
        f.write("API_PROTOS := \\\n" + " \\\n".join("  " + n for n in order) + "\n")


def messages(f):
    def walk(prefix, m):
        full = prefix + "." + text(m, 1)
        yield full, m
        for n in all_of(m, 3):
            yield from walk(full, parse(n))

    for m in all_of(f, 4):
        yield from walk(text(f, 2), parse(m))


def order(src, out):
    rows = []
    for f in read_set(src):
        if text(f, 1) in NOT_OURS:
            continue
        for full, m in messages(f):
            nums = [one(parse(x), 3) for x in all_of(m, 2)]
            if nums != sorted(nums):
                at = {n: i for i, n in enumerate(sorted(nums))}
                rows.append((full, [at[n] for n in nums]))
    rows.sort()
    with open(out, "w") as o:
        o.write('/* generated by api/gen.py */\n#include "proto/order.h"\n\n')
        for i, (_, idx) in enumerate(rows):
            values = ", ".join(map(str, idx))
            o.write(f"static const unsigned char o{i}[] = {{ {values} }};\n")
        o.write("\nconst struct wf_field_order wf_field_orders[] = {\n")
        for i, (name, idx) in enumerate(rows):
            o.write(f'    {{ "{name}", o{i}, {len(idx)} }},\n')
        o.write(f"}};\nconst unsigned wf_n_field_orders = {len(rows)};\n")


def mend(*paths):
    """Without init helpers protobuf-c starts a oneof whose members hold a string with "",
    and then merges a message member that it unpacks into that constant: a write to memory
    that is read-only."""
    started = re.compile(r"&protobuf_c_empty_string,(\n[^\n]*_FLAG_ONEOF,)")
    for path in paths:
        with open(path) as f:
            src = f.read()
        new = started.sub(r"NULL,\1", src)
        if new != src:
            with open(path, "w") as f:
                f.write(new)


def header(mk, out):
    with open(mk) as f:
        names = [line.strip(" \\\n") for line in f if ".proto" in line]
    with open(out, "w") as o:
        o.write("/* generated by api/gen.py */\n")
        for n in names:
            o.write('#include "' + n[: -len(".proto")] + '.pb-c.h"\n')


if __name__ == "__main__":
    {"unpack": unpack, "prepare": prepare, "order": order, "mend": mend, "header": header}[
        sys.argv[1]
    ](*sys.argv[2:])
