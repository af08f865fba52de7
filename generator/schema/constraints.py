"""A table's constraints and indexes as SQLAlchemy constructs: one text for models and revisions.

A group is what becomes one construct: the item as each of some databases has it, by database.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from generator.code import Code, Symbol, call, code, literal
from generator.dialects import Dialect, dialect
from generator.naming import IDENTIFIER_LIMIT
from generator.schema.sql import sql
from generator.schema.state import Check, ForeignKey, Index, Part, Table, Unique
from generator.schema.views import Views, Words, first, names, only_on, sql_clause, sql_text

_SA: Final = "sqlalchemy"
_ACTIONS: Final = {"restrict": "RESTRICT", "cascade": "CASCADE", "set_null": "SET NULL", "set_default": "SET DEFAULT"}


def primary_key(views: Views) -> Code:
    """Give the PrimaryKeyConstraint, named."""
    key = views.table.primary_key
    return call(Symbol(_SA, "PrimaryKeyConstraint"), *map(literal, key.columns), name=literal(key.name))


def constraints(views: Views, words: Words) -> list[Code]:
    """Give the uniques, checks and foreign keys, in that order."""
    return [
        *(_unique(group, views, words) for group in unique_groups(views)),
        *(_check(group, views, words) for group in check_groups(views)),
        *(_foreign_key(group, views, words) for group in foreign_key_groups(views)),
    ]


def indexes(views: Views, words: Words) -> list[Code]:
    """Give the indexes as `Index(…)`."""
    return [_index(group, views, words) for group in index_groups(views)]


def unique_groups(views: Views) -> list[dict[str, Unique]]:
    """Group the unique constraints."""
    return views.groups(lambda table: table.uniques, lambda item: (item.columns, item.deferrable))


def check_groups(views: Views) -> list[dict[str, Check]]:
    """Group the checks; their texts may differ."""
    return views.groups(lambda table: table.checks, lambda item: item.name)


def foreign_key_groups(views: Views) -> list[dict[str, ForeignKey]]:
    """Group the foreign keys."""
    return views.groups(lambda table: table.foreign_keys, lambda item: item)


def index_groups(views: Views) -> list[dict[str, Index]]:
    """Group the indexes; what is said per database anyway may differ."""
    return views.groups(lambda table: table.indexes, lambda item: (item.parts, item.unique))


def unique_options(group: Mapping[str, Unique]) -> dict[str, Code]:
    """Give the options of a unique constraint, its name left out."""
    options = _deferral(first(group).deferrable)
    for name, item in group.items():
        if item.include:
            options[f"{name}_include"] = names(item.include)
        if item.nulls_not_distinct:
            options[f"{name}_nulls_not_distinct"] = literal(True)  # the value itself
    return options


def foreign_key_options(item: ForeignKey, owner: Dialect) -> dict[str, Code]:
    """Give the options of a foreign key, its name left out."""
    options: dict[str, Code] = {}
    if item.on_delete in _ACTIONS:
        only = f" ({', '.join(map(owner.quote, item.set_null_columns))})" if item.set_null_columns else ""
        options["ondelete"] = literal(_ACTIONS[item.on_delete] + only)
    if item.on_update in _ACTIONS:
        options["onupdate"] = literal(_ACTIONS[item.on_update])
    return options | _deferral(item.deferrable)


def check_text(group: Mapping[str, Check], table: Table, words: Words) -> Code:
    """Give the SQL of a check."""
    return sql_text({name: sql(item.expression, table, dialect(name)) for name, item in group.items()}, words)


def index_columns(group: Mapping[str, Index], table: Table, words: Words) -> list[Code]:
    """Give what an index is over: names of columns, and SQL for all else."""
    return [
        _part({name: item.parts[position] for name, item in group.items()}, group, table, words)
        for position in range(len(first(group).parts))
    ]


def index_options(group: Mapping[str, Index], table: Table, words: Words) -> dict[str, Code]:
    """Give the options of an index, its name left out."""
    options: dict[str, Code] = {}
    if first(group).unique:
        options["unique"] = literal(True)  # the value itself
    for name, item in group.items():
        if item.where is not None:
            options[f"{name}_where"] = sql_clause({name: sql(item.where, table, dialect(name))}, words)
        if item.method:
            options[f"{name}_using"] = literal(item.method)
        if item.include:
            options[f"{name}_include"] = names(item.include)
        if item.options:
            options[f"{name}_with"] = literal(dict(item.options))
        if item.nulls_not_distinct:
            options[f"{name}_nulls_not_distinct"] = literal(True)  # the value itself
        plain = {part.column for part in item.parts if _is_plain(part)}
        operators = {column: kind for column, kind in item.ops.items() if column in plain}
        if operators:
            options[f"{name}_ops"] = literal(operators)
    return options


def _unique(group: Mapping[str, Unique], views: Views, words: Words) -> Code:
    item = first(group)
    named = _name(item.name, _conventional("uq", views.table, item.columns), words)
    made = call(
        Symbol(_SA, "UniqueConstraint"),
        *map(literal, item.columns),
        **named,
        **unique_options(group),
        **views.info(item.name),
    )
    return only_on(made, group, views, words)


def _check(group: Mapping[str, Check], views: Views, words: Words) -> Code:
    name = literal(first(group).name)
    if words.conventional_names:
        prefix = f"ck_{views.table.name}_"
        short = first(group).name.removeprefix(prefix)
        # The convention is put before every name of a check, but those that are marked as final.
        final = short == first(group).name or len(first(group).name) == IDENTIFIER_LIMIT
        name = call(Symbol("sqlalchemy.schema", "conv"), name) if final else literal(short)
    made = call(
        Symbol(_SA, "CheckConstraint"),
        check_text(group, views.table, words),
        name=name,
        **views.info(first(group).name),
    )
    return only_on(made, group, views, words)


def _foreign_key(group: Mapping[str, ForeignKey], views: Views, words: Words) -> Code:
    item = first(group)
    target = f"{item.schema}.{item.table}" if item.schema else item.table
    made = call(
        Symbol(_SA, "ForeignKeyConstraint"),
        names(item.columns),
        names([f"{target}.{column}" for column in item.references]),
        **_name(item.name, _conventional("fk", views.table, item.columns), words),
        **foreign_key_options(item, dialect(next(iter(group)))),
    )
    return only_on(made, group, views, words)


def _index(group: Mapping[str, Index], views: Views, words: Words) -> Code:
    item = first(group)
    plain = [part.column for part in item.parts if part.column and _is_plain(part)]
    usual = _conventional("ix", views.table, plain) if len(plain) == len(item.parts) else None
    made = call(
        Symbol(_SA, "Index"),
        literal(None if words.conventional_names and item.name == usual else item.name),
        *index_columns(group, views.table, words),
        **index_options(group, views.table, words),
        **views.info(item.name),
    )
    return only_on(made, group, views, words)


def _part(parts: Mapping[str, Part], group: Mapping[str, Index], table: Table, words: Words) -> Code:
    part = first(parts)
    if part.column and _is_plain(part):
        return literal(part.column)
    texts = {name: _part_text(item, group[name], table, dialect(name)) for name, item in parts.items()}
    return sql_clause(texts, words)


def _part_text(part: Part, index: Index, table: Table, owner: Dialect) -> str:
    text = owner.quote(part.column) if part.column else f"({sql(part.expression or '', table, owner)})"
    kind = index.ops.get(part.column or "")
    nulls = f"NULLS {part.nulls.upper()}" if part.nulls else None
    return " ".join(filter(None, (text, kind, "DESC" if part.descending else None, nulls)))


def _is_plain(part: Part) -> bool:
    return part.column is not None and not part.descending and part.nulls is None


def _conventional(kind: str, table: Table, columns: Iterable[str]) -> str | None:
    name = "_".join((kind, table.name, *columns))
    return name if len(name) <= IDENTIFIER_LIMIT else None


def _name(name: str, usual: str | None, words: Words) -> dict[str, Code]:
    return {} if words.conventional_names and name == usual else {"name": literal(name)}


def _deferral(kind: str | None) -> dict[str, Code]:
    if kind is None:
        return {}
    options = {"deferrable": literal(True)}  # the value itself
    if kind == "deferred":
        options["initially"] = code('"DEFERRED"')
    return options
