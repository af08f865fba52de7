"""Tables that a database makes anew while rows of others refer to theirs."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.dialects import dialect
from generator.migrations import rules
from generator.migrations.draft import Draft, TableName
from generator.migrations.effects import rebuilt_tables
from generator.migrations.lint.change import Change


def check(change: Change) -> Iterator[Diagnostic]:
    """Find them."""
    tables, end = Draft(change.before).tables, Draft(change.after).tables
    for name, rebuilt in rebuilt_tables(change.operations, change.before, change.databases).items():
        for table in sorted(rebuilt & tables.keys(), key=str):
            inbound = [
                str(owner)
                for owner, other in tables.items()
                if owner != table and any(TableName(key.table, key.schema) == table for key in other.foreign_keys)
            ]
            if inbound:
                yield rules.REBUILT_PARENT.at(
                    end[table].span if table in end else None,
                    f"{dialect(name).label} makes {table} anew, to which {', '.join(inbound)} refer: the whole database is"
                    " locked, foreign keys are off meanwhile, and every reference is looked up in the end",
                    "nothing to do: no row of theirs goes; for a large database plan a pause",
                )
