"""Asynchronous operations: four activities at once, each with its own kind of trouble."""

import asyncio
from datetime import timedelta

from pydantic import BaseModel, Field
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, TimeoutError, TimeoutType

UNAVAILABLE = "ServiceUnavailable"
INVALID = "InvalidRequest"
# Far longer than any limit below: an activity that waits so long always times out.
HANG_S = 3600


class OperationsInput(BaseModel):
    """Limits of the operations; `request` "invalid" is refused by the service for good."""

    request: str = Field(default="quote", min_length=1)
    max_attempts: int = Field(default=3, ge=1, le=10)
    slow_attempts: int = Field(default=1, ge=1, le=5)
    attempt_limit_s: float = Field(default=1.0, gt=0, le=60)
    overall_limit_s: float = Field(default=20.0, gt=0, le=600)
    hopeless_limit_s: float = Field(default=3.0, gt=0, le=600)


class Outcome(BaseModel):
    """What one operation gave, and whether it is its own answer or the fallback."""

    operation: str
    value: str
    fallback: bool = False
    reason: str = ""


class OperationsResult(BaseModel):
    """One outcome an operation, in the order in which they are declared."""

    outcomes: list[Outcome]


class Request(BaseModel):
    """What is asked of a service that may fail."""

    request: str


class SlowRequest(BaseModel):
    """What is asked of a service whose first `slow_attempts` answers never come."""

    request: str
    slow_attempts: int


@activity.defn
async def quote(args: Request) -> str:
    return f"{args.request}: answered"


@activity.defn
async def quote_unavailable(args: Request) -> str:
    if args.request == "invalid":
        raise ApplicationError("the request is invalid", type=INVALID, non_retryable=True)
    raise ApplicationError(
        f"no backend for '{args.request}'",
        {"attempt": activity.info().attempt},
        type=UNAVAILABLE,
    )


@activity.defn
async def quote_slow(args: SlowRequest) -> str:
    attempt = activity.info().attempt
    if attempt <= args.slow_attempts:
        await asyncio.sleep(HANG_S)
    return f"{args.request}: answered on attempt {attempt}"


@activity.defn
async def quote_hopeless(args: Request) -> str:
    await asyncio.sleep(HANG_S)
    return f"{args.request}: never said"


@workflow.defn
class Operations:
    """
    Runs the four together. A service that is unavailable and one that is late have a
    fallback, each its own; any other failure is the workflow's.
    """

    @workflow.run
    async def run(self, args: OperationsInput) -> OperationsResult:
        outcomes = await asyncio.gather(
            self._unavailable(args),
            self._plain(args),
            self._late(args),
            self._hopeless(args),
        )
        return OperationsResult(outcomes=list(outcomes))

    async def _unavailable(self, args: OperationsInput) -> Outcome:
        try:
            value = await workflow.execute_activity(
                quote_unavailable,
                Request(request=args.request),
                start_to_close_timeout=timedelta(seconds=args.attempt_limit_s),
                retry_policy=RetryPolicy(
                    initial_interval=timedelta(milliseconds=100),
                    maximum_attempts=args.max_attempts,
                ),
                summary="fails until the fallback is used",
            )
        except ActivityError as err:
            cause = err.cause
            if not isinstance(cause, ApplicationError) or cause.type != UNAVAILABLE:
                raise
            return Outcome(
                operation="unavailable",
                value=f"{args.request}: last known answer",
                fallback=True,
                reason=f"{cause.type} after {args.max_attempts} attempts: {cause.message}",
            )
        return Outcome(operation="unavailable", value=value)

    async def _plain(self, args: OperationsInput) -> Outcome:
        value = await workflow.execute_activity(
            quote,
            Request(request=args.request),
            start_to_close_timeout=timedelta(seconds=args.attempt_limit_s),
            summary="succeeds",
        )
        return Outcome(operation="plain", value=value)

    async def _late(self, args: OperationsInput) -> Outcome:
        value = await workflow.execute_activity(
            quote_slow,
            SlowRequest(request=args.request, slow_attempts=args.slow_attempts),
            start_to_close_timeout=timedelta(seconds=args.attempt_limit_s),
            schedule_to_close_timeout=timedelta(seconds=args.overall_limit_s),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100)),
            summary="times out, then succeeds within the overall limit",
        )
        return Outcome(operation="late", value=value)

    async def _hopeless(self, args: OperationsInput) -> Outcome:
        try:
            value = await workflow.execute_activity(
                quote_hopeless,
                Request(request=args.request),
                start_to_close_timeout=timedelta(seconds=args.attempt_limit_s),
                schedule_to_close_timeout=timedelta(seconds=args.hopeless_limit_s),
                retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=100)),
                summary="times out for good",
            )
        except ActivityError as err:
            cause = err.cause
            if not isinstance(cause, TimeoutError):
                raise
            kind = TimeoutType(cause.type).name if cause.type is not None else "unknown"
            return Outcome(
                operation="hopeless",
                value=f"{args.request}: default answer",
                fallback=True,
                reason=f"timed out: {kind}",
            )
        return Outcome(operation="hopeless", value=value)


WORKFLOWS = [Operations]
ACTIVITIES = [quote, quote_unavailable, quote_slow, quote_hopeless]
