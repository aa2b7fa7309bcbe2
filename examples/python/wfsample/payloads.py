"""Workflows whose results are payloads of every kind that a client meets."""

import json
from enum import StrEnum

from pydantic import BaseModel, Field
from temporalio import workflow
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.common import RawValue

# Clears the screen, sets the title, colours, rings; then C1, a bidi override and a delete.
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x1b[0m\r\n\t\x00\x08\u009b1m\u202eabc\u2069\x7f"
)
EXECUTION = WorkflowExecution(workflow_id="order-42", run_id="a-run")


class PayloadKind(StrEnum):
    """Which payload comes back."""

    NULL = "null"
    JSON = "json"
    NUMBERS = "numbers"
    BYTES = "bytes"
    BYTES_CONTROL = "bytes-control"
    CONTROL = "control"
    JSON_PROTOBUF = "json-protobuf"
    BINARY_PROTOBUF = "binary-protobuf"
    UNKNOWN_ENCODING = "unknown-encoding"
    NO_ENCODING = "no-encoding"
    BROKEN_JSON = "broken-json"
    INVALID_UTF8 = "invalid-utf8"
    NESTED = "nested"
    BIG = "big"
    EMPTY = "empty"


class PayloadInput(BaseModel):
    """`size`: bytes of `big`, levels of `nested`."""

    kind: PayloadKind = PayloadKind.JSON
    size: int = Field(default=1000, ge=0, le=1_900_000)


def _raw(encoding: str, data: bytes, **metadata: bytes) -> RawValue:
    return RawValue(
        Payload(metadata={"encoding": encoding.encode(), **metadata}, data=data)
    )


def make_payload(kind: PayloadKind, size: int) -> RawValue:
    """The payload of the kind, as a worker of any language might have written it."""
    match kind:
        case PayloadKind.NULL:
            return _raw("binary/null", b"")
        case PayloadKind.JSON:
            value = {"order": 42, "lines": [{"sku": "a", "tags": []}], "gift": None}
            return _raw("json/plain", json.dumps(value).encode())
        case PayloadKind.NUMBERS:
            return _raw(
                "json/plain",
                b'{"big":9007199254740993,"exact":1.10,"exp":1E400,"deep":[[],[[]]]}',
            )
        case PayloadKind.BYTES:
            return _raw("binary/plain", bytes(range(256)))
        case PayloadKind.BYTES_CONTROL:
            return _raw("binary/plain", HOSTILE.encode())
        case PayloadKind.CONTROL:
            value = {"text": HOSTILE, HOSTILE: "in a key"}
            return _raw("json/plain", json.dumps(value, ensure_ascii=False).encode())
        case PayloadKind.JSON_PROTOBUF:
            return _raw(
                "json/protobuf",
                b'{"workflowId":"order-42","runId":"a-run"}',
                messageType=b"temporal.api.common.v1.WorkflowExecution",
            )
        case PayloadKind.BINARY_PROTOBUF:
            return _raw(
                "binary/protobuf",
                EXECUTION.SerializeToString(deterministic=True),
                messageType=b"temporal.api.common.v1.WorkflowExecution",
            )
        case PayloadKind.UNKNOWN_ENCODING:
            return _raw("x/\x1b[31mfancy", b"\x00\x01fancy\xff", key=b"\xff\x00")
        case PayloadKind.NO_ENCODING:
            return RawValue(Payload(data=b"no metadata at all"))
        case PayloadKind.BROKEN_JSON:
            return _raw("json/plain", b'{"cut": [1, 2')
        case PayloadKind.INVALID_UTF8:
            return _raw("json/plain", b'{"text": "\xff\xfe\xc3("}')
        case PayloadKind.NESTED:
            return _raw("json/plain", b"[" * size + b"]" * size)
        case PayloadKind.BIG:
            return _raw("json/plain", b'"' + b"x" * size + b'"')
        case PayloadKind.EMPTY:
            return _raw("json/plain", b"")


@workflow.defn
class Payloads:
    """Completes with one payload of the kind asked for."""

    @workflow.run
    async def run(self, args: PayloadInput | None = None) -> RawValue:
        args = args or PayloadInput()
        return make_payload(args.kind, args.size)


@workflow.defn
class Echo:
    """Completes with the very payload that it was given, byte for byte."""

    @workflow.run
    async def run(self, value: RawValue) -> RawValue:
        return value


WORKFLOWS = [Echo, Payloads]
