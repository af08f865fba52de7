"""Foreign keys that hold rows to what they refer to: new ones over rows, and those that go."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddColumn, AddForeignKey, DropForeignKey, DropTable
from generator.schema.state import ForeignKey


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them; a key that is made anew over the same columns held before."""
    start, end = Draft(change.before), Draft(change.after)
    added = {(item.table, item.column.name) for item in change.operations if isinstance(item, AddColumn)}
    dropped = {item.table for item in change.operations if isinstance(item, DropTable)}
    for operation in change.operations:
        match operation:
            case AddForeignKey(table, key) if table in start.tables and not any(
                (table, it) in added for it in key.columns
            ):
                if not any(_holds(known, key) for known in start.tables[table].foreign_keys):
                    yield rules.KEY_ON_ROWS.at(
                        end.tables[table].span,
                        f"`{key.name}` of {table} is new: migrating fails where a row refers to one that is not there."
                        f" PostgreSQL takes SHARE ROW EXCLUSIVE on {table} and {key.table} for a moment; MariaDB copies {table}"
                        " while writers wait",
                        f"look for such rows first, in {table} LEFT JOIN {key.table}",
                    )
            case DropForeignKey(table, name) if table in start.tables and table not in dropped and table in end.tables:
                gone = next((it for it in start.tables[table].foreign_keys if it.name == name), None)
                left = {column.name for column in end.tables[table].columns}
                if (
                    gone
                    and left.issuperset(gone.columns)
                    and not any(_holds(gone, known) for known in end.tables[table].foreign_keys)
                ):
                    yield rules.KEY_GONE.at(
                        end.tables[table].span,
                        f"nothing holds rows of {table} to those of {gone.table} any more: `{name}` goes (ACCESS EXCLUSIVE on"
                        " both tables on PostgreSQL, for a moment)",
                        "keep the reference, or `constraint: false` if it is meant",
                    )
            case _:
                pass


def _holds(one: ForeignKey, other: ForeignKey) -> bool:
    return (one.columns, one.table, one.references) == (other.columns, other.table, other.references)
