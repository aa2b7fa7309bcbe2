"""
Workflows that put a server into every state that a client has to show.

They are made for the tests of wfsh, and are handy to try a verb on. Every input has
defaults, so that a workflow can be started by its type alone.
"""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, Field
from temporalio import activity, workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError

ONCE = RetryPolicy(maximum_attempts=1)
ATTEMPT = timedelta(seconds=10)

SEARCH_ATTRIBUTES = (
    SearchAttributeKey.for_text("WfshText"),
    SearchAttributeKey.for_keyword("WfshKeyword"),
    SearchAttributeKey.for_int("WfshInt"),
    SearchAttributeKey.for_float("WfshDouble"),
    SearchAttributeKey.for_bool("WfshBool"),
    SearchAttributeKey.for_datetime("WfshDatetime"),
    SearchAttributeKey.for_keyword_list("WfshKeywordList"),
)


# Failures


class FailDeepInput(BaseModel):
    """`depth` children, one in another; the innermost runs the activity that fails."""

    depth: int = Field(default=1, ge=0, le=10)
    message: str = "the order was rejected"
    type: str = "OrderRejected"


class FailureInput(BaseModel):
    """What the activity's failure says."""

    message: str
    type: str


@activity.defn
async def fail_with_causes(args: FailureInput) -> None:
    """Fails with an error, caused by an error, caused by an error."""
    try:
        try:
            raise KeyError("order-42")
        except KeyError as err:
            raise ValueError("the order has no customer") from err
    except ValueError as err:
        raise ApplicationError(
            args.message,
            {"order": "order-42", "lines": [1, 2, 3]},
            type=args.type,
            non_retryable=True,
        ) from err


@workflow.defn
class FailDeep:
    """Fails with nested causes: children, an activity, and the causes in the activity."""

    @workflow.run
    async def run(self, args: FailDeepInput | None = None) -> None:
        args = args or FailDeepInput()
        if args.depth > 0:
            await workflow.execute_child_workflow(
                FailDeep.run,
                args.model_copy(update={"depth": args.depth - 1}),
                id=f"{workflow.info().workflow_id}-child",
            )
        await workflow.execute_activity(
            fail_with_causes,
            FailureInput(message=args.message, type=args.type),
            start_to_close_timeout=ATTEMPT,
        )


class TaskFault(StrEnum):
    """Why a workflow task fails: an error that is no failure, or history that differs."""

    EXCEPTION = "exception"
    NONDETERMINISM = "nondeterminism"


class TaskFailureInput(BaseModel):
    """Fails so many workflow tasks with the fault, then completes; 0: fails for ever."""

    fault: TaskFault = TaskFault.EXCEPTION
    failures: int = Field(default=0, ge=0)
    message: str = "a bug in the workflow"


# How often each run was begun in this process: what no deterministic code could know.
_begun: Counter[str] = Counter()


@workflow.defn(sandboxed=False)
class TaskFailure:
    """
    Its workflow task fails again and again; the workflow stays running. Not sandboxed, so
    that the count of its beginnings outlives each of them.
    """

    @workflow.run
    async def run(self, args: TaskFailureInput | None = None) -> str:
        args = args or TaskFailureInput()
        run_id = workflow.info().run_id
        _begun[run_id] += 1
        begun = _begun[run_id]
        differs = args.fault is TaskFault.NONDETERMINISM
        # The first beginning makes the history that the later ones disagree with; its
        # error has the run evicted, so that there are later ones.
        bad = begun - 1 if differs else begun
        mended = 0 < args.failures < bad
        if differs and begun > 1 and not mended:
            await workflow.execute_activity(pass_activity, start_to_close_timeout=ATTEMPT)
        await workflow.sleep(timedelta(milliseconds=1))
        if not mended:
            raise RuntimeError(args.message)
        return f"completed after {args.failures} failed tasks"


# Activities that do not get done


class StuckKind(StrEnum):
    """Why the activity does not end."""

    RETRYING = "retrying"
    SILENT = "silent"
    UNKNOWN_TYPE = "unknown-type"
    NO_WORKER = "no-worker"


class StuckActivityInput(BaseModel):
    """`retry_s` is the wait before the next try, the same each time."""

    kind: StuckKind = StuckKind.RETRYING
    retry_s: float = Field(default=2.0, ge=0.1, le=3600)
    message: str = "the upstream is not there"


class StuckWork(BaseModel):
    """What the activity does: fail with the message, or say nothing for ever."""

    message: str
    silent: bool


@activity.defn
async def stuck_work(args: StuckWork) -> None:
    info = activity.info()
    activity.heartbeat({"attempt": info.attempt, "page": info.attempt * 100})
    if args.silent:
        await asyncio.Event().wait()
    raise ApplicationError(args.message, {"attempt": info.attempt}, type="Unavailable")


@workflow.defn
class StuckActivity:
    """Has one pending activity, which never succeeds."""

    @workflow.run
    async def run(self, args: StuckActivityInput | None = None) -> None:
        args = args or StuckActivityInput()
        unknown = args.kind is StuckKind.UNKNOWN_TYPE
        queue = workflow.info().task_queue
        await workflow.execute_activity(
            "no_such_activity" if unknown else stuck_work,
            StuckWork(message=args.message, silent=args.kind is StuckKind.SILENT),
            task_queue=f"{queue}-nobody" if args.kind is StuckKind.NO_WORKER else queue,
            start_to_close_timeout=timedelta(hours=1),
            retry_policy=RetryPolicy(
                initial_interval=timedelta(seconds=args.retry_s), backoff_coefficient=1
            ),
            activity_id="stuck",
            summary=f"never succeeds: {args.kind}",
        )


# Waiting


class WaitKind(StrEnum):
    """What a workflow waits for."""

    SIGNAL = "signal"
    UPDATE = "update"
    TIMER = "timer"
    CHILD = "child"


class WaitForInput(BaseModel):
    """`timer_s` is how long the timer runs."""

    kind: WaitKind = WaitKind.SIGNAL
    timer_s: float = Field(default=3600, ge=0)


@workflow.defn
class WaitFor:
    """
    Waits for one thing: the signal `release`, the update `finish`, a timer, or a child that
    waits for its signal. Completes with what came.
    """

    def __init__(self) -> None:
        self._note: str | None = None
        self._finished: str | None = None

    @workflow.run
    async def run(self, args: WaitForInput | None = None) -> str:
        args = args or WaitForInput()
        if args.kind is WaitKind.TIMER:
            await workflow.sleep(timedelta(seconds=args.timer_s), summary="a long nap")
            return "timer"
        if args.kind is WaitKind.CHILD:
            return await workflow.execute_child_workflow(
                WaitFor.run,
                WaitForInput(),
                id=f"{workflow.info().workflow_id}-child",
            )
        if args.kind is WaitKind.UPDATE:
            await workflow.wait_condition(lambda: self._finished is not None)
            await workflow.wait_condition(workflow.all_handlers_finished)
            return f"update: {self._finished}"
        await workflow.wait_condition(lambda: self._note is not None)
        return f"signal: {self._note}"

    @workflow.signal
    def release(self, note: str = "") -> None:
        """Ends the wait for a signal."""
        self._note = note

    @workflow.update
    def finish(self, note: str = "") -> str:
        """Ends the wait for an update."""
        self._finished = note
        return note

    @workflow.query
    def waiting(self) -> bool:
        """True as long as nothing came."""
        return self._note is None and self._finished is None


@workflow.defn
class Handlers:
    """Handlers of every outcome, until the signal `stop`; completes with the total."""

    def __init__(self) -> None:
        self._total = 0
        self._gate_open = False
        self._stopped = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self._stopped)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._total

    @workflow.update(description="Adds to the total; refuses a negative amount.")
    def add(self, amount: int) -> int:
        self._total += amount
        return self._total

    @add.validator
    def _check_add(self, amount: int) -> None:
        if amount < 0:
            raise ApplicationError("the amount is negative", amount, type="Negative")

    @workflow.update(description="Accepted at once, completed after the signal open_gate.")
    async def add_after_gate(self, amount: int) -> int:
        await workflow.wait_condition(lambda: self._gate_open)
        self._total += amount
        return self._total

    @workflow.update(description="Accepted, then fails.")
    def fail(self, message: str = "the update failed") -> None:
        raise ApplicationError(message, {"total": self._total}, type="UpdateFailed")

    @workflow.signal(description="Lets add_after_gate complete.")
    def open_gate(self) -> None:
        self._gate_open = True

    @workflow.signal(description="Completes the workflow.")
    def stop(self) -> None:
        self._stopped = True

    @workflow.query(description="The total so far.")
    def total(self) -> int:
        return self._total

    @workflow.query(description="A query that fails.")
    def broken(self) -> int:
        raise ApplicationError("the query failed", type="QueryFailed")


# Cancellation


class CancelKind(StrEnum):
    """What becomes of a request to cancel."""

    HONOUR = "honour"
    CLEAN_UP = "clean-up"
    IGNORE = "ignore"


class CancellationInput(BaseModel):
    """`ignore` goes on until the signal `release`."""

    kind: CancelKind = CancelKind.HONOUR


@activity.defn
async def pass_activity() -> str:
    return "done"


@workflow.defn
class Cancellation:
    """Honours a cancel request at once, after a last activity, or not at all."""

    def __init__(self) -> None:
        self._released = False
        self._requests = 0

    @workflow.run
    async def run(self, args: CancellationInput | None = None) -> str:
        args = args or CancellationInput()
        while not self._released:
            try:
                await workflow.wait_condition(lambda: self._released)
            except asyncio.CancelledError:
                self._requests += 1
                if args.kind is CancelKind.CLEAN_UP:
                    await workflow.execute_activity(
                        pass_activity, start_to_close_timeout=ATTEMPT
                    )
                if args.kind is not CancelKind.IGNORE:
                    raise
        return f"released after {self._requests} cancel requests"

    @workflow.signal
    def release(self) -> None:
        """Completes the workflow."""
        self._released = True

    @workflow.query
    def cancel_requests(self) -> int:
        """How many requests to cancel came."""
        return self._requests


# Memo, search attributes, long histories


class AttributesInput(BaseModel):
    """Ends at once, or waits for the signal `release` with `hold`."""

    hold: bool = False


@workflow.defn
class Attributes:
    """Sets a memo and a search attribute of every type (SEARCH_ATTRIBUTES)."""

    def __init__(self) -> None:
        self._released = False

    @workflow.run
    async def run(self, args: AttributesInput | None = None) -> int:
        args = args or AttributesInput()
        text, keyword, number, double, flag, when, words = SEARCH_ATTRIBUTES
        workflow.upsert_search_attributes(
            [
                text.value_set("a text of several words, with ümläuts"),
                keyword.value_set("key-word 'quoted'"),
                number.value_set(9_007_199_254_740_993),
                double.value_set(2.5),
                flag.value_set(True),
                when.value_set(datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)),
                words.value_set(["red", "green, blue", ""]),
            ]
        )
        workflow.upsert_memo(
            {
                "note": "a memo with ümläuts",
                "order": {"id": 42, "lines": [{"sku": "a", "tags": []}], "gift": None},
                "big": 9_007_199_254_740_993,
                "bytes": b"\x00\x01\xfe\xff",
            }
        )
        await workflow.wait_condition(lambda: self._released or not args.hold)
        return len(SEARCH_ATTRIBUTES)

    @workflow.signal
    def release(self) -> None:
        """Completes a workflow that holds."""
        self._released = True


class LongHistoryInput(BaseModel):
    """At least `events` events of many kinds; `padding` bytes ride on some of them."""

    events: int = Field(default=1000, ge=20, le=50_000)
    padding: int = Field(default=20, ge=0, le=100_000)


# A round's share: two events a timer, one a marker, one a memo change, three an activity.
ROUND_EVENTS = 500


@activity.defn
async def pad(text: str) -> str:
    return text


@workflow.defn
class LongHistory:
    """Fills a history with timers, markers, memo changes and activities; takes signals."""

    def __init__(self) -> None:
        self._pokes = 0

    @workflow.run
    async def run(self, args: LongHistoryInput | None = None) -> int:
        args = args or LongHistoryInput()
        info = workflow.info()
        while (left := args.events - info.get_current_history_length()) > 0:
            await self._round(min(left, ROUND_EVENTS), "x" * args.padding)
        return self._pokes

    async def _round(self, events: int, padding: str) -> None:
        share = max(1, events // 5)
        for n in range(share):
            workflow.upsert_memo({"round": {"n": n, "padding": padding}})
        markers = [
            workflow.execute_local_activity(pad, padding, start_to_close_timeout=ATTEMPT)
            for _ in range(share)
        ]
        timers = [workflow.sleep(timedelta(milliseconds=1)) for _ in range(share)]
        await asyncio.gather(*markers, *timers)
        await workflow.execute_activity(pad, padding, start_to_close_timeout=ATTEMPT)

    @workflow.signal
    def poke(self, note: str = "") -> None:
        """Counts one more signal."""
        self._pokes += 1


class ChainInput(BaseModel):
    """How many runs there are, and which this is."""

    runs: int = Field(default=3, ge=1, le=1000)
    run: int = Field(default=1, ge=1)


@workflow.defn
class Chain:
    """Continues as new until it was run `runs` times."""

    @workflow.run
    async def run(self, args: ChainInput | None = None) -> str:
        args = args or ChainInput()
        if args.run < args.runs:
            workflow.continue_as_new(args.model_copy(update={"run": args.run + 1}))
        return f"run {args.run} of {args.runs}"


WORKFLOWS = [
    Attributes,
    Cancellation,
    Chain,
    FailDeep,
    Handlers,
    LongHistory,
    StuckActivity,
    TaskFailure,
    WaitFor,
]
ACTIVITIES = [fail_with_causes, pad, pass_activity, stuck_work]
