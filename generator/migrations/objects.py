"""Which objects of `sql:` documents are dropped and made: what changed, and what stands on a table that changes."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from typing import Final

from generator.migrations.draft import TableName
from generator.migrations.operations import (
    AddIndex,
    AllowChanges,
    AlterEnumType,
    CreateObject,
    CreatePolicy,
    DropIndex,
    DropObject,
    DropPolicy,
    ForbidChanges,
    Operation,
    RenameIndex,
    RenameTable,
    SetTableComment,
    SetTableOptions,
    TableOperation,
)
from generator.schema.state import Schema, SqlObject

_UNSEEN: Final = (
    AddIndex,
    AllowChanges,
    CreatePolicy,
    DropIndex,
    DropPolicy,
    ForbidChanges,
    RenameIndex,
    SetTableComment,
    SetTableOptions,
)
"""What a view or a trigger over the table does not see, and no database makes the table anew for."""


def object_changes(old: Schema, new: Schema, operations: Iterable[Operation]) -> Iterator[Operation]:
    """Give what is dropped, each before what it needs, then what is made, each after that."""
    if not (old.objects or new.objects):
        return
    before, after = ({item.name: item for item in schema.objects} for schema in (old, new))
    touched = {str(name) for name in touched_tables(operations, old)}
    gone: set[str] = set()
    for name in _ordered(before):
        item = before[name]
        same = name in after and item == after[name]
        if not same or not touched.isdisjoint(item.tables) or not gone.isdisjoint(item.objects):
            gone.add(name)
    yield from (DropObject(name) for name in reversed(_ordered(before)) if name in gone)
    yield from (CreateObject(after[name]) for name in _ordered(after) if name in gone or name not in before)


def touched_tables(operations: Iterable[Operation], before: Schema) -> set[TableName]:
    """Give the tables, by the names that they have in `before`, of which what stands on them may see a change."""
    found: set[TableName] = set()
    former: dict[TableName, TableName] = {}
    for operation in operations:
        match operation:
            case AlterEnumType():
                found |= {TableName(it.name, it.schema) for it in before.tables if any(map(operation.has, it.columns))}
            case TableOperation(table) if not isinstance(operation, _UNSEEN):
                found.add(former.get(table, table))
                if isinstance(operation, RenameTable):
                    former[operation.to] = former.pop(table, table)
            case _:
                pass
    return found


def _ordered(objects: Mapping[str, SqlObject]) -> list[str]:
    """Give the names, each after those that it needs."""
    graph = {name: sorted(set(item.objects) & objects.keys()) for name, item in sorted(objects.items())}
    return list(TopologicalSorter(graph).static_order())
