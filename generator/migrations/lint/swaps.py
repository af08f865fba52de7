"""Names that change hands: what one table or column held would be read as another's."""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.migrations import rules
from generator.migrations.draft import Draft
from generator.migrations.lint.change import Change
from generator.migrations.operations import RenameColumn, RenameTable
from generator.schema.state import Column, Table


def check(change: Change) -> Iterator[Diagnostic]:
    """Find tables and columns that take a name which another one has until then."""
    start = Draft(change.before)
    for operation in change.operations:
        if isinstance(operation, RenameTable | RenameColumn):
            operation.apply(start)
    before = start.tables
    owners = {(table.entity, table.link): name for name, table in before.items() if table.entity}
    for name, table in Draft(change.after).tables.items():
        old = before.get(name)
        if old is None:
            continue
        its = owners.get((table.entity, table.link), name)
        if its != name and (old.entity, old.link) != (table.entity, table.link):
            yield rules.SWAPPED.at(
                table.span,
                f"{table.entity} takes the table {name}, which {old.entity or 'another'} has; its own is {its}",
                "take a name that is free; the one you want, in a change after that",
            )
        else:
            yield from _columns(old, table)


def _columns(old: Table, new: Table) -> Iterator[Diagnostic]:
    fields = {_field(column): column.name for column in old.columns}
    holders = {column.name: _field(column) for column in old.columns}
    for column in new.columns:
        its = fields.get(_field(column), column.name)
        if its != column.name and holders.get(column.name, _field(column)) != _field(column):
            yield rules.SWAPPED.at(
                new.place(column.name),
                f"`{_field(column)}` of {new.name} takes the column `{column.name}`, in which the values of"
                f" `{holders[column.name]}` are; its own are in `{its}`",
                "take a name that is free; the one you want, in a change after that",
            )


def _field(column: Column) -> str:
    return column.known_as or column.name
