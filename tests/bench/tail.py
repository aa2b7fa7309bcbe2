"""Starts N workflows, tails them all, signals some, and prints memory and delay."""

import asyncio
import json
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHandle

BUDGET_MIB = 64
SIGNALS = 100


def resident_mib(pid: int, key: str) -> float:
    """Memory of a process: VmRSS now, VmHWM at its most."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    raise LookupError(key)


async def start(client: Client, count: int) -> list[WorkflowHandle]:
    """Workflows that no worker ever takes, so that only we make events."""
    limit = asyncio.Semaphore(50)

    async def one(i: int) -> WorkflowHandle:
        async with limit:
            return await client.start_workflow(
                "Bench", id=f"bench-{i}", task_queue="nobody"
            )

    return list(await asyncio.gather(*(one(i) for i in range(count))))


async def held(
    client: Client, handles: list[WorkflowHandle], out: asyncio.StreamReader
) -> None:
    """Returns when a signal to each of them has come out: all are followed."""
    waiting = {handle.id for handle in handles}
    limit = asyncio.Semaphore(50)

    async def poke(handle: WorkflowHandle) -> None:
        async with limit:
            await handle.signal("ready")

    pokes = asyncio.gather(*(poke(handle) for handle in handles))
    while waiting:
        line = await asyncio.wait_for(out.readline(), 120)
        waiting.discard(json.loads(line)["workflowId"])
    await pokes


async def delays(handles: list[WorkflowHandle], out: asyncio.StreamReader) -> list[float]:
    """Milliseconds from the event's own time to its line, one event after another."""
    found = []
    for i in range(SIGNALS):
        await handles[i * 7919 % len(handles)].signal("go")
        record = json.loads(await asyncio.wait_for(out.readline(), 30))
        stamp = record["event"]["eventTime"][:26].rstrip("Z")
        at = datetime.fromisoformat(stamp + "+00:00").timestamp()
        found.append((time.time() - at) * 1000)
    return found


async def main(wfsh: str, address: str, count: int) -> int:
    """Prints the figures; 1 when the memory is over budget."""
    client = await Client.connect(address)
    handles = await start(client, count)
    query = 'WorkflowType="Bench"'
    tail = await asyncio.create_subprocess_exec(
        wfsh, "tail", "-q", query, "--filter", "signal", "-o", "jsonl", "--interval", "5s",
        "--last", "10", "--address", address, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert tail.stdout is not None
    try:
        began = time.monotonic()
        await held(client, handles, tail.stdout)
        took = timedelta(seconds=time.monotonic() - began)
        found = sorted(await delays(handles, tail.stdout))
        now, most = resident_mib(tail.pid, "VmRSS"), resident_mib(tail.pid, "VmHWM")
    finally:
        tail.terminate()
        await tail.wait()
    median, p99 = statistics.median(found), found[len(found) * 99 // 100 - 1]
    print(
        f"tail {count}: RSS {now:.0f} MiB (most {most:.0f}), {median:.1f} ms event to line "
        f"(p99 {p99:.1f}); all were followed after {took.total_seconds():.1f} s"
    )
    return 1 if most > BUDGET_MIB else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
