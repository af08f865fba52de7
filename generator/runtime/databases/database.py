"""What databases differ in, one method a difference; a database's own module overrides what is not as here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import ClassVar, TypeAlias
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import (
    ARRAY,
    JSON,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Dialect,
    Executable,
    Insert,
    LargeBinary,
    Numeric,
    Table,
    Text,
    TextClause,
    Time,
    Uuid,
    bindparam,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import TypeEngine

Predicate: TypeAlias = ColumnElement[bool] | TextClause


class Broken(Enum):
    """Which kind of constraint refused a row."""

    UNIQUE = "unique"
    REFERENCE = "reference"
    CHECK = "check"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Violation:
    """What a driver's error says about the constraint that was broken."""

    kind: Broken
    name: str | None = None
    """The constraint's name, where the database tells it."""
    columns: tuple[str, ...] = ()
    """`table.column` of each, or the bare column, where the database tells these instead."""


@dataclass(frozen=True, slots=True)
class Guards:
    """What a table is protected by beyond its constraints; kept in the table's `info`."""

    tenant: str | None = None
    """The column whose value says to which tenant a row belongs."""
    shared: bool = False
    """Whether rows without a tenant are seen by all."""
    append_only: bool = False


@dataclass(frozen=True)
class Conflict:
    """How an insert gives way to a row that is there already."""

    columns: tuple[str, ...]
    """The unique that tells it."""
    where: Predicate | None
    """Its predicate, where it holds among some rows only."""
    replaced: tuple[str, ...]
    """Columns that take the values of the insert."""
    assigned: Mapping[str, ColumnElement[object]]
    """Columns that take another value."""
    only: ColumnElement[bool] | None
    """Which rows may be changed; None: any."""


class Database:
    """A database."""

    name: ClassVar[str] = ""
    """What SQLAlchemy calls its dialect."""
    parameter_limit: ClassVar[int] = 32_000
    """How many parameters a statement may have."""
    longest_list: ClassVar[int] = 30_000
    """How many values a condition may list before they go as one parameter."""
    seeks_by_row: ClassVar[bool] = True
    """Whether an index serves `(a, b) > (x, y)`."""
    nulls_are_high: ClassVar[bool] = False
    """Whether rows without a value come, where an order does not say, as if theirs were the highest."""
    places_nulls: ClassVar[bool] = True
    """Whether an order can say where rows without a value come."""
    orders_within_null: ClassVar[bool] = True
    """Whether an index over a field and a second one is known to serve the second's order where the first is NULL."""
    streams: ClassVar[bool] = True
    """Whether other statements may run while the rows of one still come."""
    has_policies: ClassVar[bool] = False
    """Whether the database itself shows a tenant only its rows."""
    autocommits: ClassVar[bool] = False
    """Whether a statement outside of a transaction takes fewer round trips."""
    inserts_arrays: ClassVar[bool] = False
    """Whether rows can be added from an array a column, faster than from their values."""
    returns_updates: ClassVar[bool] = True
    """Whether UPDATE has RETURNING."""
    names_references: ClassVar[bool] = True
    """Whether the error of a broken foreign key names it."""
    upserts_by_target: ClassVar[bool] = True
    """Whether an insert that meets a row can be told which unique to go by."""
    removes_together: ClassVar[bool] = True
    """Whether a statement may remove a row and the one that it refers to, where the reference restricts."""
    scaled_decimals: ClassVar[bool] = False
    """Whether decimals are kept as whole numbers, times 10**scale."""
    aware_datetimes: ClassVar[bool] = False
    """Whether a datetime's time zone is kept."""
    arrays: ClassVar[bool] = False
    """Whether a column can hold a list."""
    native_enums: ClassVar[bool] = False
    """Whether an enum can be a type of the database's own."""

    def prepare(self, engine: AsyncEngine) -> None:
        """Let every connection of `engine` behave as repositories rely on."""

    def enter_tenant(self, connection: Connection, tenant: str) -> None:
        """Let the transaction that has begun see the rows of `tenant` only, where the database can."""

    def sees_all_tenants(self, connection: Connection) -> bool:
        """Tell whether the connection's role sees every tenant's rows, as it does where there are no policies."""
        del connection
        return True

    def begin_locking(self, connection: Connection) -> None:
        """Let what is read from here on stay as it is until the transaction ends, where a row lock does not do that."""

    def create_schemas(self, connection: Connection, names: Iterable[str]) -> None:
        """Make the schemas of tables that are about to be created, where the database has schemas."""

    def guard(self, table: Table, guards: Guards, dialect: Dialect) -> Iterator[str]:
        """Give the statements that protect a table which was just created."""
        del table, guards, dialect
        return iter(())

    def violation(self, error: DBAPIError) -> Violation | None:
        """Read what was broken from a driver's error; None if it is about something else."""
        del error
        return None

    def among(self, column: Column[object], name: str, *, longer: bool) -> ColumnElement[bool]:
        """Give the condition that `column` has one of the values of the parameter `name`.

        There may be `longer` lists than `longest_list`.
        """
        del longer
        return column.in_(bindparam(name, expanding=True))

    def hold(self, name: str) -> Executable:
        """Give the statement that waits until nobody else holds `name`; only where not `upserts_by_target`."""
        raise NotImplementedError

    def release(self, name: str) -> Executable:
        """Give the statement that lets go of `name`."""
        raise NotImplementedError

    def array(self, kind: TypeEngine[object]) -> ARRAY[object]:
        """Give the type of an array of what columns of `kind` hold; only where `inserts_arrays`."""
        raise NotImplementedError

    def copy(
        self, connection: Connection, columns: Sequence[Column[object]], rows: Iterable[Mapping[str, object]]
    ) -> bool:
        """Add rows of these columns the fastest way that the driver has beside statements; False if it has none."""
        del connection, columns, rows
        return False

    def insert_missing(self, table: Table) -> Insert:
        """Give the insert that leaves the row alone which it meets in any unique."""
        raise NotImplementedError

    def upsert(self, table: Table, conflict: Conflict) -> Insert:
        """Give the insert that changes the row it meets by `conflict`; only where `upserts_by_target`."""
        raise NotImplementedError

    def uuid(self) -> TypeEngine[UUID]:
        """Give the type of a UUID."""
        return Uuid()

    def long_text(self) -> TypeEngine[str]:
        """Give the type of a text of any length."""
        return Text()

    def long_binary(self) -> TypeEngine[bytes]:
        """Give the type of bytes of any length."""
        return LargeBinary()

    def decimal(self, precision: int, scale: int) -> TypeEngine[Decimal]:
        """Give the type of an exact decimal."""
        return Numeric(precision, scale)

    def datetime(self, *, aware: bool) -> DateTime:
        """Give the type of a point in time, to the microsecond."""
        return DateTime(timezone=aware)

    def time(self) -> Time:
        """Give the type of a time of day, to the microsecond."""
        return Time()

    def date(self) -> Date:
        """Give the type of a day."""
        return Date()

    def json(self) -> TypeEngine[JsonValue]:
        """Give the type of a JSON value; Python's None is NULL, not JSON's null."""
        return JSON(none_as_null=True)
