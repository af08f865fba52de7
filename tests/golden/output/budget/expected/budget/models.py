"""Tables of the budget domain."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..db.base import Base, guarded
from ..db.enums import labels
from ..db.keys import utc_now, uuid7
from ..db.types import ExactDecimal, JsonOf, LongText, NativeUuid


class BudgetPeriod(StrEnum):
    """How often a budget starts anew."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Budget(Base):
    """A spending plan of one user for one period."""

    __tablename__ = "budgets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID]
    user_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    period: Mapped[BudgetPeriod] = mapped_column(
        labels(BudgetPeriod), default=BudgetPeriod.MONTHLY, server_default="monthly"
    )
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    limit: Mapped[Decimal] = mapped_column(ExactDecimal(18, 2))
    categories: Mapped[dict[str, Decimal]] = mapped_column(JsonOf(dict[str, Decimal]), default=dict)
    notes: Mapped[str | None] = mapped_column(LongText())
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    created_by: Mapped[str] = mapped_column(String(64))
    updated_by: Mapped[str] = mapped_column(String(64))
    deleted_at: Mapped[datetime | None]
    deletion_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))

    lines: Mapped[list["BudgetLine"]] = relationship(back_populates="budget", lazy="raise", passive_deletes="all")

    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        CheckConstraint("period IN ('weekly', 'monthly', 'quarterly', 'yearly')", name="period"),
        CheckConstraint('"limit" >= 0', name="limit_min"),
        CheckConstraint("period_end > period_start", name="period_order"),
        Index(
            "uq_budgets_tenant_id_user_id_name",
            "tenant_id",
            "user_id",
            "name",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_budgets_tenant_id_user_id_period_start", "tenant_id", "user_id", text("period_start DESC")),
        Index(
            "ix_budget_ending",
            "tenant_id",
            "period_end",
            sqlite_where=text('"limit" > 0'),
            postgresql_where=text('"limit" > 0'),
        ),
        guarded(tenant="tenant_id"),
    )


class BudgetLine(Base):
    """One category's share of a budget."""

    __tablename__ = "budget_lines"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID]
    budget_id: Mapped[UUID]
    category: Mapped[str] = mapped_column(String(100))
    planned: Mapped[Decimal] = mapped_column(ExactDecimal(18, 2))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    deleted_at: Mapped[datetime | None]
    deletion_id: Mapped[UUID | None]

    budget: Mapped[Budget] = relationship(back_populates="lines", lazy="raise")
    tags: Mapped[list["Tag"]] = relationship(secondary="budget_line_tags", lazy="raise", viewonly=True)

    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        ForeignKeyConstraint(["tenant_id", "budget_id"], ["budgets.tenant_id", "budgets.id"], ondelete="CASCADE"),
        Index(None, "tenant_id", "budget_id"),
        guarded(tenant="tenant_id"),
    )


class Tag(Base):
    """A label that a tenant puts on budget lines."""

    __tablename__ = "tags"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(50))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)

    __table_args__ = (
        UniqueConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "name"),
        guarded(tenant="tenant_id"),
    )


budget_line_tags = Table(
    "budget_line_tags",
    Base.metadata,
    Column("tenant_id", NativeUuid(), primary_key=True),
    Column("budget_line_id", NativeUuid(), primary_key=True),
    Column("tag_id", NativeUuid(), primary_key=True),
    ForeignKeyConstraint(
        ["tenant_id", "budget_line_id"], ["budget_lines.tenant_id", "budget_lines.id"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(["tenant_id", "tag_id"], ["tags.tenant_id", "tags.id"], ondelete="CASCADE"),
    Index(None, "tenant_id", "tag_id"),
    **guarded(tenant="tenant_id"),
)
