"""Columns whose new type does not hold every value of the old one."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.dialects import dialect
from generator.fieldtypes import Kind, Scalar
from generator.migrations import rules
from generator.migrations.bodies.conversions import conversions, kind
from generator.migrations.draft import Draft, TableName, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import AlterColumn, AlterEnumType
from generator.schema.state import Column, NativeEnum


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them, enum types that lose labels included."""
    end, draft = Draft(change.after), Draft(change.before)
    for operation in change.operations:
        match operation:
            case AlterColumn(table, column):
                old = found(draft.table(table).columns, column.name, "column")
                # What an enum's rows hold is judged by its labels.
                labelled = {bool(it.labels) for it in (old, _afterwards(end, table, column))} == {True}
                if old.computed is None and column.computed is None and not (labelled and _are_texts(old, column)):
                    yield from _retyped(table, old, column, change)
            case AlterEnumType(enum):
                old_enum = draft.enums[TableName(enum.name, enum.schema)]
                mapped = {was for was, _ in operation.values}
                gone = [label for label in old_enum.labels if label not in enum.labels and label not in mapped]
                if gone:
                    yield rules.NARROWED_COLUMN.at(
                        None,
                        f"enum type {enum.name} would lose {', '.join(map(repr, gone))}",
                        "make sure that no row has it, then run again with `--allow M412`",
                    )
            case _:
                pass
        operation.apply(draft)


def _afterwards(end: Draft, table: TableName, column: Column) -> Column:
    known = end.tables[table].columns if table in end.tables else ()
    return next((it for it in known if it.name == column.name), column)


def _are_texts(old: Column, new: Column) -> bool:
    return all(kind(it.type) is Kind.TEXT and not it.db_type for it in (old, new))


def _retyped(table: TableName, old: Column, new: Column, change: Change) -> Iterator[Diagnostic]:
    what = f"column `{new.name}` of {table} would go from {_shown(old)} to {_shown(new)}"
    databases, place = change.databases, change.place(table, new.name)
    raw = [name for name in databases if old.db_type.get(name) != new.db_type.get(name)]
    made = {owner.name: way for owner, way in conversions(old, new, databases) if owner.name not in raw}
    impossible = [dialect(name).label for name, way in made.items() if way is None]
    lossy = [name for name, way in made.items() if way is not None and way.lost]
    if impossible:
        yield rules.NO_CONVERSION.at(
            place,
            f"{what}: no value of the one is a value of the other on {' and '.join(impossible)}",
            "give the new field another name and its rows a value, `backfill: …`; drop the old one in a change after that",
        )
    elif lossy or raw:
        where = " and ".join(dialect(name).label for name in databases if name in lossy or name in raw)
        yield rules.NARROWED_COLUMN.at(
            place,
            f"{what}: it does not hold every value; migrating {where} stops at a row that does not fit",
            "change such rows first, then run again with `--allow M412`",
        )


def _shown(column: Column) -> str:
    held = column.type
    if column.db_type:
        return " or ".join(sorted(set(column.db_type.values())))
    return (
        held.name if isinstance(held, NativeEnum) else str(held) if isinstance(held, Scalar) else f"list[{held.item}]"
    )
