"""Columns whose new type does not hold every value of the old one."""

from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.fieldtypes import Scalar
from generator.migrations import rules
from generator.migrations.bodies.conversions import is_widening
from generator.migrations.draft import Draft, TableName
from generator.migrations.operations import AlterColumn, AlterEnumType, Operation
from generator.schema.state import Column, NativeEnum, Schema


def check(operations: Sequence[Operation], before: Schema, after: Schema) -> Iterator[Diagnostic]:
    """Find them, enum types that lose labels included."""
    del after
    draft = Draft(before)
    for operation in operations:
        match operation:
            case AlterColumn(table, column):
                old = next(item for item in draft.table(table).columns if item.name == column.name)
                if not is_widening(old.type, column.type):
                    yield rules.NARROWED_COLUMN.at(
                        column.span,
                        f"column `{column.name}` of {table} would go from {_shown(old)} to {_shown(column)}",
                        "make sure that every value fits, then run again with `--allow M412`",
                    )
            case AlterEnumType(enum):
                old_enum = draft.enums[TableName(enum.name, enum.schema)]
                gone = [label for label in old_enum.labels if label not in enum.labels]
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
    kind = column.type
    return (
        kind.name if isinstance(kind, NativeEnum) else str(kind) if isinstance(kind, Scalar) else f"list[{kind.item}]"
    )
