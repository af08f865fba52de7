"""Which domains keep their enums and value objects outside their package, because others use them.

A domain's package imports its whole content, so two packages that needed each other's types while loading could not
load. Types that cross a border therefore live in modules that import nothing but such modules.
"""

from collections.abc import Iterator

from generator.fieldtypes.refs import EnumRef, ListOf, MapOf, TypeRef, ValueRef
from generator.ir import Domain, Entity, Project, ValueType


def shared_homes(project: Project) -> dict[str, str]:
    """Give, for each domain whose types are shared, the domain that the shared module is named after.

    That is the domain itself, or the first of those whose value objects need each other's.
    """
    value_uses = {domain.name: _used(domain, values_only=True) for domain in project.domains}
    shared = {name for name, used in value_uses.items() if used}
    for domain in project.domains:
        shared |= _used(domain, values_only=False)
    pending = list(shared)
    while pending:
        for name in value_uses[pending.pop()] - shared:
            shared.add(name)
            pending.append(name)
    reach = {name: _reach(name, value_uses) for name in shared}
    return {name: min({name} | {other for other in reach[name] if name in reach[other]}) for name in sorted(shared)}


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


def _used(domain: Domain, *, values_only: bool) -> set[str]:
    """Name the other domains whose types this one's values, or all its fields, use."""
    owners: tuple[Entity | ValueType, ...] = domain.values if values_only else (*domain.values, *domain.entities)
    return {
        used.domain
        for owner in owners
        for field in owner.fields
        for used in type_uses(field.type)
        if used.domain != domain.name
    }


def _reach(start: str, edges: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        fresh = edges[pending.pop()] - found
        found |= fresh
        pending.extend(fresh)
    return found
