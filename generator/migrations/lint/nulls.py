"""Columns that could be null and no longer can."""

from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.operations import AlterColumn, FillColumn, Operation
from generator.schema.state import Schema


def check(operations: Sequence[Operation], before: Schema, after: Schema) -> Iterator[Diagnostic]:
    """Find them."""
    del after
    draft = Draft(before)
    filled = {(item.table, item.column) for item in operations if isinstance(item, FillColumn)}
    for operation in operations:
        if isinstance(operation, AlterColumn):
            column = operation.column
            old = next(item for item in draft.table(operation.table).columns if item.name == column.name)
            if old.nullable and not column.nullable and (operation.table, column.name) not in filled:
                yield rules.REQUIRED_NOW.at(
                    column.span,
                    f"column `{column.name}` of {operation.table} takes no null any more: migrating fails where one is",
                    "say at the field what such rows get: `backfill: …`",
                )
        operation.apply(draft)
