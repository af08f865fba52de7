"""The fields of the Pydantic models: which an entity shows on create, update and read, and how each is written."""

from typing import Final

from generator.code import Code, Symbol, call, code, join, literal
from generator.ir import Entity, Field, Generated, ManyToMany
from generator.render.aliases import FIELD, Aliases, marks, words
from generator.render.orders import own_key
from generator.render.unit import Context
from generator.render.values import default_code

MISSING: Final = Symbol("pydantic", "MISSING")
_FROZENSET: Final = Symbol("builtins", "frozenset")
_TUPLE: Final = Symbol("builtins", "tuple")


def on_create(entity: Entity) -> tuple[Field, ...]:
    """Give the fields that callers fill on create."""
    return entity.created


def on_update(entity: Entity) -> tuple[Field, ...]:
    """Give the fields that callers may change."""
    return entity.changed


def own_links(entity: Entity) -> list[ManyToMany]:
    """Give the many-to-many whose keys callers give on create and update."""
    return [link for link in entity.many_to_many if link.declared and link.through is None]


def may_be_missing(field: Field) -> bool:
    """Tell whether a Create leaves a field to the repository or to the database, where the caller does."""
    return isinstance(field.default, Generated) or (field.default is None and field.server_default is not None)


def create_line(field: Field, owner: str, aliases: Aliases, context: Context, *, shared: bool) -> Code:
    """Give the field of a Create; what the repository or the database makes may be left out."""
    if may_be_missing(field):
        return update_line(field, owner, aliases, shared=shared)
    made = aliases.field(field, owner, shared=shared)
    return member_line(field, code(made, " | None") if field.nullable else made, context)


def member_line(field: Field, made: Code, context: Context) -> Code:
    """Give a field of the type `made`, null included, with its default."""
    default = default_code(field, context)
    if default is None:
        return _line(field, made, code("None") if field.nullable else None)
    value, is_function = default
    return _line(field, made, None, default_factory=value) if is_function else _line(field, made, value)


def update_line(field: Field, owner: str, aliases: Aliases, *, shared: bool) -> Code:
    """Give a field that may be left out: of an Update, where it then stays as it is."""
    made = aliases.field(field, owner, shared=shared)
    none = " | None" if field.nullable else ""
    return _line(field, code(made, " | ", MISSING, none), code(MISSING))


def read_line(field: Field, context: Context) -> Code:
    """Give the field of a Read."""
    kind = context.annotation(field.type, nullable=field.nullable)
    return _line(field, kind, None, **words(field, context))


def _line(field: Field, kind: Code, default: Code | None, **options: Code) -> Code:
    """Give a field's line: with `Field(…)` only where its default alone does not say it all."""
    if field.deprecated or field.access.sensitive:
        options |= marks(field)
    if options:
        given = {} if default is None else {"default": default}
        return code(f"{field.name}: ", kind, " = ", call(FIELD, **given, **options))
    return code(f"{field.name}: ", kind) if default is None else code(f"{field.name}: ", kind, " = ", default)


def ids_line(link: ManyToMany, context: Context, *, update: bool) -> Code:
    """Give the field that carries the keys of a many-to-many: a set, or a sequence where the order is kept."""
    key = key_annotation(context.project.entities[link.target], context)
    ordered = link.position is not None
    kind = code(_TUPLE, "[", key, ", ...]") if ordered else code(_FROZENSET, "[", key, "]")
    about = {"description": literal(link.description)} if link.description else {}
    if update:
        return code(f"{link.ids_name}: ", kind, " | ", MISSING, " = ", MISSING)
    empty = code("()") if ordered else call(_FROZENSET)
    value = call(FIELD, default=empty, **about) if about else empty
    return code(f"{link.ids_name}: ", kind, " = ", value)


def key_annotation(entity: Entity, context: Context) -> Code:
    """Give the type of an entity's key as callers hold it: a single value, or a tuple; the tenant is left out."""
    types = [context.annotation(entity.by_name[name].type, nullable=False) for name in own_key(entity)]
    return types[0] if len(types) == 1 else code(_TUPLE, "[", join(", ", types), "]")
