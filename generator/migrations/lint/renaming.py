"""Names that a running application still uses."""

from collections.abc import Iterator, Sequence

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.operations import Operation, RenameColumn, RenameTable
from generator.schema.state import Schema


def check(operations: Sequence[Operation], before: Schema, after: Schema) -> Iterator[Diagnostic]:
    """Find tables and columns that get another name."""
    del before
    end = Draft(after)
    for operation in operations:
        match operation:
            case RenameTable(old, new):
                span, what = end.tables[new].span if new in end.tables else None, f"table {old} is {new} now"
            case RenameColumn(table, old_column, to):
                known = end.tables[table].columns if table in end.tables else ()
                span = next((column.span for column in known if column.name == to), None)
                what = f"column `{old_column}` of {table} is `{to}` now"
            case _:
                continue
        yield rules.RENAMED.at(
            span,
            f"{what}: an application that runs with the old name fails from the moment that this is applied",
            "stop it meanwhile, or keep the name in the database by `table:` or `column:`",
        )
