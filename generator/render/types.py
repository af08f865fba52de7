"""The types module: the enums and value objects of a domain that has a module for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.code import block, docstring
from generator.fieldtypes import ValueRef
from generator.ir import Domain, EnumType, ValueType
from generator.render.aliases import Aliases
from generator.render.classes import ClassRow, secrecy
from generator.render.enums import enum_rows
from generator.render.fields import member_line
from generator.render.layout import SHARED, Place
from generator.render.sharing import type_uses
from generator.render.unit import Context, Unit
from generator.render.validators import validators

_INDENT: Final = "    "


TYPES_TEMPLATE = "types.py.j2"


@dataclass(frozen=True)
class Types:
    """What one types module holds; domains whose value objects need each other's share one."""

    context: Context
    place: Place
    domains: tuple[Domain, ...]

    @property
    def enums(self) -> list[EnumType]:
        """The enums, in the order of the specs."""
        return [enum for domain in self.domains for enum in domain.enums]

    @property
    def values(self) -> list[ValueType]:
        """The value objects, each after those that it is made of, where that is possible."""
        return _ordered([value for domain in self.domains for value in domain.values])


def types_modules(owner: Domain, context: Context) -> Iterator[Types]:
    """Give the module of a domain's types, if it is not that of its models and `owner` is the first that it serves."""
    place = context.layout.types_apart.get(owner.name)
    if place is None:
        return
    served = tuple(domain for domain in context.project.domains if context.layout.types_apart.get(domain.name) == place)
    if served[0] is owner:
        yield Types(context, place, served)


def build(types: Types) -> dict[str, object]:
    """Give what `types.py.j2` is filled with."""
    context, values = types.context, types.values
    fields = [field for value in values for field in value.fields]
    used = {ref.name for field in fields for ref in type_uses(field.type)}
    classes = {enum.name for enum in types.enums} | {value.name for value in values}
    aliases = Aliases(context, classes | used, fields)
    taken = {*classes, *aliases.names, *(field.name for field in fields)}
    scope = Unit(context, types.domains[0], (), types.place).scope(taken)
    aliases.begin(scope)
    return {
        "docstring": docstring(_title(types)),
        "enums": enum_rows(types.enums, scope),
        "classes": [_class(value, aliases, values[place:]) for place, value in enumerate(values)],
        "aliases": block(aliases.lines),
        "imports": scope.imports(),
    }


def _title(types: Types) -> str:
    names = " and ".join(domain.name for domain in types.domains)
    what = "Enums and value objects" if types.values else "Enums"
    plural = "s" if len(types.domains) > 1 else ""
    shared = ", used by others too" if types.place.module.startswith(f"{SHARED}.") else ""
    return f"{what} of the {names} domain{plural}{shared}."


def _class(value: ValueType, aliases: Aliases, later: list[ValueType]) -> ClassRow:
    """Give the class of a value object; `later` are those that are not classes yet where its fields are read."""
    scope, context = aliases.scope, aliases.context
    unknown = {(item.domain, item.name) for item in later}
    lines = secrecy(value.fields, scope)
    for field in value.fields:
        quoted = any((ref.domain, ref.name) in unknown for ref in type_uses(field.type))
        lines.append(member_line(field, aliases.member(field, quoted=quoted), aliases))
    return ClassRow(
        value.name,
        scope.name(context.layout.runtime("schemas", "Value")),
        docstring(value.description or f"{value.name}, kept as JSON.", _INDENT),
        block(lines, _INDENT),
        validators(value.checks, value.fields, scope, context),
    )


def _ordered(values: list[ValueType]) -> list[ValueType]:
    """Put each value behind those that it is made of; among those made of each other, the specs' order stays."""
    by_name = {(value.domain, value.name): value for value in values}
    found: dict[tuple[str, str], ValueType] = {}
    entered: set[tuple[str, str]] = set()

    def place(value: ValueType) -> None:
        name = (value.domain, value.name)
        if name in entered:
            return
        entered.add(name)
        for field in value.fields:
            for ref in type_uses(field.type):
                if isinstance(ref, ValueRef) and (ref.domain, ref.name) in by_name:
                    place(by_name[ref.domain, ref.name])
        found[name] = value

    for value in values:
        place(value)
    return list(found.values())
