"""Enums and value objects of the people domain, used by others too."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ..db.schemas import Value

String80 = Annotated[str, Field(max_length=80)]


class Mood(StrEnum):
    """What a Mood can be."""

    CALM = "calm"
    CROSS = "cross"


class Address(Value):
    """Address, kept as JSON."""

    street: String80
    moods: list[Mood]
