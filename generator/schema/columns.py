"""What stands in a column besides its type: default, computed value, identity, comment; and its type in a revision."""

from collections.abc import Mapping
from typing import Final

from generator.code import Code, Symbol, call, code, literal
from generator.dialects import Dialect
from generator.fieldtypes import Kind, Scalar, read, row, sql_literal
from generator.schema.sql import sql
from generator.schema.state import ArrayOf, Column, Default, NativeEnum, StorageType, Table
from generator.schema.views import Views, Words, sql_clause, sql_text

_SA: Final = "sqlalchemy"
_EVERYWHERE: Final = ""
_WHOLE: Final = frozenset({"smallint", "int", "bigint"})


def column_arguments(column: Column, views: Views, words: Words) -> tuple[list[Code], dict[str, Code]]:
    """Give what a column's constructor takes after its type, by position and by name; nullability is left out."""
    extras: list[Code] = []
    options: dict[str, Code] = {}
    if column.computed is not None:
        texts = {owner.name: sql(column.computed, table, owner, column.type) for owner, table in views.tables}
        extras.append(call(Symbol(_SA, "Computed"), sql_text(texts, words), persisted=literal(column.stored)))
    if column.identity in {"always", "by_default"}:
        extras.append(call(Symbol(_SA, "Identity"), always=literal(column.identity == "always")))
    counts = _counts(column, views.table)
    if counts is not None:
        options["autoincrement"] = literal(counts)
    if column.default is not None:
        options["server_default"] = server_default(column, views.dialects, words)
    if column.comment:
        options["comment"] = literal(column.comment)
    return extras, options


def stands_alone(column: Column, table: Table) -> bool:
    """Tell whether all that a column's constructor takes follows from the column, in each table of which that is so."""
    if isinstance(column.type, Scalar) and column.type.name in _WHOLE:
        return column.computed is None and column.identity is None and column.name not in table.primary_key.columns
    return column.computed is None


def server_default(column: Column, owners: tuple[Dialect, ...], words: Words) -> Code:
    """Give a column's DEFAULT as `server_default` takes it; the column has one."""
    default = column.default or Default()
    value = default.literal
    if not default.sql and isinstance(value, bool):
        return call(Symbol(_SA, "true" if value else "false"))
    if not default.sql and isinstance(value, str) and _is_text(column.type):
        return literal(value)
    return sql_clause({owner.name: default_sql(column, owner) or "NULL" for owner in owners}, words)


def default_sql(column: Column, owner: Dialect) -> str | None:
    """Give a column's DEFAULT in SQL; None if it has none on this database."""
    default = column.default
    if default is None:
        return None
    if default.sql:
        return default.sql.get(owner.name, default.sql.get(_EVERYWHERE))
    if default.literal is None:
        return None
    kind = column.type if isinstance(column.type, Scalar) else Scalar("text")
    value = read(kind, default.literal) if isinstance(default.literal, str) else default.literal
    return sql_literal(kind, value, owner.name)


def revision_type(column: Column, owner: Dialect) -> Code:
    """Give a column's type on one database, as a revision of a project with only that database has it."""
    raw = column.db_type.get(owner.name)
    if raw is not None:
        return call(Symbol("support_v1", "Raw"), literal(raw))
    if column.identity and owner.counts_integer_only:
        return code("sa.Integer()")
    made = _storage(column.type, owner)
    collation = column.collation.get(owner.name)
    if collation is None:
        return made
    head = made.parts[-1]
    inside = str(head).removesuffix(")")
    comma = "" if inside.endswith("(") else ", "
    return code(Code(made.parts[:-1]), f"{inside}{comma}collation=", literal(collation), ")")


def _storage(kind: StorageType, owner: Dialect) -> Code:
    match kind:
        case Scalar():
            known = row(kind.name)
            return known.variants.get(owner.name, known.revision)(kind.arguments)
        case NativeEnum():
            options = {"schema": literal(kind.schema)} if kind.schema else {}
            return call(
                code(Symbol("sqlalchemy.dialects", "postgresql"), ".ENUM"),
                *map(literal, kind.labels),
                name=literal(kind.name),
                **options,
                create_type=code("False"),
            )
        case ArrayOf():
            return call(code(Symbol("sqlalchemy.dialects", "postgresql"), ".ARRAY"), _storage(kind.item, owner))


def revision_types(column: str, views: Views) -> Mapping[str, Code]:
    """Give a column's type in revisions, by database."""
    return {
        owner.name: revision_type(item, owner)
        for owner, table in views.tables
        for item in table.columns
        if item.name == column
    }


def with_variants(types: Mapping[str, Code]) -> Code:
    """Give one type for databases that may differ in it; what most of them have is the base."""
    distinct = dict.fromkeys(types.values())
    base = max(distinct, key=lambda made: sum(own == made for own in types.values()))
    made = base
    for variant in distinct:
        if variant != base:
            owners = [literal(name) for name, own in types.items() if own == variant]
            made = call(code(made, ".with_variant"), variant, *owners)
    return made


def _is_text(kind: StorageType) -> bool:
    return isinstance(kind, NativeEnum) or (isinstance(kind, Scalar) and row(kind.name).kind is Kind.TEXT)


def _counts(column: Column, table: Table) -> bool | None:
    """Tell whether to say that a column counts up by itself, or that it does not; None where that goes without saying."""
    if not isinstance(column.type, Scalar) or column.type.name not in _WHOLE:
        return None
    keys = table.primary_key.columns
    if column.identity is not None:
        return True if column.identity == "serial" or keys != (column.name,) else None
    references = {name for key in table.foreign_keys for name in key.columns}
    return False if keys == (column.name,) and column.name not in references else None
