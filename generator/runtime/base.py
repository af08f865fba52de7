"""The declarative base, the naming of constraints, and what tables are guarded by beyond constraints."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ClassVar, Final, TypedDict, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Constraint, Dialect, Index, MetaData, Table, event, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.compiler import SQLCompiler

from .databases import database_of
from .databases.database import Guards
from .types import NativeUuid, UtcDateTime

ItemT = TypeVar("ItemT", bound=Constraint | Index)

NAMING: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """Every model of the service."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcDateTime(), UUID: NativeUuid()}


class TableOptions(TypedDict):
    """Keyword arguments of a table, as the last item of `__table_args__`."""

    info: dict[str, Guards]
    listeners: list[tuple[str, Callable[..., None]]]


def guarded(*, tenant: str | None = None, shared: bool = False, append_only: bool = False) -> TableOptions:
    """Let `create_all` put on the table what the migrations do: the policy of `tenant`, the refusal of changes."""
    guards = Guards(tenant, shared, append_only)
    return {"info": {"guards": guards}, "listeners": [("after_create", _guard)]}


def guards_of(table: Table) -> Guards:
    """Give what the table is guarded by."""
    guards: object = table.info.get("guards")
    return guards if isinstance(guards, Guards) else Guards()


def only_on(item: ItemT, *databases: str) -> ItemT:
    """Restrict a constraint or an index to these databases."""

    def is_wanted(*_about: object, dialect: Dialect, **_more: object) -> bool:
        return dialect.name in databases

    item.ddl_if(callable_=is_wanted)
    return item


def by_database(**texts: str) -> ColumnElement[bool]:
    """Give SQL that differs between databases, as `sqlalchemy.text` takes it, by the name of the dialect."""
    return _ByDatabase(texts)


class _ByDatabase(ColumnElement[bool]):
    """SQL that differs between databases."""

    inherit_cache = False

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts


@compiles(_ByDatabase)
def _by_database(element: _ByDatabase, compiler: SQLCompiler, **options: object) -> str:
    known = element.texts.get(compiler.dialect.name)
    return compiler.process(text(next(iter(element.texts.values())) if known is None else known), **options)


@event.listens_for(Base.metadata, "before_create")
def _create_schemas(_all: MetaData, connection: Connection, tables: Iterable[Table], **_options: object) -> None:
    names = sorted({table.schema for table in tables if table.schema is not None})
    database_of(connection.dialect).create_schemas(connection, names)


def _guard(table: Table, connection: Connection, **_options: object) -> None:
    for statement in database_of(connection.dialect).guard(table, guards_of(table), connection.dialect):
        connection.exec_driver_sql(statement)
