"""How a row is added or, where one has the same values in a unique, changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TypeAlias

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Index,
    PrimaryKeyConstraint,
    Table,
    TextClause,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    literal_column,
    null,
    select,
)

from .base import guards_of
from .databases.database import Conflict, Database, Predicate
from .statements import Added, Change, Query, Values

Unique: TypeAlias = Index | UniqueConstraint | PrimaryKeyConstraint


@dataclass(frozen=True, eq=False)
class Upserts:
    """The uniques that callers may go by, under the names of their fields."""

    change: Change
    """Changes a row that is there, by its key."""
    uniques: Mapping[str, str]
    """Names of constraints or indexes, by what callers call them."""
    kept: tuple[str, ...] = ()
    """Columns that stay as they are in a row that is there, whoever gives a value."""
    assigned: Mapping[str, ColumnElement[object]] = field(default_factory=dict[str, ColumnElement[object]])
    """Columns that take this value there."""

    def by(self, fields: str) -> "Upsert":
        """Give the way to go by the unique over these fields; KeyError if there is none."""
        return self._named[fields]

    @cached_property
    def _named(self) -> Mapping[str, "Upsert"]:
        return {by: Upsert(self, name) for by, name in self.uniques.items()}


class Upsert:
    """One unique to go by."""

    def __init__(self, among: Upserts, unique: str) -> None:
        """Go by the constraint or index of that name."""
        self.change = among.change
        self.table = among.change.rows.table
        self._rows = among.change.rows
        self._rule = _rule(self.table, unique)
        self._columns = tuple(self._rule.columns)
        self._kept = {*among.kept, *(column.name for column in self._columns)}
        self._assigned = among.assigned
        self._statements: dict[tuple[str, ...], Added] = {}

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns of the unique, without the tenant."""
        tenant = guards_of(self.table).tenant
        return tuple(column.name for column in self._columns if column.name != tenant)

    def replaced(self, names: Iterable[str]) -> tuple[str, ...]:
        """Give those of the columns `names` that a row which is there already takes from the insert."""
        return tuple(name for name in names if name not in self._kept) or tuple(column.name for column in self._columns)

    def statement(self, database: Database, changes: Iterable[str]) -> Added:
        """Give the insert that sets the columns `changes` of the row it meets; of a deleted one nothing comes back."""
        replaced = self.replaced(changes)
        key = (database.name, *replaced)
        if key not in self._statements:
            names = tuple(column.name for column in self._columns)
            where, live = self._predicate(database), self._rows.live
            conflict = Conflict(names, where, replaced, self._assigned, live)
            self._statements[key] = database.upsert(self.table, conflict).returning(*self._rows.returned)
        return self._statements[key]

    def find(self, database: Database, given: Iterable[str], *, locking: bool = True) -> Query:
        """Give the key of the row that these columns would meet; `locking` keeps it until the transaction ends."""
        same = and_(*(column == _value(column) for column in self._columns))
        predicate = self._predicate(database)
        found = select(*self._rows.key_columns).where(same)
        if predicate is None:
            return found.with_for_update() if locking else found
        # The unique may not be about the new row either: the columns that its predicate names are first those of `new`.
        names = frozenset(given)
        values = (_value(column) if column.name in names else null() for column in self.table.c)
        new = select(*(value.label(column.name) for value, column in zip(values, self.table.c, strict=True))).subquery(
            "new"
        )
        concerned = exists(select(literal_column("1")).select_from(new).where(predicate))
        found = found.where(predicate, concerned)
        return found.with_for_update() if locking else found

    def name(self, values: Values) -> str:
        """Name what the unique tells apart, in 64 characters at most."""
        told = repr((self.table.fullname, [values.get(column.name) for column in self._columns]))
        return blake2b(told.encode(), digest_size=32).hexdigest()

    def _predicate(self, database: Database) -> Predicate | None:
        if not isinstance(self._rule, Index):
            return None
        where: object = self._rule.dialect_options[database.name]["where"]
        return where if isinstance(where, ColumnElement | TextClause) else None


def _value(column: Column[object]) -> BindParameter[object]:
    return bindparam(column.name, type_=column.type)


def _rule(table: Table, name: str) -> Unique:
    rules: list[Unique] = [index for index in table.indexes if index.unique]
    rules += [rule for rule in table.constraints if isinstance(rule, UniqueConstraint | PrimaryKeyConstraint)]
    return next(rule for rule in rules if rule.name == name)
