"""The connection to the frontend, and the arguments for it that the programs share."""

import argparse
import os
import sys
from typing import NoReturn

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime

from wfsample import TASK_QUEUE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1:7233", metavar="HOST:PORT")
    parser.add_argument("--namespace", default="default", metavar="NAME")
    parser.add_argument("--task-queue", default=TASK_QUEUE, metavar="NAME")


def leave(status: int) -> NoReturn:
    """
    Ends the process without tearing Python down: threads of the SDK outlive its client, and
    one that comes back during the tear-down aborts the process (temporalio/sdk-python#300).
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = status or 1
    sys.stderr.flush()
    os._exit(status)


async def connect(
    args: argparse.Namespace,
    identity: str | None = None,
    runtime: Runtime | None = None,
) -> Client:
    """Connects; RuntimeError when the frontend cannot be reached."""
    return await Client.connect(
        args.address,
        namespace=args.namespace,
        data_converter=pydantic_data_converter,
        identity=identity,
        runtime=runtime,
    )
