"""Parts of statements that generated repositories build once, at import.

Parameters of conditions begin with `__`, so that they meet no column in a statement; those of an insert are columns.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import ClassVar, Final, Generic, TypeAlias, TypeVar

from pydantic import MISSING
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Delete,
    Executable,
    Insert,
    Integer,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    column,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from .databases.database import Database
from .schemas import NO_TEXT, Input, Record, is_storable
from .types import ArrayOf, RawType

Query: TypeAlias = Select[*tuple[object, ...]]
Added: TypeAlias = ReturningInsert[*tuple[object, ...]]
Changed: TypeAlias = ReturningUpdate[*tuple[object, ...]]
ItemT = TypeVar("ItemT")
Values: TypeAlias = dict[str, object]
"""Parameters of a statement: columns by name, and what stands in its conditions."""

TENANT: Final[BindParameter[object]] = bindparam("__tenant")
VERSION: Final[BindParameter[object]] = bindparam("__version")
BEFORE: Final[BindParameter[object]] = bindparam("__before")
MOMENT: Final[BindParameter[object]] = bindparam("__moment")
DELETION: Final[BindParameter[object]] = bindparam("__deletion")
LIMIT: Final[BindParameter[int]] = bindparam("__limit", type_=Integer())
OFFSET: Final[BindParameter[int]] = bindparam("__offset", type_=Integer())
KEYS: Final[BindParameter[object]] = bindparam("__keys", expanding=True)
OTHERS: Final[BindParameter[object]] = bindparam("__others", expanding=True)


class Deleted(Enum):
    """Which rows a query sees by their soft delete mark."""

    EXCLUDE = "exclude"
    INCLUDE = "include"
    ONLY = "only"


class Built(Generic[ItemT]):
    """Statements that are built when they are first asked for, and then kept: so many at most."""

    limit: ClassVar[int] = 500

    def __init__(self) -> None:
        """Begin without any."""
        self._known: dict[Hashable, ItemT] = {}

    def __call__(self, shape: Hashable, build: Callable[[], ItemT]) -> ItemT:
        """Give the one of that shape."""
        known = self._known.get(shape)
        if known is None:
            if len(self._known) >= self.limit:
                self._known.clear()
            known = self._known[shape] = build()
        return known


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of one entity that a repository reads: which columns, and whose rows."""

    table: Table
    record: type[Record]
    key: tuple[str, ...]
    """The key's fields, without the tenant."""
    own: ColumnElement[bool] | None = None
    """Holds for the rows of one tenant; None: rows are everybody's."""
    live: ColumnElement[bool] | None = None
    """Holds for the rows that are not deleted; None: rows are not marked."""
    seen: ColumnElement[bool] | None = None
    """Holds for the rows that a tenant reads, where these are more than its own."""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    """The columns that are not called as their field."""
    version: str | None = None
    """The column that counts changes."""

    @property
    def writable(self) -> tuple[ColumnElement[bool], ...]:
        """Holds for the rows that the tenant may change."""
        return tuple(condition for condition in (self.own, self.live) if condition is not None)

    @cached_property
    def counted(self) -> Mapping[str, ColumnElement[int]]:
        """What every change does to the version."""
        return {} if self.version is None else {self.version: self.table.c[self.version] + 1}

    @cached_property
    def changing(self) -> "Built[Update | Delete]":
        """The statements that change rows by a filter."""
        return Built()

    @cached_property
    def columns(self) -> Mapping[str, Column[object]]:
        """The columns read, by field."""
        return columns_of(self.table, self.record, self.renamed)

    @cached_property
    def returned(self) -> tuple[Column[object], ...]:
        """The columns read."""
        return tuple(self.columns.values())

    @cached_property
    def key_columns(self) -> tuple[Column[object], ...]:
        """The key's columns, without the tenant."""
        return tuple(self.columns[name] for name in self.key)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        """What the key's columns are called."""
        return tuple(column.name for column in self.key_columns)

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns stand in a row."""
        return tuple(list(self.columns).index(name) for name in self.key)

    @cached_property
    def this(self) -> ColumnElement[bool]:
        """Holds for the row whose key the parameters give if the tenant may change it."""
        return self._addressed if self.own is None else and_(self.own, self._addressed)

    @cached_property
    def many(self) -> Mapping[Deleted, Query]:
        """The queries for live rows, for all, and for deleted ones."""
        readable = self.own if self.seen is None else self.seen
        every: Query = select(*self.returned)
        return _by_mark(every if readable is None else every.where(readable), self.live)

    @cached_property
    def one(self) -> Mapping[Deleted, Query]:
        """The same queries for one row, by its key."""
        return {deleted: query.where(self._addressed) for deleted, query in self.many.items()}

    @cached_property
    def held(self) -> Mapping[Deleted, Query]:
        """The same, and keep the row as it is until the transaction ends."""
        return {deleted: query.with_for_update(of=self.table) for deleted, query in self.one.items()}

    @cached_property
    def _built(self) -> "Built[Query]":
        return Built()

    def built(self, shape: Hashable, build: Callable[[], Query]) -> Query:
        """Give the query of that shape, built when it is first asked for."""
        return self._built(shape, build)

    @property
    def _addressed(self) -> ColumnElement[bool]:
        return and_(*(column == keyed(column.name) for column in self.key_columns))


class Insertion:
    """How rows are added: under live parents, and read back as they are then."""

    def __init__(self, rows: Rows, *parents: "Parent") -> None:
        """Add `rows`; each of `parents` has to be there."""
        self.table = rows.table
        self.parents = parents
        self._rows = rows
        self.keys = frozenset(rows.key_names)
        self._under: dict[tuple[str, ...], Added] = {}
        self._from_arrays: dict[tuple[str, ...], Insert] = {}
        self._back: dict[tuple[str, ...], Added] = {}

    @cached_property
    def plain(self) -> Added:
        """Adds a row under whatever parents."""
        return insert(self.table).returning(*self._rows.returned)

    @cached_property
    def many(self) -> Added:
        """Adds rows, and gives them in the order of their values."""
        return insert(self.table).returning(*self._rows.returned, sort_by_parameter_order=True)

    def one(self, values: Values) -> Added:
        """Give the statement that adds one row, of nothing if a parent is not there."""
        if not self.parents:
            return self.plain
        names = tuple(values)
        if names not in self._under:
            self._under[names] = self._insert_under(names)
        return self._under[names]

    @cached_property
    def bare(self) -> Insert:
        """Adds rows under whatever parents, and gives nothing back."""
        return insert(self.table)

    def is_plain(self, names: tuple[str, ...]) -> bool:
        """Tell whether no column of these is of a kind that drivers do not take many values of at once."""
        return not any(isinstance(self.table.c[name].type, ArrayOf | RawType) for name in names)

    def arrays(self, names: tuple[str, ...], database: Database) -> Insert:
        """Give the statement that adds rows from one array a column, all of them plain."""
        columns = [self.table.c[name] for name in names]
        if names not in self._from_arrays:
            arrays = [bindparam(item.name, type_=database.array(item.type)) for item in columns]
            rows = (
                func.unnest(*arrays)
                .table_valued(*(column(item.name, item.type) for item in columns))
                .render_derived("given")
            )
            statement = insert(self.table).from_select(list(names), select(*rows.c), include_defaults=False)
            self._from_arrays[names] = statement
        return self._from_arrays[names]

    def returning(self, names: tuple[str, ...], database: Database) -> Added:
        """Give the same statement, which gives the rows back."""
        if names not in self._back:
            self._back[names] = self.arrays(names, database).returning(*self._rows.returned)
        return self._back[names]

    def _insert_under(self, names: tuple[str, ...]) -> Added:
        values = [bindparam(name, type_=self.table.c[name].type) for name in names]
        row: Query = select(*values).where(*(parent.is_there for parent in self.parents))
        statement = insert(self.table).from_select(list(names), row, include_defaults=False)
        return statement.returning(*self._rows.returned)


@dataclass(frozen=True, eq=False)
class Change:
    """How one row is changed, and read back as it is then."""

    rows: Rows
    statement: Update

    @cached_property
    def returning(self) -> Changed:
        """Changes the row and gives it back, where the database can do both at once."""
        return self.statement.returning(*self.rows.returned)


class Parent:
    """A row that another one refers to, and that has to be there and live: a foreign key sees a row, not its mark."""

    def __init__(self, field: str, refers: Mapping[Column[object], Column[object]], *live: ColumnElement[bool]) -> None:
        """Be referred to by `field`, whose columns `refers` maps to the parent's; `live` rows will do."""
        self.field = field
        self.columns = tuple(column.name for column in refers)
        key = [target == bindparam(column.name, type_=column.type) for column, target in refers.items()]
        empty = [bindparam(column.name, type_=column.type).is_(None) for column in refers if column.nullable]
        found = exists(_shared(select(literal_column("1")).where(*live, *key)))
        self.is_there: ColumnElement[bool] = or_(*empty, found) if empty else found
        """Holds for an insert's parameters; keeps the parent from being deleted until the transaction ends."""
        targets = list(refers.values())
        self.find = _shared(select(*targets).where(*live, tuple_(*targets).in_(KEYS)))
        """Gives those of `KEYS` that are there, and keeps them."""


def table_of(model: type[DeclarativeBase]) -> Table:
    """Give the table of `model`, for statements that need no unit of work."""
    return model.metadata.tables[str(model.__table__)]


def columns_of(
    table: Table, record: type[Record], renamed: Mapping[str, str] | None = None
) -> dict[str, Column[object]]:
    """Give the columns that `record` reads, by field; `renamed` tells those that are not called as their field."""
    names = renamed or {}
    return {field: table.c[names.get(field, field)] for field in record.model_fields}


def keyed(column: str) -> BindParameter[object]:
    """Give the parameter that holds a column's part of a key."""
    return bindparam(f"__{column}")


def within(pairs: Mapping[Column[object], Column[object]], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Hold for rows that refer, by the columns that `pairs` maps to others, to a row for which `where` holds."""
    # DISTINCT keeps MariaDB from merging the subquery, which may not read the table that the statement changes.
    there = select(*pairs.values()).where(*where).distinct().subquery()
    return tuple_(*pairs).in_(select(*there.c))


def some(*where: ColumnElement[bool], of: Table) -> Query:
    """Look for a row for which `where` holds, and keep it as it is until the transaction ends."""
    return _shared(select(literal_column("1")).select_from(of).where(*where).limit(1))


def locked(rows: Query) -> Executable:
    """Count rows, and keep everybody from referring to them until the transaction ends."""
    return select(func.count()).select_from(rows.with_for_update().subquery())


def given(data: Input, *apart: str, **renamed: str) -> Values:
    """Give what the caller set, by column; without the members `apart`, those `renamed` by the column's name."""
    found = {name: value for name, value in vars(data).items() if value is not MISSING and name not in apart}
    return {renamed.get(name, name): value for name, value in found.items()} if renamed else found


def present(values: Values) -> Values:
    """Give the values that are not MISSING; ValueError if one holds text that a database may have no place for.

    What comes in a schema was looked through there; these come from the application as they are.
    """
    found = {name: value for name, value in values.items() if value is not MISSING}
    for name, value in found.items():
        if not is_storable(value):
            message = f"`{name}` {NO_TEXT}"
            raise ValueError(message)
    return found


def chunks(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    """Cut `items` into parts of `size` at most."""
    return (items[start : start + size] for start in range(0, len(items), size))


def _by_mark(query: Query, live: ColumnElement[bool] | None) -> Mapping[Deleted, Query]:
    if live is None:
        return {Deleted.EXCLUDE: query}
    return {Deleted.EXCLUDE: query.where(live), Deleted.INCLUDE: query, Deleted.ONLY: query.where(~live)}


def _shared(query: Query) -> Query:
    return query.with_for_update(read=True, key_share=True)
