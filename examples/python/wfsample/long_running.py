"""Long running: many steps over a chain of runs, steered by signals and updates."""

from datetime import timedelta

from pydantic import BaseModel, Field
from temporalio import activity, workflow
from temporalio.exceptions import ApplicationError

MAX_STEPS = 1_000_000


class Progress(BaseModel):
    """Where the work is; carried from run to run."""

    done: int = Field(default=0, ge=0)
    total: int = Field(default=20, ge=1, le=MAX_STEPS)
    checksum: int = 0
    run_number: int = Field(default=1, ge=1)
    pace_s: float = Field(default=0.2, ge=0, le=3600)
    paused: bool = False


class LongRunningInput(BaseModel):
    """Steps in all, how many a run takes before it continues as new, seconds between."""

    total_steps: int = Field(default=20, ge=1, le=MAX_STEPS)
    steps_per_run: int = Field(default=8, ge=1, le=1000)
    pace_s: float = Field(default=0.2, ge=0, le=3600)
    progress: Progress | None = None


class Pace(BaseModel):
    """Seconds between two steps."""

    pace_s: float = Field(ge=0, le=3600)


class Total(BaseModel):
    """A new number of steps in all."""

    total_steps: int


class Step(BaseModel):
    """One step and what came before it."""

    number: int
    checksum: int


@activity.defn
async def work_step(step: Step) -> int:
    activity.heartbeat({"step": step.number})
    return (step.checksum * 31 + step.number) % 1_000_003


@workflow.defn
class LongRunning:
    """Does one activity a step; continues as new every `steps_per_run` steps."""

    @workflow.init
    def __init__(self, args: LongRunningInput) -> None:
        self._progress = args.progress or Progress(
            total=args.total_steps, pace_s=args.pace_s
        )
        self._steered = 0

    @workflow.run
    async def run(self, args: LongRunningInput) -> Progress:
        progress = self._progress
        for _ in range(args.steps_per_run):
            if progress.done >= progress.total:
                break
            await self._wait_turn()
            await self._do_step(progress)
        # A handler that still runs would be lost with this run.
        await workflow.wait_condition(workflow.all_handlers_finished)
        if progress.done >= progress.total:
            return progress
        workflow.continue_as_new(self._next_run(args))

    async def _do_step(self, progress: Progress) -> None:
        number = progress.done + 1
        progress.checksum = await workflow.execute_activity(
            work_step,
            Step(number=number, checksum=progress.checksum),
            start_to_close_timeout=timedelta(seconds=10),
            heartbeat_timeout=timedelta(seconds=10),
            summary=f"step {number}",
        )
        progress.done = number
        workflow.set_current_details(f"step {number} of {progress.total}")

    async def _wait_turn(self) -> None:
        """Waits out the pace and any pause; steering takes effect at once."""
        while True:
            progress, seen = self._progress, self._steered
            pace = None if progress.paused else timedelta(seconds=progress.pace_s)
            try:
                await workflow.wait_condition(
                    lambda seen=seen: self._steered != seen, timeout=pace
                )
            except TimeoutError:
                return

    def _next_run(self, args: LongRunningInput) -> LongRunningInput:
        number = self._progress.run_number + 1
        return args.model_copy(
            update={"progress": self._progress.model_copy(update={"run_number": number})}
        )

    @workflow.query
    def progress(self) -> Progress:
        """Steps done, steps in all, the pace, and whether it is paused."""
        return self._progress

    @workflow.signal
    def pause(self) -> None:
        """No step starts until `resume`."""
        self._progress.paused = True
        self._steered += 1

    @workflow.signal
    def resume(self) -> None:
        """Goes on after `pause`."""
        self._progress.paused = False
        self._steered += 1

    @workflow.signal
    def set_pace(self, pace: Pace) -> None:
        """Speeds the work up or slows it down."""
        self._progress.pace_s = pace.pace_s
        self._steered += 1

    @workflow.update
    def set_total(self, total: Total) -> Progress:
        """Changes the number of steps; returns the progress."""
        self._progress.total = total.total_steps
        self._steered += 1
        return self._progress

    @set_total.validator
    def _check_total(self, total: Total) -> None:
        if not self._progress.done < total.total_steps <= MAX_STEPS:
            raise ApplicationError(
                f"total_steps must be over {self._progress.done}, the steps done,"
                f" and at most {MAX_STEPS}",
                type="InvalidTotal",
            )


WORKFLOWS = [LongRunning]
ACTIVITIES = [work_step]
