"""Whether a database enforces what its schema says: a violating change for each constraint, which has to fail."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from generator.dialects import dialect
from generator.dialects.dialect import text_clause
from generator.fieldtypes import Scalar
from generator.schema.physical import physical
from generator.schema.state import Column, NativeEnum, Table
from tests.databases.database import Database
from tests.integration.migrations.project import connect
from tests.proof.judge import require
from tests.proof.project import Meaning
from tests.proof.rows import Snapshot, literal, quoted

FAR = 32_000
"""A number that no row's key has, within every whole type."""


def probe(database: Database, made: Meaning, held: Snapshot) -> Iterator[str]:
    """Try a change that each constraint forbids; give what was found to hold. WrongError if one is let through."""
    with connect(database) as connection:
        for table in made.schema.tables:
            rows = next(
                rows for name, rows in held.rows.items() if (name.name, name.schema) == (table.name, table.schema)
            )
            if len(rows) < 2:
                continue
            own = physical(table, dialect(database.name))
            if own.append_only:
                _refuses(connection, f"DELETE FROM {quoted(table, database)}", f"append-only {table.name}")
                yield "probe: append-only"
                continue
            for what, columns, values in _violations(own, rows[0], rows[1], database):
                statement = _update(own, columns, values, rows[1], database)
                _refuses(connection, statement, f"{what} of {table.name} ({', '.join(columns)})")
                yield f"probe: {what}"


Violation = tuple[str, tuple[str, ...], tuple[str, ...]]
"""What is violated, by setting which columns to what."""


def _violations(
    table: Table, first: Mapping[str, object], second: Mapping[str, object], database: Database
) -> Iterator[Violation]:
    columns = {column.name: column for column in table.columns if column.computed is None}
    for name, column in columns.items():
        if not column.nullable and name not in table.primary_key.columns:
            yield "not null", (name,), ("NULL",)
    for names in _uniques(table):
        own = set(names) <= columns.keys() and not set(names) & set(table.primary_key.columns)
        if own and all(first[name] is not None for name in names):
            yield "unique", names, tuple(literal(columns[name].type, first[name], database.name) for name in names)
    for key in table.foreign_keys:
        kind = columns[key.columns[0]].type
        number = isinstance(kind, Scalar) and kind.name in {"int", "bigint", "smallint"}
        if number and len(key.columns) == 1 and second[key.columns[0]] is not None and key.deferrable is None:
            yield "foreign key", key.columns, (str(FAR),)
    yield from _checks(table, columns)


def _uniques(table: Table) -> Iterator[tuple[str, ...]]:
    yield from (item.columns for item in table.uniques)
    for item in table.indexes:
        if item.unique and (item.where is None or "is not null" in item.where):
            yield tuple(part.column or "" for part in item.parts)


def _checks(table: Table, columns: Mapping[str, Column]) -> Iterator[Violation]:
    for check in table.checks:
        name, _, bound = check.expression.partition(" > ")
        name = name.strip('"')
        if bound.lstrip("-").isdigit() and name in columns:
            yield "check", (name,), (bound,)
    for name, column in columns.items():
        labels = any(f"{name} in (" in check.expression for check in table.checks)
        if isinstance(column.type, NativeEnum) or (labels and str(column.type).startswith("string")):
            yield "enum", (name,), ("'?'",)


def _update(
    table: Table, columns: tuple[str, ...], values: tuple[str, ...], row: Mapping[str, object], database: Database
) -> str:
    quote = dialect(database.name).quote
    kinds = {column.name: column.type for column in table.columns}
    assignments = ", ".join(f"{quote(name)} = {value}" for name, value in zip(columns, values, strict=True))
    keys = table.primary_key.columns
    where = " AND ".join(f"{quote(name)} = {literal(kinds[name], row[name], database.name)}" for name in keys)
    return f"UPDATE {quoted(table, database)} SET {assignments} WHERE {where}"


def _refuses(connection: sa.Connection, statement: str, what: str) -> None:
    point = connection.begin_nested()
    try:
        changed = connection.execute(sa.text(text_clause(statement))).rowcount
    except sa.exc.DBAPIError:
        point.rollback()
        return
    point.rollback()
    require(not changed, "let through", what, statement)
