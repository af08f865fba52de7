"""Tables of the people domain."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....shared.people import Address, Mood
from ...base import Base
from ...enums import labels
from ...keys import utc_now, uuid7
from ...types import JsonOf

if TYPE_CHECKING:
    from ..work.team import Team


class Member(Base):
    """A row of members."""

    __tablename__ = "members"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(100))
    team_id: Mapped[UUID | None]
    mood: Mapped[Mood] = mapped_column(labels(Mood), default=Mood.CALM, server_default="calm")
    address: Mapped[Address | None] = mapped_column(JsonOf(Address))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)

    team: Mapped["Team | None"] = relationship(
        primaryjoin="foreign(Member.team_id) == Team.id", back_populates="members", lazy="raise"
    )
    leads: Mapped[list["Team"]] = relationship(
        primaryjoin="foreign(Team.lead_id) == Member.id", back_populates="lead", lazy="raise", passive_deletes="all"
    )

    __table_args__ = (
        CheckConstraint("mood IN ('calm', 'cross')", name="mood"),
        ForeignKeyConstraint(["team_id"], ["teams.id"], ondelete="SET NULL"),
        Index(None, "team_id"),
    )
