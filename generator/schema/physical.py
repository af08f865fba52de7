"""What one database makes of a table: what it cannot hold is replaced by what means the same there, or left out."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from generator.dialects import Dialect
from generator.fieldtypes import Scalar
from generator.naming import capped, constraint
from generator.schema.state import (
    ArrayOf,
    Column,
    ForeignKey,
    Index,
    NativeEnum,
    Part,
    StorageType,
    Table,
    Unique,
)

_KNOWN: Final[dict[tuple[int, str], tuple[Table, Table]]] = {}
"""Models and revisions ask for the same; by identity, which is a table's as long as it is in here."""


def physical(table: Table, dialect: Dialect) -> Table:
    """Give the table as `dialect` has it."""
    known = _KNOWN.get((id(table), dialect.name))
    if known is None:
        known = _KNOWN[id(table), dialect.name] = (table, _made(table, dialect))
    return known[1]


def _made(table: Table, dialect: Dialect) -> Table:
    own = table.options.get(dialect.name)
    return replace(
        table,
        columns=tuple([_column(column, dialect) for column in table.columns]),
        uniques=tuple(_unique(item, dialect) for item in table.uniques),
        indexes=tuple(_index(item, dialect) for item in table.indexes if _is_there(item, dialect)),
        checks=tuple(item for item in table.checks if not (item.enum_column and dialect.native_enums)),
        foreign_keys=tuple(_foreign_keys(table.foreign_keys, table, dialect)),
        policy=table.policy if dialect.row_level_security else None,
        schema=table.schema if dialect.schemas else None,
        comment=table.comment if dialect.comments else None,
        options={dialect.name: own} if own else {},
    )


def enum_length(labels: Iterable[str]) -> int:
    """Give the length of the string column that holds any of the labels."""
    return max(map(len, labels), default=1)


def _column(column: Column, dialect: Dialect) -> Column:
    plain = isinstance(column.type, Scalar) and column.computed is None
    if plain and not (column.db_type or column.collation or column.comment):
        return column
    raw, collation = column.db_type.get(dialect.name), column.collation.get(dialect.name)
    return replace(
        column,
        type=storage(column.type, dialect),
        stored=column.stored or not dialect.computed_virtual,
        db_type={dialect.name: raw} if raw else {},
        collation={dialect.name: collation} if collation else {},
        comment=column.comment if dialect.comments else None,
    )


def storage(kind: StorageType, dialect: Dialect) -> StorageType:
    """Give what holds the values on `dialect`."""
    match kind:
        case NativeEnum(labels=labels) if not dialect.native_enums:
            return Scalar("string", (enum_length(labels),))
        case ArrayOf() if not dialect.arrays:
            return Scalar("json")
        case _:
            return kind


def _unique(unique: Unique, dialect: Dialect) -> Unique:
    if not (unique.deferrable or unique.nulls_not_distinct or unique.include):
        return unique
    return replace(
        unique,
        deferrable=unique.deferrable if dialect.deferrable_uniques else None,
        nulls_not_distinct=unique.nulls_not_distinct and dialect.nulls_not_distinct,
        include=unique.include if dialect.covering_indexes else (),
    )


def _is_there(index: Index, dialect: Dialect) -> bool:
    if index.databases and dialect.name not in index.databases:
        return False
    return dialect.expression_indexes or all(part.expression is None for part in index.parts)


def _index(index: Index, dialect: Dialect) -> Index:
    conditional = dialect.partial_indexes or (index.unique and dialect.partial_unique_by_column)
    if not (index.where or index.method or index.ops or index.include or index.options or index.databases) and not (
        index.nulls_not_distinct or any(part.nulls for part in index.parts)
    ):
        return index
    return replace(
        index,
        parts=tuple(_part(part, dialect) for part in index.parts),
        where=index.where if conditional else None,
        method=index.method if index.method in dialect.index_methods else None,
        ops=index.ops if dialect.operator_classes else {},
        include=index.include if dialect.covering_indexes else (),
        options=index.options if dialect.index_options else {},
        nulls_not_distinct=index.nulls_not_distinct and dialect.nulls_not_distinct,
        databases=(),
    )


def _part(part: Part, dialect: Dialect) -> Part:
    return replace(part, nulls=None) if part.nulls and not dialect.index_nulls_order else part


def _foreign_keys(keys: Iterable[ForeignKey], table: Table, dialect: Dialect) -> Iterable[ForeignKey]:
    for key in keys:
        deferrable = key.deferrable if dialect.deferrable_foreign_keys else None
        schema = key.schema if dialect.schemas else None
        same = key if (deferrable, schema) == (key.deferrable, key.schema) else None
        kept = same or replace(key, deferrable=deferrable, schema=schema)
        if not key.set_null_columns or dialect.set_null_columns:
            yield kept
            continue
        # One key may not empty a part of its columns here: a key over that part does it, and it has to come first.
        targets = dict(zip(key.columns, key.references, strict=True))
        yield replace(
            kept,
            name=_name_of_part(key, table),
            columns=key.set_null_columns,
            references=tuple(targets[name] for name in key.set_null_columns),
            set_null_columns=(),
        )
        yield replace(kept, on_delete="no_action", set_null_columns=())


def _name_of_part(key: ForeignKey, table: Table) -> str:
    """Name the key over the part that is emptied: as the whole one, so that it follows its renamings, less the rest."""
    rest = "_".join(column for column in key.columns if column not in key.set_null_columns)
    before, found, after = key.name.partition(f"_{rest}_")
    return capped(f"{before}_{after}") if found else constraint("fk", table.name, key.set_null_columns)
