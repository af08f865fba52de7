"""How a row is added or, where one has the same values in a unique, changed."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    select,
)
from sqlalchemy.sql.dml import ReturningInsert

from .databases.database import Conflict, Database
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

        Columns that are `kept` stay as they are, those `assigned` take that value, the others what the insert has.
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
        self._table = table
        self._rows = rows
        self._rule = _rule(self._table, unique)
        self._kept = frozenset(kept)
        self._assigned = assigned or {}
        self._statements: dict[tuple[str, ...], ReturningInsert[*tuple[object, ...]]] = {}

    @property
    def columns(self) -> tuple[Column[object], ...]:
        """The columns of the unique."""
        return tuple(self._rule.columns)

    def replaced(self, names: Collection[str]) -> tuple[str, ...]:
        """Give those of the columns `names` that a row which is there already takes from the insert."""
        own = {column.name for column in self.columns}
        return tuple(name for name in names if name not in self._kept and name not in own) or tuple(own)

    def statement(self, database: Database, names: tuple[str, ...]) -> ReturningInsert[*tuple[object, ...]]:
        """Give the insert of the columns `names` that changes the row it meets; nothing comes back from a deleted one."""
        key = (database.name, *names)
        if key not in self._statements:
            target = tuple(column.name for column in self.columns)
            conflict = Conflict(
                target, self._predicate(database), self.replaced(names), self._assigned, self._rows.is_live
            )
            self._statements[key] = database.upsert(self._table, conflict).returning(*self._rows.columns.values())
        return self._statements[key]

    def find(self, database: Database) -> Query:
        """Give the key of the row that is there, and keep it as it is until the transaction ends."""
        same = and_(*(column == bindparam(column.name, type_=column.type) for column in self.columns))
        predicate = self._predicate(database)
        found = select(*(column for _, column in self._rows.key)).where(same)
        return (found if predicate is None else found.where(predicate)).with_for_update()

    def _predicate(self, database: Database) -> ColumnElement[bool] | None:
        if not isinstance(self._rule, Index):
            return None
        where: object = self._rule.dialect_options[database.name]["where"]
        return where if isinstance(where, ColumnElement) else None


def _rule(table: Table, name: str) -> Unique:
    rules: list[Unique] = [index for index in table.indexes if index.unique]
    rules += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
    return next(rule for rule in rules if rule.name == name)
