"""A real dev server and a real worker process, one of each a session."""

import os
import select
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 60
STOP_LIMIT_S = 15


def find_temporal() -> str:
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        pytest.fail("no `temporal` beside this Python; tools/venv installs it")
    return found


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def stop(process: subprocess.Popen) -> int:
    process.terminate()
    try:
        return process.wait(STOP_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def run_module(name: str, *arguments: str, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", name, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def first_line(process: subprocess.Popen, log: Path) -> str:
    """The first line on stdout; a process that ends without one shows its log."""
    ready, _, _ = select.select([process.stdout], [], [], START_LIMIT_S)
    line = process.stdout.readline().strip() if ready else ""
    if not line:
        process.kill()
        pytest.fail(f"ended with {process.wait()}:\n{log.read_text()}")
    return line


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    log = home / "server.log"
    port = free_port()
    with log.open("w") as sink:
        process = subprocess.Popen(
            [find_temporal(), "server", "start-dev", "--headless", "--ip", "127.0.0.1"]
            + ["--port", str(port), "--log-level", "warn"],
            env={**os.environ, "HOME": str(home)},
            stdout=sink,
            stderr=sink,
        )
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except ConnectionRefusedError:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                pytest.fail(f"the dev server did not start:\n{log.read_text()}")
            time.sleep(0.05)
    yield f"127.0.0.1:{port}"
    stop(process)


@pytest.fixture(scope="session")
def worker(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yields the line that the worker printed when it was ready."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    with log.open("w") as sink:
        process = run_module(
            "wfsample.worker",
            *("--address", address, "--register-search-attributes"),
            stderr=sink,
        )
    yield first_line(process, log)
    assert stop(process) == 0, log.read_text()


@pytest.fixture(scope="session")
async def client(address: str, worker: str) -> Client:
    return await Client.connect(address, data_converter=pydantic_data_converter)


@pytest.fixture
def workflow_id() -> str:
    return f"test-{uuid.uuid4().hex[:12]}"
