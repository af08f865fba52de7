"""The SQL of a table's conditions and computed values on one database."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from generator.dialects import Dialect
from generator.expressions import Expression, parse, rename, to_sql
from generator.expressions import text as canonical
from generator.fieldtypes import ListOf, Scalar, TypeRef
from generator.schema.state import ArrayOf, Column, NativeEnum, StorageType, Table

_Known = tuple[tuple[str, StorageType, bool], ...]
_Texts = dict[tuple[str, str, StorageType | None], str]
_Memory = tuple[tuple[Column, ...], _Known, _Texts]
"""Columns, how they are known to expressions, and the SQL of what was asked for."""
_MEMORY: Final = 4096
_TABLES: Final[dict[int, _Memory]] = {}
"""By identity, which is theirs as long as they are in here: columns can have mappings in them and no hash."""


def sql(text: str, table: Table, dialect: Dialect, into: StorageType | None = None) -> str:
    """Give the SQL of `text`, which is in the spec language over column names; `into` is what keeps its value."""
    _, known, texts = _memory(table)
    found = texts.get((text, dialect.name, into))
    if found is None:
        found = to_sql(_parsed(text, known), dialect.name, None if into is None else _reference(into))
        texts[text, dialect.name, into] = found
    return found


def renamed(text: str, table: Table, names: Mapping[str, str]) -> str:
    """Give `text` with other names for columns of `table`."""
    return canonical(rename(_parsed(text, _memory(table)[1]), names))


def _memory(table: Table) -> _Memory:
    """Give what is known of a table's columns: models and revisions ask for the same texts, once a database."""
    found = _TABLES.get(id(table.columns))
    if found is None:
        known = tuple((column.name, column.type, column.nullable) for column in table.columns)
        found = _TABLES[id(table.columns)] = (table.columns, known, {})
    return found


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
