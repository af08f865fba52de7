"""Columns whose new type does not hold every value of the old one."""

from collections.abc import Iterator, Sequence
from typing import Final

from generator.diagnostics import Diagnostic
from generator.fieldtypes import Kind, Scalar
from generator.migrations import rules
from generator.migrations.bodies.conversions import is_widening, kind
from generator.migrations.draft import Draft, TableName
from generator.migrations.operations import AlterColumn, AlterEnumType, Operation
from generator.schema.state import Column, NativeEnum, Schema

_NUMBERS: Final = frozenset({Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL})
_SILENT: Final = "; SQLite makes 0 of a text that is no number, without a word"


def check(operations: Sequence[Operation], before: Schema, after: Schema) -> Iterator[Diagnostic]:
    """Find them, enum types that lose labels included."""
    del after
    draft = Draft(before)
    for operation in operations:
        match operation:
            case AlterColumn(table, column):
                old = next(item for item in draft.table(table).columns if item.name == column.name)
                if not is_widening(old.type, column.type) or old.db_type != column.db_type:
                    yield rules.NARROWED_COLUMN.at(
                        column.span,
                        f"column `{column.name}` of {table} would go from {_shown(old)} to {_shown(column)}",
                        "make sure that every value fits, then run again with `--allow M412`"
                        + (_SILENT if kind(old.type) is Kind.TEXT and kind(column.type) in _NUMBERS else ""),
                    )
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


def _shown(column: Column) -> str:
    held = column.type
    if column.db_type:
        return " or ".join(sorted(set(column.db_type.values())))
    return (
        held.name if isinstance(held, NativeEnum) else str(held) if isinstance(held, Scalar) else f"list[{held.item}]"
    )
