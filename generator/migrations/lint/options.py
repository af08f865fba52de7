"""Options of tables that exist already."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.lint.change import Change
from generator.migrations.operations import SetTableOptions


def check(change: Change) -> Iterator[Diagnostic]:
    """Find changes of them."""
    for operation in change.operations:
        if isinstance(operation, SetTableOptions):
            yield rules.CHANGED_OPTIONS.at(
                None,
                f"the options of table {operation.table} changed, and it is there already",
                "take the change back, or write it: `gen migrate new --pending --sql FILE --allow M416`",
            )
