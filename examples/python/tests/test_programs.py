"""The worker and the starter as a user runs them."""

import json
import signal
import subprocess

import pytest
from conftest import first_line, run_module, stop
from wfsample import TASK_QUEUE
from wfsample.scenes import SCENES

LIMIT_S = 90


def starter(*arguments: str) -> tuple[int, list[dict], str]:
    process = run_module("wfsample.starter", *arguments, stderr=subprocess.PIPE)
    try:
        out, err = process.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, [json.loads(line) for line in out.splitlines()], err


def test_the_worker_says_when_it_is_ready(address: str, worker: str) -> None:
    assert worker.startswith("worker ready ")
    assert f"address={address}" in worker
    assert f"task-queue={TASK_QUEUE}" in worker


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_worker_well(address: str, tmp_path, number: int) -> None:
    log = tmp_path / "worker.log"
    with log.open("w") as sink:
        process = run_module(
            "wfsample.worker",
            *("--address", address, "--task-queue", "short"),
            *("--deployment", "sample", "--build-id", "1.0"),
            stderr=sink,
        )
    first_line(process, log)
    process.send_signal(number)
    assert stop(process) == 0
    assert log.read_text() == ""


def test_the_starter_runs_all_families(address: str, worker: str) -> None:
    status, lines, err = starter("--address", address, "--pace", "0", "--steps", "9")

    assert (status, err) == (0, "")
    assert {line["type"] for line in lines} == {
        "Orchestration",
        "Operations",
        "DetachedParent",
        "DetachedChild",
        "LongRunning",
    }
    assert all(line["status"] == "COMPLETED" and line["result"] for line in lines)


def test_the_starter_runs_one_family(address: str, worker: str) -> None:
    arguments = ("--addends", "2", "3", "--factors", "10", "--id", "one")
    status, lines, _ = starter("orchestration", "--address", address, *arguments)

    assert status == 0
    assert [line["workflowId"] for line in lines] == ["one-orchestration"]
    assert lines[0]["result"] == {"addition": 5, "products": [50], "total": 50}


def test_the_starter_reports_a_failure(address: str, worker: str) -> None:
    status, lines, _ = starter("operations", "--address", address, "--request", "invalid")

    assert status == 1
    assert lines[0]["status"] == "FAILED"
    assert "result" not in lines[0]


def test_the_starter_plays_every_state(address: str, worker: str) -> None:
    status, lines, err = starter("states", "--address", address, "--id", "played")

    assert (status, err) == (0, "")
    assert [line["state"] for line in lines] == [scene.name for scene in SCENES]


@pytest.mark.parametrize("program", ["wfsample.worker", "wfsample.starter"])
def test_no_server_is_one_line_and_no_traceback(program: str) -> None:
    process = run_module(program, "--address", "127.0.0.1:1", stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=LIMIT_S)

    assert (process.returncode, out) == (1, "")
    assert err.startswith(f"{program}: 127.0.0.1:1: ") and err.count("\n") == 1


def test_an_unknown_namespace_is_one_line(address: str) -> None:
    arguments = ("--address", address, "--namespace", "nowhere")
    process = run_module("wfsample.worker", *arguments, stderr=subprocess.PIPE)
    out, err = process.communicate(timeout=LIMIT_S)

    assert (process.returncode, out, err.count("\n")) == (1, "", 1)
    assert "nowhere" in err
