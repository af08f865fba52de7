"""Checks that come to tables with rows."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.dependence import touches
from generator.migrations.draft import Draft, name_of
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddCheck, AddColumn, RenameConstraint


def check(change: Change) -> Iterator[Diagnostic]:
    """Find those that rows may break: new rules, over columns that were there; labels are judged by themselves."""
    start, end = Draft(change.before), Draft(change.after)
    came = {(item.table, item.column.name) for item in change.operations if isinstance(item, AddColumn)}
    renamed = {(item.table, item.to) for item in change.operations if isinstance(item, RenameConstraint)}
    known = {name_of(table): {item.expression for item in table.checks} for table in change.before.tables}
    for operation in change.operations:
        if (
            not isinstance(operation, AddCheck)
            or operation.table not in start.tables
            or operation.table not in end.tables
        ):
            continue
        table, item = end.tables[operation.table], operation.check
        labelled = [column.name for column in table.columns if column.labels]
        new = [name for owner, name in came if owner == operation.table]
        if touches(item, labelled) or touches(item, new) or item.expression in known[operation.table]:
            continue
        if (operation.table, item.name) not in renamed:
            yield rules.CHECK_ON_ROWS.at(
                table.span,
                f"`{item.name}` of {operation.table} is new: migrating fails where a row breaks it. PostgreSQL takes"
                " ACCESS EXCLUSIVE for a moment and looks at rows while others read and write; MariaDB copies the table"
                " while writers wait",
                "look for such rows first: those for which the check's condition is false",
            )
