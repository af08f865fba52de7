"""What every repository adds and how it writes: statements whose broken constraints are named, many rows at once."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import ClassVar, Final, Generic, TypeAlias

from sqlalchemy import CursorResult, Delete, Insert, Table, Update, true
from sqlalchemy.exc import DBAPIError

from .base import guards_of
from .databases.database import Broken, Violation
from .errors import ReferenceMissingError, RepositoryError
from .reading import FilterT, Reader
from .references import find_missing, find_referring
from .source import KeyT, RecordT, SortT
from .standalone import whole
from .statements import KEYS, Added, Changed, Deleted, Insertion, Parent, Values, chunks
from .violations import translate

_BATCH: Final = 5000
"""How many rows a statement adds; more are no faster."""
Write: TypeAlias = Insert | Update | Delete
Returning: TypeAlias = Added | Changed


class Adder(Reader[KeyT, RecordT, FilterT, SortT], Generic[KeyT, RecordT, FilterT, SortT]):
    """Rows of one entity that are read, and to which many are added."""

    _insertion: ClassVar[Insertion]

    @whole
    async def _insert_many(self, rows: Sequence[Values]) -> Sequence[RecordT]:
        """Add rows, and give them in the order in which they came."""
        await self._expect(self._insertion.parents, rows)
        added: dict[int, RecordT] = {}
        for positions in _alike(rows):
            for part in chunks(positions, _BATCH):
                found = await self._write_many([rows[position] for position in part])
                added.update(zip(part, await self._records(found), strict=True))
        return [added[position] for position in range(len(rows))]

    async def _write_many(self, rows: Sequence[Values]) -> Sequence[Sequence[object]]:
        """Add rows that set the same columns, and give them in the same order."""
        names = tuple(rows[0])
        plain = self.database.inserts_arrays and self._insertion.is_plain(names)
        if not plain or not self._insertion.keys.issubset(names):
            return await self._write(self._insertion.many, rows)
        if len(self._rows.key_columns) == 1 and await self._copied(names, rows):
            found = await self._kept(rows)
        else:
            statement = self._insertion.returning(names, self.database)
            found = await self._write(statement, {name: [row[name] for row in rows] for name in names})
        places = {tuple(row[name] for name in self._rows.key_names): place for place, row in enumerate(rows)}
        return sorted(found, key=lambda row: places[tuple(row[place] for place in self._rows.key_places)])

    async def _kept(self, rows: Sequence[Values]) -> Sequence[Sequence[object]]:
        """Give rows, which are there, as they are kept: by their keys, which are one column."""
        (column,) = self._rows.key_columns
        every, wanted = self._rows.many[Deleted.EXCLUDE], partial(self.database.among, column, KEYS.key, longer=False)
        return await self._read(
            self._rows.built((self.database.name, "kept"), lambda: every.where(wanted())),
            {**self._bound, KEYS.key: [row[column.name] for row in rows]},
        )

    @whole
    async def _load(self, rows: Iterable[Values]) -> int:
        """Add rows without reading them back, and give how many; they may be made while they are sent."""
        if self._insertion.parents:
            rows = list(rows)
            await self._expect(self._insertion.parents, rows)
        count, waiting = 0, iter(rows)
        for first in waiting:
            alike = _Alike(first, waiting)
            await self._load_alike(tuple(first), iter(alike))
            count, waiting = count + alike.count, iter(alike.others)
        return count

    async def _load_alike(self, names: tuple[str, ...], rows: Iterator[Values]) -> None:
        plain = self._insertion.is_plain(names)
        if plain and await self._copied(names, rows):
            return
        while part := list(islice(rows, _BATCH)):
            statement, values = self._bulk(names, part, plain=plain)
            await self._count(statement, values)

    def _bulk(
        self, names: tuple[str, ...], rows: Sequence[Values], *, plain: bool
    ) -> tuple[Insert, Values | Sequence[Values]]:
        """Give what adds rows that set the same columns, and its parameters."""
        if plain and self.database.inserts_arrays:
            return self._insertion.arrays(names, self.database), {name: [row[name] for row in rows] for name in names}
        return self._insertion.bare, rows

    async def _copied(self, names: tuple[str, ...], rows: Iterable[Values]) -> bool:
        """Add rows by COPY; False where there is none, or a policy, behind which it is refused."""
        if self._guarded and self.database.has_policies:
            return False
        columns = [self._insertion.table.c[name] for name in names]
        connection = await self.session.connection()
        try:
            return await connection.run_sync(self.database.copy, columns, rows)
        except DBAPIError as error:
            known = await self._explained(error, self._insertion.bare, ())
            if known is None:
                raise
        raise known

    async def _expect(self, parents: Iterable[Parent], rows: Iterable[Values]) -> None:
        """Keep the parents of `rows` from being deleted; ReferenceMissingError if one is not there or is deleted."""
        for parent in parents:
            wanted = {tuple(row.get(name) for name in parent.columns) for row in rows}
            keys = [key for key in wanted if None not in key]
            for part in chunks(keys, self.database.parameter_limit // (2 * len(parent.columns))):
                if len(await self._read(parent.find, {**self._bound, KEYS.key: part})) < len(part):
                    raise ReferenceMissingError(self.entity, "refers to a row that is not there", (parent.field,))

    async def _write(self, statement: Returning, parameters: Values | Sequence[Values]) -> Sequence[Sequence[object]]:
        try:
            if self.alone is not None:
                return (await self.alone.run(statement, parameters, writes=True, guarded=self._guarded)).rows
            return (await self.session.execute(statement, parameters)).all()
        except DBAPIError as error:
            known = await self._explained(error, statement, parameters)
            if known is None:
                raise
        raise known

    async def _count(self, statement: Write, parameters: Values | Sequence[Values], *, field: str | None = None) -> int:
        """Run a write, and give how many rows it met; `field` is what a reference that it breaks is called."""
        try:
            if self.alone is not None:
                return (await self.alone.run(statement, parameters, writes=True, guarded=self._guarded)).met
            result = await self.session.execute(statement, parameters)
        except DBAPIError as error:
            known = await self._explained(error, statement, parameters)
            if known is None:
                raise
            if field is not None and isinstance(known, ReferenceMissingError):
                known = ReferenceMissingError(self.entity, known.reason, (field,))
        else:
            return result.rowcount if isinstance(result, CursorResult) else 0
        raise known

    async def _explained(
        self, error: DBAPIError, statement: Write | Returning, parameters: Values | Sequence[Values]
    ) -> RepositoryError | None:
        """Give the typed error for a broken constraint; None for anything else."""
        violation = self.database.violation(error)
        if violation is None:
            return None
        table = statement.table if isinstance(statement.table, Table) else self._insertion.table
        if violation.kind is Broken.REFERENCE and violation.name is None:
            violation = Violation(violation.kind, await self._broken_reference(table, statement, parameters))
        return translate(violation, self.model, table, removing=isinstance(statement, Delete))

    async def _broken_reference(
        self, table: Table, statement: Write | Returning, parameters: Values | Sequence[Values]
    ) -> str | None:
        rows = [parameters] if isinstance(parameters, dict) else parameters
        if isinstance(statement, Delete):
            removed = true() if statement.whereclause is None else statement.whereclause
            return await find_referring(self._read, table, removed, rows[0])
        tenant = guards_of(table).tenant
        own: Values = {} if tenant is None else {tenant: self.tenant_id}
        return await find_missing(self._read, table, ({**own, **row} for row in rows))


class _Alike:
    """Of many rows those that set the same columns as the first; the others are kept for later."""

    def __init__(self, first: Values, rest: Iterator[Values]) -> None:
        self._first = first
        self._rest = rest
        self.count = 0
        self.others: list[Values] = []

    def __iter__(self) -> Iterator[Values]:
        names = self._first.keys()
        for row in chain((self._first,), self._rest):
            if row.keys() == names:
                self.count += 1
                yield row
            else:
                self.others.append(row)


def _alike(rows: Sequence[Values]) -> Iterable[Sequence[int]]:
    """Group the positions of rows that set the same columns."""
    found: dict[frozenset[str], list[int]] = {}
    for position, row in enumerate(rows):
        found.setdefault(frozenset(row), []).append(position)
    return found.values()
