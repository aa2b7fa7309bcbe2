"""One workflow in every state that wfsample.states and wfsample.payloads can make."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateStage
from temporalio.common import RawValue

from wfsample.payloads import HOSTILE, Echo, PayloadInput, PayloadKind, Payloads
from wfsample.states import (
    Attributes,
    AttributesInput,
    CancelKind,
    Cancellation,
    CancellationInput,
    Chain,
    FailDeep,
    FailDeepInput,
    Handlers,
    LongHistory,
    LongHistoryInput,
    StuckActivity,
    StuckActivityInput,
    StuckKind,
    TaskFailure,
    TaskFailureInput,
    TaskFault,
    WaitFor,
    WaitForInput,
    WaitKind,
)


@dataclass(frozen=True)
class Scene:
    """A name, what to start, and what is then done to it."""

    name: str
    workflow: type
    value: Any = None
    actions: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


SCENES = (
    Scene("failed", FailDeep),
    Scene("failed-hostile", FailDeep, FailDeepInput(depth=0, message=HOSTILE)),
    *(Scene(f"stuck-{k}", StuckActivity, StuckActivityInput(kind=k)) for k in StuckKind),
    *(Scene(f"task-{f}", TaskFailure, TaskFailureInput(fault=f)) for f in TaskFault),
    *(Scene(f"wait-{k}", WaitFor, WaitForInput(kind=k)) for k in WaitKind),
    Scene("handlers", Handlers, actions=("update", "update-pending")),
    *(
        Scene(f"cancel-{k}", Cancellation, CancellationInput(kind=k), ("cancel",))
        for k in CancelKind
    ),
    Scene("terminated", WaitFor, actions=("terminate",)),
    Scene(
        "attributes",
        Attributes,
        AttributesInput(hold=True),
        options={"memo": {"started": "with a memo", HOSTILE: HOSTILE}},
    ),
    Scene("long-history", LongHistory, LongHistoryInput()),
    Scene("chain", Chain),
    Scene("cron", Chain, options={"cron_schedule": "0 0 1 1 *"}),
    *(Scene(f"payload-{k}", Payloads, PayloadInput(kind=k, size=100)) for k in PayloadKind),
    Scene(
        "echo",
        Echo,
        RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"[1.10, 1e400]")),
    ),
)


async def _act(handle: WorkflowHandle, action: str) -> None:
    match action:
        case "update":
            await handle.execute_update(Handlers.add, 3, id="add-3")
        case "update-pending":
            await handle.start_update(
                Handlers.add_after_gate,
                4,
                id="add-4",
                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
            )
        case "cancel":
            # Only a run that has begun can choose what to do with the request.
            await handle.query(Cancellation.cancel_requests)
            await handle.cancel()
        case "terminate":
            await handle.terminate("no longer wanted", "detail one", 2)


async def _stage(client: Client, task_queue: str, prefix: str, scene: Scene) -> dict:
    handle = await client.start_workflow(
        scene.workflow.__name__,
        args=[] if scene.value is None else [scene.value],
        id=f"{prefix}-{scene.name}",
        task_queue=task_queue,
        **scene.options,
    )
    for action in scene.actions:
        await _act(handle, action)
    return {
        "state": scene.name,
        "type": scene.workflow.__name__,
        "workflowId": handle.id,
        "runId": handle.first_execution_run_id,
    }


async def play(client: Client, task_queue: str, prefix: str) -> AsyncIterator[dict]:
    """Starts every scene at once, as `prefix`-NAME; yields a line a scene, in order."""
    tasks = [
        asyncio.create_task(_stage(client, task_queue, prefix, scene)) for scene in SCENES
    ]
    for task in tasks:
        yield await task
