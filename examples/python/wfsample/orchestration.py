"""Orchestration: an addition, then multiplications in parallel, then their sum."""

import asyncio
from datetime import timedelta

from pydantic import BaseModel, Field
from temporalio import activity, workflow

ACTIVITY_TIMEOUT = timedelta(seconds=10)


class AdditionInput(BaseModel):
    """The numbers to add."""

    addends: list[int] = Field(min_length=1, max_length=1000)


class MultiplicationInput(BaseModel):
    """The two numbers to multiply."""

    left: int
    right: int


class OrchestrationInput(BaseModel):
    """Adds up `addends`, multiplies the sum by each of `factors`, sums the products."""

    addends: list[int] = Field(min_length=1, max_length=1000)
    factors: list[int] = Field(min_length=1, max_length=100)


class OrchestrationResult(BaseModel):
    """Every intermediate number, products in the order of the factors."""

    addition: int
    products: list[int]
    total: int


@activity.defn
async def add(args: AdditionInput) -> int:
    return sum(args.addends)


@activity.defn
async def multiply(args: MultiplicationInput) -> int:
    return args.left * args.right


@workflow.defn
class Addition:
    """Child: adds the numbers."""

    @workflow.run
    async def run(self, args: AdditionInput) -> int:
        return await workflow.execute_activity(
            add, args, start_to_close_timeout=ACTIVITY_TIMEOUT
        )


@workflow.defn
class Multiplication:
    """Child: multiplies one pair."""

    @workflow.run
    async def run(self, args: MultiplicationInput) -> int:
        return await workflow.execute_activity(
            multiply, args, start_to_close_timeout=ACTIVITY_TIMEOUT
        )


@workflow.defn
class Orchestration:
    """Parent: the multiplications start when the addition is known, all at once."""

    def __init__(self) -> None:
        self._stage = "addition"

    @workflow.run
    async def run(self, args: OrchestrationInput) -> OrchestrationResult:
        own = workflow.info().workflow_id
        addition = await workflow.execute_child_workflow(
            Addition.run, AdditionInput(addends=args.addends), id=f"{own}-addition"
        )
        self._stage = "multiplications"
        products = await asyncio.gather(
            *(
                workflow.execute_child_workflow(
                    Multiplication.run,
                    MultiplicationInput(left=addition, right=factor),
                    id=f"{own}-multiplication-{n}",
                )
                for n, factor in enumerate(args.factors, 1)
            )
        )
        self._stage = "done"
        return OrchestrationResult(
            addition=addition, products=products, total=sum(products)
        )

    @workflow.query
    def stage(self) -> str:
        """Where the parent is: addition, multiplications or done."""
        return self._stage


WORKFLOWS = [Orchestration, Addition, Multiplication]
ACTIVITIES = [add, multiply]
