"""Whether two lines of revisions can be applied in either order: what each writes, the other must neither write nor need."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.dialects import dialect
from generator.migrations.bodies.rebuilds import plan_rebuilds
from generator.migrations.dependence import touches as is_over
from generator.migrations.draft import Draft, TableName, found, name_of
from generator.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddUnique,
    AlterColumn,
    AlterPrimaryKey,
    CreateExtension,
    CreateObject,
    CreatePolicy,
    CreateSchema,
    CreateTable,
    DropForeignKey,
    DropObject,
    DropTable,
    DropUnique,
    Operation,
    RenameColumn,
    RenameTable,
    SetTableComment,
    SetTableOptions,
    TableOperation,
)
from generator.schema.state import Column, ForeignKey, NativeEnum, Schema, SqlObject, Table, Unique

_RENAMES: Final = (RenameTable, RenameColumn)


@dataclass(slots=True)
class Touch:
    """An operation of a revision: what it changes, and what has to stay as it is for it to mean the same."""

    revision: str
    words: str
    writes: set[str] = field(default_factory=set[str])
    needs: set[str] = field(default_factory=set[str])

    def meets(self, other: "Touch") -> bool:
        """Tell whether the order of the two matters."""
        return not (
            self.writes.isdisjoint(other.writes)
            and self.writes.isdisjoint(other.needs)
            and self.needs.isdisjoint(other.writes)
        )


def clashes(one: Iterable[Touch], other: Iterable[Touch]) -> Iterator[tuple[Touch, Touch]]:
    """Give the pairs whose order matters."""
    others = list(other)
    for touch in one:
        yield from ((touch, item) for item in others if touch.meets(item))


def touches(revision: str, operations: Sequence[Operation], before: Schema, databases: Iterable[str]) -> list[Touch]:
    """Give what each operation of a revision touches; `before` is the schema that it is applied to."""
    draft = Draft(before)
    told: list[Touch] = []
    again = {item.object.name for item in operations if isinstance(item, CreateObject) and _is_same(item, draft)}
    for operation in operations:
        touch = Touch(revision, operation.describe(), set(operation.footprint))
        _describe(operation, draft, touch)
        if isinstance(operation, CreateObject | DropObject) and not touch.writes.isdisjoint(
            f"object {it}" for it in again
        ):
            # It is made again as it was, because a table changes: on both sides, it is the same.
            touch.needs, touch.writes = touch.needs | touch.writes, set()
        told.append(touch)
        operation.apply(draft)
    for table, where in _rewritten(operations, before, databases):
        words = f"make table {table} anew (on {where})"
        told.append(Touch(revision, words, {f"table {table}"}))
    return told


def _rewritten(operations: Sequence[Operation], before: Schema, databases: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the tables that some database can only change as a whole: its new one has the columns that were known then."""
    draft = Draft(before)
    for operation in operations:
        if isinstance(operation, _RENAMES):
            operation.apply(draft)
    others = [operation for operation in operations if not isinstance(operation, _RENAMES)]
    for plan in plan_rebuilds(others, draft, databases):
        yield from ((str(name), dialect(plan.owner.name).label) for name in sorted(plan.rebuilt, key=str))


def _describe(operation: Operation, draft: Draft, touch: Touch) -> None:
    """Say more exactly than by its footprint what an operation writes and needs."""
    match operation:
        case CreateTable(table):
            touch.writes = {f"table {name_of(table)}", f"exists {name_of(table)}", *_names(table)}
            touch.needs = {need for key in table.foreign_keys for need in _target(key)}
            touch.needs |= {need for column in table.columns for need in _type(column)}
        case CreateObject(item):
            touch.needs = set(_stood_on(item, draft))
        case CreateSchema(name) | CreateExtension(name):
            touch.writes, touch.needs = set(), {f"schema {name}", f"extension {name}"}
        case DropTable(name) | RenameTable(name):
            touch.writes |= {f"table {name}", f"exists {name}"}
        case TableOperation(name):
            if isinstance(operation, AddForeignKey):
                touch.writes = {f"constraint {name}.{operation.key.name}"}
            elif isinstance(operation, SetTableComment | SetTableOptions):
                touch.writes = {f"{operation.word} {name}"}
            touch.needs |= {f"table {name}", f"exists {name}", *_needs(operation, name, draft)}
            touch.needs -= touch.writes
            if isinstance(operation, AddUnique):
                touch.writes.add(f"index {operation.unique.name}")
            elif isinstance(operation, AddIndex):
                touch.writes.add(f"index {operation.index.name}")
        case _:
            pass


def _stood_on(item: SqlObject, draft: Draft) -> Iterator[str]:
    yield from (f"object {name}" for name in item.objects)
    for name in (name for name in draft.tables if str(name) in item.tables):
        yield from (f"table {name}", f"exists {name}", *_columns(name, _all(name, draft)))


def _is_same(operation: CreateObject, before: Draft) -> bool:
    return before.objects.get(operation.object.name) == operation.object


def _needs(operation: TableOperation, name: TableName, draft: Draft) -> Iterator[str]:
    match operation:
        case AddColumn(_, column) | AlterColumn(_, column):
            yield from _type(column)
            if column.computed is not None:
                yield from _columns(name, (item.name for item in draft.table(name).columns))
        case AddUnique(_, Unique(columns=over)):
            yield from _columns(name, over)
        case AddIndex(_, item) | AddCheck(_, item):
            yield from _columns(name, (column for column in _all(name, draft) if is_over(item, [column])))
        case CreatePolicy():
            yield from _columns(name, _all(name, draft))
        case AddForeignKey(_, key):
            yield from _columns(name, key.columns)
            yield from _target(key)
            target = draft.tables.get(TableName(key.table, key.schema))
            yield from _held_by(key, target) if target else ()
        case DropForeignKey(_, label):
            key = found(draft.table(name).foreign_keys, label, "foreign key")
            target = draft.tables.get(TableName(key.table, key.schema))
            yield from _held_by(key, target) if target else ()
        case AlterPrimaryKey(_, key):
            yield from _columns(name, key.columns)
        case DropUnique():
            yield f"primary key {name}"
        case _:
            return


def _all(name: TableName, draft: Draft) -> tuple[str, ...]:
    """Give the columns that are there: an expression may be over any of them."""
    return tuple(item.name for item in draft.table(name).columns)


def _columns(table: TableName, columns: Iterable[str]) -> Iterator[str]:
    yield from (f"column {table}.{column}" for column in columns)


def _target(key: ForeignKey) -> Iterator[str]:
    target = TableName(key.table, key.schema)
    yield f"exists {target}"
    yield f"primary key {target}"
    yield from _columns(target, key.references)


def _held_by(key: ForeignKey, target: Table) -> Iterator[str]:
    """Give what a foreign key stands on in the other table, which cannot go before it does."""
    uniques = [item.name for item in target.uniques if set(item.columns) == set(key.references)]
    indexes = [
        it.name for it in target.indexes if it.unique and {part.column for part in it.parts} == set(key.references)
    ]
    yield from (f"constraint {name_of(target)}.{name}" for name in (*uniques, *indexes))
    yield f"primary key {name_of(target)}"


def _type(column: Column) -> Iterator[str]:
    if isinstance(column.type, NativeEnum):
        yield f"enum {TableName(column.type.name, column.type.schema)}"


def _names(table: Table) -> Iterator[str]:
    """Give the names that a table takes beside its own; databases keep one list of them for all tables."""
    yield from (f"index {item.name}" for item in table.uniques)
    yield from (f"index {item.name}" for item in table.indexes)
