"""Options of tables that exist already."""

from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.operations import Operation, SetTableOptions
from generator.schema.state import Schema


def check(operations: Sequence[Operation], before: Schema, after: Schema) -> Iterator[Diagnostic]:
    """Find changes of them."""
    del before, after
    for operation in operations:
        if isinstance(operation, SetTableOptions):
            yield rules.CHANGED_OPTIONS.at(
                None,
                f"the options of table {operation.table} changed, and it is there already",
                "take the change back, or make it in a revision of your own and run again with `--allow M416`",
            )
