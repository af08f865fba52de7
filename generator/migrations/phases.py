"""When each operation of a revision is carried out: at first what the application of the version before can live with.

Expand: what comes or gets wider, while that application runs on. Contract: what goes, gets another type or is demanded of
rows, when it is gone. Within both, what takes long on tables in use comes after the rest is committed, each by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from generator.dialects import dialect
from generator.migrations.bodies.conversions import is_widening
from generator.migrations.bodies.fills import fill_sql
from generator.migrations.dependence import touches
from generator.migrations.draft import Draft, TableName, found
from generator.migrations.merging import touches as touches_of
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
    ChangeLabels,
    CreateObject,
    CreatePolicy,
    CreateTable,
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
    RenameTable,
)
from generator.migrations.operations.columns import needs_value
from generator.schema.state import Backfill, Check, Column, Default, ForeignKey, Index, Schema, Table, Unique

CONTRACT: Final = 2
"""The first step that the application of the version before could not live with."""
_WHOLE: Final = (RenameTable, RenameColumn, CreateObject, DropObject)
"""With one of these, a revision has one phase: no application can live with both names, and what stands on a table that
changes is made again when all is done."""
_GOING: Final = (AlterPrimaryKey, CreatePolicy, DropColumn, DropEnumType, DropExtension, DropSchema, DropTable)
_ADDING: Final = (AddCheck, AddForeignKey, AddIndex, AddUnique)
Item = Unique | Index | Check | ForeignKey


@dataclass(frozen=True, slots=True)
class Step:
    """An operation, and its turn: 0 and 1 expand, those from 2 on contract; the odd ones outside of a transaction."""

    operation: Operation
    turn: int


def has_phases(operations: Sequence[Operation], before: Schema, databases: Sequence[str]) -> bool:
    """Tell whether a revision can be taken apart, on a database that can stop in between."""
    if all(dialect(name).rebuilds for name in databases) or any(isinstance(item, _WHOLE) for item in operations):
        return False
    remade = {(it.table, it.column) for it in operations if isinstance(it, DropColumn)}
    if not remade.isdisjoint((it.table, it.column.name) for it in operations if isinstance(it, AddColumn)):
        return False
    # A table that refuses changes gets all of them while it is open for once.
    refusing = {it.table for it in operations if isinstance(it, AllowChanges)}
    refusing &= {it.table for it in operations if isinstance(it, ForbidChanges)}
    if any(isinstance(it, ChangeLabels) and it.values and it.table in refusing for it in operations):
        return False
    # What a column has to be without while it gets another type would be missing in between.
    there = Draft(before).tables
    retyped = {
        (item.table, old.name)
        for item in operations
        if isinstance(item, AlterColumn) and item.table in there
        for old in there[item.table].columns
        if old.name == item.column.name and old.type != item.column.type
    }
    again = {item.table for item in operations if isinstance(item, AddForeignKey | CreatePolicy)}
    return not any(
        isinstance(item, DropForeignKey | DropPolicy)
        and item.table in again
        and not retyped.isdisjoint(_held(item, there[item.table]))
        for item in operations
    )


def _held(operation: DropForeignKey | DropPolicy, table: Table) -> Iterator[tuple[TableName, str]]:
    """Give the columns that what is dropped holds to their types."""
    if isinstance(operation, DropPolicy):
        if table.policy is not None:
            yield operation.table, table.policy.column
        return
    key = found(table.foreign_keys, operation.name, "foreign key")
    yield from ((operation.table, name) for name in key.columns)
    yield from ((TableName(key.table, key.schema), name) for name in key.references)


def steps(operations: Iterable[Operation], before: Schema, databases: Sequence[str], *, phased: bool) -> list[Step]:
    """Give the operations in their order, taken apart where a part of one can come earlier; they lead to the same."""
    given = list(operations)
    online = any(dialect(name).concurrent_indexes for name in databases)
    if not (online or phased):
        return [Step(operation, 0) for operation in given]
    plan = _Plan(given, before, tuple(databases), online=online, phased=phased)
    for operation in given:
        plan.add(operation)
    return sorted(_settled(plan.steps, before), key=lambda step: step.turn)


@dataclass
class _Plan:
    given: list[Operation]
    before: Schema
    databases: tuple[str, ...]
    online: bool
    phased: bool
    steps: list[Step] = field(default_factory=list[Step])

    def __post_init__(self) -> None:
        """Look up what the operations have to do with each other."""
        self.draft = Draft(self.before)
        self.keyed = {(name, it) for name, table in self.draft.tables.items() for it in table.primary_key.columns}
        self.refusing = {name for name, table in self.draft.tables.items() if table.append_only}
        created = [item.table for item in self.given if isinstance(item, CreateTable)]
        self.created = {TableName(table.name, table.schema) for table in created}
        # A new table may refer to what a unique of another one holds.
        self.needed = {TableName(key.table, key.schema) for table in created for key in table.foreign_keys}
        self.added = {(it.table, it.column.name) for it in self.given if isinstance(it, AddColumn)}
        self.forbidden = {it.table for it in self.given if isinstance(it, ForbidChanges)}
        self.demanded = {
            (it.table, it.column.name) for it in self.given if isinstance(it, AlterColumn) and not it.column.nullable
        }
        self.changed: dict[TableName, set[str]] = {}
        for item in self.given:
            if isinstance(item, AlterColumn | DropColumn):
                name = item.column.name if isinstance(item, AlterColumn) else item.column
                self.changed.setdefault(item.table, set()).add(name)
        self.again = {(type(item), item.table) for item in self.given if isinstance(item, (*_ADDING, CreatePolicy))}

    def add(self, operation: Operation) -> None:
        """Take an operation in, as the steps that it comes to."""
        match operation:
            case AlterColumn(table, column):
                old = found(self.draft.table(table).columns, column.name, "column")
                self._alter(operation, old)
            case AddColumn(table, column, str() | Backfill() as fill) if needs_value(column) and self._is_phased(table):
                self._require(table, column, fill)
            case FillColumn(table) if table not in self.created:
                self._put(operation, late=False, waits=table not in self.forbidden)
                if self._is_phased(table) and (table, operation.column) in self.demanded:
                    self._put(replace(operation), late=True, waits=True)
            case DropColumn(table, name):
                self._relax(table, name)
                self._put(operation, late=True)
            case _:
                self._put(operation, late=self._is_late(operation), waits=self._waits(operation))
        operation.apply(self.draft)

    def _put(self, operation: Operation, *, late: bool, waits: bool = False) -> None:
        self.steps.append(Step(operation, CONTRACT * (late and self.phased) + (waits and self.online)))

    def _is_phased(self, table: TableName) -> bool:
        """Tell whether rows may come between the phases that lack something; an append-only table gets all at once."""
        kept = table in self.forbidden or self.draft.table(table).append_only
        return self.phased and table not in self.created and not kept

    def _require(self, table: TableName, column: Column, fill: str | Backfill) -> None:
        """Let rows do without the new column until everybody writes it: by a DEFAULT."""
        shown = replace(self.draft.table(table), columns=(*self.draft.table(table).columns, column))
        texts = {name: fill_sql(shown, column, fill, dialect(name)) for name in self.databases}
        self._put(AddColumn(table, replace(column, default=Default(sql=texts)), fill), late=False)
        self._put(AlterColumn(table, replace(column, labels={})), late=True)

    def _relax(self, table: TableName, name: str) -> None:
        """Let rows do without a column that goes, for the application that does not know it any more."""
        known = self.draft.table(table)
        column = found(known.columns, name, "column")
        kept = (table, name) in self.keyed | self.added
        if self._is_phased(table) and needs_value(column) and not kept:
            # First of all, so that it is in nobody's way.
            self.steps.insert(0, Step(AlterColumn(table, replace(column, nullable=True, labels={})), 0))

    def _alter(self, operation: AlterColumn, old: Column) -> None:
        table, new = operation.table, operation.column
        tightens = old.nullable and not new.nullable
        if old.computed is not None or new.computed is not None or old.identity != new.identity:
            self._put(operation, late=self._is_phased(table))
            return
        if not self._is_phased(table):
            plain = replace(new, nullable=old.nullable or new.nullable)
            self._each(table, ((plain, False, False), (new, False, tightens)), old)
            return
        wider = is_widening(old.type, new.type) and old.db_type == new.db_type and old.collation == new.collation
        nullable = old.nullable or new.nullable
        first = replace(
            new if wider else replace(old, comment=new.comment),
            nullable=nullable,
            default=new.default if wider and new.default is not None else old.default,
        )
        self._each(
            table, ((first, False, False), (replace(new, nullable=nullable), True, False), (new, True, tightens)), old
        )

    def _each(self, table: TableName, states: Iterable[tuple[Column, bool, bool]], old: Column) -> None:
        """Go from one state of a column to the next, where they differ."""
        last = replace(old, labels={})
        for column, late, waits in states:
            now = replace(column, labels={})
            if now != last:
                self._put(AlterColumn(table, now), late=late, waits=waits)
            last = now

    def _is_late(self, operation: Operation) -> bool:
        """Tell whether the application of the version before could not live with it."""
        match operation:
            case AddUnique(table, item) | AddCheck(table, item) | AddForeignKey(table, item) | AddIndex(table, item):
                late = table not in self.created and self._is_demand(table, item)
            case DropUnique() | DropForeignKey() | DropIndex() | DropPolicy():
                late = self._is_replaced(operation)
            case ChangeLabels(values=values):
                late = bool(values)
            case AlterEnumType(enum, values):
                old = self.draft.enums[TableName(enum.name, enum.schema)].labels
                late = bool(values) or not set(old) <= set(enum.labels)
            case ForbidChanges(table):
                late = table not in self.created | self.refusing
            case _:
                late = isinstance(operation, _GOING)
        return late

    def _is_replaced(self, operation: DropUnique | DropForeignKey | DropIndex | DropPolicy) -> bool:
        """Tell whether another one takes its place: then rows are never without."""
        table = operation.table
        if isinstance(operation, DropForeignKey):
            return (AddForeignKey, table) in self.again
        if isinstance(operation, DropPolicy):
            return (CreatePolicy, table) in self.again
        if (
            isinstance(operation, DropIndex)
            and not found(self.draft.table(table).indexes, operation.name, "index").unique
        ):
            return False
        return (AddUnique, table) in self.again or self._unique_index_comes(table)

    def _unique_index_comes(self, table: TableName) -> bool:
        return any(isinstance(it, AddIndex) and it.table == table and it.index.unique for it in self.given)

    def _is_demand(self, table: TableName, item: Item) -> bool:
        """Tell whether rows that the application of the version before writes may break it."""
        if isinstance(item, Index) and not item.unique:
            return False
        old = {column.name for column in self.draft.table(table).columns if (table, column.name) not in self.added}
        return touches(item, old)

    def _waits(self, operation: Operation) -> bool:
        if isinstance(operation, DropIndex):
            item = found(self.draft.table(operation.table).indexes, operation.name, "index")
            return not touches(item, self.changed.get(operation.table, ()))
        if not isinstance(operation, _ADDING) or operation.table in self.created:
            return False
        unique = isinstance(operation, AddUnique) or (isinstance(operation, AddIndex) and operation.index.unique)
        return not (unique and operation.table in self.needed)


def _settled(plan: Sequence[Step], before: Schema) -> Iterator[Step]:
    """Let nothing come before what it follows and has to do with; what belongs into a transaction stays in one."""
    known = touches_of("", [step.operation for step in plan], before, ())
    turns: list[int] = []
    for place, step in enumerate(plan):
        turn = step.turn
        for i in range(place):
            if turns[i] > turn and known[i].meets(known[place]):
                turn = turns[i] + (turns[i] - turn) % 2
        turns.append(turn)
        yield Step(step.operation, turn)
