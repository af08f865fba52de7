"""Whole tables in revisions: created with everything on them, dropped, renamed."""

from collections.abc import Iterator, Mapping, Sequence

from generator.code import Code, call, literal
from generator.dialects import dialect
from generator.migrations.bodies.columns import column_code
from generator.migrations.bodies.constraints import create_indexes
from generator.migrations.bodies.guards import create_guards
from generator.migrations.bodies.module import WORDS, Module
from generator.migrations.bodies.statements import Statement, op, schema_option
from generator.migrations.draft import name_of
from generator.schema.constraints import constraints, primary_key
from generator.schema.state import Table
from generator.schema.views import Views


def table_parts(views: Views, module: Module) -> list[Code]:
    """Give columns and constraints, as the arguments of a new table."""
    columns = [column_code(column, views, module) for column in views.table.columns]
    return [*columns, primary_key(views), *constraints(views, WORDS)]


def table_options(table: Table, databases: Sequence[str]) -> dict[str, Code]:
    """Give the options of a new table."""
    options = schema_option(name_of(table), databases)
    if table.comment and any(dialect(name).comments for name in databases):
        options["comment"] = literal(table.comment)
    for name in databases:
        told = dialect(name).table_arguments(table.options.get(name, {}))
        options |= {word: literal(value) for word, value in told.items()}
    return options


def create_table(
    table: Table, databases: Sequence[str], module: Module, more: Mapping[str, Table] | None = None
) -> Iterator[Statement]:
    """Create a table, its indexes and its guards; `more` are constraints that it gets on single databases only."""
    owners = tuple(databases)
    views = Views(table, owners)
    parts = table_parts(views, module)
    for name, own in (more or {}).items():
        found = constraints(Views(own, (name,)), WORDS)
        parts += found if owners == (name,) else [call(WORDS.only_on, item, literal(name)) for item in found]
    yield Statement(
        owners, op("create_table", literal(table.name), *parts, **table_options(table, owners)), breaks=True
    )
    yield from create_indexes(views)
    yield from create_guards(table, owners)


def drop_table(table: Table, databases: Sequence[str]) -> Iterator[Statement]:
    """Drop a table; what stands on it goes with it."""
    owners = tuple(databases)
    yield Statement(owners, op("drop_table", literal(table.name), **schema_option(name_of(table), owners)))
