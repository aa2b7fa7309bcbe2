"""What the tests share: bounded waits, and short ways to start and to look."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle
from wfsample import TASK_QUEUE

LIMIT_S = 60
T = TypeVar("T")


async def within(awaitable: Awaitable[T], limit_s: float = LIMIT_S) -> T:
    """No wait in a test is for ever."""
    return await asyncio.wait_for(awaitable, limit_s)


async def until(look: Callable[[], Awaitable[T]], wanted: Callable[[T], bool]) -> T:
    """Looks again and again until what is seen is wanted; returns it."""

    async def loop() -> T:
        while not wanted(seen := await look()):
            await asyncio.sleep(0.05)
        return seen

    return await within(loop())


async def start(client: Client, run: Any, workflow_id: str, *args: Any) -> WorkflowHandle:
    return await client.start_workflow(
        run, args=args, id=workflow_id, task_queue=TASK_QUEUE
    )


async def events(handle: WorkflowHandle) -> list[str]:
    """The names of the events, without the prefix."""
    history = await within(handle.fetch_history())
    return [
        EventType.Name(event.event_type).removeprefix("EVENT_TYPE_")
        for event in history.events
    ]


async def event_counts(handle: WorkflowHandle) -> Counter[str]:
    return Counter(await events(handle))
