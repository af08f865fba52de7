"""What goes in and out of the budget domain."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import MISSING, Field, model_validator

from ..db.schemas import Input, Record, UtcDatetime
from .models import BudgetPeriod

String64 = Annotated[str, Field(max_length=64)]
String255 = Annotated[str, Field(max_length=255)]
BudgetName = Annotated[String255, Field(min_length=1, description="Shown in lists")]
Decimal18_2 = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
BudgetLimit = Annotated[Decimal18_2, Field(ge=Decimal(0))]
String100 = Annotated[str, Field(max_length=100)]
String50 = Annotated[str, Field(max_length=50)]

BudgetSort = Literal["-period_start,name", "name", "-name", "period_start", "-period_start"]
BudgetLineSort = Literal["id"]
TagSort = Literal["id"]


class BudgetCreate(Input):
    """A new budget."""

    user_id: String64
    name: BudgetName
    period: BudgetPeriod = BudgetPeriod.MONTHLY
    period_start: UtcDatetime
    period_end: UtcDatetime
    limit: BudgetLimit
    categories: dict[str, Decimal18_2] = Field(default_factory=dict)
    notes: str | None = None

    @model_validator(mode="after")
    def _period_order(self) -> Self:
        if self.period_end > self.period_start:
            return self
        message = "period_end > period_start"
        raise ValueError(message)


class BudgetUpdate(Input):
    """A change to a budget: what is not given stays as it is."""

    name: BudgetName | MISSING = MISSING
    period: BudgetPeriod | MISSING = MISSING
    period_start: UtcDatetime | MISSING = MISSING
    period_end: UtcDatetime | MISSING = MISSING
    limit: BudgetLimit | MISSING = MISSING
    categories: dict[str, Decimal18_2] | MISSING = MISSING
    notes: str | MISSING | None = MISSING

    @model_validator(mode="after")
    def _period_order(self) -> Self:
        if self.period_end is MISSING or self.period_start is MISSING or self.period_end > self.period_start:
            return self
        message = "period_end > period_start"
        raise ValueError(message)


class BudgetRead(Record):
    """A budget as it is kept."""

    id: UUID
    user_id: str
    name: str = Field(description="Shown in lists")
    period: BudgetPeriod
    period_start: datetime
    period_end: datetime
    limit: Decimal
    categories: dict[str, Decimal]
    notes: str | None
    created_at: datetime = Field(description="When the row was made")
    updated_at: datetime = Field(description="When the row was last changed")
    created_by: str = Field(description="Who made the row")
    updated_by: str = Field(description="Who last changed the row")
    deleted_at: datetime | None = Field(description="When the row was deleted; null while it lives")
    version: int = Field(description="Counts the changes of the row")


class BudgetFilter(Input):
    """Which rows to list; every field given narrows the list."""

    q: str | None = Field(default=None, min_length=1, description="Contained in name or notes")
    user_id: str | None = None
    user_id_in: frozenset[str] | None = None
    period: BudgetPeriod | None = None
    period_in: frozenset[BudgetPeriod] | None = None
    period_start: UtcDatetime | None = None
    period_start_in: frozenset[UtcDatetime] | None = None
    period_start_from: UtcDatetime | None = None
    period_start_before: UtcDatetime | None = None


class BudgetLineCreate(Input):
    """A new budget line."""

    budget_id: UUID
    category: String100
    planned: Decimal18_2
    tag_ids: frozenset[UUID] = frozenset()


class BudgetLineUpdate(Input):
    """A change to a budget line: what is not given stays as it is."""

    budget_id: UUID | MISSING = MISSING
    category: String100 | MISSING = MISSING
    planned: Decimal18_2 | MISSING = MISSING
    tag_ids: frozenset[UUID] | MISSING = MISSING


class BudgetLineRead(Record):
    """A budget line as it is kept."""

    id: UUID
    budget_id: UUID
    category: str
    planned: Decimal
    created_at: datetime = Field(description="When the row was made")
    updated_at: datetime = Field(description="When the row was last changed")
    deleted_at: datetime | None = Field(description="When the row was deleted; null while it lives")


class BudgetLineFilter(Input):
    """Which rows to list; every field given narrows the list."""

    budget_id: UUID | None = None
    budget_id_in: frozenset[UUID] | None = None


class TagCreate(Input):
    """A new tag."""

    name: String50


class TagUpdate(Input):
    """A change to a tag: what is not given stays as it is."""

    name: String50 | MISSING = MISSING


class TagRead(Record):
    """A tag as it is kept."""

    id: UUID
    name: str
    created_at: datetime = Field(description="When the row was made")
    updated_at: datetime = Field(description="When the row was last changed")


class TagFilter(Input):
    """Which rows to list; every field given narrows the list."""
