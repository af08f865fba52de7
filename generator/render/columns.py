"""The columns of a model, one line each, and those of an association table."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from generator.code import Code, Scope, Symbol, call, code, join, literal
from generator.dialects import dialect
from generator.fieldtypes import EnumRef, ListOf, Scalar, TypeRef, column_type, identity_type, row
from generator.ir import Entity, Field, Role
from generator.render.unit import Context
from generator.render.values import default_code
from generator.schema.columns import column_arguments, revision_type, stands_alone
from generator.schema.state import ArrayOf, Column, NativeEnum, Table
from generator.schema.views import Views, Words

_MAPPED: Final = Symbol("sqlalchemy.orm", "Mapped")
_MAPPED_COLUMN: Final = Symbol("sqlalchemy.orm", "mapped_column")
_JSON: Final = Scalar("json")
_COLUMN: Final = Symbol("sqlalchemy", "Column")
_RUNTIME_TYPES: Final = ".db.types"
_KNOWN_TO_SQLALCHEMY: Final = frozenset({"int", "bool", "date"})
"""Types that an annotation alone makes."""
_KNOWN_TO_BASE: Final = frozenset({"datetime", "uuid"})
"""Those that the runtime's own base adds."""
_STAMPS: Final = (Role.CREATED_AT, Role.UPDATED_AT)
_TRUE: Final = literal(True)  # the value itself
_FALSE: Final = literal(False)  # the value itself


@dataclass(frozen=True)
class TableView:
    """A table to be written as a model or as an association: its state, and what each database makes of it."""

    table: Table
    context: Context
    words: Words
    messages: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str], hash=False)

    @cached_property
    def views(self) -> Views:
        """The table as each of the project's databases has it."""
        return Views(self.table, self.context.settings.databases, self.messages)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.table.columns}

    @cached_property
    def key_by_columns(self) -> bool:
        """Whether marking the key's columns says all of it: usual name, and the table's order."""
        key = self.table.primary_key
        in_order = tuple(column.name for column in self.table.columns if column.name in key.columns)
        return self.words.conventional_names and key.name == f"pk_{self.table.name}" and in_order == key.columns


def column_lines(entity: Entity, view: TableView | None, scope: Scope, context: Context) -> list[str]:
    """Give `name: Mapped[…] = mapped_column(…)` for every column; `view` is None for a table that others manage."""
    marked = entity.key.fields if view is None or view.key_by_columns else ()
    mapped = scope.name(_MAPPED)
    known: dict[tuple[TypeRef, bool], str] = {}
    lines: list[str] = []
    for field in entity.fields:
        kind = known.get((field.type, field.nullable))
        if kind is None:
            kind = scope.text(context.annotation(field.type, nullable=field.nullable))
            known[field.type, field.nullable] = kind
        written = scope.text(_arguments(field, view, context, is_key=field.name in marked))
        line = f"{field.name}: {mapped}[{kind}]"
        lines.append(f"{line} = {scope.name(_MAPPED_COLUMN)}({written})" if written else line)
    return lines


def association_column(name: str, field: Field | None, view: TableView) -> Code:
    """Give `Column(…)` of an association, which holds a value of `field`; None: a number of its own."""
    column = view.columns[name]
    kind = _plain_type(field, None, view.context) if field else code(Symbol("sqlalchemy", "Integer"))
    extras, options = column_arguments(column, view.views, view.words)
    options.pop("autoincrement", None)
    if name in view.table.primary_key.columns:
        named = {"primary_key": _TRUE} if view.key_by_columns else {}
    else:
        named = {} if column.nullable else {"nullable": _FALSE}
    return call(_COLUMN, literal(name), kind, *extras, **named, **options)


def _arguments(field: Field, view: TableView | None, context: Context, *, is_key: bool) -> Code:
    """Give the arguments of `mapped_column`; the same for all entities that share a field and its column."""
    column = view.columns[field.column] if view else None
    # What is asked about other types is noted for each domain: see pipeline.rendering.
    alone = isinstance(field.type, Scalar) and (view is None or column is None or stands_alone(column, view.table))
    key = (id(field), id(column), is_key)
    known = context.columns.get(key) if alone else None
    if known is None:
        known = join(", ", _listed(field, column, view, context, is_key=is_key))
        if alone:
            context.columns[key] = known
    return known


def _listed(
    field: Field, column: Column | None, view: TableView | None, context: Context, *, is_key: bool
) -> list[Code]:
    found: list[Code] = [] if field.column == field.name else [literal(field.column)]
    kind = _type(field, column, context)
    if kind is not None:
        found.append(kind)
    extras, options = column_arguments(column, view.views, view.words) if view and column else ([], {})
    found += extras
    if is_key:
        found.append(code("primary_key=", _TRUE))
    default = _default(field, context)
    if default is not None:
        found.append(code("default=", default))
    found += [code(f"{name}=", value) for name, value in options.items()]
    if column is not None and column.nullable and not field.nullable:
        found.append(code("nullable=", _TRUE))
    elif not field.nullable and field.type == _JSON:
        # JSON's own null is one of the annotation's values, which SQLAlchemy takes for "may be NULL".
        found.append(code("nullable=", _FALSE))
    return found


def _default(field: Field, context: Context) -> Code | None:
    if field.computed is not None or field.identity is not None:
        return None
    if field.role in _STAMPS and field.default is None:
        return code(context.layout.runtime("keys", "utc_now"))
    if field.role is Role.KEY and field.default is None:
        return None
    made = default_code(field, context)
    return made[0] if made else None


def _type(field: Field, column: Column | None, context: Context) -> Code | None:
    """Give the column's type; None where the annotation says it."""
    if isinstance(field.type, Scalar) and not (field.identity or field.collation or field.db_type):
        return _scalar_type(field.type, own_base=context.settings.base is None)
    if field.identity is not None and isinstance(field.type, Scalar):
        return identity_type(field.type, context.settings.databases)
    made = _plain_type(field, column, context)
    if column is not None and field.collation:
        made = _with_collations(made, column, field, context)
    raw = {name: text for name, text in field.db_type.items() if name in context.settings.databases}
    if raw:
        return call(Symbol(_RUNTIME_TYPES, "RawType"), literal(raw), _instance(made))
    return made


@cache
def _scalar_type(ref: Scalar, *, own_base: bool) -> Code | None:
    if ref.name in _KNOWN_TO_SQLALCHEMY or (own_base and ref.name in _KNOWN_TO_BASE):
        return None
    return row(ref.name).column(ref.arguments)


def _plain_type(field: Field, column: Column | None, context: Context) -> Code:
    options: dict[str, Code] = {}
    numeric = False
    used = field.type.item if isinstance(field.type, ListOf) else field.type
    if isinstance(used, EnumRef):
        enum = context.project.enums[used.domain, used.name]
        numeric = enum.base != "string"
        if enum.base == "smallint":
            options["small"] = _TRUE
        if column is not None and isinstance(column.type, NativeEnum):
            options["native"] = literal(column.type.name)
            if column.type.schema:
                options["schema"] = literal(column.type.schema)
    array = column is not None and isinstance(column.type, ArrayOf)
    return column_type(field.type, context.layout.type_symbol, array=array, numeric=numeric, options=options)


def _with_collations(made: Code, column: Column, field: Field, context: Context) -> Code:
    """Add the type with its collation for each database that the spec names one for."""
    made = _instance(made)
    for name in context.settings.databases:
        if name in field.collation:
            own = _own_type(revision_type(column, dialect(name)))
            made = call(code(made, ".with_variant"), own, literal(name))
    return made


def _instance(made: Code) -> Code:
    return code(made, "()") if len(made.parts) == 1 else made


def _own_type(revision: Code) -> Code:
    """Turn a revision's `sa.String(…)` into a name that the module imports."""
    first, *rest = revision.parts
    if not isinstance(first, str) or not first.startswith("sa."):
        return revision
    name, bracket, tail = first.removeprefix("sa.").partition("(")
    return code(Symbol("sqlalchemy", name), f"{bracket}{tail}", Code(tuple(rest)))
