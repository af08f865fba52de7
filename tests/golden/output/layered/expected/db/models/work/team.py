"""Tables of the work domain."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ....shared.people import Mood
from ...base import Base
from ...enums import labels
from ...keys import utc_now, uuid7

if TYPE_CHECKING:
    from ..people.member import Member


class Team(Base):
    """A row of teams."""

    __tablename__ = "teams"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str] = mapped_column(String(100))
    lead_id: Mapped[UUID | None]
    mood: Mapped[Mood] = mapped_column(labels(Mood), default=Mood.CROSS, server_default="cross")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)

    lead: Mapped["Member | None"] = relationship(
        primaryjoin="foreign(Team.lead_id) == Member.id", back_populates="leads", lazy="raise"
    )
    members: Mapped[list["Member"]] = relationship(
        primaryjoin="foreign(Member.team_id) == Team.id", back_populates="team", lazy="raise", passive_deletes="all"
    )

    __table_args__ = (
        CheckConstraint("mood IN ('calm', 'cross')", name="mood"),
        ForeignKeyConstraint(["lead_id"], ["members.id"], ondelete="SET NULL"),
        Index(None, "lead_id"),
    )
