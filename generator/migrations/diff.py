"""What leads from one schema to another; the order of columns and of constraints says nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from generator.migrations.dependence import mentions, touches
from generator.migrations.draft import Draft, TableName, name_of
from generator.migrations.objects import object_changes
from generator.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddUnique,
    AllowChanges,
    AlterColumn,
    AlterEnumType,
    AlterPrimaryKey,
    ChangeInside,
    ChangeLabels,
    CreateEnumType,
    CreateExtension,
    CreatePolicy,
    CreateSchema,
    CreateTable,
    DropCheck,
    DropColumn,
    DropEnumType,
    DropExtension,
    DropForeignKey,
    DropIndex,
    DropPolicy,
    DropSchema,
    DropTable,
    DropUnique,
    FillColumn,
    ForbidChanges,
    Operation,
    RenameConstraint,
    RenameIndex,
    SetTableComment,
    SetTableOptions,
)
from generator.migrations.operations.columns import needs_value
from generator.migrations.order import order
from generator.migrations.renaming import find_renames
from generator.schema.state import Backfill, Check, Column, ForeignKey, Index, NativeEnum, Schema, Table, Unique

ItemT = TypeVar("ItemT", Unique, Index, Check, ForeignKey)


def diff(old: Schema, new: Schema) -> tuple[Operation, ...]:
    """Give the operations that lead from `old` to `new`, in an order in which every database takes them."""
    if old == new:
        return ()
    renames = tuple(find_renames(old, new))
    draft = Draft(old)
    for operation in renames:
        operation.apply(draft)
    target = Draft(new)
    changes = [*_surroundings(draft, target)]
    for enum in target.enums.values():
        known = draft.enums.get(TableName(enum.name, enum.schema))
        if known is not None and known != enum:
            values = tuple((old_label, enum.replaced[old_label]) for old_label in _gone(known.labels, enum))
            change = AlterEnumType(enum, values)
            change.apply(draft)
            changes.append(change)
    changes.extend(_tables(draft, target))
    changes.extend(object_changes(old, new, (*renames, *changes)))
    return order((*renames, *changes), old)


def _surroundings(old: Draft, new: Draft) -> Iterator[Operation]:
    yield from map(CreateSchema, sorted(new.schemas - old.schemas))
    yield from map(DropSchema, sorted(old.schemas - new.schemas))
    yield from map(CreateExtension, sorted(new.extensions - old.extensions))
    yield from map(DropExtension, sorted(old.extensions - new.extensions))
    yield from (CreateEnumType(enum) for name, enum in new.enums.items() if name not in old.enums)
    yield from (DropEnumType(name) for name in old.enums if name not in new.enums)


def _tables(old: Draft, new: Draft) -> Iterator[Operation]:
    retyped = {
        (name, column.name)
        for name, table in new.tables.items()
        if (known := old.tables.get(name)) is not None and known != table
        for column in table.columns
        if _is_retyped(column, known)
    }
    moved = retyped | set(_rekeyed(old, new))
    for name, table in new.tables.items():
        known = old.tables.get(name)
        if known is None:
            yield CreateTable(table)
        elif known != table or (moved and _refers_to(table, moved)):
            yield from _table(name, known, table, moved)
    yield from (DropTable(name) for name in old.tables if name not in new.tables)


def _is_retyped(column: Column, old: Table) -> bool:
    before = next((item for item in old.columns if item.name == column.name), column)
    return (before.type, before.db_type, before.collation) != (column.type, column.db_type, column.collation)


def _rekeyed(old: Draft, new: Draft) -> Iterator[tuple[TableName, str]]:
    """Give the columns of keys that are taken away or made anew: foreign keys depend on them."""
    for name, table in old.tables.items():
        after = new.tables.get(name)
        if after is None or after == table:
            continue
        for key in Counter(_keys(table)) - Counter(_keys(after)):
            yield from ((name, column) for column in key[1])


def _keys(table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "primary", table.primary_key.columns
    yield from (("unique", item.columns) for item in table.uniques)
    yield from (("index", tuple(part.column or "" for part in item.parts)) for item in table.indexes if item.unique)


def _refers_to(table: Table, columns: Collection[tuple[TableName, str]]) -> bool:
    return any(_is_moved(key, name_of(table), columns) for key in table.foreign_keys)


def _is_moved(key: ForeignKey, owner: TableName, columns: Collection[tuple[TableName, str]]) -> bool:
    target = TableName(key.table, key.schema)
    own = any((owner, column) in columns for column in key.columns)
    return own or any((target, column) in columns for column in key.references)


def _table(name: TableName, old: Table, new: Table, moved: Collection[tuple[TableName, str]]) -> Iterator[Operation]:
    columns = list(_columns(name, old, new))
    yield from columns
    if old.primary_key.columns == new.primary_key.columns:
        if old.primary_key != new.primary_key:
            yield RenameConstraint(name, old.primary_key.name, new.primary_key.name)
    else:
        yield AlterPrimaryKey(name, new.primary_key)
    remade = _remade(columns, old)

    def again(item: Unique | Index | Check) -> bool:
        return touches(item, remade)

    called = partial(RenameConstraint, name)
    yield from _items(old.uniques, new.uniques, (partial(AddUnique, name), partial(DropUnique, name), called), again)
    indexing = partial(AddIndex, name), partial(DropIndex, name), partial(RenameIndex, name)
    yield from _items(old.indexes, new.indexes, indexing, again)
    yield from _items(old.checks, new.checks, (partial(AddCheck, name), partial(DropCheck, name), called), again)
    keys = partial(AddForeignKey, name), partial(DropForeignKey, name), called
    yield from _items(old.foreign_keys, new.foreign_keys, keys, lambda key: _is_moved(key, name, moved))
    yield from _guards(name, old, new, columns, {column for owner, column in moved if owner == name})
    if old.comment != new.comment:
        yield SetTableComment(name, new.comment)
    if old.options != new.options:
        yield SetTableOptions(name, new.options)


def _columns(name: TableName, old: Table, new: Table) -> Iterator[Operation]:
    known = {column.name: column for column in old.columns}
    wanted = {column.name for column in new.columns}
    retyped = [column.name for column in new.columns if _is_retyped(column, old)]
    for column in new.columns:
        before = known.get(column.name)
        if before is None:
            yield from _addition(name, column)
        elif column.computed is not None:
            # What is computed holds nothing of its own: it is dropped before what it is computed from changes.
            if before != column or mentions(column.computed, retyped):
                yield DropColumn(name, column.name)
                yield AddColumn(name, column)
        elif before != column:
            yield from _alteration(name, before, column)
    yield from (DropColumn(name, column) for column in known if column not in wanted)


def _addition(name: TableName, column: Column) -> Iterator[Operation]:
    fill = column.fill if needs_value(column) or isinstance(column.fill, Backfill) else None
    if not isinstance(fill, Backfill) or fill.expression is None:
        yield AddColumn(name, column, fill)
        return
    # What is made from other columns is no DEFAULT.
    yield AddColumn(name, replace(column, nullable=True))
    yield FillColumn(name, column.name, fill)
    if not column.nullable:
        yield AlterColumn(name, replace(column, labels={}, inside={}))


def _alteration(name: TableName, old: Column, new: Column) -> Iterator[Operation]:
    if old.labels != new.labels:
        yield ChangeLabels(name, new.name, new.labels, tuple(_values(old, new)))
    if old.inside != new.inside:
        yield ChangeInside(name, new.name, new.inside)
    if replace(old, labels=new.labels, inside=new.inside) == new:
        return
    if old.nullable and not new.nullable and new.fill and old.type == new.type:
        yield FillColumn(name, new.name, new.fill)
    yield AlterColumn(name, replace(new, labels={}, inside={}))


def _values(old: Column, new: Column) -> Iterator[tuple[str | int, str | int]]:
    """Give what is stored in rows, and what takes its place there."""
    # The first is what rows get on the way back.
    order = {label: place for place, label in enumerate(new.replaced)}
    for label, stored in sorted(old.labels.items(), key=lambda item: order.get(item[0], len(order))):
        now = new.labels.get(label, new.labels.get(new.replaced.get(label, "")))
        if now is not None and now != stored:
            yield stored, now


def _gone(labels: Collection[str], enum: NativeEnum) -> Iterator[str]:
    return (label for label in enum.replaced if label not in enum.labels and label in labels)


def _remade(operations: Iterable[Operation], old: Table) -> set[str]:
    """Give the columns that another one takes the place of, so that what is over them has to be made anew."""
    computed = {column.name for column in old.columns if column.computed is not None}
    dropped = {operation.column for operation in operations if isinstance(operation, DropColumn)}
    added = {operation.column.name for operation in operations if isinstance(operation, AddColumn)}
    altered = {operation.column.name for operation in operations if isinstance(operation, AlterColumn)}
    return (dropped & added) | (altered & computed)


def _guards(
    name: TableName, old: Table, new: Table, columns: Iterable[Operation], moved: Collection[str]
) -> Iterator[Operation]:
    changed = old.policy != new.policy or bool(new.policy and new.policy.column in moved)
    if old.policy and changed:
        yield DropPolicy(name)
    if new.policy and changed:
        yield CreatePolicy(name, new.policy)
    # Filling a new column changes rows, which an append-only table would refuse; so do values that go to another column.
    there = {column.name: column for column in old.columns}
    filled = any(changes_rows(it) or _is_converted(it, there) for it in columns)
    if old.append_only and (filled or not new.append_only):
        yield AllowChanges(name)
    if new.append_only and (filled or not old.append_only):
        yield ForbidChanges(name)


def changes_rows(operation: Operation) -> bool:
    """Tell whether rows get other values by it."""
    match operation:
        case AddColumn():
            return operation.fill is not None
        case ChangeLabels():
            return bool(operation.values)
        case _:
            return isinstance(operation, FillColumn)


def _is_converted(operation: Operation, there: Mapping[str, Column]) -> bool:
    """Tell whether a database may write the values of a column anew, into another one."""
    if not isinstance(operation, AlterColumn) or operation.column.name not in there:
        return False
    old, new = there[operation.column.name], operation.column
    return (old.type, old.computed) != (new.type, new.computed)


def _items(
    old: Iterable[ItemT],
    new: Iterable[ItemT],
    make: tuple[Callable[[ItemT], Operation], Callable[[str], Operation], Callable[[str, str], Operation]],
    again: Callable[[ItemT], bool],
) -> Iterator[Operation]:
    """Give what adds, drops and renames; what is the same but for its name is renamed."""
    add, drop, rename = make
    known = {item.name: item for item in old}
    wanted = {item.name: item for item in new}
    come = [item for name, item in wanted.items() if name not in known]
    called: dict[str, str] = {}
    for name, item in known.items():
        same = next((it for it in come if replace(it, name=name) == item), None) if name not in wanted else None
        if same is not None and not again(item):
            come.remove(same)
            called[same.name] = name
            yield rename(name, same.name)
        elif wanted.get(name) != item or again(item):
            yield drop(name)
    for name, item in wanted.items():
        if name not in called and (known.get(name) != item or again(item)):
            yield add(item)
