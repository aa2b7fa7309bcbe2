"""The server state that is looked at and changed: what a real user has, made by the SDK."""

import asyncio
import json
import sys
import time
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "python"))
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
        await asyncio.gather(self.two_runs(), self.children(), self.schedule(official))
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
            task_queue=case.get("queue", QUEUE),
            **options,
        )
        if case.get("queue") is None:
            await self.until(workflow, case.get("when", "idle"))
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
