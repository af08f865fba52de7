"""The order in which databases take operations: what stands in the way goes first, what depends on others comes last."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum, auto
from graphlib import CycleError, TopologicalSorter

from generator.migrations.dependence import touches
from generator.migrations.draft import Draft, TableName, found, name_of
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
    CreateObject,
    CreatePolicy,
    CreateSchema,
    CreateTable,
    DropCheck,
    DropColumn,
    DropEnumType,
    DropExtension,
    DropForeignKey,
    DropIndex,
    DropObject,
    DropPolicy,
    DropSchema,
    DropTable,
    DropUnique,
    FillColumn,
    ForbidChanges,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
    SetTableComment,
    SetTableOptions,
)
from generator.schema.state import ForeignKey, Schema, Table


class Phase(IntEnum):
    """When an operation's turn comes."""

    DROP_OBJECT = auto()
    FOUND = auto()
    RENAME = auto()
    RENAME_CONSTRAINT = auto()
    SURROUND = auto()
    MAKE_OBJECT_FIRST = auto()
    UNGUARD = auto()
    DROP_FOREIGN_KEY = auto()
    DROP_IN_THE_WAY = auto()
    CHANGE_LABELS_FIRST = auto()
    ALTER_ENUM = auto()
    DROP_COMPUTED = auto()
    CREATE_TABLE = auto()
    ADD_COLUMN = auto()
    FILL_COLUMN = auto()
    ALTER_COLUMN = auto()
    CHANGE_LABELS = auto()
    ALTER_KEY = auto()
    ADD_COMPUTED = auto()
    ADD_INDEX = auto()
    DROP_INDEX = auto()
    ADD_CHECK = auto()
    ADD_FOREIGN_KEY = auto()
    DROP_COLUMN = auto()
    DROP_TABLE = auto()
    DROP_OBJECT_LATE = auto()
    GUARD = auto()
    DESCRIBE = auto()
    MAKE_OBJECT = auto()
    CLEAR = auto()


_PHASES: Mapping[type[Operation], Phase] = {
    RenameTable: Phase.RENAME,
    RenameColumn: Phase.RENAME,
    RenameIndex: Phase.RENAME_CONSTRAINT,
    RenameConstraint: Phase.RENAME_CONSTRAINT,
    CreateSchema: Phase.FOUND,
    CreateExtension: Phase.SURROUND,
    CreateEnumType: Phase.SURROUND,
    DropPolicy: Phase.UNGUARD,
    AllowChanges: Phase.UNGUARD,
    DropForeignKey: Phase.DROP_FOREIGN_KEY,
    DropCheck: Phase.DROP_IN_THE_WAY,
    AlterEnumType: Phase.ALTER_ENUM,
    CreateTable: Phase.CREATE_TABLE,
    AddColumn: Phase.ADD_COLUMN,
    FillColumn: Phase.FILL_COLUMN,
    AlterColumn: Phase.ALTER_COLUMN,
    ChangeLabels: Phase.CHANGE_LABELS,
    ChangeInside: Phase.DESCRIBE,
    AlterPrimaryKey: Phase.ALTER_KEY,
    AddUnique: Phase.ADD_INDEX,
    AddIndex: Phase.ADD_INDEX,
    DropUnique: Phase.DROP_INDEX,
    DropIndex: Phase.DROP_INDEX,
    AddCheck: Phase.ADD_CHECK,
    AddForeignKey: Phase.ADD_FOREIGN_KEY,
    DropColumn: Phase.DROP_COLUMN,
    DropTable: Phase.DROP_TABLE,
    CreatePolicy: Phase.GUARD,
    ForbidChanges: Phase.GUARD,
    SetTableComment: Phase.DESCRIBE,
    SetTableOptions: Phase.DESCRIBE,
    CreateObject: Phase.MAKE_OBJECT,
    DropObject: Phase.DROP_OBJECT,
    DropEnumType: Phase.CLEAR,
    DropExtension: Phase.CLEAR,
    DropSchema: Phase.CLEAR,
}


def order(operations: Iterable[Operation], before: Schema) -> tuple[Operation, ...]:
    """Give the operations in the order in which they apply to `before`; tables that refer to each other get keys later."""
    given = tuple(operations)
    draft = Draft(before)
    for operation in given:
        if isinstance(operation, RenameTable | RenameColumn):
            operation.apply(draft)
    created = [operation.table for operation in given if isinstance(operation, CreateTable)]
    dropped = [draft.table(operation.table) for operation in given if isinstance(operation, DropTable)]
    others = [operation for operation in given if not isinstance(operation, CreateTable | DropTable)]
    early = _Early(others, draft)
    made = (*_creations(created, set(_coming(others))), *others, *_removals(dropped, others))
    return tuple(sorted(made, key=early.phase))


def _coming(operations: Iterable[Operation]) -> Iterator[tuple[TableName, frozenset[str]]]:
    """Give what uniques that come hold: a new table cannot refer to it before."""
    for operation in operations:
        match operation:
            case AddUnique(table, unique):
                yield table, frozenset(unique.columns)
            case AddIndex(table, index) if index.unique:
                yield table, frozenset(part.column or "" for part in index.parts)
            case _:
                pass


class _Early:
    """What has to go before something of its name, or below it, is made anew."""

    def __init__(self, operations: Iterable[Operation], draft: Draft) -> None:
        self._draft = draft
        self._added: set[tuple[TableName, str]] = set()
        self._changed: dict[TableName, set[str]] = {}
        dropped: set[tuple[TableName, str]] = set()
        given = tuple(operations)
        for operation in given:
            match operation:
                case AddUnique(table, item) | AddIndex(table, item):
                    self._added.add((table, item.name))
                case AddColumn(table, column):
                    self._added.add((table, column.name))
                case AlterColumn(table, column):
                    self._changed.setdefault(table, set()).add(column.name)
                case DropColumn(table, name):
                    dropped.add((table, name))
                case _:
                    pass
        self._remade = {item.object.name for item in given if isinstance(item, CreateObject)}
        for table, name in dropped:
            if (table, name) in self._added or self._is_computed(table, name):
                self._changed.setdefault(table, set()).add(name)

    def phase(self, operation: Operation) -> Phase:
        """Give an operation's turn."""
        match operation:
            case DropColumn(table, name) if (table, name) in self._added or self._is_computed(table, name):
                return Phase.DROP_COMPUTED
            case AddColumn(_, column) if column.computed is not None:
                return Phase.ADD_COMPUTED
            case ChangeLabels(table, name, labels) if self._gets_shorter(table, name, labels):
                return Phase.CHANGE_LABELS_FIRST
            case DropUnique() | DropIndex() if self._stands_in_the_way(operation):
                return Phase.DROP_IN_THE_WAY
            case CreateObject() | DropObject():
                return self._around_tables(operation)
            case _:
                return _PHASES[type(operation)]

    def _around_tables(self, operation: CreateObject | DropObject) -> Phase:
        """Give the turn of an object: tables may use what stands on none of them, such as a function in a DEFAULT."""
        if isinstance(operation, CreateObject):
            return Phase.MAKE_OBJECT if operation.object.tables else Phase.MAKE_OBJECT_FIRST
        if self._draft.object(operation.name).tables:
            return Phase.DROP_OBJECT
        return Phase.MAKE_OBJECT_FIRST if operation.name in self._remade else Phase.DROP_OBJECT_LATE

    def _is_computed(self, table: TableName, name: str) -> bool:
        return any(column.name == name and column.computed is not None for column in self._draft.table(table).columns)

    def _gets_shorter(self, table: TableName, name: str, labels: Mapping[str, str | int]) -> bool:
        """Tell whether the new labels fit where the old ones were: then rows get them before the type changes."""
        old = found(self._draft.table(table).columns, name, "column").labels
        return max(map(len, map(str, labels.values())), default=0) < max(map(len, map(str, old.values())), default=0)

    def _stands_in_the_way(self, operation: DropUnique | DropIndex) -> bool:
        table, name = operation.table, operation.name
        known = self._draft.table(table)
        items = known.uniques if isinstance(operation, DropUnique) else known.indexes
        if (table, name) in self._added:
            return True
        changed = self._changed.get(table)
        return bool(changed) and any(item.name == name and touches(item, changed or ()) for item in items)


def _creations(tables: Iterable[Table], coming: set[tuple[TableName, frozenset[str]]]) -> Iterator[Operation]:
    by_name = {name_of(table): table for table in tables}
    ordered, cut = _dependencies(by_name)

    def is_later(name: TableName, key: ForeignKey) -> bool:
        return (name, _target(key)) in cut or (_target(key), frozenset(key.references)) in coming

    for name in ordered:
        table = by_name[name]
        kept = tuple(key for key in table.foreign_keys if not is_later(name, key))
        yield CreateTable(table if len(kept) == len(table.foreign_keys) else replace(table, foreign_keys=kept))
    for name in ordered:
        yield from (AddForeignKey(name, key) for key in by_name[name].foreign_keys if is_later(name, key))


def _removals(tables: Iterable[Table], others: Sequence[Operation]) -> Iterator[Operation]:
    by_name = {name_of(table): table for table in tables}
    ordered, cut = _dependencies(by_name)
    for name in reversed(ordered):
        for key in by_name[name].foreign_keys:
            if (name, _target(key)) in cut or any(_is_held(operation, key) for operation in others):
                yield DropForeignKey(name, key.name)
    yield from (DropTable(name) for name in reversed(ordered))


def _dependencies(tables: Mapping[TableName, Table]) -> tuple[list[TableName], set[tuple[TableName, TableName]]]:
    """Order tables after those that they refer to; where that goes in circles, give the references that are left out."""
    cut: set[tuple[TableName, TableName]] = set()
    targets = {
        name: sorted({_target(key) for key in tables[name].foreign_keys} & tables.keys() - {name}, key=str)
        for name in sorted(tables, key=str)
    }
    while True:
        sorter = TopologicalSorter(
            {name: [target for target in found if (name, target) not in cut] for name, found in targets.items()}
        )
        try:
            return list(sorter.static_order()), cut
        except CycleError as error:
            circle: list[TableName] = error.args[1]
            cut.add((circle[1], circle[0]))


def _target(key: ForeignKey) -> TableName:
    return TableName(key.table, key.schema)


def _is_held(operation: Operation, key: ForeignKey) -> bool:
    """Tell whether no database does this as long as the key stands, be it that of a table which goes later."""
    match operation:
        case DropUnique(table) | AlterPrimaryKey(table):
            return table == _target(key)
        case DropColumn(table, name):
            return table == _target(key) and name in key.references
        case AlterColumn(table, column):
            return table == _target(key) and column.name in key.references
        case _:
            return False
