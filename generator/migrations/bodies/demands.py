"""What a revision asks of rows before it changes a type: that each of them keeps its value."""

from collections.abc import Iterator, Sequence

from generator.code import Code, call, code, literal
from generator.dialects import Dialect, dialect
from generator.fieldtypes import Kind
from generator.migrations.bodies.conversions import BACK, conversion, kind
from generator.migrations.bodies.module import support
from generator.migrations.bodies.statements import Statement, row_options
from generator.migrations.draft import found
from generator.migrations.operations.columns import needs_value
from generator.schema.columns import revision_type
from generator.schema.state import Column, Table
from generator.schema.views import Views


def demand_fit(old: Table, new: Table, column: str, databases: Sequence[str]) -> Iterator[Statement]:
    """Give what stops a column's change of type; of databases that ask the same of rows, one statement."""
    asked: dict[Code, list[str]] = {}
    first = not found(new.columns, column, "column").labels
    for (owner, was), (_, becomes) in zip(
        Views(old, tuple(databases)).tables, Views(new, tuple(databases)).tables, strict=True
    ):
        before, after = found(was.columns, column, "column"), found(becomes.columns, column, "column")
        for statement in demanded(new, before, after, owner):
            asked.setdefault(statement.code, []).append(owner.name)
    for made, owners in asked.items():
        yield Statement(tuple(owners), made, first=first)


def demand_no_rows(table: Table, column: Column, databases: Sequence[str]) -> Iterator[Statement]:
    """Give what stops where rows would get an empty value in a new column that takes no null."""
    owners = tuple(name for name in databases if dialect(name).fills_required)
    if owners and needs_value(column):
        names = literal(table.name), literal(column.name)
        made = call(support("demand_no_rows"), *names, **row_options(table, owners))
        yield Statement(owners, made, first=True)


def demanded(
    table: Table, before: Column, after: Column, owner: Dialect, own: str | None = None
) -> Iterator[Statement]:
    """Give the same for one database, for the values that SQL `own` gives."""
    options = row_options(table, (owner.name,))
    names = literal(table.name), literal(after.name)
    if before.computed is not None or after.computed is not None:
        return
    types = code("(", revision_type(before, owner), ", ", revision_type(after, owner), ")")
    raw = [column.db_type.get(owner.name) for column in (before, after)]
    if raw[0] != raw[1]:
        if kind(after.type) is Kind.JSON:
            return  # the same JSON may be another text
        yield Statement((owner.name,), call(support("demand_same"), *names, types, **options))
        return
    made = conversion(before, after, owner, own)
    if made is None or not made.lost:
        return
    if BACK in made.lost:
        yield Statement((owner.name,), call(support("demand_same"), *names, types, **options))
        return
    condition = made.condition(owner.quote(before.name) if before.nullable else None)
    yield Statement((owner.name,), call(support("demand_fit"), *names, literal(condition), **options))
