"""The schemas module: what goes in and out of a domain, a Pydantic model for each way through."""

from collections.abc import Iterator, Sequence
from typing import Final

from generator.code import Code, Scope, Symbol, code, docstring, join, literal
from generator.fieldtypes import Kind as ValueKind
from generator.fieldtypes import Scalar, TypeRef, row
from generator.ir import Entity, Field
from generator.naming import snake
from generator.render.aliases import Aliases
from generator.render.drafts import Draft
from generator.render.fields import (
    create_line,
    ids_line,
    may_be_missing,
    own_links,
    read_line,
    update_line,
)
from generator.render.filters import FilterMember, Test, filter_members
from generator.render.layout import Kind
from generator.render.orders import orders
from generator.render.sharing import type_uses
from generator.render.unit import Context, Unit, extended
from generator.render.validators import validators

_CLASSES: Final = (Kind.CREATE, Kind.UPDATE, Kind.READ, Kind.FILTER, Kind.SORT)
_ENDINGS: Final = tuple(kind.value for kind in _CLASSES)


def build(unit: Unit) -> dict[str, object]:
    """Give what `schemas.py.j2` is filled with."""
    context = unit.context
    own, types = _class_names(unit), _type_names(unit)
    aliases = Aliases(context, own | types)
    drafts = [draft for entity in unit.entities for draft in _drafts(entity, aliases, context)]
    scope = unit.scope(own | aliases.names - types | _member_names(unit))
    sorts = [_sort(entity, scope) for entity in unit.entities]
    classes = [draft.settled(scope) for draft in drafts]
    return {
        "docstring": docstring(_title(unit)),
        "aliases": aliases.lines(scope),
        "sorts": sorts,
        "classes": classes,
        "imports": scope.imports(),
    }


def exports(entity: Entity, context: Context) -> tuple[Symbol, ...]:
    """Give what the package shows of an entity's schemas."""
    kinds = (kind for kind in _CLASSES if kind is not Kind.UPDATE or has_update(entity))
    return tuple(context.layout.symbol(kind, entity.qualified) for kind in kinds)


def has_update(entity: Entity) -> bool:
    """Tell whether there is anything that callers may change."""
    return not entity.flags.append_only and bool(entity.changed or own_links(entity))


def _drafts(entity: Entity, aliases: Aliases, context: Context) -> Iterator[Draft]:
    given, changed = entity.created, entity.changed if has_update(entity) else ()
    # A field's type is given a name where two classes have the field.
    both = {field.name for field in given} & {field.name for field in changed}
    yield _create(entity, given, both, aliases, context)
    if has_update(entity):
        yield _update(entity, changed, both, aliases, context)
    yield _read(entity, context)
    yield _filter(entity, aliases, context)


def _create(entity: Entity, fields: Sequence[Field], both: set[str], aliases: Aliases, context: Context) -> Draft:
    lines = [create_line(field, entity.name, aliases, context, shared=field.name in both) for field in fields]
    lines += [ids_line(link, context, update=False) for link in own_links(entity)]
    present = [field for field in fields if not may_be_missing(field)]
    return Draft(
        f"{entity.name}Create",
        extended(entity, "schemas.create", context.layout.runtime("schemas", "Input")),
        f"A new {_noun(entity)}.",
        lines,
        any(field.access.sensitive for field in fields),
        tuple(validators(entity.checks, present, context)),
    )


def _update(entity: Entity, fields: Sequence[Field], both: set[str], aliases: Aliases, context: Context) -> Draft:
    lines = [update_line(field, entity.name, aliases, shared=field.name in both) for field in fields]
    lines += [ids_line(link, context, update=True) for link in own_links(entity)]
    return Draft(
        f"{entity.name}Update",
        extended(entity, "schemas.update", context.layout.runtime("schemas", "Input")),
        f"A change to {_article(_noun(entity))} {_noun(entity)}: what is not given stays as it is.",
        lines,
        any(field.access.sensitive for field in fields),
    )


def _read(entity: Entity, context: Context) -> Draft:
    bases = extended(entity, "schemas.read", context.layout.runtime("schemas", "Record"))
    about = f"{_article(_noun(entity)).capitalize()} {_noun(entity)} as it is kept."
    return Draft(f"{entity.name}Read", bases, about, [read_line(field, context) for field in entity.shown])


def _filter(entity: Entity, aliases: Aliases, context: Context) -> Draft:
    bases = extended(entity, "schemas.filter", context.layout.runtime("schemas", "Input"))
    lines = [*_search_line(entity), *(_filter_line(member, aliases) for member in filter_members(entity))]
    return Draft(f"{entity.name}Filter", bases, "Which rows to list; every field given narrows the list.", lines)


def _search_line(entity: Entity) -> list[Code]:
    if entity.search is None:
        return []
    *first, last = entity.search.fields
    description = f"Contained in {', '.join(first)} or {last}" if first else f"Contained in {last}"
    field = code(Symbol("pydantic", "Field"), "(default=None, min_length=1, description=", literal(description), ")")
    return [code("q: ", Symbol("builtins", "str"), " | None = ", field)]


def _filter_line(member: FilterMember, aliases: Aliases) -> Code:
    match member.test:
        case Test.IS_NULL:
            kind = code(Symbol("builtins", "bool"))
        case Test.MEMBER:
            kind = code(Symbol("builtins", "frozenset"), "[", _asked(member.field.type, aliases), "]")
        case _:
            kind = _asked(member.field.type, aliases)
    return code(f"{member.name}: ", kind, " | None = None")


def _asked(ref: TypeRef, aliases: Aliases) -> Code:
    """Give what a filter compares with: limits are kept for numbers, which a driver may refuse, but not for texts."""
    if isinstance(ref, Scalar) and row(ref.name).kind is ValueKind.TEXT:
        return row(ref.name).annotation
    return aliases.accepted(ref)


def _sort(entity: Entity, scope: Scope) -> str:
    names = join(", ", (literal(order.name) for order in orders(entity)))
    return scope.text(code(f"{entity.name}Sort = ", Symbol("typing", "Literal"), "[", names, "]"))


def _title(unit: Unit) -> str:
    if len(unit.entities) == len(unit.domain.entities):
        return f"What goes in and out of the {unit.domain.name} domain."
    return f"What goes in and out as {unit.entities[0].name}."


def _class_names(unit: Unit) -> set[str]:
    return {f"{entity.name}{ending}" for entity in unit.entities for ending in _ENDINGS}


def _type_names(unit: Unit) -> set[str]:
    """Give the names of the enums and value objects that the module uses, which no alias may take."""
    fields = (field for entity in unit.entities for field in entity.fields)
    return {used.name for field in fields for used in type_uses(field.type)}


def _member_names(unit: Unit) -> set[str]:
    """Give the names that stand in the classes, and would hide an import there."""
    found: set[str] = set()
    for entity in unit.entities:
        found.update(field.name for field in entity.fields)
        found.update(link.ids_name for link in own_links(entity))
        found.update(member.name for member in filter_members(entity))
    return found


def _noun(entity: Entity) -> str:
    return snake(entity.name).replace("_", " ")


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" else "a"
