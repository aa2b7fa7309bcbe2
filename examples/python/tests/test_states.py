"""Each state is the state that it claims to be, as the server sees it."""

import pytest
from support import event_counts, start, until, within
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import PendingActivityState, WorkflowTaskFailedCause
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from wfsample.payloads import Echo, PayloadInput, PayloadKind, Payloads, make_payload
from wfsample.states import (
    SEARCH_ATTRIBUTES,
    Attributes,
    CancelKind,
    Cancellation,
    CancellationInput,
    Chain,
    ChainInput,
    FailDeep,
    FailDeepInput,
    Handlers,
    LongHistory,
    LongHistoryInput,
    StuckActivity,
    StuckActivityInput,
    StuckKind,
    TaskFailure,
    TaskFailureInput,
    TaskFault,
    WaitFor,
    WaitForInput,
    WaitKind,
)


async def pending_activity(handle: WorkflowHandle):
    activities = (await handle.describe()).raw_description.pending_activities
    return activities[0] if activities else None


async def raw_result(client: Client, workflow_id: str) -> Payload:
    handle = client.get_workflow_handle(workflow_id, result_type=RawValue)
    return (await within(handle.result())).payload


async def test_failures_nest(client: Client, workflow_id: str) -> None:
    value = FailDeepInput(depth=2, message="no stock", type="NoStock")
    handle = await start(client, FailDeep.run, workflow_id, value)

    with pytest.raises(WorkflowFailureError) as failed:
        await within(handle.result())

    chain = []
    error: BaseException | None = failed.value.cause
    while error is not None:
        chain.append(error)
        error = error.__cause__
    assert [type(e).__name__ for e in chain[:3]] == [
        "ChildWorkflowError",
        "ChildWorkflowError",
        "ActivityError",
    ]
    assert [(e.type, e.message) for e in chain[3:]] == [
        ("NoStock", "no stock"),
        ("ValueError", "the order has no customer"),
        ("KeyError", "'order-42'"),
    ]


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (TaskFault.EXCEPTION, "WORKFLOW_WORKER_UNHANDLED_FAILURE"),
        (TaskFault.NONDETERMINISM, "NON_DETERMINISTIC_ERROR"),
    ],
)
async def test_a_workflow_task_fails_until_mended(
    client: Client, workflow_id: str, fault: TaskFault, cause: str
) -> None:
    value = TaskFailureInput(fault=fault, failures=1)
    handle = await start(client, TaskFailure.run, workflow_id, value)

    assert await within(handle.result()) == "completed after 1 failed tasks"

    history = await within(handle.fetch_history())
    causes = [
        WorkflowTaskFailedCause.Name(e.workflow_task_failed_event_attributes.cause)
        for e in history.events
        if e.HasField("workflow_task_failed_event_attributes")
    ]
    assert causes[-1] == f"WORKFLOW_TASK_FAILED_CAUSE_{cause}"


async def test_an_activity_retries_with_its_heartbeat(
    client: Client, workflow_id: str
) -> None:
    value = StuckActivityInput(retry_s=0.5, message="gone")
    handle = await start(client, StuckActivity.run, workflow_id, value)

    activity = await until(
        lambda: pending_activity(handle),
        lambda a: (
            a is not None
            and a.attempt >= 2
            and a.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
        ),
    )

    assert activity.activity_id == "stuck"
    assert activity.last_failure.message == "gone"
    assert b'"page"' in activity.heartbeat_details.payloads[0].data
    assert activity.HasField("next_attempt_schedule_time")
    await handle.terminate()


async def test_an_activity_says_nothing(client: Client, workflow_id: str) -> None:
    value = StuckActivityInput(kind=StuckKind.SILENT)
    handle = await start(client, StuckActivity.run, workflow_id, value)

    activity = await until(
        lambda: pending_activity(handle),
        lambda a: (
            a is not None and a.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
        ),
    )

    assert activity.attempt == 1
    await handle.terminate()


async def test_an_activity_type_is_unknown(client: Client, workflow_id: str) -> None:
    value = StuckActivityInput(kind=StuckKind.UNKNOWN_TYPE, retry_s=0.5)
    handle = await start(client, StuckActivity.run, workflow_id, value)

    activity = await until(
        lambda: pending_activity(handle),
        lambda a: a is not None and a.HasField("last_failure"),
    )

    assert activity.activity_type.name == "no_such_activity"
    assert activity.last_failure.application_failure_info.type == "NotFoundError"
    await handle.terminate()


async def test_no_worker_takes_an_activity(client: Client, workflow_id: str) -> None:
    value = StuckActivityInput(kind=StuckKind.NO_WORKER)
    handle = await start(client, StuckActivity.run, workflow_id, value)

    activity = await until(lambda: pending_activity(handle), lambda a: a is not None)

    assert activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
    await handle.terminate()


async def test_waits_for_a_signal(client: Client, workflow_id: str) -> None:
    handle = await start(client, WaitFor.run, workflow_id)

    assert await within(handle.query(WaitFor.waiting))
    await handle.signal(WaitFor.release, "go")
    assert await within(handle.result()) == "signal: go"


async def test_waits_for_an_update(client: Client, workflow_id: str) -> None:
    value = WaitForInput(kind=WaitKind.UPDATE)
    handle = await start(client, WaitFor.run, workflow_id, value)

    assert await within(handle.execute_update(WaitFor.finish, "now")) == "now"
    assert await within(handle.result()) == "update: now"


async def test_waits_for_a_timer(client: Client, workflow_id: str) -> None:
    value = WaitForInput(kind=WaitKind.TIMER, timer_s=0.1)
    handle = await start(client, WaitFor.run, workflow_id, value)

    assert await within(handle.result()) == "timer"


async def test_waits_for_a_child(client: Client, workflow_id: str) -> None:
    value = WaitForInput(kind=WaitKind.CHILD)
    handle = await start(client, WaitFor.run, workflow_id, value)

    description = await until(handle.describe, lambda d: d.raw_description.pending_children)
    child_id = description.raw_description.pending_children[0].workflow_id
    await client.get_workflow_handle(child_id).signal(WaitFor.release, "child")
    assert await within(handle.result()) == "signal: child"


async def test_handlers_have_every_outcome(client: Client, workflow_id: str) -> None:
    handle = await start(client, Handlers.run, workflow_id)

    assert await within(handle.execute_update(Handlers.add, 3)) == 3
    with pytest.raises(WorkflowUpdateFailedError):
        await within(handle.execute_update(Handlers.add, -1))
    with pytest.raises(WorkflowUpdateFailedError):
        await within(handle.execute_update(Handlers.fail, "no"))
    with pytest.raises(WorkflowQueryFailedError, match="the query failed"):
        await within(handle.query(Handlers.broken))
    pending = await within(
        handle.start_update(
            Handlers.add_after_gate, 4, wait_for_stage=WorkflowUpdateStage.ACCEPTED
        )
    )
    assert await within(handle.query(Handlers.total)) == 3
    await handle.signal(Handlers.open_gate)
    assert await within(pending.result()) == 7
    await handle.signal(Handlers.stop)
    assert await within(handle.result()) == 7


@pytest.mark.parametrize("kind", [CancelKind.HONOUR, CancelKind.CLEAN_UP])
async def test_a_cancel_request_is_honoured(
    client: Client, workflow_id: str, kind: CancelKind
) -> None:
    value = CancellationInput(kind=kind)
    handle = await start(client, Cancellation.run, workflow_id, value)
    await within(handle.query(Cancellation.cancel_requests))

    await handle.cancel()
    with pytest.raises(WorkflowFailureError):
        await within(handle.result())

    assert (await handle.describe()).status == WorkflowExecutionStatus.CANCELED
    cleaned = (await event_counts(handle))["ACTIVITY_TASK_COMPLETED"]
    assert cleaned == (1 if kind is CancelKind.CLEAN_UP else 0)


async def test_a_cancel_request_is_ignored(client: Client, workflow_id: str) -> None:
    value = CancellationInput(kind=CancelKind.IGNORE)
    handle = await start(client, Cancellation.run, workflow_id, value)
    await within(handle.query(Cancellation.cancel_requests))

    await handle.cancel()
    await until(lambda: handle.query(Cancellation.cancel_requests), lambda n: n == 1)
    assert (await handle.describe()).status == WorkflowExecutionStatus.RUNNING
    await handle.signal(Cancellation.release)
    assert await within(handle.result()) == "released after 1 cancel requests"


async def test_attributes_of_every_type(client: Client, workflow_id: str) -> None:
    handle = await start(client, Attributes.run, workflow_id)
    assert await within(handle.result()) == 7

    description = await handle.describe()
    found = description.typed_search_attributes
    assert all(found.get(key) is not None for key in SEARCH_ATTRIBUTES)
    memo = await description.memo()
    assert memo["big"] == 9_007_199_254_740_993
    assert memo["order"]["lines"] == [{"sku": "a", "tags": []}]


async def test_a_long_history_is_long_enough(client: Client, workflow_id: str) -> None:
    value = LongHistoryInput(events=700)
    handle = await start(client, LongHistory.run, workflow_id, value)
    await handle.signal(LongHistory.poke, "hello")
    assert await within(handle.result()) == 1

    counts = await event_counts(handle)
    assert 700 <= counts.total() <= 760
    for kind in ("TIMER_FIRED", "MARKER_RECORDED", "ACTIVITY_TASK_COMPLETED"):
        assert counts[kind] > 0
    assert counts["WORKFLOW_PROPERTIES_MODIFIED"] > 0


async def test_a_chain_has_all_its_runs(client: Client, workflow_id: str) -> None:
    handle = await start(client, Chain.run, workflow_id, ChainInput(runs=3))
    assert await within(handle.result()) == "run 3 of 3"


@pytest.mark.parametrize("kind", list(PayloadKind))
async def test_a_payload_arrives_as_it_was_made(
    client: Client, workflow_id: str, kind: PayloadKind
) -> None:
    value = PayloadInput(kind=kind, size=50)
    await start(client, Payloads.run, workflow_id, value)

    got = await raw_result(client, workflow_id)
    made = make_payload(kind, 50).payload
    assert (dict(got.metadata), got.data) == (dict(made.metadata), made.data)


async def test_echo_keeps_every_byte(client: Client, workflow_id: str) -> None:
    sent = Payload(
        metadata={"encoding": b"json/plain", "x": b"\xff"}, data=b"[1.10, 1e400]"
    )
    await start(client, Echo.run, workflow_id, RawValue(sent))

    got = await raw_result(client, workflow_id)
    assert (dict(got.metadata), got.data) == (dict(sent.metadata), sent.data)


async def test_an_application_error_has_details(client: Client, workflow_id: str) -> None:
    handle = await start(client, FailDeep.run, workflow_id, FailDeepInput(depth=0))
    with pytest.raises(WorkflowFailureError) as failed:
        await within(handle.result())

    error = failed.value.cause.__cause__
    assert isinstance(error, ApplicationError)
    assert error.details[0]["lines"] == [1, 2, 3]
    assert error.non_retryable
