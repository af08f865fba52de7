"""Something goes and something like it comes: probably the same under another name."""

from collections.abc import Iterator, Sequence
from typing import Final

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft, TableName, name_of
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddColumn, CreateTable, DropColumn, DropTable, Operation
from generator.schema.state import Column, Schema, Table

_LIKE: Final = 0.6
"""The part of two tables' columns that has to be the same."""


def check(change: Change) -> Iterator[Diagnostic]:
    """Find columns and tables that were probably renamed."""
    for table, gone, come in renamed_columns(change.operations, change.before):
        yield rules.PROBABLE_RENAME.at(
            change.place(table, come.name),
            f"`{gone}` of {table} goes, and `{come.name}` of the same type comes: is it the same?",
            f"if it is, write `renamed_from: {gone}` at `{come.name}`; if not, run again with `--allow M414`:"
            f" the values of `{gone}` are lost then",
        )
    for gone_table, new in renamed_tables(change.operations, change.before):
        yield rules.PROBABLE_RENAME.at(
            new.span,
            f"table {gone_table} goes, and {new.name}, which has the same columns, comes: is it the same?",
            "if it is, write `renamed_from:` with the entity's former name; if not, run again with `--allow M414`:"
            f" the rows of {gone_table} are lost then",
        )


def renamed_columns(operations: Sequence[Operation], before: Schema) -> list[tuple[TableName, str, Column]]:
    """Give what goes and what comes in its place, by table."""
    draft = Draft(before)
    pairs: list[tuple[TableName, str, Column]] = []
    added: dict[TableName, list[Column]] = {}
    for operation in operations:
        if isinstance(operation, AddColumn) and operation.column.computed is None:
            added.setdefault(operation.table, []).append(operation.column)
    for operation in operations:
        if not isinstance(operation, DropColumn) or operation.table not in draft.tables:
            continue
        gone = next((item for item in draft.tables[operation.table].columns if item.name == operation.column), None)
        if gone is None or gone.computed is not None:
            continue
        like = [item for item in added.get(operation.table, []) if item.type == gone.type and item.name != gone.name]
        if like:
            pairs.append((operation.table, gone.name, like[0]))
            added[operation.table].remove(like[0])
    return pairs


def renamed_tables(operations: Sequence[Operation], before: Schema) -> list[tuple[TableName, Table]]:
    """Give what goes and what comes in its place."""
    draft = Draft(before)
    created = [item.table for item in operations if isinstance(item, CreateTable)]
    pairs: list[tuple[TableName, Table]] = []
    for operation in operations:
        if isinstance(operation, DropTable):
            gone = draft.table(operation.table)
            like = [table for table in created if _likeness(gone, table) >= _LIKE]
            if like:
                pairs.append((name_of(gone), like[0]))
                created.remove(like[0])
    return pairs


def _likeness(one: Table, other: Table) -> float:
    mine, theirs = ({(item.name, str(item.type)) for item in table.columns} for table in (one, other))
    return len(mine & theirs) / max(len(mine | theirs), 1)
