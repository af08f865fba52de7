"""SQLite: scaled decimals, no row locks, foreign keys that are on only if asked for and whose errors name nothing."""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import ClassVar, Final, Protocol
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Numeric,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.compiler import TypeCompiler
from sqlalchemy.types import TypeEngine

from .database import Broken, Conflict, Database, Guards, Violation

_FAILED: Final = re.compile(r"(UNIQUE|CHECK|NOT NULL|FOREIGN KEY) constraint failed(?:: (.+))?", re.DOTALL)
_INDEX: Final = re.compile(r"index '(.+)'\Z", re.DOTALL)


class SQLite(Database):
    """SQLite."""

    name: ClassVar[str] = "sqlite"
    names_references: ClassVar[bool] = False
    scaled_decimals: ClassVar[bool] = True

    def prepare(self, engine: AsyncEngine) -> None:
        """Enforce foreign keys, and open the transaction before its first savepoint: releasing that would commit."""
        event.listen(engine.sync_engine, "connect", _enforce_foreign_keys)
        event.listen(engine.sync_engine, "savepoint", _begin_before_savepoint)

    def begin_locking(self, connection: Connection) -> None:
        """Take the write lock, the only one there is, if the transaction has not written yet."""
        _begin(connection, "BEGIN IMMEDIATE")

    def guard(self, table: Table, guards: Guards, dialect: Dialect) -> Iterator[str]:
        """Give the triggers that refuse changes to rows which are only ever added."""
        quote = dialect.identifier_preparer.quote
        if guards.append_only:
            for action in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {quote(f'{table.name}_no_{action.lower()}')} BEFORE {action} "
                    f"ON {quote(table.name)} BEGIN SELECT RAISE(ABORT, 'rows of this table are only ever added'); END"
                )

    def violation(self, error: DBAPIError) -> Violation | None:
        """Read the message, which names a check, describes a unique by its columns, and is mute about foreign keys."""
        found = _FAILED.search(str(error.orig))
        if found is None:
            return None
        what, told = found[1], found[2] or ""
        if what == "FOREIGN KEY":
            return Violation(Broken.REFERENCE)
        if what == "CHECK":
            return Violation(Broken.CHECK, told)
        if what == "NOT NULL":
            return Violation(Broken.REQUIRED, columns=(told,))
        index = _INDEX.match(told)
        return (
            Violation(Broken.UNIQUE, index[1]) if index else Violation(Broken.UNIQUE, columns=tuple(told.split(", ")))
        )

    def among(self, column: Column[object], name: str, *, longer: bool) -> ColumnElement[bool]:
        """Give `IN (?, …)`, and for many values `IN` what is read from one JSON text."""
        if not longer:
            return super().among(column, name, longer=longer)
        values = func.json_each(bindparam(name, type_=_JsonList(column.type))).table_valued("value")
        return column.in_(select(values.c.value))

    def insert_missing(self, table: Table) -> Insert:
        """Give INSERT … ON CONFLICT DO NOTHING."""
        return insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, conflict: Conflict) -> Insert:
        """Give INSERT … ON CONFLICT DO UPDATE."""
        statement = insert(table)
        replaced = {name: statement.excluded[name] for name in conflict.replaced}
        return statement.on_conflict_do_update(
            index_elements=conflict.columns,
            index_where=conflict.where,
            set_={**replaced, **conflict.assigned},
            where=conflict.only,
        )

    def uuid(self) -> TypeEngine[UUID]:
        """Give a UUID that may be given as text too, as databases that have the type take it."""
        return _Uuid()

    def decimal(self, precision: int, scale: int) -> TypeEngine[Decimal]:
        """Give a 64-bit integer, which holds 18 digits."""
        return _ScaledDecimal(precision, scale)


class _JsonList(TypeDecorator[Sequence[object]]):
    """Values as their column holds them, in one JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[object]) -> None:
        super().__init__()
        self.item = item

    def process_bind_param(self, value: Sequence[object] | None, dialect: Dialect) -> str:
        """Turn each value into what is stored, then all into JSON."""
        process = self.item.dialect_impl(dialect).bind_processor(dialect)
        return json.dumps([item if process is None else process(item) for item in value or ()])


class _Digits(Protocol):
    """What makes the digits of a UUID."""

    def __call__(self, value: UUID | str | None) -> str | None: ...


class _Uuid(Uuid[UUID]):
    """32 digits; what comes as text is read first."""

    def bind_processor(self, dialect: Dialect) -> _Digits:
        """Give what turns a UUID into its digits."""
        del dialect

        def digits(value: UUID | str | None) -> str | None:
            if value is None:
                return None
            return value.hex if isinstance(value, UUID) else UUID(value).hex

        return digits


class _ScaledDecimal(Numeric[Decimal]):
    """What is called BIGINT and passes integers through; whoever asks for it scales them."""

    def bind_processor(self, dialect: Dialect) -> None:
        """Leave parameters alone."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Leave results alone."""


@compiles(_ScaledDecimal)
def _scaled_decimal(_element: _ScaledDecimal, _compiler: TypeCompiler, **_options: object) -> str:
    return "BIGINT"


def _enforce_foreign_keys(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # or REPLACE would remove rows past the triggers that refuse it
    cursor.close()


def _begin_before_savepoint(connection: Connection, _name: str) -> None:
    _begin(connection, "BEGIN")


def _begin(connection: Connection, statement: str) -> None:
    raw = connection.connection.dbapi_connection
    if not getattr(getattr(raw, "driver_connection", raw), "in_transaction", True):
        connection.exec_driver_sql(statement)
