"""The schemas module: what goes in and out of a domain, a Pydantic model for each way through."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.code import Scope, Symbol, block, call, docstring, literal
from generator.fieldtypes import Kind as ValueKind
from generator.fieldtypes import Scalar, TypeRef, row
from generator.ir import Entity
from generator.naming import snake
from generator.render.aliases import FIELD, Aliases
from generator.render.classes import ClassRow, bases_of, secrecy
from generator.render.fields import MISSING, create_line, ids_line, may_be_missing, own_links, read_line, update_line
from generator.render.filters import FilterMember, Test, filter_members
from generator.render.layout import Kind
from generator.render.orders import orders
from generator.render.sharing import type_uses
from generator.render.unit import Context, Unit, extended
from generator.render.validators import ValidatorRow, validators

_INDENT: Final = "    "
_CLASSES: Final = (Kind.CREATE, Kind.UPDATE, Kind.READ, Kind.FILTER, Kind.SORT)
_ENDINGS: Final = tuple(kind.value for kind in _CLASSES)
_STR: Final = Symbol("builtins", "str")
_BOOL: Final = Symbol("builtins", "bool")
_FROZENSET: Final = Symbol("builtins", "frozenset")
_LITERAL: Final = Symbol("typing", "Literal")


def build(unit: Unit) -> dict[str, object]:
    """Give what `schemas.py.j2` is filled with."""
    filters = {entity.name: filter_members(entity) for entity in unit.entities}
    aliases, scope = _begun(unit, filters)
    sorts = [_sort(entity, scope) for entity in unit.entities]
    classes = [row for entity in unit.entities for row in _classes(entity, filters[entity.name], aliases)]
    return {
        "docstring": docstring(_title(unit)),
        "aliases": block(aliases.lines),
        "sorts": block(sorts),
        "classes": classes,
        "imports": scope.imports(),
    }


def _begun(unit: Unit, filters: Mapping[str, tuple[FilterMember, ...]]) -> tuple[Aliases, Scope]:
    """Settle every name of the module before anything is written in it."""
    own, types, members = set[str](), set[str](), set[str]()
    for entity in unit.entities:
        own.update([f"{entity.name}{ending}" for ending in _ENDINGS])
        members.update([field.name for field in entity.fields])
        members.update([link.ids_name for link in own_links(entity)])
        members.update([member.name for member in filters[entity.name]])
        types.update([used.name for field in entity.fields for used in type_uses(field.type)])
    aliases = Aliases(unit.context, own | types, [field for entity in unit.entities for field in entity.fields])
    for entity in unit.entities:
        if has_update(entity):
            created = {field.name for field in entity.created}
            aliases.share(entity.name, [field for field in entity.changed if field.name in created])
    scope = unit.scope({*own, *members, *aliases.names})
    aliases.begin(scope)
    return aliases, scope


def exports(entity: Entity, context: Context) -> tuple[Symbol, ...]:
    """Give what the package shows of an entity's schemas."""
    kinds = (kind for kind in _CLASSES if kind is not Kind.UPDATE or has_update(entity))
    return tuple(context.layout.symbol(kind, entity.qualified) for kind in kinds)


def has_update(entity: Entity) -> bool:
    """Tell whether there is anything that callers may change."""
    return not entity.flags.append_only and bool(entity.changed or own_links(entity))


def _classes(entity: Entity, asked: Iterable[FilterMember], aliases: Aliases) -> Iterator[ClassRow]:
    scope, runtime = aliases.scope, aliases.context.layout.runtime
    entered, kept = runtime("schemas", "Input"), runtime("schemas", "Record")

    def row(kind: Kind, base: Symbol, about: str, lines: list[str], *rules: ValidatorRow) -> ClassRow:
        bases = bases_of(extended(entity, kind.value.lower(), base), scope)
        return ClassRow(
            f"{entity.name}{kind.value}", bases, docstring(about, _INDENT), block(lines, _INDENT), list(rules)
        )

    noun = snake(entity.name).replace("_", " ")
    article = "an" if noun[:1] in "aeiou" else "a"
    yield row(Kind.CREATE, entered, f"A new {noun}.", _create(entity, aliases), *_rules(entity, aliases))
    if has_update(entity):
        about = f"A change to {article} {noun}: what is not given stays as it is."
        rules = (
            validators(entity.checks, entity.changed, scope, aliases.context, missing=MISSING) if entity.checks else []
        )
        yield row(Kind.UPDATE, entered, about, _update(entity, aliases), *rules)
    lines = [read_line(field, aliases) for field in entity.shown]
    yield row(Kind.READ, kept, f"{article.capitalize()} {noun} as it is kept.", lines)
    lines = [*_search_line(entity, scope), *(_filter_line(member, aliases) for member in asked)]
    yield row(Kind.FILTER, entered, "Which rows to list; every field given narrows the list.", lines)


def _create(entity: Entity, aliases: Aliases) -> list[str]:
    return [
        *secrecy(entity.created, aliases.scope),
        *[create_line(field, entity.name, aliases) for field in entity.created],
        *[ids_line(link, aliases, update=False) for link in own_links(entity)],
    ]


def _update(entity: Entity, aliases: Aliases) -> list[str]:
    return [
        *secrecy(entity.changed, aliases.scope),
        *[update_line(field, entity.name, aliases) for field in entity.changed],
        *[ids_line(link, aliases, update=True) for link in own_links(entity)],
    ]


def _rules(entity: Entity, aliases: Aliases) -> list[ValidatorRow]:
    present = [field for field in entity.created if not may_be_missing(field)]
    return validators(entity.checks, present, aliases.scope, aliases.context) if entity.checks else []


def _search_line(entity: Entity, scope: Scope) -> list[str]:
    if entity.search is None:
        return []
    *first, last = entity.search.fields
    description = f"Contained in {', '.join(first)} or {last}" if first else f"Contained in {last}"
    field = call(FIELD, default="None", min_length="1", description=literal(description))
    return [f"q: {scope.name(_STR)} | None = {scope.text(field)}"]


def _filter_line(member: FilterMember, aliases: Aliases) -> str:
    match member.test:
        case Test.IS_NULL:
            kind = aliases.scope.name(_BOOL)
        case Test.MEMBER:
            kind = f"{aliases.scope.name(_FROZENSET)}[{_asked(member.field.type, aliases)}]"
        case _:
            kind = _asked(member.field.type, aliases)
    return f"{member.name}: {kind} | None = None"


def _asked(ref: TypeRef, aliases: Aliases) -> str:
    """Give what a filter compares with: limits are kept for numbers, which a driver may refuse, but not for texts."""
    if isinstance(ref, Scalar) and row(ref.name).kind is ValueKind.TEXT:
        return aliases.held(ref, nullable=False)
    return aliases.accepted(ref)


def _sort(entity: Entity, scope: Scope) -> str:
    names = ", ".join([scope.text(literal(order.name)) for order in orders(entity)])
    return f"{entity.name}Sort = {scope.name(_LITERAL)}[{names}]"


def _title(unit: Unit) -> str:
    if len(unit.entities) == len(unit.domain.entities):
        return f"What goes in and out of the {unit.domain.name} domain."
    return f"What goes in and out as {unit.entities[0].name}."
