"""Columns that could be null and no longer can."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.lint.change import Change
from generator.migrations.operations import AlterColumn, FillColumn


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them."""
    draft = Draft(change.before)
    filled = {(item.table, item.column) for item in change.operations if isinstance(item, FillColumn)}
    for operation in change.operations:
        if isinstance(operation, AlterColumn):
            column = operation.column
            old = next(item for item in draft.table(operation.table).columns if item.name == column.name)
            if old.nullable and not column.nullable and (operation.table, column.name) not in filled:
                yield rules.REQUIRED_NOW.at(
                    change.place(operation.table, column.name),
                    f"column `{column.name}` of {operation.table} takes no null any more: migrating fails where one is."
                    " All rows are looked at under the lock (ACCESS EXCLUSIVE on PostgreSQL, LOCK=NONE on MariaDB)",
                    "say at the field what such rows get: `backfill: …`",
                )
        operation.apply(draft)
