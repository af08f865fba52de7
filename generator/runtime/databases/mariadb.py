"""MariaDB: types without limits, uniques among some rows by a hidden column, no UPDATE … RETURNING."""

import re
from binascii import crc32
from collections.abc import Iterator
from typing import ClassVar, Final, Protocol
from uuid import UUID

import sqlalchemy
from sqlalchemy import (
    ClauseElement,
    Connection,
    DateTime,
    Dialect,
    Executable,
    Index,
    Insert,
    Table,
    Time,
    event,
    func,
    select,
)
from sqlalchemy.dialects.mysql import DATETIME, LONGBLOB, LONGTEXT, TIME, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, DropIndex
from sqlalchemy.sql.compiler import IdentifierPreparer, SQLCompiler
from sqlalchemy.types import TypeEngine

from .database import Broken, Database, Guards, Violation

_MICROSECONDS: Final = 6
_LONGEST_NAME: Final = 64
_PATIENCE: Final = 10
"""Seconds to wait for a name."""
_DUPLICATE: Final = re.compile(r"for key '((?:[^']|'')*)'\Z", re.DOTALL)
_REFERENCE: Final = re.compile(r"CONSTRAINT `((?:[^`]|``)*)` FOREIGN KEY")
_CHECK: Final = re.compile(r"CONSTRAINT `((?:[^`]|``)*)` failed for")
_REQUIRED: Final = re.compile(r"\A(?:Column|Field) '(.*)' (?:cannot be null|doesn't have a default value)\Z", re.DOTALL)
_UNFIT: Final = re.compile(r"\AIncorrect (\w+) value: ")
_KINDS: Final = {
    1062: (Broken.UNIQUE, _DUPLICATE),
    1451: (Broken.REFERENCE, _REFERENCE),
    1452: (Broken.REFERENCE, _REFERENCE),
    4025: (Broken.CHECK, _CHECK),
    1292: (Broken.CHECK, _UNFIT),  # such as a UUID of a version that RFC 9562 does not know
}
_NO_VALUE: Final = frozenset({1048, 1364})

Index.argument_for("mariadb", "where", None)


class MariaDB(Database):
    """MariaDB, from 10.7 on."""

    name: ClassVar[str] = "mariadb"
    parameter_limit: ClassVar[int] = 60_000
    seeks_by_row: ClassVar[bool] = False
    places_nulls: ClassVar[bool] = False
    streams: ClassVar[bool] = False
    returns_updates: ClassVar[bool] = False
    upserts_by_target: ClassVar[bool] = False
    removes_together: ClassVar[bool] = False

    def guard(self, table: Table, guards: Guards, dialect: Dialect) -> Iterator[str]:
        """Give the triggers that refuse changes to rows which are only ever added."""
        quote = dialect.identifier_preparer.quote
        if guards.append_only:
            for action in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {quote(_trigger(table.name, action.lower()))} BEFORE {action} "
                    f"ON {quote(table.name)} FOR EACH ROW "
                    "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'rows of this table are only ever added'"
                )

    def violation(self, error: DBAPIError) -> Violation | None:
        """Read number and message, in which the constraint's name comes last, behind the user's value."""
        arguments: tuple[object, ...] = getattr(error.orig, "args", ())
        match arguments:
            case (int(number), str(told), *_) if number in _KINDS:
                kind, pattern = _KINDS[number]
                names = pattern.findall(told)
                return Violation(kind, names[-1].replace("``", "`") if names else None)
            case (int(number), str(told), *_) if number in _NO_VALUE:
                required = _REQUIRED.search(told)
                return Violation(Broken.REQUIRED, columns=(required[1],) if required else ())
            case _:
                return None

    def uuid(self) -> TypeEngine[UUID]:
        """Give UUID, which SQLAlchemy 2.0 does not know of."""
        return sqlalchemy.UUID()

    def hold(self, name: str) -> Executable:
        """Give GET_LOCK."""
        return select(func.get_lock(name, _PATIENCE))

    def release(self, name: str) -> Executable:
        """Give RELEASE_LOCK."""
        return select(func.release_lock(name))

    def insert_missing(self, table: Table) -> Insert:
        """Give INSERT … ON DUPLICATE KEY UPDATE with nothing to update: IGNORE would swallow other errors too."""
        column = next(iter(table.primary_key.columns))
        return insert(table).on_duplicate_key_update({column.name: column})

    def long_text(self) -> TypeEngine[str]:
        """Give LONGTEXT: a TEXT ends at 64 kB."""
        return LONGTEXT()

    def long_binary(self) -> TypeEngine[bytes]:
        """Give LONGBLOB: a BLOB ends at 64 kB."""
        return LONGBLOB()

    def datetime(self, *, aware: bool) -> DateTime:
        """Give DATETIME(6): without the digits it drops fractions, and it has no zone."""
        del aware
        return DATETIME(fsp=_MICROSECONDS)

    def time(self) -> Time:
        """Give TIME(6)."""
        return TIME(fsp=_MICROSECONDS)


@event.listens_for(Table, "before_create")
def _compare_by_code_point(table: Table, connection: Connection, **_options: object) -> None:
    """Let texts compare by code point, blanks and case included, as they do on other databases."""
    if connection.dialect.name == "mariadb" and "mariadb_collate" not in table.dialect_kwargs:
        table.dialect_kwargs.update(mariadb_charset="utf8mb4", mariadb_collate="utf8mb4_nopad_bin")


class _Compiler(Protocol):
    """What is used of SQLAlchemy's compiler of DDL, which it does not annotate."""

    preparer: IdentifierPreparer
    sql_compiler: SQLCompiler

    def visit_create_index(self, create: CreateIndex, **options: object) -> str: ...

    def visit_drop_index(self, drop: DropIndex, **options: object) -> str: ...


@compiles(CreateIndex, "mariadb")
def _create_index(element: CreateIndex, compiler: _Compiler, **options: object) -> str:
    """Make a unique among some rows of a hidden column that is 1 in these and NULL, equal to nothing, elsewhere."""
    index: Index = element.element
    where = _predicate(index)
    if where is None or index.table is None:
        return compiler.visit_create_index(element, **options)
    process, quote = compiler.sql_compiler.process, compiler.preparer.quote
    columns = ", ".join(process(part, include_table=False) for part in index.expressions if not isinstance(part, str))
    hidden, name = quote(_hidden(index)), quote(str(index.name))
    return (
        f"ALTER TABLE {compiler.preparer.format_table(index.table)} ADD COLUMN {hidden} TINYINT "
        f"GENERATED ALWAYS AS (IF({process(where, include_table=False, literal_binds=True)}, 1, NULL)) "
        f"STORED INVISIBLE, ADD UNIQUE INDEX {name} ({columns}, {hidden})"
    )


@compiles(DropIndex, "mariadb")
def _drop_index(element: DropIndex, compiler: _Compiler, **options: object) -> str:
    """Drop the hidden column with the index."""
    index: Index = element.element
    if _predicate(index) is None or index.table is None:
        return compiler.visit_drop_index(element, **options)
    quote = compiler.preparer.quote
    table = compiler.preparer.format_table(index.table)
    return f"ALTER TABLE {table} DROP INDEX {quote(str(index.name))}, DROP COLUMN {quote(_hidden(index))}"


def _predicate(index: Index) -> ClauseElement | None:
    where: object = index.dialect_options["mariadb"]["where"]
    return where if index.unique and isinstance(where, ClauseElement) else None


def _hidden(index: Index) -> str:
    """Name the column that tells which rows the unique is about."""
    name = str(index.name)
    if len(name) <= _LONGEST_NAME - 3:
        return f"{name}_on"
    return f"{name[: _LONGEST_NAME - 12]}_{crc32(name.encode()):08x}_on"


def _trigger(table: str, action: str) -> str:
    """Name the trigger that refuses an action."""
    name = f"{table}_no_{action}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{table[: _LONGEST_NAME - 19]}_{crc32(table.encode()):08x}_no_{action}"
