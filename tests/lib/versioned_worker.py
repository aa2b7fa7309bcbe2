"""Versions of a Worker Deployment: versioned_worker.py ADDRESS DEPLOYMENT QUEUE BUILD…"""

import asyncio
import sys

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig


@workflow.defn(name="Versioned", versioning_behavior=VersioningBehavior.PINNED)
class Versioned:
    @workflow.run
    async def run(self) -> str:
        return "done"


def workers(client, deployment, queue, *builds):
    return [
        Worker(
            client,
            task_queue=queue,
            workflows=[Versioned],
            workflow_runner=UnsandboxedWorkflowRunner(),
            deployment_config=WorkerDeploymentConfig(
                version=WorkerDeploymentVersion(deployment, build),
                use_worker_versioning=True,
            ),
        )
        for build in builds
    ]


async def main(address, deployment, queue, *builds):
    client = await Client.connect(address)
    await asyncio.gather(*(w.run() for w in workers(client, deployment, queue, *builds)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
