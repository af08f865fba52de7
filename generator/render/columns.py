"""The columns of a model, one line each."""

from collections.abc import Mapping
from typing import Final

from generator.code import Code, Symbol, call, code, join, literal
from generator.dialects import dialect
from generator.fieldtypes import EnumRef, ListOf, Scalar, annotation, column_type, identity_type
from generator.ir import Entity, Field, Generated, Role
from generator.render.unit import Context
from generator.render.values import default_code
from generator.schema.columns import column_arguments, revision_type
from generator.schema.state import ArrayOf, Column, NativeEnum
from generator.schema.views import Views, Words

_MAPPED: Final = Symbol("sqlalchemy.orm", "Mapped")
_MAPPED_COLUMN: Final = Symbol("sqlalchemy.orm", "mapped_column")
_RUNTIME_TYPES: Final = ".db.types"
_KNOWN_TO_SQLALCHEMY: Final = frozenset({"int", "bool", "date", "uuid"})
"""Types that an annotation alone makes."""
_KNOWN_TO_BASE: Final = frozenset({"datetime"})
"""Those that the runtime's own base adds."""
_STAMPS: Final = frozenset({Role.CREATED_AT, Role.UPDATED_AT})


def column_lines(entity: Entity, views: Views | None, words: Words, context: Context) -> list[Code]:
    """Give `name: Mapped[…] = mapped_column(…)` for every column; `views` is None for a table that others manage."""
    columns = {column.name: column for column in views.table.columns} if views else {}
    key = set(entity.key.fields) if views is None or names_its_key(entity, views, words) is None else set()
    return [_line(field, columns.get(field.column), field.name in key, views, words, context) for field in entity.fields]


def names_its_key(entity: Entity, views: Views, words: Words) -> str | None:
    """Give the primary key's name where columns that are marked cannot say it: other name or other order."""
    key = views.table.primary_key
    in_order = [column.name for column in views.table.columns if column.name in key.columns]
    usual = words.conventional_names and key.name == f"pk_{entity.table}"
    return None if usual and tuple(in_order) == key.columns else key.name


def _line(
    field: Field, column: Column | None, is_key: bool, views: Views | None, words: Words, context: Context
) -> Code:
    kind = code(_MAPPED, "[", annotation(field.type, context.layout.type_symbol, nullable=field.nullable), "]")
    arguments: list[Code] = [] if field.column == field.name else [literal(field.column)]
    kind_of_column = _type(field, column, context)
    if kind_of_column is not None:
        arguments.append(kind_of_column)
    named: dict[str, Code] = {"primary_key": literal(True)} if is_key else {}
    default = _default(field, context)
    if default is not None:
        named["default"] = default
    if column is not None and views is not None:
        extras, options = column_arguments(column, views, words)
        arguments += extras
        named |= options
    if not field.nullable and field.type == Scalar("json"):
        named["nullable"] = literal(False)
    if not arguments and not named:
        return code(f"{field.name}: ", kind)
    return code(f"{field.name}: ", kind, " = ", call(_MAPPED_COLUMN, *arguments, **named))


def _default(field: Field, context: Context) -> Code | None:
    if field.computed is not None or field.identity is not None:
        return None
    if field.role in _STAMPS and field.default is None:
        return code(context.layout.runtime("keys", "utc_now"))
    made = default_code(field, context)
    return made[0] if made else None


def _type(field: Field, column: Column | None, context: Context) -> Code | None:
    """Give the column's type; None where the annotation says it."""
    if field.identity is not None and isinstance(field.type, Scalar):
        return identity_type(field.type, context.settings.databases)
    made = _plain_type(field, column, context)
    if field.collation:
        made = _with_collations(made, column, field, context)
    if field.db_type:
        raw = {name: text for name, text in field.db_type.items() if not name or name in context.settings.databases}
        return call(Symbol(_RUNTIME_TYPES, "RawType"), literal(raw), made) if raw else made
    if isinstance(field.type, Scalar) and not field.collation:
        known = field.type.name in _KNOWN_TO_SQLALCHEMY
        by_base = context.settings.base is None and field.type.name in _KNOWN_TO_BASE
        return None if known or by_base else made
    return made


def _plain_type(field: Field, column: Column | None, context: Context) -> Code:
    namer = context.layout.type_symbol
    options: Mapping[str, Code] = {}
    numeric = False
    used = field.type.item if isinstance(field.type, ListOf) else field.type
    if isinstance(used, EnumRef):
        enum = context.project.enums[used.domain, used.name]
        numeric = enum.base != "string"
        if column is not None and isinstance(column.type, NativeEnum):
            options = {"native": literal(column.type.name)}
            if column.type.schema:
                options["schema"] = literal(column.type.schema)
    array = column is not None and isinstance(column.type, ArrayOf)
    return column_type(field.type, namer, array=array, numeric=numeric, options=options)


def _with_collations(made: Code, column: Column | None, field: Field, context: Context) -> Code:
    """Add the type with its collation for each database that the spec names one for."""
    if column is None:
        return made
    for name in context.settings.databases:
        if name in field.collation:
            own = _own_type(revision_type(column, dialect(name)))
            made = call(code(made, ".with_variant"), own, literal(name))
    return made


def _own_type(revision: Code) -> Code:
    """Turn a revision's `sa.String(…)` into a name that the module imports."""
    first, *rest = revision.parts
    if not isinstance(first, str) or not first.startswith("sa."):
        return revision
    name, bracket, tail = first.removeprefix("sa.").partition("(")
    return code(Symbol("sqlalchemy", name), f"{bracket}{tail}", Code(tuple(rest)))
