"""Workflows that fail, each in its way: failing_worker.py ADDRESS QUEUE"""

import asyncio
import sys
import uuid
from datetime import timedelta

import nexusrpc
from nexus_worker import EchoHandler
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

SECOND = timedelta(seconds=1)
ONCE = RetryPolicy(maximum_attempts=1)


@nexusrpc.service(name="Echo")
class Echo:
    fail: nexusrpc.Operation[str, str]


@activity.defn
async def flaky() -> None:
    raise ApplicationError(f"request {uuid.uuid4()} was refused", type="Refused")


@activity.defn
async def sleepy() -> None:
    await asyncio.sleep(30)


@workflow.defn
class Exhausted:
    """An activity fails three times."""

    @workflow.run
    async def run(self) -> None:
        retry = RetryPolicy(initial_interval=SECOND / 100, maximum_attempts=3)
        await workflow.execute_activity(
            flaky, start_to_close_timeout=SECOND * 9, retry_policy=retry
        )


@workflow.defn
class GivenUp:
    """An activity fails, and its next try would come too late."""

    @workflow.run
    async def run(self) -> None:
        retry = RetryPolicy(initial_interval=SECOND * 60)
        await workflow.execute_activity(
            flaky, schedule_to_close_timeout=SECOND * 9, retry_policy=retry
        )


@workflow.defn
class Late:
    """An activity runs into its timeout; with `queue` nobody takes it."""

    @workflow.run
    async def run(self, queue: str | None = None) -> None:
        await workflow.execute_activity(
            sleepy,
            task_queue=queue,
            start_to_close_timeout=SECOND * (9 if queue else 1),
            schedule_to_start_timeout=SECOND,
            retry_policy=ONCE,
        )


@workflow.defn
class Waiting:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@workflow.defn
class Parent:
    """Fails as its child does, which waits for ever."""

    @workflow.run
    async def run(self, run_timeout_s: int) -> None:
        await workflow.execute_child_workflow(
            Waiting.run,
            id=f"{workflow.info().workflow_id}-child",
            run_timeout=timedelta(seconds=run_timeout_s),
        )


@workflow.defn
class Continued:
    """Continues as new, and fails in the last run."""

    @workflow.run
    async def run(self, runs: int) -> None:
        if runs > 1:
            workflow.continue_as_new(runs - 1)
        raise ApplicationError(f"run {runs} was the last", type="LastRun")


@workflow.defn
class CallsOut:
    """A Nexus Operation fails."""

    @workflow.run
    async def run(self, endpoint: str) -> None:
        client = workflow.create_nexus_client(service=Echo, endpoint=endpoint)
        await client.execute_operation(Echo.fail, "no such account")


async def main(address: str, queue: str) -> None:
    client = await Client.connect(address)
    await Worker(
        client,
        task_queue=queue,
        workflows=[Exhausted, GivenUp, Late, Waiting, Parent, Continued, CallsOut],
        activities=[flaky, sleepy],
        nexus_service_handlers=[EchoHandler()],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
