"""New columns that take no null, and for which rows that are there have no value."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddColumn
from generator.migrations.operations.columns import needs_value


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them."""
    for operation in change.operations:
        if not isinstance(operation, AddColumn) or operation.fill:
            continue
        column = operation.column
        if needs_value(column):
            yield rules.REQUIRED_COLUMN.at(
                change.place(operation.table, column.name),
                f"new column `{column.name}` of {operation.table} takes no null, and rows that are there have no value for it",
                "say what they get, `backfill: …` at the field or the flag; or give it a `default`, let it be null (`?`),"
                " or run again with `--allow M413` if there are no rows",
            )
