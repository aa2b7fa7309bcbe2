"""The server state that is looked at and changed: what a real user has, made by the SDK."""

import asyncio
import json
import sys
import time
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType, PendingActivityState
from temporalio.api.workflowservice.v1 import (
    DescribeActivityExecutionRequest,
    DescribeNamespaceRequest,
)
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "examples" / "python"), str(ROOT / "tests" / "lib")]
import asking_worker  # noqa: E402
import nexus_worker  # noqa: E402
import versioned_worker  # noqa: E402
from wfsample import scenes  # noqa: E402

QUEUE = "wfsh-sample"
PATIENCE_S = 30
# As older programs spell enumerations.
OLD_HISTORY = {
    "events": [
        {
            "eventId": "1",
            "eventTime": "2023-01-02T03:04:05.600Z",
            "eventType": "WorkflowExecutionStarted",
            "workflowExecutionStartedEventAttributes": {
                "workflowType": {"name": "T"},
                "taskQueue": {"name": "q", "kind": "Normal"},
                "attempt": 1,
            },
        }
    ]
}


async def poll(what, condition):
    """Waits until `condition` gives something; that something."""
    until = time.monotonic() + PATIENCE_S
    while True:
        found = await condition()
        if found:
            return found
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {PATIENCE_S} s")
        await asyncio.sleep(0.05)


class Stage:
    @classmethod
    async def make(cls, address, prefix):
        self = cls()
        self.client = await Client.connect(
            address, identity="cmp-stage", data_converter=pydantic_data_converter
        )
        self.prefix = prefix
        self.words = {"address": address}
        return self

    async def play(self, official):
        """Every scene of the sample worker, and what it has none of."""
        async for _ in scenes.play(self.client, QUEUE, self.prefix):
            pass
        self.workers()
        await asyncio.gather(
            self.two_runs(),
            self.children(),
            self.schedule(official),
            self.activities(official),
            self.operations(official),
            self.deployment(official),
        )
        await self.batch(official)
        for name in "chain", "failed", "attributes":
            await self.until(f"{self.prefix}-{name}", "idle")
        for name in "chain", "failed", "payload-numbers":
            await self.until(f"{self.prefix}-{name}", "closed")
        first = await self.client.get_workflow_handle(f"{self.prefix}-twice").describe()
        self.words["run_two"] = first.run_id
        about = await self.client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace="default")
        )
        self.words["namespace_id"] = about.namespace_info.id

    def files(self, directory):
        """What is given to flags that name files."""
        texts = {
            "file": '{"from": "a file", "n": [1.50, null]}',
            "number_file": "5",
            "text_file": '"f"',
            "object_file": '{"kind": "signal"}',
            "update_file": '{"kind": "update"}',
            "old_history": json.dumps(OLD_HISTORY),
        }
        for name, text in texts.items():
            self.words[name] = str(Path(directory, name))
            Path(directory, name).write_text(text)

    async def two_runs(self):
        """One id that ran twice: failed, then to its end."""
        for kind in "FailDeep", "Payloads":
            handle = await self.client.start_workflow(
                kind, id=f"{self.prefix}-twice", task_queue=QUEUE
            )
            self.words.setdefault("run_one", handle.first_execution_run_id)
            await self.until(handle.id, "closed")

    async def children(self):
        await self.client.execute_workflow(
            "Orchestration",
            {"addends": [1, 2], "factors": [3, 4]},
            id=f"{self.prefix}-parent",
            task_queue=QUEUE,
            execution_timeout=timedelta(seconds=PATIENCE_S),
        )

    async def schedule(self, official):
        """A schedule made with the official CLI, and the run that it started."""
        line = (
            f"schedule create -s {self.prefix}-schedule --type Payloads -t {QUEUE} "
            f"-w {self.prefix}-scheduled --interval 720h --notes compared"
        )
        status, _, err = await official.run(line, {})
        if status:
            raise RuntimeError(err)
        await official.run(
            f"schedule trigger -s {self.prefix}-schedule --overlap-policy AllowAll", {}
        )

        async def started():
            query = f"TemporalScheduledById = '{self.prefix}-schedule'"
            return [w.id async for w in self.client.list_workflows(query)]

        self.words["scheduled"] = (await poll("the schedule's run", started))[0]

    def workers(self):
        """What the sample worker has none of; they end with the program."""
        names = "q", "endpoint", "nowhere", "deployment"
        self.words |= {name: f"{self.prefix}-{name}" for name in names}
        asking = Worker(
            self.client,
            task_queue=self.words["q"],
            workflows=[asking_worker.Asks],
            activities=[asking_worker.ask, asking_worker.say],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        nexus = Worker(
            self.client,
            task_queue=self.words["endpoint"],
            nexus_service_handlers=[nexus_worker.EchoHandler()],
        )
        versions = versioned_worker.workers(
            self.client, self.words["deployment"], self.words["deployment"], "1.0", "2.0"
        )
        self.running = [asyncio.create_task(w.run()) for w in (asking, nexus, *versions)]

    async def must(self, official, line):
        """What the official CLI prints, as a value."""
        status, out, err = await official.run(line + " -o json", self.words)
        if status:
            raise RuntimeError(f"{line}: {err or out}")
        return json.loads(out) if out.strip() else None

    async def activities(self, official):
        """Standalone ones: done, failed, and one that waits."""
        for name in "done", "broken", "open":
            made = await self.must(
                official,
                f"activity start -a {self.prefix}-{name} --type Ask -t {{q}} "
                "--start-to-close-timeout 1h",
            )
            self.words[f"{name}_run"] = made["runId"]
            await self.started(f"{self.prefix}-{name}", False)
        await self.must(
            official, f"activity complete -a {self.prefix}-done --result [1,[2]]"
        )
        await self.must(official, f"activity fail -a {self.prefix}-broken --reason bad")

    async def started(self, name, of_workflow):
        """A worker has the Activity: a Standalone one, or the only one of a workflow."""

        async def reached():
            if of_workflow:
                about = await self.client.get_workflow_handle(name).describe()
                pending = about.raw_description.pending_activities
                return pending and pending[0].state == PendingActivityState.Value(
                    "PENDING_ACTIVITY_STATE_STARTED"
                )
            about = await self.client.workflow_service.describe_activity_execution(
                DescribeActivityExecutionRequest(namespace="default", activity_id=name)
            )
            return about.info.run_state == PendingActivityState.Value(
                "PENDING_ACTIVITY_STATE_STARTED"
            )

        await poll(f"the activity of {name} is started", reached)

    async def operations(self, official):
        """Endpoints, one with a handler, and a Nexus Operation that is done."""
        for name in "endpoint", "nowhere":
            await self.must(
                official,
                f"operator nexus endpoint create --name {{{name}}} "
                f"--target-namespace default --target-task-queue {{{name}}}",
            )

        async def said():
            line = (
                f"nexus operation execute --operation-id {self.prefix}-said --endpoint "
                "{endpoint} --service Echo --operation say -i '\"hello\"' -o json"
            )
            status, out, _ = await official.run(line, self.words)
            return status == 0 and json.loads(out)["runId"]

        self.words["said_run"] = await poll("the endpoint is known", said)

    async def deployment(self, official):
        """Two versions, of which one is current."""
        line = (
            "worker deployment set-current-version --deployment-name {deployment} "
            "--build-id 1.0 --yes"
        )

        async def known():
            found = []
            for build in "1.0", "2.0":
                found += await official.run(
                    "worker deployment describe-version --deployment-name {deployment} "
                    f"--build-id {build}",
                    self.words,
                )
            return found[0] == 0 and found[3] == 0

        await poll("both versions are known", known)
        status, out, err = await official.run(line, self.words)
        if status:
            raise RuntimeError(err or out)

    async def batch(self, official):
        """A batch job that is done."""
        line = (
            f"workflow signal -q 'WorkflowId = \"{self.prefix}-wait-update\"' "
            "--name release --reason staged --yes -o json"
        )
        status, out, err = await official.run(line, {})
        if status:
            raise RuntimeError(err)
        job = self.words["job"] = json.loads(out)["batchJobId"]

        async def done():
            _, out, _ = await official.run(f"batch describe --job-id {job} -o json", {})
            return "completed" in out.lower()

        await poll("the batch is done", done)

    async def start(self, case, workflow):
        """The workflow that `case` changes; gives its run id."""
        options = {k: case[k] for k in ("cron_schedule", "memo") if k in case}
        args = [json.loads(case["input"])] if "input" in case else []
        handle = await self.client.start_workflow(
            case["on"],
            args=args,
            id=workflow,
            task_queue=case.get("queue", QUEUE).format(**self.words),
            **options,
        )
        if case.get("queue") is None:
            await self.until(workflow, case.get("when", "idle"))
        if "started" in case:
            await self.started(workflow, True)
        if "batch" in case:

            async def visible():
                query = f"WorkflowId = '{workflow}'"
                return [w.id async for w in self.client.list_workflows(query)]

            await poll(f"{workflow} is listed", visible)
        return handle.first_execution_run_id

    async def until(self, workflow, states):
        """idle: a workflow task is done and none is open; closed; gone; an event's name."""
        for state in [states] if isinstance(states, str) else states:
            await self.until_one(workflow, state)

    async def until_one(self, workflow, state):
        handle = self.client.get_workflow_handle(workflow)

        async def reached():
            try:
                if state == "closed":
                    about = await handle.describe()
                    return about.status != WorkflowExecutionStatus.RUNNING
                history = await handle.fetch_history()
            except RPCError:
                return state == "gone"
            names = [EventType.Name(e.event_type) for e in history.events]
            if state == "idle":
                done, failed, asked = (
                    names.count(f"EVENT_TYPE_WORKFLOW_TASK_{n}")
                    for n in ("COMPLETED", "FAILED", "SCHEDULED")
                )
                return done > 0 and done + failed >= asked
            return state in names

        await poll(f"{workflow} is {state}", reached)

    async def history(self, workflow):
        handle = self.client.get_workflow_handle(workflow)
        events = (await handle.fetch_history()).to_json_dict()["events"]
        return {"events": json.loads(json.dumps(events))}

    async def end(self, workflow):
        """Leaves nothing running; what is closed or gone may stay so."""
        try:
            await self.client.get_workflow_handle(workflow).terminate("compared")
        except RPCError:
            pass
