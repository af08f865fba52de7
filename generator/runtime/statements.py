"""Parts of statements that generated repositories build once, at import.

Parameters begin with `_`, so that they never meet a column in the same statement; an insert's are called as its columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Final, TypeAlias, TypeVar

from pydantic import MISSING
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.dml import ReturningInsert

from .schemas import Input, Record

Query: TypeAlias = Select[*tuple[object, ...]]
ItemT = TypeVar("ItemT")
Values: TypeAlias = dict[str, object]
"""Parameters of a statement: columns by name, and what stands in its conditions."""

TENANT: Final[BindParameter[object]] = bindparam("_tenant")
VERSION: Final[BindParameter[object]] = bindparam("_version")
BEFORE: Final[BindParameter[object]] = bindparam("_before")
MOMENT: Final[BindParameter[object]] = bindparam("_moment")
DELETION: Final[BindParameter[object]] = bindparam("_deletion")


class Deleted(Enum):
    """Which rows a query sees by their soft delete mark."""

    EXCLUDE = "exclude"
    INCLUDE = "include"
    ONLY = "only"


class Rows:
    """The rows that a repository reads, many or one by its key: live ones, all, or deleted ones."""

    def __init__(
        self,
        table: Table,
        record: type[Record],
        *key: str,
        own: ColumnElement[bool] | None = None,
        seen: ColumnElement[bool] | None = None,
        live: ColumnElement[bool] | None = None,
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        """Read as `record` the rows of one tenant (`own`), whose `key` leaves the tenant out.

        `live` rows have no soft delete mark, `seen` are those that a tenant reads where these are more than its own;
        `renamed` tells the columns that are not called as their field.
        """
        self.record = record
        self.columns = columns = columns_of(table, record, renamed)
        self.key = tuple((field, columns[field]) for field in key)
        """The key's fields and columns, without the tenant."""
        self.own, self.is_live = own, live
        addressed = at(*(column for _, column in self.key))
        self.this = addressed if own is None else and_(own, addressed)
        """Holds for the row whose key the parameters give, if the tenant may change it."""
        readable = own if seen is None else seen
        every = select(*columns.values()) if readable is None else select(*columns.values()).where(readable)
        self.many = _by_mark(every, live)
        self.one = _by_mark(every.where(addressed), live)


class Insertion:
    """How rows are added: under live parents, and read back as they are then."""

    def __init__(self, table: Table, rows: Rows, *parents: "Parent") -> None:
        """Add to `table`, read back `rows`; each of `parents` has to be there."""
        self.table = table
        self.parents = parents
        self.plain = insert(table).returning(*rows.columns.values())
        self.many = insert(table).returning(*rows.columns.values(), sort_by_parameter_order=True)
        self._columns = tuple(rows.columns.values())
        self._under: dict[tuple[str, ...], ReturningInsert[*tuple[object, ...]]] = {}

    def one(self, values: Values) -> ReturningInsert[*tuple[object, ...]]:
        """Give the statement that adds one row, of nothing if a parent is not there."""
        if not self.parents:
            return self.plain
        names = tuple(values)
        if names not in self._under:
            self._under[names] = self._insert_under(names)
        return self._under[names]

    def _insert_under(self, names: tuple[str, ...]) -> ReturningInsert[*tuple[object, ...]]:
        values = [bindparam(name, type_=self.table.c[name].type) for name in names]
        row = select(*values).where(*(parent.is_there for parent in self.parents))
        statement = insert(self.table).from_select(list(names), row, include_defaults=False)
        return statement.returning(*self._columns)


class Change:
    """How one row is changed, and read back as it is then."""

    def __init__(self, statement: Update, rows: Rows) -> None:
        """Change by `statement`, read back `rows`, live ones."""
        self.statement = statement
        self.returning = statement.returning(*rows.columns.values())


class Parent:
    """A row that another one refers to, and that has to be there and live: a foreign key sees a row, not its mark."""

    def __init__(self, field: str, refers: Mapping[Column[object], Column[object]], *live: ColumnElement[bool]) -> None:
        """Be referred to by `field`, whose columns `refers` maps to the parent's; `live` rows will do."""
        self.field = field
        self.columns = tuple(column.name for column in refers)
        key = [target == bindparam(column.name, type_=column.type) for column, target in refers.items()]
        empty = [bindparam(column.name, type_=column.type).is_(None) for column in refers if column.nullable]
        found = exists(_shared(select(literal_column("1")).where(*live, *key)))
        self.is_there = or_(*empty, found) if empty else found
        """Holds for an insert's parameters; keeps the parent from being deleted until the transaction ends."""
        targets = list(refers.values())
        self.find = _shared(select(*targets).where(*live, tuple_(*targets).in_(bindparam("_keys", expanding=True))))
        """Gives those of `_keys` that are there, and keeps them."""


def table_of(model: type[DeclarativeBase]) -> Table:
    """Give the table of `model`, for statements that need no unit of work."""
    table: FromClause = model.__table__
    if not isinstance(table, Table):
        message = f"{model.__name__} is not mapped to a table"
        raise TypeError(message)
    return table


def columns_of(
    table: Table, record: type[Record], renamed: Mapping[str, str] | None = None
) -> dict[str, Column[object]]:
    """Give the columns that `record` reads, by field; `renamed` tells those that are not called as their field."""
    names = renamed or {}
    return {field: table.c[names.get(field, field)] for field in record.model_fields}


def within(pairs: Mapping[Column[object], Column[object]], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Hold for rows that refer, by the columns that `pairs` maps to others, to a row for which `where` holds."""
    # DISTINCT keeps MariaDB from merging the subquery, which may not read the table that the statement changes.
    there = select(*pairs.values()).where(*where).distinct().subquery()
    return tuple_(*pairs).in_(select(*there.c))


def some(*where: ColumnElement[bool], of: Table) -> Query:
    """Look for a row for which `where` holds, and keep it as it is until the transaction ends."""
    return _shared(select(literal_column("1")).select_from(of).where(*where).limit(1))


def at(*key: Column[object]) -> ColumnElement[bool]:
    """Hold for the row whose key the parameters give: `_id` for a column `id`."""
    return and_(*(column == bindparam(f"_{column.name}") for column in key))


def locked(rows: Query) -> Query:
    """Count rows, and keep everybody from referring to them until the transaction ends."""
    return select(func.count()).select_from(rows.with_for_update().subquery())


def given(data: Input, *apart: str, **renamed: str) -> Values:
    """Give what the caller set, by column; without the members `apart`, with those `renamed` under the column's name."""
    return {renamed.get(name, name): value for name, value in data if value is not MISSING and name not in apart}


def present(values: Values) -> Values:
    """Give the values that are not MISSING."""
    return {name: value for name, value in values.items() if value is not MISSING}


def chunks(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    """Cut `items` into parts of `size` at most."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _by_mark(query: Query, live: ColumnElement[bool] | None) -> Mapping[Deleted, Query]:
    if live is None:
        return {Deleted.EXCLUDE: query}
    return {Deleted.EXCLUDE: query.where(live), Deleted.INCLUDE: query, Deleted.ONLY: query.where(~live)}


def _shared(query: Query) -> Query:
    return query.with_for_update(read=True, key_share=True)
