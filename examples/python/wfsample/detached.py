"""Fire and forget: a parent that ends while the child that it started goes on."""

from datetime import timedelta

from pydantic import BaseModel, Field
from temporalio import workflow
from temporalio.workflow import ParentClosePolicy


class DetachedInput(BaseModel):
    """The child's work; with `hold` it waits for the signal `release` before it ends."""

    steps: int = Field(default=3, ge=1, le=1000)
    step_s: float = Field(default=1.0, ge=0, le=3600)
    hold: bool = False


class DetachedStarted(BaseModel):
    """All that the parent knows of its child: that it started."""

    child_workflow_id: str
    child_run_id: str


class DetachedProgress(BaseModel):
    """How far the child is."""

    done: int
    steps: int
    released: bool


@workflow.defn
class DetachedParent:
    """Starts the child with the abandon policy and completes without it."""

    @workflow.run
    async def run(self, args: DetachedInput) -> DetachedStarted:
        # Awaiting the start matters: a parent that ends earlier starts no child at all.
        child = await workflow.start_child_workflow(
            DetachedChild.run,
            args,
            id=f"{workflow.info().workflow_id}-child",
            parent_close_policy=ParentClosePolicy.ABANDON,
        )
        return DetachedStarted(
            child_workflow_id=child.id, child_run_id=child.first_execution_run_id or ""
        )


@workflow.defn
class DetachedChild:
    """Works step by step, whatever becomes of its parent."""

    @workflow.init
    def __init__(self, args: DetachedInput) -> None:
        self._progress = DetachedProgress(done=0, steps=args.steps, released=not args.hold)

    @workflow.run
    async def run(self, args: DetachedInput) -> DetachedProgress:
        for done in range(1, args.steps + 1):
            await workflow.sleep(timedelta(seconds=args.step_s))
            self._progress.done = done
        await workflow.wait_condition(lambda: self._progress.released)
        return self._progress

    @workflow.query
    def progress(self) -> DetachedProgress:
        """Steps done so far."""
        return self._progress

    @workflow.signal
    def release(self) -> None:
        """Lets a child that was told to hold end."""
        self._progress.released = True


WORKFLOWS = [DetachedParent, DetachedChild]
