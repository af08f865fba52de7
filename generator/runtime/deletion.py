"""Soft deletion: marks that spread to dependent rows, restoring exactly what one deletion marked, purging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import ClassVar, Final, NamedTuple, TypedDict, Unpack

from sqlalchemy import Column, ColumnElement, Delete, Table, and_, delete, literal_column, select, tuple_, update

from .errors import NotFoundError, ReferenceMissingError, StillReferencedError
from .filters import Asked
from .keys import utc_now, uuid7
from .reading import FilterT, Reader
from .references import unreferred
from .repository import Repository
from .source import KeyT, RecordT, SortT
from .standalone import whole
from .statements import BEFORE, DELETION, LIMIT, MOMENT, VERSION, Change, Deleted, Query, Rows, Values, locked

_BATCH: Final = 500
"""How many rows are marked one by one before others are looked for."""


@dataclass(frozen=True, eq=False)
class Holder:
    """What a row refers to, and is not restored under while that is deleted on its own."""

    field: str
    refers: Mapping[Column[object], Column[object]]
    """The row's columns, and those of the other that they refer to."""
    deleted_at: Column[object]
    deletion_id: Column[object]
    own: ColumnElement[bool] | None = None

    def marks(self, dependent: ColumnElement[bool]) -> Query:
        """Find the marks of the rows that `dependent` ones refer to, and keep them as they are."""
        refers = tuple_(*self.refers.values()).in_(select(*self.refers).where(dependent))
        marks: Query = select(*[self.deleted_at, self.deletion_id]).where(refers)
        if self.own is not None:
            marks = marks.where(self.own)
        return marks.with_for_update(read=True, key_share=True)


class Held(NamedTuple):
    """A field that refers to rows, and the query for their marks."""

    entity: str
    field: str
    marks: Query


class Options(TypedDict, total=False):
    """What else is to be known of dependent rows."""

    own: ColumnElement[bool]
    """Holds for the rows of one tenant."""
    locks: bool
    """Whether others depend on these rows in turn."""
    circular: bool
    """Whether these rows may depend on each other."""
    holders: Sequence[Holder]
    """What they refer to besides."""


class Dependents:
    """Rows of one entity that are deleted and restored with the row that they depend on."""

    def __init__(
        self,
        entity: str,
        deleted_at: Column[object],
        deletion_id: Column[object],
        *depends: ColumnElement[bool],
        **options: Unpack[Options],
    ) -> None:
        """Mark the live rows for which `depends` holds."""
        own, circular = options.get("own"), options.get("circular", False)
        ours = () if own is None else (own,)
        live = deleted_at.is_(None)
        table: Table = deleted_at.table
        marked = update(table).where(*ours, deletion_id == DELETION)
        self.circular = circular
        self.lock = locked(select(deletion_id).where(*ours, *depends, live)) if options.get("locks") else None
        self.mark = update(table).where(*ours, *depends, live).values({deleted_at: MOMENT, deletion_id: DELETION})
        self.unmark = (marked if circular else marked.where(*depends)).values({deleted_at: None, deletion_id: None})
        taken = and_(*ours, deletion_id == DELETION)
        self.held = tuple(Held(entity, item.field, item.marks(taken)) for item in options.get("holders", ()))


@dataclass(frozen=True, eq=False)
class Deletion:
    """How a row is deleted and restored, and what goes with it."""

    entity: str
    rows: Rows
    deleted_at: Column[object]
    deletion_id: Column[object]
    change: Change
    """Marks a live row."""
    restoration: Change
    """Takes the mark of a row back."""
    holders: tuple[Holder, ...] = ()
    """What the row refers to."""
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
        """Finds the deleted row and what took it."""
        return select(self.deletion_id).where(self.rows.this, self.deleted_at.is_not(None)).with_for_update()

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What the row refers to."""
        return tuple(Held(self.entity, holder.field, holder.marks(self.rows.this)) for holder in self.holders)

    @cached_property
    def purge(self) -> Delete:
        """Removes what was deleted before a time."""
        return delete(self.rows.table).where(*self._ripe)

    @cached_property
    def purge_some(self) -> Delete:
        """Removes so many of them, those that were deleted first."""
        keys = self.rows.key_columns
        some = select(*keys).where(*self._ripe).order_by(self.deleted_at, *keys).limit(LIMIT).subquery()
        # MariaDB limits no subquery of IN, but one inside of it.
        return self.purge.where(tuple_(*keys).in_(select(*some.c)))

    @cached_property
    def unreferred(self) -> ColumnElement[bool] | None:
        """Holds for rows that no other row of the table keeps; None where they never refer to each other."""
        return unreferred(self.rows.table)

    @cached_property
    def ripe(self) -> Query:
        """Counts what was deleted before a time."""
        found: Query = select(literal_column("count(*)"))
        return found.select_from(self.rows.table).where(*self._ripe)

    @cached_property
    def takes_its_own(self) -> bool:
        """Whether a row that is removed takes others of the same table along."""
        table = self.rows.table
        return any(key.referred_table is table and key.ondelete == "CASCADE" for key in table.foreign_key_constraints)

    @property
    def _ripe(self) -> list[ColumnElement[bool]]:
        ripe = self.deleted_at < BEFORE
        return [ripe] if self.rows.own is None else [self.rows.own, ripe]

    @cached_property
    def some(self) -> Query:
        """Finds live rows and keeps them: the key, and the version where rows have one."""
        version = () if self.rows.version is None else (self.rows.table.c[self.rows.version],)
        found: Query = select(*self.rows.key_columns, *version).where(*self.rows.writable)
        return found.limit(LIMIT).with_for_update()

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

    async def purge(
        self, *, before: datetime | None = None, older_than: timedelta | None = None, batch: int | None = None
    ) -> int:
        """Remove the rows deleted before a time, or so long ago, and what depends on them; give how many of its own.

        With a `batch` at most so many go, those that were deleted first: call again, and commit between, until none is
        left.
        """
        if (before is None) == (older_than is None):
            message = "either `before` or `older_than`"
            raise ValueError(message)
        before = utc_now() - older_than if older_than is not None else before
        ripe = {**self._bound, BEFORE.key: before}
        removal = self._deletion.purge if batch is None else self._deletion.purge_some
        ripe = ripe if batch is None else {**ripe, LIMIT.key: batch}
        if not self._deletion.takes_its_own:
            return await self._purge(removal, ripe)
        found = await self._purge_counted(removal, ripe)
        return found if batch is None else min(found, batch)

    async def _purge(self, removal: Delete, ripe: Values) -> int:
        free = None if self.database.removes_together else self._deletion.unreferred
        return await self._count(removal, ripe) if free is None else await self._purge_upwards(removal, free, ripe)

    @whole
    async def _purge_counted(self, removal: Delete, ripe: Values) -> int:
        """Remove rows of which some take others along, which not every database counts; give how many may go."""
        ((found,),) = await self._read(self._deletion.ripe, ripe)
        await self._purge(removal, ripe)
        return found if isinstance(found, int) else 0

    @whole
    async def _purge_upwards(self, removal: Delete, free: ColumnElement[bool], ripe: Values) -> int:
        """Remove rows before those they refer to, where one statement cannot remove both; a limit allows one round."""
        purged = 0
        while found := await self._count(removal.where(free), ripe):
            purged += found
            if LIMIT.key in ripe:
                return purged
        return purged + await self._count(removal, ripe)

    async def _delete_where(self, where: FilterT) -> int:
        """Mark every live row that the filter lets through; give how many. ValueError for a filter of nothing."""
        asked = self._narrowing(where)
        if not self._deletion.is_alone:
            return await self._mark_where(asked)
        marks = self._deletion.marks(utc_now(), uuid7())
        statement = self._rows.changing(
            (self.database.name, "mark", asked.shape),
            lambda: self._changing_where(asked).values({**self._rows.counted}),
        )
        return await self._count(statement, {**self._bound, **asked.parameters, **marks, **self._touched()})

    @whole
    async def _mark_where(self, asked: Asked) -> int:
        """Mark rows that others depend on: each is a deletion of its own, that can be restored alone."""
        await self._begin_locking()
        query = self._deletion.some.where(*self._filters.conditions(asked, self.database))
        width, marked = len(self._rows.key), 0
        while found := await self._read(query, {**self._bound, **asked.parameters, LIMIT.key: _BATCH}):
            for row in found:
                marked += await self._mark_found(row[:width], *row[width:])
        return marked

    async def _mark_found(self, key: object, version: object = None) -> int:
        """Mark a row that was found live; one that went with another is as good."""
        try:
            await self._mark(key, self._touched(), version)
        except NotFoundError:
            return 0
        return 1

    async def _mark(self, key: object, touched: Values, version: object = None) -> None:
        """Mark one row as deleted, and what depends on it; StillReferencedError if a live row forbids it."""
        if self._deletion.is_alone:
            await self._mark_all(key, touched, version)
        else:
            await self._mark_whole(key, touched, version)

    @whole
    async def _mark_whole(self, key: object, touched: Values, version: object = None) -> None:
        deletion = self._deletion
        await self._lock(deletion.lock, key)
        await self._refuse(deletion.refused_by, self._at(key))
        if not deletion.refused_later_by:
            await self._mark_all(key, touched, version)
            return
        async with self.session.begin_nested():
            await self._mark_all(key, touched, version)

    async def _mark_all(self, key: object, touched: Values, version: object) -> None:
        deletion = self._deletion
        moment, deletion_id = utc_now(), uuid7()
        values = {**self._at(key, {VERSION.key: version}), **deletion.marks(moment, deletion_id), **touched}
        if not await self._count(deletion.change.statement, values):
            raise await self._conflict(key, version)
        at = self._at(key, {MOMENT.key: moment, DELETION.key: deletion_id})
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

    @whole
    async def _restore(self, key: KeyT, touched: Values) -> RecordT:
        """Take back a deletion: the row and what went with it; ReferenceMissingError under a deleted parent."""
        deletion = self._deletion
        (deletion_id,) = await self._lock(deletion.lock_deleted, key)
        at = self._at(key, {DELETION.key: deletion_id})
        await self._hold(deletion.held, at)
        for dependents in deletion.dependents:
            await self._hold(dependents.held, at, deletion_id)
        for dependents in reversed(deletion.dependents):
            await self._count(dependents.unmark, at)
        restored = await self._changed(deletion.restoration, key, {**deletion.marks(None, None), **touched})
        if restored is None:
            raise self._missing(key)
        return restored

    async def _lock(self, statement: Query, key: object) -> Sequence[object]:
        """Hold the row until the transaction ends; NotFoundError if it is not there."""
        await self._begin_locking()
        found = await self._read(statement, self._at(key))
        if not found:
            raise self._missing(key)
        return found[0]

    async def _hold(self, held: Sequence[Held], at: Values, together: object = None) -> None:
        """Keep rows that are referred to; ReferenceMissingError if one is deleted, unless with these, `together`."""
        for entity, field, marks in held:
            for moment, deletion_id in await self._read(marks, at):
                if moment is not None and (together is None or deletion_id != together):
                    raise ReferenceMissingError(entity, "refers to a row that is deleted", (field,))

    async def _refuse(self, referrers: Sequence[tuple[str, Query]], at: Values) -> None:
        for entity, query in referrers:
            if await self._read(query, at):
                raise StillReferencedError(self.entity, entity)
