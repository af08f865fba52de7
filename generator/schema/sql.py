"""The SQL of a table's conditions and computed values on one database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from generator.dialects import Dialect
from generator.expressions import Expression, parse, rename, to_sql
from generator.expressions import text as canonical
from generator.fieldtypes import ListOf, Scalar, TypeRef
from generator.schema.state import ArrayOf, Column, NativeEnum, StorageType, Table

_Known = tuple[tuple[str, StorageType, bool], ...]
"""Of columns: their names and types, and whether they may be null."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is known of columns, and what was asked about them: models and revisions ask the same, once a database."""

    columns: tuple[Column, ...]
    known: dict[str, _Known] = field(default_factory=dict[str, _Known])
    texts: dict[tuple[str, str, StorageType | None], str] = field(
        default_factory=dict[tuple[str, str, StorageType | None], str]
    )

    def needed(self, text: str) -> _Known:
        """Give what `text` needs of the columns: tables are alike in that more often than in all that they have."""
        found = self.known.get(text)
        if found is None:
            quoted = '"' in text
            named = [(item.name, item.type, item.nullable) for item in self.columns if quoted or item.name in text]
            found = self.known[text] = tuple(named)
        return found


_MEMORY: Final = 4096
_TABLES: Final[dict[int, _Memory]] = {}
"""By identity, which is theirs as long as they are in here: columns can have mappings in them and no hash."""


def sql(text: str, table: Table, dialect: Dialect, into: StorageType | None = None) -> str:
    """Give the SQL of `text`, which is in the spec language over column names; `into` is what keeps its value."""
    memory = _memory(table)
    found = memory.texts.get((text, dialect.name, into))
    if found is None:
        found = _written(text, memory.needed(text), dialect.name, into)
        memory.texts[text, dialect.name, into] = found
    return found


def renamed(text: str, table: Table, names: Mapping[str, str]) -> str:
    """Give `text` with other names for columns of `table`."""
    return canonical(rename(_parsed(text, _memory(table).needed(text)), names))


def _memory(table: Table) -> _Memory:
    found = _TABLES.get(id(table.columns))
    if found is None:
        found = _TABLES[id(table.columns)] = _Memory(table.columns)
    return found


@lru_cache(maxsize=_MEMORY)
def _written(text: str, known: _Known, database: str, into: StorageType | None) -> str:
    return to_sql(_parsed(text, known), database, None if into is None else _reference(into))


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
