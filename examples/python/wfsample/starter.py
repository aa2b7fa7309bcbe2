"""Starts the sample workflows and prints their results as JSON lines."""

import argparse
import asyncio
import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic_core import to_jsonable_python
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.service import RPCError

from wfsample import connection, scenes
from wfsample.detached import DetachedChild, DetachedInput, DetachedParent
from wfsample.long_running import LongRunning, LongRunningInput
from wfsample.operations import Operations, OperationsInput
from wfsample.orchestration import Orchestration, OrchestrationInput


@dataclass(frozen=True)
class Job:
    """What a family needs to start: the client, the arguments, and its workflow id."""

    client: Client
    args: argparse.Namespace
    workflow_id: str

    async def start(self, run: Callable[..., Awaitable[Any]], value: Any) -> WorkflowHandle:
        return await self.client.start_workflow(
            run,
            value,
            id=self.workflow_id,
            task_queue=self.args.task_queue,
            execution_timeout=timedelta(seconds=self.args.timeout),
            static_summary=f"sample: {self.workflow_id}",
        )


def emit(line: dict[str, Any]) -> None:
    print(json.dumps(to_jsonable_python(line), ensure_ascii=False), flush=True)


async def report(family: str, kind: str, handle: WorkflowHandle) -> bool:
    """Waits for the workflow and prints its line; true when it completed."""
    line: dict[str, Any] = {"family": family, "type": kind, "workflowId": handle.id}
    try:
        line["result"] = await handle.result()
        line["status"] = "COMPLETED"
    except WorkflowFailureError as err:
        description = await handle.describe()
        line["status"] = description.status.name if description.status else "UNKNOWN"
        line["error"] = str(err.cause)
    # The run that ended: after continue-as-new not the one that was started.
    line["runId"] = (await handle.describe()).run_id
    emit(line)
    return line["status"] == "COMPLETED"


async def orchestration(job: Job) -> bool:
    value = OrchestrationInput(addends=job.args.addends, factors=job.args.factors)
    handle = await job.start(Orchestration.run, value)
    return await report("orchestration", "Orchestration", handle)


async def operations(job: Job) -> bool:
    handle = await job.start(Operations.run, OperationsInput(request=job.args.request))
    return await report("operations", "Operations", handle)


async def detached(job: Job) -> bool:
    value = DetachedInput(steps=job.args.child_steps, step_s=job.args.pace)
    parent = await job.start(DetachedParent.run, value)
    done = await report("detached", "DetachedParent", parent)
    if not done:
        return False
    started = await parent.result()
    child = job.client.get_workflow_handle_for(DetachedChild.run, started.child_workflow_id)
    return await report("detached", "DetachedChild", child)


async def long_running(job: Job) -> bool:
    value = LongRunningInput(
        total_steps=job.args.steps,
        steps_per_run=job.args.steps_per_run,
        pace_s=job.args.pace,
    )
    handle = await job.start(LongRunning.run, value)
    return await report("long-running", "LongRunning", handle)


FAMILIES: dict[str, Callable[[Job], Awaitable[bool]]] = {
    "orchestration": orchestration,
    "operations": operations,
    "detached": detached,
    "long-running": long_running,
}


def parse_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wfsample.starter", description=__doc__)
    connection.add_arguments(parser)
    parser.add_argument(
        "family",
        nargs="?",
        default="all",
        choices=[*FAMILIES, "all", "states"],
        help="one family, all four (the default), or one workflow in every state",
    )
    parser.add_argument("--id", help="prefix of the workflow ids (default: random)")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS")
    parser.add_argument("--addends", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--factors", type=int, nargs="+", default=[2, 3, 5, 7])
    parser.add_argument("--request", default="quote", help="for operations")
    parser.add_argument("--child-steps", type=int, default=3, help="for detached")
    parser.add_argument("--steps", type=int, default=20, help="for long-running")
    parser.add_argument("--steps-per-run", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0.2, metavar="SECONDS")
    args = parser.parse_args(argv)
    if args.timeout <= 0:
        parser.error("--timeout must be positive")
    return args


async def run(args: argparse.Namespace) -> bool:
    """Runs what was asked for, the families at once; true when all completed."""
    client = await connection.connect(args)
    prefix = args.id or f"sample-{uuid.uuid4().hex[:8]}"
    if args.family == "states":
        async for line in scenes.play(client, args.task_queue, prefix):
            emit(line)
        return True
    names = FAMILIES if args.family == "all" else [args.family]
    results = await asyncio.gather(
        *(FAMILIES[name](Job(client, args, f"{prefix}-{name}")) for name in names)
    )
    return all(results)


def main() -> int:
    args = parse_arguments()
    try:
        return 0 if asyncio.run(run(args)) else 1
    except (RPCError, RuntimeError, ValueError) as err:
        print(f"wfsample.starter: {args.address}: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    connection.leave(main())
