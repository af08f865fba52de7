"""Which domains keep their enums and value objects outside their package, because others use them.

A domain's package imports its whole content, so two packages that needed each other's types while loading could not
load. Types that cross a border therefore live in modules that import nothing but such modules.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, TypeRef, ValueRef
from generator.ir import Domain, Entity, ValueType


class TypeUses(NamedTuple):
    """Names the other domains whose enums and value objects one uses: in its own value objects, and in all its fields."""

    in_values: frozenset[str]
    in_all: frozenset[str]


def shared_homes(uses: Mapping[str, TypeUses]) -> dict[str, str]:
    """Give, for each domain whose types are shared, the domain that the shared module is named after.

    That is the domain itself, or the first of those whose value objects need each other's.
    """
    shared = {name for name, used in uses.items() if used.in_values}
    for used in uses.values():
        shared |= used.in_all
    pending = list(shared)
    while pending:
        for name in uses[pending.pop()].in_values - shared:
            shared.add(name)
            pending.append(name)
    reach = {name: _reach(name, uses) for name in shared}
    return {name: min({name} | {other for other in reach[name] if name in reach[other]}) for name in sorted(shared)}


def uses_of(domain: Domain) -> TypeUses:
    """Give whose types a domain uses."""
    in_values = _used(domain.values, domain.name)
    return TypeUses(in_values, in_values | _used(domain.entities, domain.name))


def type_uses(ref: TypeRef) -> Iterator[EnumRef | ValueRef]:
    """Give the enums and value objects that a type is made of."""
    match ref:
        case EnumRef() | ValueRef():
            yield ref
        case ListOf():
            yield from type_uses(ref.item)
        case MapOf():
            yield from type_uses(ref.key)
            yield from type_uses(ref.value)
        case _:
            return


def _used(owners: Iterable[Entity | ValueType], home: str) -> frozenset[str]:
    found = {used.domain for owner in owners for field in owner.fields for used in type_uses(field.type)}
    return frozenset(found - {home})


def _reach(start: str, uses: Mapping[str, TypeUses]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        fresh = uses[pending.pop()].in_values - found
        found |= fresh
        pending.extend(fresh)
    return found
