"""A worker whose Activity is completed from outside: asking_worker.py ADDRESS QUEUE"""

import asyncio
import sys
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker


@activity.defn(name="Ask")
async def ask(value: Any = None) -> None:
    activity.raise_complete_async()


@activity.defn(name="Say")
async def say(value: Any = None) -> Any:
    return value


@workflow.defn(name="Asks")
class Asks:
    @workflow.run
    async def run(self) -> object:
        return await workflow.execute_activity(
            "Ask", activity_id="ask", start_to_close_timeout=timedelta(minutes=5)
        )


async def main(address, queue):
    client = await Client.connect(address)
    await Worker(
        client,
        task_queue=queue,
        workflows=[Asks],
        activities=[ask, say],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
