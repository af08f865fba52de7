"""What stands inside of JSON: the members of value objects, of lists and of maps, by their path."""

from collections.abc import Iterator

from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef
from generator.ir import Field, Project

REQUIRED = "!"
"""At the end of a type: what is read without it is refused."""


def inside(field: Field, project: Project) -> dict[str, str]:
    """Give the type of each member that a field's JSON has, by path; nothing for what is no JSON or has no shape.

    `[]` are a list's items, `{}` a map's values, `{key}` its keys, `.name` a member, `=label` what an enum's member may hold.
    """
    if isinstance(field.type, Scalar | EnumRef) or field.storage == "array":
        return {}
    return dict(_members("", field.type, "", project, frozenset()))


def _members(
    path: str, kind: TypeRef, end: str, project: Project, above: frozenset[ValueRef]
) -> Iterator[tuple[str, str]]:
    match kind:
        case ListOf(item=item, nullable=nullable):
            yield from _members(f"{path}[]", item, "?" * nullable, project, above)
        case MapOf(key=key, value=value):
            if isinstance(key, EnumRef):
                yield from _members(f"{path}{{key}}", key, "", project, above)
            yield from _members(f"{path}{{}}", value, "", project, above)
        case ValueRef() if kind in above:
            yield path, f"{kind}{end}"
        case ValueRef():
            for member in project.values[kind.domain, kind.name].fields:
                required = not member.nullable and member.default is None and member.computed is None
                own = REQUIRED if required else "?" * member.nullable
                yield from _members(f"{path}.{member.name}", member.type, own, project, above | {kind})
        case EnumRef():
            yield path, f"{kind}{end}"
            members = project.enums[kind.domain, kind.name].members
            yield from ((f"{path}={it.value}", "label") for it in members)
        case _:
            yield path, f"{kind}{end}"
