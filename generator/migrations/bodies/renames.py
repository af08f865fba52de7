"""Other names in revisions: of tables and columns with what is named after them, of indexes and constraints."""

from collections.abc import Iterator, Sequence

from generator.code import Code, call, literal
from generator.dialects import dialect
from generator.migrations.bodies.constraints import (
    add_check,
    add_foreign_keys,
    add_index,
    drop_check,
    drop_foreign_keys,
    drop_index,
)
from generator.migrations.bodies.guards import allow_changes, forbid_changes
from generator.migrations.bodies.module import support
from generator.migrations.bodies.statements import Statement, op, schema_option
from generator.migrations.draft import Draft, TableName, found, name_of
from generator.migrations.operations import Operation, RenameColumn, RenameTable
from generator.schema.constraints import index_groups
from generator.schema.state import Column, Table
from generator.schema.views import Views, first


def rename(operation: Operation, draft: Draft, databases: Sequence[str]) -> Iterator[Statement]:
    """Give a table or a column another name, and what is named after it; the operation is not applied yet."""
    owners = tuple(databases)
    match operation:
        case RenameTable(old, new):
            yield from _rename_table(draft.table(old), new, owners)
        case RenameColumn(name, old, new):
            where = schema_option(name, owners)
            yield Statement(owners, call(support("rename_column"), *map(literal, (name.name, old, new)), **where))
            column = found(draft.table(name).columns, old, "column")
            yield from _rename_sequence(column, name, new, owners)
        case _:
            return


def rename_index(old: Table, new: Table, name: str, to: str, databases: Sequence[str]) -> Iterator[Statement]:
    """Give an index another name, or make it anew where a database cannot."""
    for group in index_groups(Views(old, tuple(databases))):
        if first(group).name != name:
            continue
        able = tuple(owner for owner in group if dialect(owner).renames_indexes)
        other = tuple(owner for owner in group if owner not in able)
        if able:
            options: dict[str, Code] = {}
            if any(group[it].where is not None and dialect(it).partial_unique_by_column for it in able):
                options["on_some_rows"] = literal(True)  # the value itself
            options |= schema_option(name_of(new), able)
            yield Statement(able, call(support("rename_index"), *map(literal, (new.name, name, to)), **options))
        if other:
            yield from drop_index(old, name, other)
            yield from add_index(new, to, other)


def rename_constraint(old: Table, new: Table, name: str, to: str, databases: Sequence[str]) -> Iterator[Statement]:
    """Give a constraint another name, or make it anew where a database cannot."""
    owners = tuple(databases)
    able = tuple(owner for owner in owners if dialect(owner).renames_constraints)
    if able:
        options = schema_option(name_of(new), able)
        yield Statement(able, call(support("rename_constraint"), *map(literal, (new.name, name, to)), **options))
    others = tuple(owner for owner in owners if owner not in able)
    if not others or old.primary_key.name == name:
        return
    if any(it.name == name for it in old.checks):
        yield from drop_check(old, name, others)
        yield from add_check(new, to, others)
    elif any(it.name == name for it in old.foreign_keys):
        yield from drop_foreign_keys(old, (found(old.foreign_keys, name, "foreign key"),), others)
        yield from add_foreign_keys(new, (found(new.foreign_keys, to, "foreign key"),), others)
    else:
        yield Statement(others, call(support("rename_index"), *map(literal, (new.name, name, to))))


def _rename_table(table: Table, new: TableName, owners: tuple[str, ...]) -> Iterator[Statement]:
    old = name_of(table)
    # Triggers keep their names where these are made from the table's.
    guarded = tuple(
        it for it in owners if table.append_only and old.name != new.name and not dialect(it).shared_refusal
    )
    if guarded:
        yield allow_changes(old, guarded)
    if old.name != new.name:
        directive = op("rename_table", literal(old.name), literal(new.name), **schema_option(old, owners))
        yield Statement(owners, directive)
    movers = tuple(name for name in owners if dialect(name).schemas)
    if old.schema != new.schema and movers:
        there = literal(new.schema) if new.schema else literal("public")
        options = schema_option(TableName(new.name, old.schema), movers)
        yield Statement(movers, call(support("move_table"), literal(new.name), there, **options))
    if guarded:
        yield forbid_changes(new, guarded)
    if old.name != new.name:
        for column in table.columns:
            yield from _rename_sequence(column, new, column.name, owners)


def _rename_sequence(column: Column, table: TableName, name: str, owners: tuple[str, ...]) -> Iterator[Statement]:
    naming = tuple(it for it in owners if dialect(it).names_sequences)
    if column.identity and naming:
        options = schema_option(table, naming)
        yield Statement(naming, call(support("rename_sequence"), literal(table.name), literal(name), **options))
