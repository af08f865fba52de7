"""What a database that cannot alter tables does instead: one new table for all changes of an old one, rows carried over."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from generator.code import Code, call, literal
from generator.dialects import Dialect, dialect
from generator.migrations.bodies.constraints import create_indexes
from generator.migrations.bodies.conversions import conversion
from generator.migrations.bodies.demands import demanded
from generator.migrations.bodies.fills import fill_sql
from generator.migrations.bodies.module import Module, support
from generator.migrations.bodies.rows import demand_no_label, is_deep, is_nested, replaced_items_sql, replaced_sql
from generator.migrations.bodies.statements import Statement
from generator.migrations.bodies.tables import table_parts
from generator.migrations.diff import diff
from generator.migrations.draft import Draft, TableName, name_of
from generator.migrations.operations import (
    AddColumn,
    AddForeignKey,
    AddIndex,
    AllowChanges,
    AlterEnumType,
    ChangeInside,
    ChangeLabels,
    CreatePolicy,
    CreateTable,
    DropIndex,
    DropPolicy,
    DropTable,
    FillColumn,
    ForbidChanges,
    Operation,
    RenameIndex,
    SetTableComment,
    SetTableOptions,
    TableOperation,
)
from generator.schema.physical import physical
from generator.schema.state import Backfill, Column, ForeignKey, Schema, Table
from generator.schema.views import Views, names

_NATIVE = (
    AddIndex,
    DropIndex,
    RenameIndex,
    ForbidChanges,
    AllowChanges,
    CreatePolicy,
    DropPolicy,
    SetTableComment,
    SetTableOptions,
    ChangeInside,
)
_HARMLESS = (CreatePolicy, DropPolicy, SetTableComment, SetTableOptions, ChangeInside)
"""What does nothing where a database does not know it."""


@dataclass
class Rebuilds:
    """What one database does otherwise than operation by operation."""

    owner: Dialect
    old: dict[TableName, Table] = field(default_factory=dict)
    new: dict[TableName, Table] = field(default_factory=dict)
    fills: dict[tuple[TableName, str], str | Backfill] = field(default_factory=dict)
    values: dict[tuple[TableName, str], tuple[tuple[str | int, str | int], ...]] = field(default_factory=dict)
    """What takes the place of what."""
    separate: dict[TableName, tuple[Operation, ...]] = field(default_factory=dict)
    """Tables whose changes are these instead."""
    rebuilt: set[TableName] = field(default_factory=set)
    created: set[TableName] = field(default_factory=set)
    dropped: set[TableName] = field(default_factory=set)
    later_keys: dict[TableName, tuple[ForeignKey, ...]] = field(default_factory=dict)
    """Keys of new tables that others add afterwards: this database cannot, and does not mind what is not there yet."""
    done: set[TableName] = field(default_factory=set)

    def takes(self, operation: Operation) -> bool:
        """Tell whether this database does not run the operation by itself."""
        match operation:
            case AddForeignKey(table) if table in self.created:
                return True
            case CreateTable() | DropTable():
                return False
            case TableOperation(table):
                return table in self.rebuilt or table in self.separate or table in self.dropped
            case _:
                return False

    def touched(self, operation: Operation, before: Draft) -> list[TableName]:
        """Give the tables to be changed as a whole where this operation is the first of theirs."""
        if isinstance(operation, AlterEnumType):
            having = (name for name, table in before.tables.items() if any(map(operation.has, table.columns)))
            found = sorted(having, key=str)
        else:
            found = [operation.table] if isinstance(operation, TableOperation) else []
        return [name for name in found if (name in self.rebuilt or name in self.separate) and name not in self.done]

    def rebuild(self, name: TableName, module: Module) -> Iterator[Statement]:
        """Give the statements that put a new table in the old one's place."""
        old, new = self.old[name], self.new[name]
        owners = (self.owner.name,)
        kept, filled = self._values(name, physical(old, self.owner), physical(new, self.owner))
        options: dict[str, Code] = {"keep": names(kept)}
        if filled:
            options["fill"] = literal(filled)
        views = Views(new, owners)
        parts = table_parts(views, module)
        yield from self._demands(name)
        yield Statement(owners, call(support("rebuild_table"), literal(new.name), *parts, **options))
        yield from create_indexes(views)
        if new.append_only:
            yield Statement(owners, call(support("forbid_changes"), literal(new.name)))

    def _stored(self, name: TableName, column: Column) -> str:
        """Give what a column holds once other values took the place of those that are gone."""
        own = self.owner.quote(column.name)
        values = self.values.get((name, column.name), ())
        if is_deep(self.new[name], column.name):
            return own
        if is_nested(self.new[name], column.name):
            return replaced_items_sql(self.new[name], column.name, values, self.owner)
        return replaced_sql(own, values, self.owner)

    def _demands(self, name: TableName) -> Iterator[Statement]:
        """Give what stops if rows would not keep a value."""
        old, new = (physical(tables[name], self.owner) for tables in (self.old, self.new))
        known = {column.name: column for column in old.columns}
        for column in new.columns:
            before = known.get(column.name)
            if before is not None and column.computed is None:
                yield from demanded(new, before, column, self.owner, self._stored(name, column))
                gone = self.values.get((name, column.name), ())
                if gone and is_deep(new, column.name):
                    yield from demand_no_label(new, column.name, gone, (self.owner.name,))

    def _values(self, name: TableName, old: Table, new: Table) -> tuple[list[str], dict[str, str]]:
        known = {column.name: column for column in old.columns}
        kept: list[str] = []
        filled: dict[str, str] = {}
        for column in new.columns:
            if column.computed is not None:
                continue
            before = known.get(column.name)
            if before is None:
                if (name, column.name) in self.fills:
                    filled[column.name] = fill_sql(new, column, self.fills[name, column.name], self.owner)
                continue
            own = self._stored(name, column)
            made = conversion(before, column, self.owner, own)
            value = own if made is None or made.value is None else made.value
            if (name, column.name) in self.fills:
                given = fill_sql(new, column, self.fills[name, column.name], self.owner)
                value = f"coalesce({value}, {given})"
            if value == self.owner.quote(column.name):
                kept.append(column.name)
            else:
                filled[column.name] = value
        return kept, filled


def plan_rebuilds(operations: Sequence[Operation], before: Draft, databases: Iterable[str]) -> list[Rebuilds]:
    """Find out what databases that cannot alter tables do with the operations, none of which renames anything."""
    owners = [dialect(name) for name in databases if dialect(name).rebuilds]
    return [_plan(operations, before.schema(), owner) for owner in owners]


def _plan(operations: Sequence[Operation], before: Schema, owner: Dialect) -> Rebuilds:
    after = Draft(before)
    for operation in operations:
        operation.apply(after)
    start = Draft(before)
    plan = Rebuilds(owner, dict(start.tables), after.tables)
    plan.created = {name_of(item.table) for item in operations if isinstance(item, CreateTable)}
    plan.dropped = {item.table for item in operations if isinstance(item, DropTable)}
    own: dict[TableName, list[Operation]] = {}
    for operation in operations:
        for name in _tables_of(operation, start):
            own.setdefault(name, []).append(operation)
        if isinstance(operation, AddForeignKey) and operation.table in plan.created:
            plan.later_keys[operation.table] = (*plan.later_keys.get(operation.table, ()), operation.key)
        match operation:
            case AddColumn(table, column, fill) if fill:
                plan.fills[table, column.name] = fill
            case FillColumn(table, filled, fill):
                plan.fills[table, filled] = fill
            case ChangeLabels(table, changed, _, values):
                plan.values[table, changed] = values
            case _:
                pass
    for name, changes in own.items():
        if name in start.tables and name in after.tables:
            _place(plan, name, changes)
    return plan


def _tables_of(operation: Operation, start: Draft) -> list[TableName]:
    match operation:
        case TableOperation():
            return [operation.table]
        case AlterEnumType():
            return [name for name, table in start.tables.items() if any(map(operation.has, table.columns))]
        case _:
            return []


def _place(plan: Rebuilds, name: TableName, changes: Sequence[Operation]) -> None:
    old, new = (physical(tables[name], plan.owner) for tables in (plan.old, plan.new))
    net = diff(Schema((old,)), Schema((new,)))
    if any(not _is_native(operation) for operation in net):
        plan.rebuilt.add(name)
    elif sorted(map(_mark, net)) != sorted(map(_mark, changes)) and not all(
        isinstance(it, _HARMLESS) for it in changes
    ):
        plan.separate[name] = net


def _mark(operation: Operation) -> str:
    return operation.describe()


def _is_native(operation: Operation) -> bool:
    return isinstance(operation, _NATIVE) or (
        isinstance(operation, AddColumn) and not operation.fill and _is_addable(operation.column)
    )


def _is_addable(column: Column) -> bool:
    """Tell whether a column can be added as it is: rows get a constant, or nothing."""
    if column.identity or (column.default and column.default.sql):
        return False
    if column.computed is not None:
        return column.nullable and not column.stored
    return column.nullable or column.default is not None
