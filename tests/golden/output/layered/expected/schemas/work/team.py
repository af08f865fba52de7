"""What goes in and out of the work domain."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import MISSING, Field

from ...db.schemas import Input, Record
from ...shared.people import Mood

String100 = Annotated[str, Field(max_length=100)]

TeamSort = Literal["id"]


class TeamCreate(Input):
    """A new team."""

    name: String100
    lead_id: UUID | None = None
    mood: Mood = Mood.CROSS


class TeamUpdate(Input):
    """A change to a team: what is not given stays as it is."""

    name: String100 | MISSING = MISSING
    lead_id: UUID | MISSING | None = MISSING
    mood: Mood | MISSING = MISSING


class TeamRead(Record):
    """A team as it is kept."""

    id: UUID
    name: str
    lead_id: UUID | None
    mood: Mood
    created_at: datetime = Field(description="When the row was made")
    updated_at: datetime = Field(description="When the row was last changed")


class TeamFilter(Input):
    """Which rows to list; every field given narrows the list."""

    lead_id: UUID | None = None
    lead_id_in: frozenset[UUID] | None = None
    lead_id_is_null: bool | None = None
