"""Uniques of tables that hold rows."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft, TableName
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddIndex, AddUnique


def check(change: Change) -> Iterator[Diagnostic]:
    """Find those that rows may break: all that no unique before implies."""
    start, end = Draft(change.before), Draft(change.after)
    for operation in change.operations:
        match operation:
            case AddUnique(table, item):
                name, over = item.name, set(item.columns)
            case AddIndex(table, index) if index.unique:
                name, over = index.name, {part.column or "" for part in index.parts}
            case _:
                continue
        if table in start.tables and not any(known <= over for known in _known(start, table)):
            yield rules.UNIQUE_ON_ROWS.at(
                end.tables[table].span if table in end.tables else None,
                f"`{name}` of {table} is new: migrating fails where two rows have the same values. PostgreSQL builds its index"
                " while others read and write, and takes ACCESS EXCLUSIVE for a moment; MariaDB builds it in place",
                f"look for such rows of {table} first: GROUP BY these columns, HAVING count(*) > 1",
            )


def _known(draft: Draft, table: TableName) -> list[set[str]]:
    known = draft.tables[table]
    whole = [set(item.columns) for item in known.uniques]
    return [*whole, set(known.primary_key.columns)]
