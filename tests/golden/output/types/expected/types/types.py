"""Enums and value objects of the types domain."""

from enum import IntEnum, StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from ..db.schemas import Value

String10 = Annotated[str, Field(max_length=10)]
Int = Annotated[int, Field(ge=-2147483648, le=2147483647)]


class Label(StrEnum):
    """What a Label can be."""

    LOW = "low"
    """The lowest."""
    MIDDLE = "half-way"
    """Deprecated."""
    HIGH = "high"


class Rank(IntEnum):
    """What a Rank can be."""

    FIRST = 1
    SECOND = 2


class Inner(Value):
    """Inner, kept as JSON."""

    name: Annotated[String10, Field(min_length=1)]
    size: Int = 1
    inner: "Inner | None" = None

    @model_validator(mode="after")
    def _sized(self) -> Self:
        if self.size > 0:
            return self
        message = "size > 0"
        raise ValueError(message)
