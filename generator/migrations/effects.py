"""What each operation costs on each database, and which data it puts at risk: what `gen diff` tells beside it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.dialects import Dialect, dialect
from generator.dialects.effects import Effect, effect, strongest
from generator.fieldtypes import Kind, Scalar
from generator.migrations.bodies.conversions import conversions, is_widening, kind
from generator.migrations.bodies.rebuilds import plan_rebuilds
from generator.migrations.dependence import touches
from generator.migrations.draft import Draft, TableName, found, name_of
from generator.migrations.operations import (
    AddCheck,
    AddColumn,
    AddForeignKey,
    AddIndex,
    AddUnique,
    AlterColumn,
    AlterEnumType,
    ChangeInside,
    ChangeLabels,
    CreateTable,
    DropCheck,
    DropColumn,
    DropIndex,
    DropTable,
    Operation,
    RenameConstraint,
    RenameTable,
    TableOperation,
)
from generator.migrations.operations.columns import needs_value
from generator.migrations.phases import has_phases
from generator.schema.physical import physical, storage
from generator.schema.state import Column, Index, NativeEnum, Schema

_INPLACE_BYTES: Final = 255
"""Up to here, a text's length takes one byte on MariaDB, which is changed without a copy."""
_WORDS: Final[Mapping[str, str]] = {
    "create_table": "create",
    "drop_table": "drop",
    "rename_table": "rename",
    "rename_index": "rename index",
    "rename_column": "rename column",
    "alter_primary_key": "key",
    "add_unique": "unique",
    "drop_unique": "drop unique",
    "drop_check": "drop check",
    "add_foreign_key": "foreign key",
    "drop_foreign_key": "drop foreign key",
    "create_policy": "policy",
    "drop_policy": "policy",
    "forbid_changes": "refuse",
    "allow_changes": "allow",
    "set_table_comment": "comment",
    "set_table_options": "options",
    "drop_column": "drop column",
    "fill_column": "values",
    "create_enum_type": "beside",
    "drop_enum_type": "beside",
    "create_schema": "beside",
    "drop_schema": "beside",
    "create_extension": "beside",
    "drop_extension": "beside",
}


def costs(operations: Sequence[Operation], before: Schema, databases: Sequence[str]) -> Iterator[dict[str, Effect]]:
    """Give for each operation what it costs, by database; one that does nothing there is left out."""
    rebuilt = rebuilt_tables(operations, before, databases)
    draft = Draft(before)
    phased = has_phases(operations, before, databases)
    keyed = {(name, it) for name, table in draft.tables.items() for it in table.primary_key.columns}
    changed = {(it.table, it.column.name) for it in operations if isinstance(it, AlterColumn)}
    changed |= {(it.table, it.column) for it in operations if isinstance(it, DropColumn)}
    new = {name_of(operation.table) for operation in operations if isinstance(operation, CreateTable)}
    for operation in operations:
        told: dict[str, Effect] = {}
        for name in databases:
            changes = list(_changes(operation, draft, dialect(name)))
            if phased and isinstance(operation, DropColumn) and _is_demanded(operation, draft, keyed):
                changes.append("null")  # so that the application of the version after need not write it
            if changes == ["drop index"] and _is_in_the_way(operation, draft, changed):
                changes = ["drop index at once"]
            if not changes:
                continue
            cost = strongest(name, [effect(name, change) for change in changes])
            table = operation.table if isinstance(operation, TableOperation) else None
            if table in new:
                cost = Effect("")  # nobody uses it yet
            elif name in rebuilt:
                cost = Effect(cost.lock, table in rebuilt[name])
            told[name] = cost
        yield told
        operation.apply(draft)


def _is_demanded(operation: DropColumn, draft: Draft, keyed: Collection[tuple[TableName, str]]) -> bool:
    table = draft.table(operation.table)
    is_key = (operation.table, operation.column) in keyed
    return needs_value(found(table.columns, operation.column, "column")) and not (is_key or table.append_only)


def _is_in_the_way(operation: Operation, draft: Draft, changed: Collection[tuple[TableName, str]]) -> bool:
    """Tell whether an index has to be gone before its column changes: then there is no time to let others go first."""
    if not isinstance(operation, DropIndex):
        return False
    index = found(draft.table(operation.table).indexes, operation.name, "index")
    return touches(index, {column for table, column in changed if table == operation.table})


def risk(operation: Operation, before: Draft, databases: Sequence[str]) -> str:  # noqa: PLR0911  # one return a case
    """Give which data an operation puts at risk, in words; empty for none."""
    match operation:
        case DropTable():
            return "every row goes"
        case DropColumn(table, column):
            computed = found(before.table(table).columns, column, "column").computed is not None
            return "" if computed else "every value goes"
        case AlterColumn(table, column):
            old = found(before.table(table).columns, column.name, "column")
            if any(way is None or way.lost for _, way in conversions(old, column, databases)):
                return "stops at a value that does not fit, nothing converted"
            return "stops at a null" if old.nullable and not column.nullable else ""
        case AddUnique() | AddCheck() | AddForeignKey():
            return "stops at rows that break it"
        case AddIndex(_, index) if index.unique:
            return "stops at rows that break it"
        case AddColumn(_, column, fill) if fill is None and not (
            column.nullable or column.default or column.computed or column.identity
        ):
            return "stops if there are rows"
        case _:
            return ""


def rebuilt_tables(
    operations: Sequence[Operation], before: Schema, databases: Sequence[str]
) -> dict[str, set[TableName]]:
    """Give the tables that a database makes anew, by database, under the names that they have while it does."""
    start = Draft(before)
    rest = list(operations)
    renamed: dict[TableName, TableName] = {}
    while rest and rest[0].word in {"create_schema", "rename_table", "rename_column"}:
        operation = rest.pop(0)
        if isinstance(operation, RenameTable):
            renamed[operation.to] = operation.table
        operation.apply(start)
    return {
        plan.owner.name: plan.rebuilt | {renamed[name] for name in plan.rebuilt if name in renamed}
        for plan in plan_rebuilds(rest, start, databases)
    }


def _changes(operation: Operation, draft: Draft, owner: Dialect) -> Iterable[str]:  # noqa: C901, PLR0911, PLR0912  # one return a case
    """Give the kinds of change that an operation is on a database."""
    match operation:
        case AddColumn(_, column, fill):
            if column.computed is not None:
                return ["stored" if column.stored or not owner.computed_virtual else "virtual"]
            own = fill == "uuid" or (fill is not None and owner.commits_changes and fill in {"now", "today"})
            return ["value a row" if own or column.identity else "add column"]
        case AlterColumn(table, column):
            return _alterations(found(draft.table(table).columns, column.name, "column"), column, owner)
        case AlterEnumType():
            return _labels(operation, draft, owner)
        case ChangeLabels(table, column, _, values):
            native = isinstance(found(draft.table(table).columns, column, "column").type, NativeEnum)
            return ["values"] if values and not (native and owner.native_enums) else []
        case AddCheck(_, check):
            return [] if check.enum_column and owner.native_enums else ["check"]
        case DropCheck(table, name):
            check = found(draft.table(table).checks, name, "check")
            return [] if check.enum_column and owner.native_enums else ["drop check"]
        case RenameConstraint(table, name):
            known = draft.table(table)
            if known.primary_key.name == name and not owner.names_primary_keys:
                return []
            return ["rename constraint" if any(it.name == name for it in known.uniques) else "rename check"]
        case AddIndex(_, index) if not _is_there(index, operation.table, draft, owner):
            return []
        case AddIndex(_, index):
            return ["unique on some" if index.unique and index.where else "unique" if index.unique else "index"]
        case DropIndex(table, name):
            index = found(draft.table(table).indexes, name, "index")
            return ["drop unique on some" if index.unique and index.where else "drop index"]
        case ChangeInside():
            return []
        case _:
            return [_WORDS[operation.word]]


def _is_there(index: Index, table: TableName, draft: Draft, owner: Dialect) -> bool:
    known = draft.table(table)
    alone = type(known)(known.name, known.columns, known.primary_key, indexes=(index,))
    return bool(physical(alone, owner).indexes)


def _alterations(old: Column, new: Column, owner: Dialect) -> Iterator[str]:
    if (old.computed is None) != (new.computed is None):
        yield "default"
    if _is_written_anew(old, new, owner):
        yield "type"
    elif (old.type, old.db_type, old.collation) != (new.type, new.db_type, new.collation):
        yield "longer"
    if old.nullable != new.nullable:
        yield "null"
    if (old.default, old.identity) != (new.default, new.identity):
        yield "default"
    if old.comment != new.comment and owner.comments:
        yield "comment"


def _is_written_anew(old: Column, new: Column, owner: Dialect) -> bool:
    if old.db_type.get(owner.name) != new.db_type.get(owner.name):
        return True
    before, after = storage(old.type, owner), storage(new.type, owner)
    if before == after or {kind(before), kind(after)} == {Kind.DATETIME, Kind.LOCAL_DATETIME}:
        return before != after and owner.cast_on_change
    if not (isinstance(before, Scalar) and isinstance(after, Scalar) and is_widening(before, after)):
        return True
    if kind(after) is Kind.TEXT:
        lengths = [it.arguments[0] * 4 if it.arguments else None for it in (before, after)]
        short = [length is not None and length <= _INPLACE_BYTES for length in lengths]
        return owner.full_column_on_change and short != [True, True] and (None in lengths or short[0])
    same_scale = kind(after) is Kind.DECIMAL and before.arguments[1:] == after.arguments[1:]
    return not same_scale or owner.full_column_on_change


def _labels(operation: AlterEnumType, draft: Draft, owner: Dialect) -> Iterator[str]:
    if not owner.native_enums:
        return
    known = draft.enums[TableName(operation.enum.name, operation.enum.schema)]
    renamed = {was: now for was, now in operation.values if now not in known.labels}
    before = [renamed.get(label, label) for label in known.labels]
    kept = [label for label in operation.enum.labels if label in before]
    yield "labels" if kept == before else "replace labels"
