"""What goes in and out of the people domain."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field

from ...db.schemas import Input, Record
from ...shared.people import Address, Mood

String100 = Annotated[str, Field(max_length=100)]

MemberSort = Literal["id"]


class MemberCreate(Input):
    """A new member."""

    name: String100
    team_id: UUID | None = None
    mood: Mood = Mood.CALM
    address: Address | None = None


class MemberUpdate(Input):
    """A change to a member: what is not given stays as it is."""

    name: String100 | MISSING = MISSING
    team_id: UUID | MISSING | None = MISSING
    mood: Mood | MISSING = MISSING
    address: Address | MISSING | None = MISSING


class MemberRead(Record):
    """A member as it is kept."""

    id: UUID
    name: str
    team_id: UUID | None
    mood: Mood
    address: Address | None
    created_at: datetime = Field(description="When the row was made")
    updated_at: datetime = Field(description="When the row was last changed")


class MemberFilter(Input):
    """Which rows to list; every field given narrows the list."""

    team_id: UUID | None = None
    team_id_in: frozenset[UUID] | None = None
    team_id_is_null: bool | None = None
