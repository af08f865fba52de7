"""Tables and columns that would go with what they hold."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.lint.change import Change
from generator.migrations.lint.renames import renamed_columns, renamed_tables
from generator.migrations.operations import AddColumn, DropColumn, DropTable


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them; those that were probably renamed are found there."""
    start = Draft(change.before)
    columns = {(table, gone) for table, gone, _ in renamed_columns(change.operations, change.before)}
    tables = {gone for gone, _ in renamed_tables(change.operations, change.before)}
    added = {(item.table, item.column.name) for item in change.operations if isinstance(item, AddColumn)}
    for operation in change.operations:
        match operation:
            case DropTable(name) if name not in tables:
                yield rules.DROPPED_TABLE.at(
                    None,
                    f"table {name} would be dropped, with every row in it",
                    "bring its entity back, or run again with `--allow M410`",
                )
            case DropColumn(table, name) if (table, name) not in columns:
                known = start.tables.get(table)
                computed = known is not None and any(
                    it.name == name and it.computed is not None for it in known.columns
                )
                if computed:
                    continue
                remade = (table, name) in added
                yield rules.DROPPED_COLUMN.at(
                    change.place(table, name),
                    f"column `{name}` of {table} would be {'computed, its values lost' if remade else 'dropped'}",
                    f"bring the field back, say `renamed_from: {name}` where it has another name now,"
                    " or run again with `--allow M411`",
                )
            case _:
                pass
