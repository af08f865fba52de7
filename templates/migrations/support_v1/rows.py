"""What revisions do to rows: they see all of them, whatever guards the table, and make sure that none is left out."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from sqlalchemy.types import TypeEngine

from .database import literal_sql, qualified, quoted, run, sql
from .databases import DATABASES

_LOG: Final = logging.getLogger("alembic.runtime.migration")
_BATCH: Final = 10_000


def fill_columns(
    table: str, values: Mapping[str, str], *, key: Sequence[str] = (), tenants: bool = False, schema: str | None = None
) -> None:
    """Give rows that have nothing in a column SQL's value for it; CommandError if some have nothing then.

    With the columns of the table's `key`, rows are filled in batches, each in a transaction of its own, so that nobody
    waits long for a row. `tenants`: a policy keeps tenants apart.
    """
    for column, value in values.items():
        _fill(_Fill(qualified(table, schema), column, value, tenants), key)


class _Fill(NamedTuple):
    """What a column's rows get."""

    table: str
    column: str
    value: str
    tenants: bool


def _fill(fill: _Fill, key: Sequence[str]) -> None:
    name, own, value, tenants = fill.table, quoted(fill.column), fill.value, fill.tenants
    left = f"{name}.{fill.column}: {{}} rows have no value still"
    empty = f"{own} IS NULL"
    if not key or op.get_context().as_sql or not DATABASES[op.get_context().dialect.name].batches:
        with _all_rows(name, tenants=tenants):
            run(sql("UPDATE", name, "SET", own, "=", value, "WHERE", empty))
            _demand_none(name, empty, left)
        return
    keys = ", ".join(map(quoted, key))
    fillable = f"{empty} AND ({value}) IS NOT NULL"
    batch = sql("SELECT", keys, "FROM", name, "WHERE", fillable, "LIMIT", str(_BATCH))
    rows = (f"({keys})", "IN (SELECT * FROM", f"({batch})", "AS batch) AND", empty)
    statement = sql("UPDATE", name, "SET", own, "=", value, "WHERE", *rows)
    with op.get_context().autocommit_block():
        _in_batches(statement, fill)
        with _all_rows(name, tenants=tenants):
            _demand_none(name, empty, left)


def replace_values(
    table: str,
    column: str,
    values: Mapping[str, str] | Mapping[int, int],
    *,
    tenants: bool = False,
    schema: str | None = None,
) -> None:
    """Put other values in the place of those in a column; CommandError if a row has one of them still."""
    name, own = qualified(table, schema), quoted(column)
    cases = " ".join(f"WHEN {literal_sql(old)} THEN {literal_sql(new)}" for old, new in values.items())
    gone = f"{own} IN ({', '.join(map(literal_sql, values))})"
    with _all_rows(name, tenants=tenants):
        run(sql("UPDATE", name, "SET", own, "= CASE", own, cases, "END WHERE", gone))
        if not set(values) & set(values.values()):
            _demand_none(name, gone, f"{table}.{column}: {{}} rows have a value still that is gone")


def replace_items(
    table: str, values: Mapping[str, str], gone: str, *, tenants: bool = False, schema: str | None = None
) -> None:
    """Give columns of lists SQL's value for them in the rows of which the condition `gone` tells that an item goes."""
    name = qualified(table, schema)
    with _all_rows(name, tenants=tenants):
        for column, value in values.items():
            run(sql("UPDATE", name, "SET", quoted(column), "=", value, "WHERE", gone))


def demand_fit(table: str, column: str, lost: str, *, tenants: bool = False, schema: str | None = None) -> None:
    """Stop if SQL's condition `lost` is true of a row: what is in the column would not be the same in its new type."""
    name, database = qualified(table, schema), DATABASES[op.get_context().dialect.name]
    # Nobody may write what does not fit after it was looked for.
    _each(run, database.hold(name))
    with _all_rows(name, tenants=tenants):
        _demand_none(name, lost, _unfit(table, column))


def demand_same(
    table: str,
    column: str,
    types: tuple[TypeEngine[object], TypeEngine[object]],
    *,
    tenants: bool = False,
    schema: str | None = None,
) -> None:
    """Stop if a value of the column is another one after it went from the first type to the second and back."""
    name, database = qualified(table, schema), DATABASES[op.get_context().dialect.name]
    old, new = (str(kind.compile(dialect=op.get_context().dialect)) for kind in types)
    before, rows, lost, after = database.try_conversion(name, quoted(column), old, new)
    _each(run, database.hold(name))
    with _all_rows(name, tenants=tenants):
        _each(run, before)
        _demand_none(rows, lost, _unfit(table, column))
        _each(run, after)


def demand_no_rows(table: str, column: str, *, tenants: bool = False, schema: str | None = None) -> None:
    """Stop if rows would get an empty value in the new column; one that is there was added before."""
    if op.get_context().as_sql or not _has_column(table, column, schema):
        demand_none(table, "1 = 1", _unknown(table, column), tenants=tenants, schema=schema)


def _has_column(table: str, column: str, schema: str | None) -> bool:
    return any(known["name"] == column for known in sa.inspect(op.get_bind()).get_columns(table, schema=schema))


def _unknown(table: str, column: str) -> str:
    return f"{_named(table, column)}: {{}} rows have no value for it; nothing was changed"


def _unfit(table: str, column: str) -> str:
    return f"{_named(table, column)}: {{}} rows hold what the new type does not; nothing was converted"


def _named(table: str, column: str) -> str:
    return f"{table}.{column}".replace("{", "{{").replace("}", "}}")


def demand_none(table: str, condition: str, message: str, *, tenants: bool = False, schema: str | None = None) -> None:
    """Stop with the message, `{}` in it being their number, if there are rows of which the SQL `condition` is true."""
    name = qualified(table, schema)
    with _all_rows(name, tenants=tenants):
        _demand_none(name, condition, message)


def _in_batches(statement: str, fill: _Fill) -> None:
    connection, filled = op.get_bind(), 0
    while True:
        with _all_rows(fill.table, tenants=fill.tenants):
            changed = connection.execute(sa.text(statement.replace(":", "\\:"))).rowcount
        if changed <= 0:
            return
        filled += changed
        _LOG.info("%s.%s: %s rows filled", fill.table, fill.column, filled)


def _demand_none(name: str, condition: str, message: str) -> None:
    counting = sql("SELECT count(*) FROM", name, "WHERE", condition)
    if op.get_context().as_sql:
        for statement in DATABASES[op.get_context().dialect.name].demand_none(counting):
            run(statement)
        return
    found = op.get_bind().execute(sa.text(counting.replace(":", "\\:"))).scalar() or 0
    if found:
        raise CommandError(message.format(found))


@contextmanager
def _all_rows(name: str, *, tenants: bool) -> Iterator[None]:
    database = DATABASES[op.get_context().dialect.name]
    before, after = database.see_all_rows(name) if tenants else ((), ())
    _each(run, before)
    yield
    _each(run, after)


def _each(do: Callable[[str], None], statements: Sequence[str]) -> None:
    for statement in statements:
        do(statement)
