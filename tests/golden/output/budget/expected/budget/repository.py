"""Queries and writes of the budget domain."""

from collections.abc import Iterable, Sequence
from typing import Literal
from uuid import UUID

from pydantic import MISSING
from sqlalchemy import delete, update

from ..db.deletion import Deletion, Dependents, Holder, SoftRepository
from ..db.filters import Filters, containing
from ..db.keys import utc_now, uuid7
from ..db.links import Links
from ..db.paging import Orders
from ..db.relations import Relation, related
from ..db.repository import Repository
from ..db.standalone import whole
from ..db.statements import TENANT, VERSION, Change, Insertion, Parent, Rows, Values, given, keyed, table_of
from ..db.upserts import Upserts
from .models import Budget, BudgetLine, Tag, budget_line_tags
from .schemas import (
    BudgetCreate,
    BudgetFilter,
    BudgetLineCreate,
    BudgetLineFilter,
    BudgetLineRead,
    BudgetLineSort,
    BudgetLineUpdate,
    BudgetRead,
    BudgetSort,
    BudgetUpdate,
    TagCreate,
    TagFilter,
    TagRead,
    TagSort,
    TagUpdate,
)


class BudgetRepository(SoftRepository[UUID, BudgetRead, BudgetFilter, BudgetSort]):
    """The budgets of one tenant; deleted ones are seen when asked for."""

    model = Budget
    record = BudgetRead
    tenant = UUID
    actor_kind = str

    _budgets = table_of(Budget)
    _budget_lines = table_of(BudgetLine)
    _own = _budgets.c.tenant_id == TENANT
    _live = _budgets.c.deleted_at.is_(None)
    _rows = Rows(_budgets, BudgetRead, ("id",), own=_own, live=_live, version="version")
    _orders = Orders[BudgetSort](_rows, "-period_start,name", "name", "-name", "period_start", "-period_start")
    _filters = Filters(
        q=containing(_budgets.c.name, _budgets.c.notes),
        user_id=_budgets.c.user_id,
        period=_budgets.c.period,
        period_start=_budgets.c.period_start,
    )
    _insertion = Insertion(_rows)
    _change = Change(
        _rows,
        update(_budgets)
        .where(_rows.this, _live, _budgets.c.version == VERSION)
        .values({"version": _budgets.c.version + 1}),
    )
    _overwriting = Change(_rows, update(_budgets).where(_rows.this, _live).values({"version": _budgets.c.version + 1}))
    _upserts = Upserts(
        _overwriting,
        {"user_id,name": "uq_budgets_tenant_id_user_id_name"},
        kept=("user_id",),
        assigned={"version": _budgets.c.version + 1},
    )
    _restoration = Change(_rows, update(_budgets).where(_rows.this).values({"version": _budgets.c.version + 1}))
    _deletion = Deletion(
        "Budget",
        _rows,
        _budgets.c.deleted_at,
        _budgets.c.deletion_id,
        _change,
        _restoration,
        dependents=(
            Dependents(
                "BudgetLine",
                _budget_lines.c.deleted_at,
                _budget_lines.c.deletion_id,
                _budget_lines.c.budget_id == keyed("id"),
                own=_budget_lines.c.tenant_id == TENANT,
            ),
        ),
    )
    _relations = related(lines=Relation(BudgetLine, {"id": "budget_id"}, many=True))

    async def create(self, data: BudgetCreate) -> BudgetRead:
        """Add a budget, and give it as it is kept."""
        return await self._insert(self._new(data))

    async def create_many(self, data: Sequence[BudgetCreate]) -> Sequence[BudgetRead]:
        """Add budgets, and give them in the same order."""
        return await self._insert_many([self._new(item) for item in data])

    async def load(self, data: Sequence[BudgetCreate]) -> int:
        """Add budgets without reading them back, the fastest way that the database has; give how many."""
        return await self._load(self._new(item) for item in data)

    async def upsert(self, data: BudgetCreate, *, by: Literal["user_id,name"] = "user_id,name") -> BudgetRead:
        """Add a budget, or change the one that has the same values in the fields `by`."""
        return await self._upsert(self._upserts.by(by), self._new(data), given(data) | self._touched())

    async def update(self, key: UUID, data: BudgetUpdate, *, version: int) -> BudgetRead:
        """Change a budget: what is not given stays as it is."""
        return await self._update(self._change, key, given(data) | self._touched(), version)

    async def delete(self, key: UUID, *, version: int) -> None:
        """Mark a budget as deleted, and its live budget lines with it."""
        await self._mark(key, self._touched(), version)

    async def restore(self, key: UUID) -> BudgetRead:
        """Take back a deletion: the budget and what went with it, nothing else."""
        return await self._restore(key, self._touched())

    async def update_where(self, where: BudgetFilter, data: BudgetUpdate) -> int:
        """Change every one of the budgets that the filter lets through; give how many."""
        return await self._update_where(where, given(data) | self._touched())

    async def delete_where(self, where: BudgetFilter) -> int:
        """Delete every one of the budgets that the filter lets through; give how many."""
        return await self._delete_where(where)

    def _new(self, data: BudgetCreate) -> Values:
        now = utc_now()
        return {
            **given(data),
            "id": uuid7(),
            "tenant_id": self.tenant_id,
            "created_at": now,
            "updated_at": now,
            "created_by": self.actor,
            "updated_by": self.actor,
            "version": 1,
        }

    def _touched(self) -> Values:
        return {
            "updated_at": utc_now(),
            "updated_by": self.actor,
        }


class BudgetLineRepository(SoftRepository[UUID, BudgetLineRead, BudgetLineFilter, BudgetLineSort]):
    """The budget lines of one tenant; deleted ones are seen when asked for."""

    model = BudgetLine
    record = BudgetLineRead
    tenant = UUID

    _budget_lines = table_of(BudgetLine)
    _budgets = table_of(Budget)
    _tags = table_of(Tag)
    _own = _budget_lines.c.tenant_id == TENANT
    _live = _budget_lines.c.deleted_at.is_(None)
    _rows = Rows(_budget_lines, BudgetLineRead, ("id",), own=_own, live=_live)
    _orders = Orders[BudgetLineSort](_rows, "id")
    _filters = Filters(budget_id=_budget_lines.c.budget_id)
    _insertion = Insertion(
        _rows,
        Parent(
            "budget_id",
            {_budget_lines.c.budget_id: _budgets.c.id},
            _budgets.c.tenant_id == TENANT,
            _budgets.c.deleted_at.is_(None),
        ),
    )
    _change = Change(_rows, update(_budget_lines).where(_rows.this, _live))
    _restoration = Change(_rows, update(_budget_lines).where(_rows.this))
    _deletion = Deletion(
        "BudgetLine",
        _rows,
        _budget_lines.c.deleted_at,
        _budget_lines.c.deletion_id,
        _change,
        _restoration,
        holders=(
            Holder(
                "budget_id",
                {_budget_lines.c.budget_id: _budgets.c.id},
                _budgets.c.deleted_at,
                _budgets.c.deletion_id,
                _budgets.c.tenant_id == TENANT,
            ),
        ),
    )
    _tags_links = Links(
        "tag_ids",
        TagRead,
        budget_line_tags,
        own=("budget_line_id",),
        other={"tag_id": _tags.c.id},
        tenant="tenant_id",
        where=(_tags.c.tenant_id == TENANT,),
    )
    _relations = related(budget=Relation(Budget, {"budget_id": "id"}), tags=_tags_links)

    @whole
    async def create(self, data: BudgetLineCreate) -> BudgetLineRead:
        """Add a budget line, and give it as it is kept."""
        made = await self._insert(self._new(data))
        await self._link(self._tags_links, {made.id: data.tag_ids})
        return made

    @whole
    async def create_many(self, data: Sequence[BudgetLineCreate]) -> Sequence[BudgetLineRead]:
        """Add budget lines, and give them in the same order."""
        rows = await self._insert_many([self._new(item) for item in data])
        await self._link(self._tags_links, {made.id: item.tag_ids for made, item in zip(rows, data, strict=True)})
        return rows

    @whole
    async def update(self, key: UUID, data: BudgetLineUpdate) -> BudgetLineRead:
        """Change a budget line: what is not given stays as it is."""
        changed = await self._update(self._change, key, given(data, "tag_ids") | self._touched())
        if data.tag_ids is not MISSING:
            await self._link(self._tags_links, {key: data.tag_ids}, anew=True)
        return changed

    async def delete(self, key: UUID) -> None:
        """Mark a budget line as deleted."""
        await self._mark(key, self._touched())

    async def restore(self, key: UUID) -> BudgetLineRead:
        """Take back a deletion: the budget line and what went with it, nothing else."""
        return await self._restore(key, self._touched())

    async def update_where(self, where: BudgetLineFilter, data: BudgetLineUpdate) -> int:
        """Change every one of the budget lines that the filter lets through; give how many."""
        self._refuse_links(data.tag_ids)
        return await self._update_where(where, given(data, "tag_ids") | self._touched())

    async def delete_where(self, where: BudgetLineFilter) -> int:
        """Delete every one of the budget lines that the filter lets through; give how many."""
        return await self._delete_where(where)

    async def tags(self, keys: Iterable[UUID]) -> dict[UUID, list[TagRead]]:
        """Give what many budget lines are linked to, by their keys; one without any has an empty list."""
        return await self._linked(self._tags_links, keys)

    async def link_tags(self, key: UUID, tag_ids: Iterable[UUID]) -> None:
        """Link a budget line to others too; to those that it is linked to already it stays so."""
        await self._link_more(self._tags_links, key, tag_ids)

    async def unlink_tags(self, key: UUID, tag_ids: Iterable[UUID]) -> None:
        """Unlink a budget line from others; from those that it is not linked to it stays so."""
        await self._unlink(self._tags_links, key, tag_ids)

    def _new(self, data: BudgetLineCreate) -> Values:
        now = utc_now()
        return {
            **given(data, "tag_ids"),
            "id": uuid7(),
            "tenant_id": self.tenant_id,
            "created_at": now,
            "updated_at": now,
        }

    def _touched(self) -> Values:
        return {
            "updated_at": utc_now(),
        }


class TagRepository(Repository[UUID, TagRead, TagFilter, TagSort]):
    """The tags of one tenant."""

    model = Tag
    record = TagRead
    tenant = UUID

    _tags = table_of(Tag)
    _own = _tags.c.tenant_id == TENANT
    _rows = Rows(_tags, TagRead, ("id",), own=_own)
    _orders = Orders[TagSort](_rows, "id")
    _filters = Filters()
    _insertion = Insertion(_rows)
    _change = Change(_rows, update(_tags).where(_rows.this))
    _upserts = Upserts(_change, {"name": "uq_tags_tenant_id_name"})
    _removal = delete(_tags).where(_rows.this)

    async def create(self, data: TagCreate) -> TagRead:
        """Add a tag, and give it as it is kept."""
        return await self._insert(self._new(data))

    async def create_many(self, data: Sequence[TagCreate]) -> Sequence[TagRead]:
        """Add tags, and give them in the same order."""
        return await self._insert_many([self._new(item) for item in data])

    async def load(self, data: Sequence[TagCreate]) -> int:
        """Add tags without reading them back, the fastest way that the database has; give how many."""
        return await self._load(self._new(item) for item in data)

    async def upsert(self, data: TagCreate, *, by: Literal["name"] = "name") -> TagRead:
        """Add a tag, or change the one that has the same values in the fields `by`."""
        return await self._upsert(self._upserts.by(by), self._new(data), given(data) | self._touched())

    async def update(self, key: UUID, data: TagUpdate) -> TagRead:
        """Change a tag: what is not given stays as it is."""
        return await self._update(self._change, key, given(data) | self._touched())

    async def delete(self, key: UUID) -> None:
        """Remove a tag, or raise NotFoundError; StillReferencedError while other rows refer to it."""
        await self._delete(self._removal, key)

    async def update_where(self, where: TagFilter, data: TagUpdate) -> int:
        """Change every one of the tags that the filter lets through; give how many."""
        return await self._update_where(where, given(data) | self._touched())

    async def delete_where(self, where: TagFilter) -> int:
        """Delete every one of the tags that the filter lets through; give how many."""
        return await self._delete_where(where)

    def _new(self, data: TagCreate) -> Values:
        now = utc_now()
        return {
            **given(data),
            "id": uuid7(),
            "tenant_id": self.tenant_id,
            "created_at": now,
            "updated_at": now,
        }

    def _touched(self) -> Values:
        return {
            "updated_at": utc_now(),
        }
