"""Constraints and indexes in revisions: added to a table, dropped from one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from generator.code import Code, call, code, join, literal
from generator.dialects import dialect
from generator.migrations.bodies.module import WORDS, support
from generator.migrations.bodies.statements import Statement, op, schema_option
from generator.migrations.dependence import leads
from generator.migrations.draft import name_of
from generator.schema.constraints import (
    check_groups,
    check_text,
    foreign_key_groups,
    foreign_key_options,
    index_columns,
    index_groups,
    index_options,
    unique_groups,
    unique_options,
)
from generator.schema.state import ForeignKey, Index, Table
from generator.schema.views import Views, first, names


def create_indexes(views: Views) -> Iterator[Statement]:
    """Create all indexes of a table."""
    for group in index_groups(views):
        yield _create_index(group, views.table)


def add_index(table: Table, name: str, databases: Sequence[str], *, online: bool = False) -> Iterator[Statement]:
    """Create the index of that name, which `table` has already."""
    for group in index_groups(Views(table, tuple(databases))):
        if first(group).name == name:
            yield _create_index(group, table, online=online)


def drop_index(table: Table, name: str, databases: Sequence[str], *, online: bool = False) -> Iterator[Statement]:
    """Drop the index of that name, which `table` still has; keys that need it are put aside meanwhile."""
    views = Views(table, tuple(databases))
    for group in index_groups(views):
        if first(group).name != name:
            continue
        over = tuple(part.column or "" for part in first(group).parts)
        needing = {owner: _needing(views, owner, name, over) for owner in group}
        yield from _without_keys(table, needing, _drop_index(group, table, online=online))


def add_unique(table: Table, name: str, databases: Sequence[str], *, online: bool = False) -> Iterator[Statement]:
    """Add the unique constraint of that name, which `table` has already."""
    for group in unique_groups(Views(table, tuple(databases))):
        item, owners = first(group), tuple(group)
        if item.name == name:
            options = {**unique_options(group), **schema_option(name_of(table), owners)}
            columns = names(item.columns)
            made = _directive("create_unique_constraint", online, owners)
            yield Statement(owners, made(literal(name), literal(table.name), columns, **options))


def drop_unique(table: Table, name: str, databases: Sequence[str]) -> Iterator[Statement]:
    """Drop the unique constraint of that name; keys that need its index are put aside meanwhile."""
    views = Views(table, tuple(databases))
    for group in unique_groups(views):
        if first(group).name != name:
            continue
        needing = {owner: _needing(views, owner, name, group[owner].columns) for owner in group}
        yield from _without_keys(table, needing, _drop_constraint(table, name, "unique", tuple(group)))


def add_check(table: Table, name: str, databases: Sequence[str], *, online: bool = False) -> Iterator[Statement]:
    """Add the check of that name, which `table` has already."""
    for group in check_groups(Views(table, tuple(databases))):
        if first(group).name == name:
            options = schema_option(name_of(table), tuple(group))
            text = check_text(group, table, WORDS)
            made = _directive("create_check_constraint", online, tuple(group))
            yield Statement(tuple(group), made(literal(name), literal(table.name), text, **options))


def drop_check(table: Table, name: str, databases: Sequence[str]) -> Iterator[Statement]:
    """Drop the check of that name."""
    for group in check_groups(Views(table, tuple(databases))):
        if first(group).name == name:
            yield _drop_constraint(table, name, "check", tuple(group))


def add_foreign_keys(
    table: Table, keys: Sequence[ForeignKey], databases: Sequence[str], *, online: bool = False
) -> Iterator[Statement]:
    """Add foreign keys, as each database has them; where one becomes two, the one that acts comes first."""
    wanted = Table(table.name, table.columns, table.primary_key, table.schema, foreign_keys=tuple(keys))
    for group in foreign_key_groups(Views(wanted, tuple(databases))):
        item, owners = first(group), tuple(group)
        options = foreign_key_options(item, dialect(owners[0]))
        if "schema" in schema_option(name_of(table), owners):
            options["source_schema"] = schema_option(name_of(table), owners)["schema"]
        if item.schema:
            options["referent_schema"] = literal(item.schema)
        columns = names(item.columns), names(item.references)
        made = _directive("create_foreign_key", online, owners)
        yield Statement(owners, made(literal(item.name), literal(table.name), literal(item.table), *columns, **options))


def drop_foreign_keys(table: Table, keys: Sequence[ForeignKey], databases: Sequence[str]) -> Iterator[Statement]:
    """Drop foreign keys, with the index that a database made for one by itself."""
    wanted = Table(table.name, table.columns, table.primary_key, table.schema, foreign_keys=tuple(keys))
    for group in reversed(foreign_key_groups(Views(wanted, tuple(databases)))):
        item, owners = first(group), tuple(group)
        yield _drop_constraint(table, item.name, "foreignkey", owners)
        indexed = tuple(
            owner.name
            for owner, own in Views(table, owners).tables
            if owner.indexes_foreign_keys and not leads(own, item.columns)
        )
        if indexed:
            yield Statement(indexed, op("drop_index", literal(item.name), literal(table.name)))


def alter_primary_key(old: Table, new: Table, databases: Sequence[str]) -> Iterator[Statement]:
    """Put another primary key in the place of the old one."""
    key = new.primary_key
    nameless = tuple(name for name in databases if not dialect(name).names_primary_keys)
    if nameless:
        yield Statement(nameless, call(support("replace_primary_key"), *map(literal, (new.name, *key.columns))))
    owners = tuple(name for name in databases if name not in nameless)
    if not owners:
        return
    where = schema_option(name_of(new), owners)
    yield _drop_constraint(old, old.primary_key.name, "primary", owners)
    yield Statement(owners, op("create_primary_key", literal(key.name), literal(new.name), names(key.columns), **where))


def _directive(name: str, online: bool, owners: Sequence[str]) -> Callable[..., Code]:  # noqa: FBT001  # the value itself
    """Give what makes the call: of Alembic, or of what lets others read and write meanwhile."""
    if online and any(dialect(owner).concurrent_indexes for owner in owners):
        return partial(call, support(name))
    return partial(op, name)


def _create_index(group: Mapping[str, Index], table: Table, *, online: bool = False) -> Statement:
    owners = tuple(group)
    columns = code("[", join(", ", index_columns(group, table, WORDS)), "]")
    options = {**index_options(group, table, WORDS), **schema_option(name_of(table), owners)}
    made = _directive("create_index", online, owners)
    return Statement(owners, made(literal(first(group).name), literal(table.name), columns, **options))


def _drop_index(group: Mapping[str, Index], table: Table, *, online: bool) -> Statement:
    owners = tuple(group)
    options: dict[str, Code] = {}
    for name, item in group.items():
        if item.where is not None and dialect(name).partial_unique_by_column:
            told = index_options({name: item}, table, WORDS)
            options |= {word: told[word] for word in ("unique", f"{name}_where")}
    options |= schema_option(name_of(table), owners)
    made = _directive("drop_index", online, owners)
    return Statement(owners, made(literal(first(group).name), literal(table.name), **options))


def _drop_constraint(table: Table, name: str, kind: str, owners: tuple[str, ...]) -> Statement:
    options = {"type_": literal(kind), **schema_option(name_of(table), owners)}
    return Statement(owners, op("drop_constraint", literal(name), literal(table.name), **options))


def _needing(views: Views, owner: str, index: str, columns: tuple[str, ...]) -> tuple[ForeignKey, ...]:
    """Give the foreign keys that would be left without the index that the database wants for them."""
    if not dialect(owner).indexes_foreign_keys:
        return ()
    table = next(own for item, own in views.tables if item.name == owner)
    return tuple(
        key
        for key in table.foreign_keys
        if columns[: len(key.columns)] == key.columns and not leads(table, key.columns, without=index)
    )


def _without_keys(
    table: Table, needing: Mapping[str, Sequence[ForeignKey]], statement: Statement
) -> Iterator[Statement]:
    aside = {owner: keys for owner, keys in needing.items() if keys}
    for owner, keys in aside.items():
        yield from (_drop_constraint(table, key.name, "foreignkey", (owner,)) for key in keys)
    yield statement
    for owner, keys in aside.items():
        yield from add_foreign_keys(table, keys, (owner,))
