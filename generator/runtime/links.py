"""Many-to-many: the rows that others are linked to, through a table that holds the keys of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Delete, Insert, Table, delete, func, insert, select, tuple_

from .relations import Key, Other
from .schemas import Record
from .statements import KEYS, OTHERS, TENANT, Parent, Query, Values, chunks, columns_of

OtherT = TypeVar("OtherT", bound=Record)


@dataclass(frozen=True, eq=False)
class Links(Generic[OtherT]):
    """The rows of another entity that each row of one entity is linked to."""

    name: str
    """What callers give the keys of the others under."""
    record: type[OtherT]
    table: Table
    """Holds the links."""
    own: tuple[str, ...]
    """The columns of it that hold this side's key."""
    other: Mapping[str, Column[object]]
    """The columns of it that hold the other side's key, and the columns of that key."""
    tenant: str | None = None
    position: str | None = None
    """The column that keeps the order in which the keys were given."""
    where: tuple[ColumnElement[bool], ...] = ()
    """Holds for the rows that are seen."""
    live: tuple[ColumnElement[bool], ...] = ()
    """Holds for the rows that may be linked, where a foreign key is not enough."""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """The columns of the other side that are not called as their field."""

    @property
    def many(self) -> bool:
        """Whether a row may have several of the others: it may."""
        return True

    @property
    def by(self) -> tuple[str, ...]:
        """None: rows are linked by their keys."""
        return ()

    @property
    def target(self) -> Table:
        """The other entity's table."""
        return next(iter(self.other.values())).table

    async def find(self, keys: Sequence[Key], other: Other) -> Mapping[Key, Sequence[Record]]:
        """Give the rows that each is linked to."""
        found: dict[Key, list[Record]] = {}
        width = len(self.own)
        for part in chunks(keys, other.limit // (2 * width)):
            rows = await other.read(self.among, {KEYS.key: part})
            for row, record in zip(rows, await other.records([row[width:] for row in rows]), strict=True):
                found.setdefault(tuple(row[:width]), []).append(record)
        return found

    @cached_property
    def parents(self) -> tuple[Parent, ...]:
        """What has to be there to be linked."""
        refers = {self.table.c[name]: column for name, column in self.other.items()}
        return (Parent(self.name, refers, *self.live),) if self.live else ()

    @cached_property
    def among(self) -> Query:
        """Gives the links of the rows `KEYS`: their keys, then the columns of the record."""
        key = [self.table.c[name] for name in self.own]
        joined = [self.table.c[name] == column for name, column in self.other.items()]
        order = [self.table.c[name] for name in (self.other if self.position is None else (self.position,))]
        found: Query = select(*key, *columns_of(self.target, self.record, self.renamed).values())
        return found.where(*self._ours, *joined, *self.where).order_by(*order)

    @cached_property
    def clear(self) -> Delete:
        """Removes the links of the rows `KEYS`."""
        return delete(self.table).where(*self._ours)

    @cached_property
    def remove(self) -> Delete:
        """Removes the links of the rows `KEYS` to the rows `OTHERS`."""
        return self.clear.where(tuple_(*(self.table.c[name] for name in self.other)).in_(OTHERS))

    @cached_property
    def last(self) -> Query:
        """Gives the highest position among the links of the rows `KEYS`."""
        position = self.table.c[self.position or ""]
        found: Query = select(func.max(position))
        return found.where(*self._ours)

    @cached_property
    def add(self) -> Insert:
        """Adds links."""
        return insert(self.table)

    def placed(self, position: int) -> Values:
        """Give the column that keeps the order, if there is one."""
        return {} if self.position is None else {self.position: position}

    @property
    def _ours(self) -> list[ColumnElement[bool]]:
        wanted = tuple_(*(self.table.c[name] for name in self.own)).in_(KEYS)
        return [wanted] if self.tenant is None else [self.table.c[self.tenant] == TENANT, wanted]
