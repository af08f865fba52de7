"""The SQL of a table's conditions and computed values on one database."""

from functools import lru_cache
from typing import Final

from generator.dialects import Dialect
from generator.expressions import Expression, parse, to_sql
from generator.fieldtypes import ListOf, Scalar, TypeRef
from generator.schema.state import ArrayOf, NativeEnum, StorageType, Table

_Known = tuple[tuple[str, StorageType, bool], ...]
_MEMORY: Final = 4096


def sql(text: str, table: Table, dialect: Dialect, into: StorageType | None = None) -> str:
    """Give the SQL of `text`, which is in the spec language over column names; `into` is what keeps its value."""
    known = tuple((column.name, column.type, column.nullable) for column in table.columns)
    return to_sql(_parsed(text, known), dialect.name, None if into is None else _reference(into))


@lru_cache(maxsize=_MEMORY)
def _parsed(text: str, known: _Known) -> Expression:
    return parse(text, {name: (_reference(kind), nullable) for name, kind, nullable in known})


def _reference(kind: StorageType) -> TypeRef:
    match kind:
        case Scalar():
            return kind
        case NativeEnum():
            return Scalar("text")
        case ArrayOf():
            return ListOf(kind.item)
