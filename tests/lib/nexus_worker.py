"""A worker that handles Nexus Operations: nexus_worker.py ADDRESS QUEUE"""

import asyncio
import sys

import nexusrpc
import nexusrpc.handler
from temporalio.client import Client
from temporalio.worker import Worker


@nexusrpc.service(name="Echo")
class Echo:
    say: nexusrpc.Operation[str, str]
    fail: nexusrpc.Operation[str, str]


@nexusrpc.handler.service_handler(service=Echo)
class EchoHandler:
    @nexusrpc.handler.sync_operation
    async def say(self, ctx: nexusrpc.handler.StartOperationContext, text: str) -> str:
        return text

    @nexusrpc.handler.sync_operation
    async def fail(self, ctx: nexusrpc.handler.StartOperationContext, text: str) -> str:
        raise nexusrpc.OperationError(text, state=nexusrpc.OperationErrorState.FAILED)


async def main(address, queue):
    client = await Client.connect(address)
    await Worker(client, task_queue=queue, nexus_service_handlers=[EchoHandler()]).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
