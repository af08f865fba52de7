"""Rows that hold values in another form than the application keeps them in, on a database that takes any."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.dialects import Dialect
from generator.dialects.dialect import Form
from generator.migrations import records
from generator.migrations.bodies.conversions import kind
from generator.schema.physical import storage
from generator.schema.state import Column, Table


@dataclass(frozen=True, slots=True)
class Misshapen:
    """A column, and how many of its rows hold values in another form."""

    table: Table
    column: Column
    rows: int


def shaped(owner: Dialect, table: Table, facts: Sequence[str]) -> Iterator[Column]:
    """Give the columns of a table that are there by its facts, and whose values have a form to go by."""
    for column in table.columns:
        named = any(fact.startswith(f"column {_normal(column.name)} ") for fact in facts)
        if named and column.computed is None and _form(owner, column) is not None:
            yield column


def counting(owner: Dialect, table: Table, columns: Sequence[Column]) -> str:
    """Give the query that counts, column by column, the rows with values in another form."""
    counts = [f"count(CASE WHEN {_other(owner, column)} THEN 1 END)" for column in columns]
    return f"SELECT {', '.join(counts)} FROM {owner.quote(table.name)}"  # noqa: S608  # names quoted by the dialect


def told_of_form(found: Misshapen, owner: Dialect) -> Diagnostic:
    """Give the finding."""
    form = _form(owner, found.column)
    example = form.example if form else ""
    rows = "a row holds" if found.rows == 1 else f"{found.rows:,} rows hold"
    message = (
        f"table {found.table.name}: {rows} in {found.column.name} what the application keeps otherwise:"
        f" a {found.column.type} is kept as {example}"
    )
    return records.OTHER_FORM.at(None, message, "`gen migrate baseline --sql` writes the statement where there is one")


def mending(found: Misshapen, owner: Dialect) -> str | None:
    """Give the statement that brings the values along that say the same in another form; None if there is none."""
    form = _form(owner, found.column)
    if form is None or not form.mended:
        return None
    name = owner.quote(found.column.name)
    value = form.mended.format(name)
    rows = f"{_other(owner, found.column)} AND {form.kept.format(f'({value})')}"
    return f"UPDATE {owner.quote(found.table.name)} SET {name} = {value} WHERE {rows}"  # noqa: S608  # as above


def _other(owner: Dialect, column: Column) -> str:
    form = _form(owner, column)
    name = owner.quote(column.name)
    return f"{name} IS NOT NULL AND NOT ({form.kept.format(name)})" if form else "1 = 0"


def _form(owner: Dialect, column: Column) -> Form | None:
    return owner.forms.get(kind(storage(column.type, owner)).value)


def _normal(name: str) -> str:
    return name if name.isidentifier() and name == name.lower() and name.isascii() else f'"{name}"'
