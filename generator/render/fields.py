"""The fields of the Pydantic models: which an entity shows on create, update and read, and how each is written."""

from typing import Final

from generator.code import Code, Piece, Symbol, call, code, join, literal
from generator.ir import Entity, Field, Generated, ManyToMany
from generator.render.aliases import FIELD, Aliases, is_marked, marks, words
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


def create_line(field: Field, owner: str, aliases: Aliases) -> str:
    """Give the field of a Create; what the repository or the database makes may be left out."""
    if may_be_missing(field):
        return update_line(field, owner, aliases)
    made = aliases.field(field, owner)
    return member_line(field, f"{made} | None" if field.nullable else made, aliases)


def member_line(field: Field, made: str, aliases: Aliases) -> str:
    """Give a field of the type `made`, null included, with its default."""
    default = default_code(field, aliases.context)
    if default is None:
        return _line(field, made, aliases, "None" if field.nullable else None)
    value, is_function = default
    if is_function:
        return _line(field, made, aliases, None, default_factory=value)
    return _line(field, made, aliases, aliases.scope.text(value))


def update_line(field: Field, owner: str, aliases: Aliases) -> str:
    """Give a field that may be left out: of an Update, where it then stays as it is."""
    missing = aliases.scope.name(MISSING)
    none = " | None" if field.nullable else ""
    return _line(field, f"{aliases.field(field, owner)} | {missing}{none}", aliases, missing)


def read_line(field: Field, aliases: Aliases) -> str:
    """Give the field of a Read."""
    kind = aliases.held(field.type, nullable=field.nullable)
    about = words(field, aliases.context) if field.description or field.examples else {}
    return _line(field, kind, aliases, None, **about)


def _line(field: Field, kind: str, aliases: Aliases, default: str | None, **options: Code) -> str:
    """Give a field's line: with `Field(…)` only where its default alone does not say it all."""
    if is_marked(field):
        options |= marks(field, aliases.context)
    if options:
        given: dict[str, Piece] = {} if default is None else {"default": default}
        return f"{field.name}: {kind} = {aliases.scope.text(call(FIELD, **given, **options))}"
    return f"{field.name}: {kind}" if default is None else f"{field.name}: {kind} = {default}"


def ids_line(link: ManyToMany, aliases: Aliases, *, update: bool) -> str:
    """Give the field that carries the keys of a many-to-many: a set, or a sequence where the order is kept."""
    scope, context = aliases.scope, aliases.context
    key = scope.text(key_annotation(context.project.entities[link.target], context))
    ordered = link.position is not None
    kind = f"{scope.name(_TUPLE)}[{key}, ...]" if ordered else f"{scope.name(_FROZENSET)}[{key}]"
    if update:
        missing = scope.name(MISSING)
        return f"{link.ids_name}: {kind} | {missing} = {missing}"
    empty = "()" if ordered else f"{scope.name(_FROZENSET)}()"
    if link.description:
        empty = scope.text(call(FIELD, default=empty, description=literal(link.description)))
    return f"{link.ids_name}: {kind} = {empty}"


def key_annotation(entity: Entity, context: Context) -> Code:
    """Give the type of an entity's key as callers hold it: a single value, or a tuple; the tenant is left out."""
    types = [context.annotation(entity.by_name[name].type, nullable=False) for name in own_key(entity)]
    return types[0] if len(types) == 1 else code(_TUPLE, "[", join(", ", types), "]")
