"""How a row is added or, where one has the same values in a unique, changed."""

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from sqlalchemy import (
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    Table,
    TextClause,
    UniqueConstraint,
    and_,
    bindparam,
    select,
)
from sqlalchemy.sql.dml import ReturningInsert

from .base import guards_of
from .databases.database import Conflict, Database, Predicate
from .statements import Change, Insertion, Query, Rows

Unique: TypeAlias = Index | UniqueConstraint | PrimaryKeyConstraint


class Upserts:
    """The uniques that callers may go by, under the names of their fields."""

    def __init__(
        self,
        insertion: Insertion,
        rows: Rows,
        change: Change,
        uniques: Mapping[str, str],
        *,
        kept: Collection[str] = (),
        assigned: Mapping[str, ColumnElement[object]] | None = None,
    ) -> None:
        """Go by the constraints or indexes that `uniques` names; `change` addresses a row by its key.

        Columns that are `kept` stay as they are, whoever gives a value; those `assigned` take that one.
        """
        self._named = {
            by: Upsert(insertion.table, rows, name, change, kept=kept, assigned=assigned)
            for by, name in uniques.items()
        }

    def by(self, fields: str) -> "Upsert":
        """Give the way to go by the unique over these fields; KeyError if there is none."""
        return self._named[fields]


class Upsert:
    """One unique to go by, and what of a row that is there already gives way."""

    def __init__(
        self,
        table: Table,
        rows: Rows,
        unique: str,
        change: Change,
        *,
        kept: Collection[str] = (),
        assigned: Mapping[str, ColumnElement[object]] | None = None,
    ) -> None:
        """Go by the unique of that name."""
        self.change = change
        self.table = table
        self._rows = rows
        self._rule = _rule(table, unique)
        self._columns = tuple(self._rule.columns)
        self._kept = {*kept, *(column.name for column in self._columns)}
        self._assigned = assigned or {}
        self._statements: dict[tuple[str, ...], ReturningInsert[*tuple[object, ...]]] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the unique, without the tenant."""
        tenant = guards_of(self.table).tenant
        return tuple(column.name for column in self._columns if column.name != tenant)

    def replaced(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give those of the columns `names` that a row which is there already takes from the insert."""
        return tuple(name for name in names if name not in self._kept) or tuple(column.name for column in self._columns)

    def statement(self, database: Database, changes: Iterable[str]) -> ReturningInsert[*tuple[object, ...]]:
        """Give the insert that sets the columns `changes` of the row it meets; of a deleted one nothing comes back."""
        replaced = self.replaced(changes)
        key = (database.name, *replaced)
        if key not in self._statements:
            names = tuple(column.name for column in self._columns)
            where, live = self._predicate(database), self._rows.is_live
            conflict = Conflict(names, where, replaced, self._assigned, live)
            self._statements[key] = database.upsert(self.table, conflict).returning(*self._rows.columns.values())
        return self._statements[key]

    def find(self, database: Database) -> Query:
        """Give the key of the row that is there, and keep it as it is until the transaction ends."""
        same = and_(*(column == bindparam(column.name, type_=column.type) for column in self._columns))
        predicate = self._predicate(database)
        found = select(*(column for _, column in self._rows.key)).where(same)
        return (found if predicate is None else found.where(predicate)).with_for_update()

    def _predicate(self, database: Database) -> Predicate | None:
        if not isinstance(self._rule, Index):
            return None
        where: object = self._rule.dialect_options[database.name]["where"]
        return where if isinstance(where, ColumnElement | TextClause) else None


def _rule(table: Table, name: str) -> Unique:
    rules: list[Unique] = [index for index in table.indexes if index.unique]
    rules += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
    return next(rule for rule in rules if rule.name == name)
