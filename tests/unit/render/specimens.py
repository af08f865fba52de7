"""What a spec means, put together by hand and shortly."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from generator.config import Settings
from generator.diagnostics import Span
from generator.fieldtypes import Scalar, TypeRef
from generator.ir import (
    Access,
    Domain,
    Entity,
    EntityName,
    EnumMember,
    EnumType,
    Field,
    Flags,
    Generated,
    Inverse,
    Key,
    Literal,
    OnDelete,
    Project,
    Reference,
    Role,
    ValueType,
)
from generator.naming import member, plural, snake

UUID = Scalar("uuid")
INT = Scalar("int")
TEXT = Scalar("text")
BOOL = Scalar("bool")
DATE = Scalar("date")
DATETIME = Scalar("datetime")
MONEY = Scalar("decimal", (18, 2))
STAMPED = Access(read_only=True)


def string(length: int) -> Scalar:
    return Scalar("string", (length,))


def settings(**options: object) -> Settings:
    root = Path("/project")
    return replace(Settings(root, root / "specs", root / "shop"), **options)


def field(name: str, kind: TypeRef, **options: object) -> Field:
    nullable = bool(options.pop("nullable", False))
    column = str(options.pop("column", name))
    return Field(name, column, kind, nullable, **options)


def key() -> Field:
    return field("id", UUID, role=Role.KEY, default=Generated.UUID7, access=STAMPED)


def tenant() -> Field:
    return field("tenant_id", UUID, role=Role.TENANT, access=STAMPED)


def entity(domain: str, name: str, *fields: Field, **options: object) -> Entity:
    """An entity with a uuid7 key; `tenant=True` gives it a tenant."""
    options.setdefault("key", Key(("id",), Generated.UUID7))
    flags = options.pop("flags", Flags())
    own = () if any(item.name in options["key"].fields for item in fields) else (key(),)
    if options.pop("tenant", False):
        own = (*own, tenant())
        flags = replace(flags, tenant="tenant_id")
    options.setdefault("table", plural(snake(name)))
    options.setdefault("span", Span(f"specs/{domain}.yaml"))
    return Entity(domain, name, fields=(*own, *fields), flags=flags, **options)


def reference(name: str, target: str, *, nullable: bool = False, **options: object) -> Reference:
    """A reference to `domain.Name` by its id."""
    return Reference(
        name,
        options.pop("fields", (f"{name}_id",)),
        EntityName(*target.split(".")),
        options.pop("target_fields", ("id",)),
        nullable,
        options.pop("on_delete", OnDelete.RESTRICT),
        OnDelete.NO_ACTION,
        bool(options.pop("composite_tenant", False)),
        bool(options.pop("one_to_one", False)),
        options.pop("inverse", None),
        **options,
    )


def reference_field(name: str, **options: object) -> Field:
    return field(f"{name}_id", UUID, role=Role.REFERENCE, **options)


def inverse(name: str, source: str, reference: str, *, many: bool = True) -> Inverse:
    return Inverse(name, EntityName(*source.split(".")), reference, many)


def enum(domain: str, name: str, *labels: str | int, **options: object) -> EnumType:
    members = tuple(EnumMember(member(str(label)), label) for label in labels)
    base = "string" if isinstance(labels[0], str) else "int"
    return EnumType(domain, name, options.pop("members", members), base, "check", **options)


def value(domain: str, name: str, *fields: Field, **options: object) -> ValueType:
    return ValueType(domain, name, fields, **options)


def project(*things: Entity | EnumType | ValueType) -> Project:
    """A project of these things, each in its domain."""
    names = sorted({thing.domain for thing in things})

    def of(kind: type, name: str) -> Iterable[object]:
        return tuple(thing for thing in things if isinstance(thing, kind) and thing.domain == name)

    return Project(
        tuple(Domain(name, entities=of(Entity, name), enums=of(EnumType, name), values=of(ValueType, name)) for name in names)
    )


def literal(value: object) -> Literal:
    return Literal(value)
