"""The SQL of a table's conditions and computed values on one database."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from generator.dialects import Dialect
from generator.expressions import Expression, parse, rename, to_sql
from generator.expressions import text as canonical
from generator.fieldtypes import ListOf, Scalar, TypeRef
from generator.schema.state import ArrayOf, NativeEnum, StorageType, Table

_Known = tuple[tuple[str, StorageType, bool], ...]
_MEMORY: Final = 4096


def sql(text: str, table: Table, dialect: Dialect, into: StorageType | None = None) -> str:
    """Give the SQL of `text`, which is in the spec language over column names; `into` is what keeps its value."""
    return to_sql(_parsed(text, _known(table)), dialect.name, None if into is None else _reference(into))


def renamed(text: str, table: Table, names: Mapping[str, str]) -> str:
    """Give `text` with other names for columns of `table`."""
    return canonical(rename(_parsed(text, _known(table)), names))


def _known(table: Table) -> _Known:
    return tuple((column.name, column.type, column.nullable) for column in table.columns)


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
