"""Each family does what it says, by its result and by its history."""

import pytest
from support import event_counts, events, start, until, within
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ActivityError, ApplicationError
from wfsample.detached import DetachedChild, DetachedInput, DetachedParent
from wfsample.long_running import LongRunning, LongRunningInput, Pace, Total
from wfsample.operations import INVALID, Operations, OperationsInput
from wfsample.orchestration import Orchestration, OrchestrationInput


async def test_orchestration_sums_the_products(client: Client, workflow_id: str) -> None:
    value = OrchestrationInput(addends=[1, 2, 3], factors=[2, 3, 5])
    handle = await start(client, Orchestration.run, workflow_id, value)

    result = await within(handle.result())

    assert result.addition == 6
    assert result.products == [12, 18, 30]
    assert result.total == 60
    assert await within(handle.query(Orchestration.stage)) == "done"


async def test_orchestration_multiplies_in_parallel(
    client: Client, workflow_id: str
) -> None:
    value = OrchestrationInput(addends=[1], factors=[2, 3, 5, 7])
    handle = await start(client, Orchestration.run, workflow_id, value)
    await within(handle.result())

    seen = await events(handle)
    initiated = "START_CHILD_WORKFLOW_EXECUTION_INITIATED"
    completed = "CHILD_WORKFLOW_EXECUTION_COMPLETED"
    children = [name for name in seen if name in (initiated, completed)]

    # The addition alone, to its end; then all four are started before one is waited for.
    assert children[:2] == [initiated, completed]
    assert children[2:6] == [initiated] * 4
    assert children[6:] == [completed] * 4


async def test_orchestration_refuses_what_does_not_validate(
    client: Client, workflow_id: str
) -> None:
    bad = {"addends": ["x"], "factors": []}
    handle = await start(client, "Orchestration", workflow_id, bad)

    with pytest.raises(WorkflowFailureError) as failed:
        await within(handle.result())

    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.type == "ValidationError"
    assert "addends" in cause.message and "factors" in cause.message


async def test_operations_fall_back_by_kind_of_error(
    client: Client, workflow_id: str
) -> None:
    value = OperationsInput(request="price", max_attempts=3)
    handle = await start(client, Operations.run, workflow_id, value)

    result = await within(handle.result())
    by_name = {outcome.operation: outcome for outcome in result.outcomes}

    assert by_name["unavailable"].fallback
    assert by_name["unavailable"].reason.startswith("ServiceUnavailable after 3 attempts")
    assert not by_name["plain"].fallback
    assert by_name["plain"].value == "price: answered"
    assert not by_name["late"].fallback
    assert by_name["late"].value == "price: answered on attempt 2"
    assert by_name["hopeless"].fallback
    assert by_name["hopeless"].reason == "timed out: SCHEDULE_TO_CLOSE"


async def test_operations_history_holds_every_kind_of_end(
    client: Client, workflow_id: str
) -> None:
    handle = await start(client, Operations.run, workflow_id, OperationsInput())
    await within(handle.result())

    counts = await event_counts(handle)
    history = await within(handle.fetch_history())
    attempts = [
        event.activity_task_started_event_attributes.attempt
        for event in history.events
        if event.HasField("activity_task_started_event_attributes")
    ]

    assert counts["ACTIVITY_TASK_SCHEDULED"] == 4
    assert counts["ACTIVITY_TASK_COMPLETED"] == 2
    assert counts["ACTIVITY_TASK_FAILED"] == 1
    assert counts["ACTIVITY_TASK_TIMED_OUT"] == 1
    assert {1, 2, 3} <= set(attempts)


async def test_operations_do_not_swallow_other_errors(
    client: Client, workflow_id: str
) -> None:
    value = OperationsInput(request="invalid")
    handle = await start(client, Operations.run, workflow_id, value)

    with pytest.raises(WorkflowFailureError) as failed:
        await within(handle.result())

    activity = failed.value.cause
    assert isinstance(activity, ActivityError)
    assert isinstance(activity.cause, ApplicationError)
    assert activity.cause.type == INVALID


async def test_the_detached_child_outlives_its_parent(
    client: Client, workflow_id: str
) -> None:
    value = DetachedInput(steps=1, step_s=0.1, hold=True)
    parent = await start(client, DetachedParent.run, workflow_id, value)

    started = await within(parent.result())
    child = client.get_workflow_handle_for(DetachedChild.run, started.child_workflow_id)

    assert (await child.describe()).status == WorkflowExecutionStatus.RUNNING
    assert (await child.describe()).run_id == started.child_run_id
    await until(lambda: child.query(DetachedChild.progress), lambda p: p.done == 1)
    await child.signal(DetachedChild.release)
    assert (await within(child.result())).done == 1
    assert "CHILD_WORKFLOW_EXECUTION_COMPLETED" not in await events(parent)


async def test_long_running_continues_as_new_to_completion(
    client: Client, workflow_id: str
) -> None:
    value = LongRunningInput(total_steps=10, steps_per_run=4, pace_s=0)
    handle = await start(client, LongRunning.run, workflow_id, value)

    result = await within(handle.result())
    first = client.get_workflow_handle(workflow_id, run_id=handle.first_execution_run_id)

    assert (result.done, result.run_number) == (10, 3)
    assert (await events(first))[-1] == "WORKFLOW_EXECUTION_CONTINUED_AS_NEW"
    # The checksum needs every step, in order, through all the runs.
    expected = 0
    for number in range(1, 11):
        expected = (expected * 31 + number) % 1_000_003
    assert result.checksum == expected


async def test_long_running_pauses_and_goes_on(client: Client, workflow_id: str) -> None:
    value = LongRunningInput(total_steps=3, pace_s=3600)
    handle = await start(client, LongRunning.run, workflow_id, value)

    await handle.signal(LongRunning.pause)
    await handle.signal(LongRunning.set_pace, Pace(pace_s=0))
    paused = await within(handle.query(LongRunning.progress))
    assert (paused.paused, paused.pace_s, paused.done) == (True, 0, 0)

    await handle.signal(LongRunning.resume)
    assert (await within(handle.result())).done == 3


async def test_long_running_update_changes_the_total(
    client: Client, workflow_id: str
) -> None:
    value = LongRunningInput(total_steps=1000, pace_s=3600)
    handle = await start(client, LongRunning.run, workflow_id, value)

    progress = await within(
        handle.execute_update(LongRunning.set_total, Total(total_steps=2))
    )
    assert progress.total == 2
    await handle.signal(LongRunning.set_pace, Pace(pace_s=0))
    assert (await within(handle.result())).done == 2


@pytest.mark.parametrize("total", [0, -1, 1_000_001])
async def test_long_running_update_is_refused_without_a_trace(
    client: Client, workflow_id: str, total: int
) -> None:
    handle = await start(
        client, LongRunning.run, workflow_id, LongRunningInput(pace_s=3600)
    )

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await within(handle.execute_update(LongRunning.set_total, Total(total_steps=total)))

    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "InvalidTotal"
    assert "WORKFLOW_EXECUTION_UPDATE_ACCEPTED" not in await events(handle)
    await handle.terminate()
