"""Changes for which a database writes every row anew, or reads them all, while it keeps others out."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.fieldtypes import Kind, Scalar
from generator.migrations import rules
from generator.migrations.bodies.conversions import is_widening, kind
from generator.migrations.draft import Draft, TableName, found
from generator.migrations.lint.change import Change
from generator.migrations.operations import AddColumn, AlterColumn, AlterPrimaryKey
from generator.schema.state import Column


def check(change: Change) -> Iterator[Diagnostic]:
    """Find types, stored values and keys of tables that are there already."""
    draft = Draft(change.before)
    there = set(draft.tables)
    for operation in change.operations:
        match operation:
            case AlterColumn(table, column) if table in there and _rewrites(
                found(draft.table(table).columns, column.name, "column"), column
            ):
                yield _finding(change, column, table, f"column `{column.name}` of {table} gets another type")
            case AddColumn(table, column, fill) if table in there and _is_made_per_row(column, fill):
                yield _finding(change, column, table, f"each row of {table} gets a `{column.name}` of its own")
            case AlterPrimaryKey(table) if table in there:
                yield rules.KEY_CHANGED.at(
                    draft.table(table).span,
                    f"{table} gets another primary key: its rows are sorted and indexed anew, and nobody reads or writes it"
                    " meanwhile (ACCESS EXCLUSIVE on PostgreSQL, a copy on MariaDB)",
                    "plan for a pause, or write to a new table beside the old one",
                )
            case _:
                pass
        operation.apply(draft)


def _finding(change: Change, column: Column, table: TableName, what: str) -> Diagnostic:
    return rules.REWRITTEN.at(
        change.place(table, column.name),
        f"{what}: every row is written anew, and nobody reads or writes {table} meanwhile (ACCESS EXCLUSIVE on"
        " PostgreSQL, ALGORITHM=COPY on MariaDB)",
        "where the table is large: add a column beside it that may be null, fill it, and change over",
    )


def _rewrites(old: Column, new: Column) -> bool:
    if old.type == new.type or not (isinstance(old.type, Scalar) and isinstance(new.type, Scalar)):
        return old.type != new.type
    longer = kind(old.type) is kind(new.type) is Kind.TEXT and is_widening(old.type, new.type)
    same_scale = old.type.name == new.type.name == "decimal" and old.type.arguments[1:] == new.type.arguments[1:]
    return not (longer or (same_scale and is_widening(old.type, new.type)))


def _is_made_per_row(column: Column, fill: object) -> bool:
    return fill == "uuid" or column.identity is not None or (column.computed is not None and column.stored)
