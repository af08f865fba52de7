"""Names that a running application still uses."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.lint.change import Change
from generator.migrations.operations import RenameColumn, RenameTable


def check(change: Change) -> Iterator[Diagnostic]:
    """Find tables and columns that get another name."""
    end = Draft(change.after)
    for operation in change.operations:
        match operation:
            case RenameTable(old, new):
                span, what = end.tables[new].span if new in end.tables else None, f"table {old} is {new} now"
            case RenameColumn(table, old_column, to):
                span = change.place(table, to)
                what = f"column `{old_column}` of {table} is `{to}` now"
            case _:
                continue
        yield rules.RENAMED.at(
            span,
            f"{what}: an application that runs with the old name fails from the moment that this is applied"
            " (ACCESS EXCLUSIVE on PostgreSQL, LOCK=EXCLUSIVE for a table on MariaDB, for a moment)",
            "stop it meanwhile, or keep the name in the database by `table:` or `column:`",
        )
