"""Soft deletion: marks that spread to dependent rows, restoring exactly what one deletion marked, purging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from sqlalchemy import Column, ColumnElement, Delete, Table, delete, select, update

from .errors import StillReferencedError
from .keys import utc_now, uuid7
from .reading import FilterT, KeyT, Reader, RecordT, SortT
from .repository import Repository
from .statements import BEFORE, DELETION, MOMENT, Change, Deleted, Parent, Query, Rows, Values, locked


class Dependents:
    """Rows of one table that are deleted and restored with the row that they depend on."""

    def __init__(
        self,
        deleted_at: Column[object],
        deletion_id: Column[object],
        *depends: ColumnElement[bool],
        own: ColumnElement[bool] | None = None,
        locks: bool = False,
        circular: bool = False,
    ) -> None:
        """Mark the live rows of a tenant (`own`) for which `depends` holds.

        `locks` where others depend on these, `circular` where these may depend on each other.
        """
        ours = () if own is None else (own,)
        live = deleted_at.is_(None)
        table: Table = deleted_at.table
        marked = update(table).where(*ours, deletion_id == DELETION)
        self.circular = circular
        self.lock = locked(select(deletion_id).where(*ours, *depends, live)) if locks else None
        self.mark = update(table).where(*ours, *depends, live).values({deleted_at: MOMENT, deletion_id: DELETION})
        self.unmark = (marked if circular else marked.where(*depends)).values({deleted_at: None, deletion_id: None})


@dataclass(frozen=True, eq=False)
class Deletion:
    """How a row is deleted and restored, and what goes with it."""

    rows: Rows
    deleted_at: Column[object]
    deletion_id: Column[object]
    change: Change
    """Marks a live row."""
    restoration: Change
    """Takes the mark of a row back."""
    parents: tuple[Parent, ...] = ()
    dependents: tuple[Dependents, ...] = ()
    """Are marked with the row, in this order."""
    removed: tuple[Delete, ...] = ()
    """Dependent rows that cannot be marked."""
    refused_by: tuple[tuple[str, Query], ...] = ()
    """Entities, and queries for live rows of them that forbid the deletion."""
    refused_later_by: tuple[tuple[str, Query], ...] = ()
    """The same, where they forbid it if they are still live when all marks are set."""

    @property
    def is_alone(self) -> bool:
        """Whether nothing depends on the row or can forbid its deletion."""
        return not (self.dependents or self.removed or self.refused_by or self.refused_later_by)

    @cached_property
    def lock(self) -> Query:
        """Finds the live row, and keeps others from referring to it."""
        return select(self.deletion_id).where(self.rows.this, self.deleted_at.is_(None)).with_for_update()

    @cached_property
    def lock_deleted(self) -> Query:
        """Finds the deleted row, what took it, and what it refers to."""
        referred = [self.rows.table.c[name] for parent in self.parents for name in parent.columns]
        found: Query = select(self.deletion_id, *referred).where(self.rows.this, self.deleted_at.is_not(None))
        return found.with_for_update()

    @cached_property
    def purge(self) -> Delete:
        """Removes what was deleted before a time."""
        statement = delete(self.rows.table).where(self.deleted_at < BEFORE)
        return statement if self.rows.own is None else statement.where(self.rows.own)

    def marks(self, moment: object, deletion_id: object) -> Values:
        """Give the values that a mark consists of."""
        return {self.deleted_at.name: moment, self.deletion_id.name: deletion_id}


class SoftRepository(Repository[KeyT, RecordT, FilterT, SortT]):
    """Rows that are marked when they are deleted, and not seen then unless that is asked for."""

    _deletion: ClassVar[Deletion]

    @property
    def include_deleted(self) -> Reader[KeyT, RecordT, FilterT, SortT]:
        """All rows, deleted ones among them."""
        return self._seeing(Deleted.INCLUDE)

    @property
    def only_deleted(self) -> Reader[KeyT, RecordT, FilterT, SortT]:
        """The rows that are deleted."""
        return self._seeing(Deleted.ONLY)

    async def purge(self, *, before: datetime) -> int:
        """Remove the rows deleted before a time, and what depends on them; give how many of this entity."""
        return await self._count(self._deletion.purge, {**self._bound, "_before": before})

    async def _mark(self, key: KeyT, touched: Values, version: int | None = None) -> None:
        """Mark one row as deleted, and what depends on it; StillReferencedError if a live row forbids it."""
        deletion = self._deletion
        if not deletion.is_alone:
            await self._lock(deletion.lock, key)
            await self._refuse(deletion.refused_by, self._at(key))
        if not deletion.refused_later_by:
            await self._mark_all(key, touched, version)
            return
        async with self.session.begin_nested():
            await self._mark_all(key, touched, version)

    async def _mark_all(self, key: KeyT, touched: Values, version: int | None) -> None:
        deletion = self._deletion
        moment, deletion_id = utc_now(), uuid7()
        values = {**self._at(key, _version=version), **deletion.marks(moment, deletion_id), **touched}
        if not await self._count(deletion.change.statement, values):
            raise await self._conflict(key, version)
        at = self._at(key, _moment=moment, _deletion=deletion_id)
        while await self._spread(at):
            pass
        for statement in deletion.removed:
            await self._count(statement, at)
        await self._refuse(deletion.refused_later_by, at)

    async def _spread(self, at: Values) -> int:
        """Mark the dependents; give how many were found that others may turn out to depend on in a circle."""
        marked = 0
        for dependents in self._deletion.dependents:
            if dependents.lock is not None:
                await self.session.execute(dependents.lock, at)
            found = await self._count(dependents.mark, at)
            marked += found if dependents.circular else 0
        return marked

    async def _restore(self, key: KeyT, touched: Values) -> RecordT:
        """Take back a deletion: the row and what went with it; ReferenceMissingError under a deleted parent."""
        deletion = self._deletion
        deletion_id, *referred = await self._lock(deletion.lock_deleted, key)
        columns = [name for parent in deletion.parents for name in parent.columns]
        await self._expect(deletion.parents, [dict(zip(columns, referred, strict=True))])
        for dependents in reversed(deletion.dependents):
            await self._count(dependents.unmark, self._at(key, _deletion=deletion_id))
        restored = await self._changed(deletion.restoration, key, {**deletion.marks(None, None), **touched})
        if restored is None:
            raise self._missing(key)
        return restored

    async def _lock(self, statement: Query, key: KeyT) -> Sequence[object]:
        """Hold the row until the transaction ends; NotFoundError if it is not there."""
        connection = await self.session.connection()
        await connection.run_sync(self.database.begin_locking)
        found = await self._read(statement, self._at(key))
        if not found:
            raise self._missing(key)
        return found[0]

    async def _refuse(self, referrers: Sequence[tuple[str, Query]], at: Values) -> None:
        for entity, query in referrers:
            if await self._read(query, at):
                raise StillReferencedError(self.entity, entity)
