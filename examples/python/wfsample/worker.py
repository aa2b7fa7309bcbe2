"""The worker: python -m wfsample.worker --address HOST:PORT --namespace NAME"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import time
from datetime import timedelta

from pydantic import ValidationError
from temporalio.api.enums.v1 import IndexedValueType, TaskQueueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
)
from temporalio.client import Client
from temporalio.common import (
    SearchAttributeKey,
    VersioningBehavior,
    WorkerDeploymentVersion,
)
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkerDeploymentConfig

from wfsample import (
    connection,
    detached,
    long_running,
    operations,
    orchestration,
    payloads,
    states,
)

READY_TIMEOUT_S = 30.0
READY_INTERVAL_S = 0.05
MODULES = (orchestration, operations, detached, long_running, states, payloads)
WORKFLOWS = [workflow for module in MODULES for workflow in module.WORKFLOWS]
ACTIVITIES = [a for module in MODULES for a in getattr(module, "ACTIVITIES", ())]
BEHAVIORS = {
    "pinned": VersioningBehavior.PINNED,
    "auto-upgrade": VersioningBehavior.AUTO_UPGRADE,
}


def parse_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="wfsample.worker", description=__doc__)
    connection.add_arguments(parser)
    parser.add_argument("--identity", help="how the worker names itself", metavar="NAME")
    parser.add_argument("--deployment", help="worker deployment", metavar="NAME")
    parser.add_argument("--build-id", help="version in the deployment", metavar="ID")
    parser.add_argument(
        "--behavior", choices=BEHAVIORS, default="pinned", help="with a deployment"
    )
    parser.add_argument(
        "--register-search-attributes",
        action="store_true",
        help="first create the search attributes that the workflow Attributes sets",
    )
    parser.add_argument(
        "--log-level",
        choices=["debug", "info", "warning", "error"],
        default="error",
        help="on stderr; the failures that the samples mean to have are warnings",
    )
    args = parser.parse_args(argv)
    if (args.deployment is None) != (args.build_id is None):
        parser.error("--deployment and --build-id go together")
    return args


def deployment_config(args: argparse.Namespace) -> WorkerDeploymentConfig | None:
    if args.deployment is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(
            deployment_name=args.deployment, build_id=args.build_id
        ),
        use_worker_versioning=True,
        default_versioning_behavior=BEHAVIORS[args.behavior],
    )


def make_worker(client: Client, args: argparse.Namespace) -> Worker:
    return Worker(
        client,
        task_queue=args.task_queue,
        workflows=WORKFLOWS,
        activities=ACTIVITIES,
        deployment_config=deployment_config(args),
        # An input that does not validate fails the workflow, not its task for ever.
        workflow_failure_exception_types=[ValidationError],
        max_cached_workflows=500,
        graceful_shutdown_timeout=timedelta(seconds=2),
    )


def make_runtime(log_level: str) -> Runtime:
    """The part of the SDK that is not Python, made to log no more than the rest."""
    level = "WARN" if log_level == "warning" else log_level.upper()
    telemetry = TelemetryFilter(core_level=level, other_level=level)
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=telemetry)))


async def register_search_attributes(
    client: Client, keys: tuple[SearchAttributeKey, ...]
) -> None:
    """Creates those that the namespace lacks."""
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in keys
        if key.name not in known.custom_attributes
    }
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=client.namespace, search_attributes=missing
            )
        )


async def wait_until_polling(client: Client, task_queue: str, identity: str) -> None:
    """Returns when the server has seen the worker poll for workflows and for activities."""
    deadline = time.monotonic() + READY_TIMEOUT_S
    for kind in (
        TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    ):
        request = DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=kind,
        )
        while True:
            reply = await client.workflow_service.describe_task_queue(request)
            if any(poller.identity == identity for poller in reply.pollers):
                break
            if time.monotonic() > deadline:
                raise TimeoutError(f"no poll was seen within {READY_TIMEOUT_S:.0f} s")
            await asyncio.sleep(READY_INTERVAL_S)


async def serve(args: argparse.Namespace) -> None:
    """Runs the worker until SIGINT or SIGTERM, or until it fails."""
    identity = args.identity or f"wfsample-{os.getpid()}@{socket.gethostname()}"
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    client = await connection.connect(args, identity, make_runtime(args.log_level))
    # Ahead of the worker, whose own error for a namespace that is not there is a long one.
    await client.workflow_service.describe_namespace(
        DescribeNamespaceRequest(namespace=args.namespace)
    )
    if args.register_search_attributes:
        await register_search_attributes(client, states.SEARCH_ATTRIBUTES)
    worker = make_worker(client, args)
    running = asyncio.create_task(worker.run())
    try:
        await wait_until_polling(client, args.task_queue, identity)
        print(
            f"worker ready address={args.address} namespace={args.namespace}"
            f" task-queue={args.task_queue} identity={identity}",
            flush=True,
        )
        stop = asyncio.create_task(stopped.wait())
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await worker.shutdown()
        await running


def main() -> int:
    args = parse_arguments()
    logging.basicConfig(level=args.log_level.upper())
    try:
        asyncio.run(serve(args))
    except (RPCError, RuntimeError, TimeoutError) as err:
        print(f"wfsample.worker: {args.address}: {err}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    connection.leave(main())
