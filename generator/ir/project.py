"""Domains with all that they hold, and the project that they make together."""

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property

from generator.diagnostics import Span
from generator.frozen import value
from generator.ir.constraints import Check
from generator.ir.entity import Entity
from generator.ir.fields import Field
from generator.ir.links import EntityName, Reference


@value(frozen=True, slots=True)
class EnumMember:
    """One value of an enum."""

    name: str
    """The Python member."""
    value: str | int
    """What is stored."""
    label: str = ""
    """What the spec calls it: the stored text, or the word for a number."""
    description: str = ""
    deprecated: bool = False
    renamed_from: str | None = None


@value(frozen=True, slots=True)
class EnumType:
    """A closed list of values."""

    domain: str
    name: str
    members: tuple[EnumMember, ...]
    base: str
    """string, smallint or int."""
    storage: str
    """check (text or number with a CHECK), native (PostgreSQL's own type) or plain (nothing in the database)."""
    db_type: str | None = None
    description: str = ""
    renamed_from: str | None = None
    removed: Mapping[str, str] = field(default_factory=dict)
    """Labels that are gone, each with the one that rows get instead."""
    span: Span | None = field(default=None, compare=False)


@value(frozen=True, slots=True)
class ValueType:
    """A nested object kept as JSON."""

    domain: str
    name: str
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    description: str = ""
    span: Span | None = field(default=None, compare=False)


@value(frozen=True, slots=True)
class SqlObject:
    """What only SQL says: it is made and dropped as it is written, and nobody looks into it."""

    domain: str
    name: str
    up: Mapping[str, str]
    """By database; the key "" is every database."""
    down: Mapping[str, str]
    databases: tuple[str, ...]
    """Where it is made; none: everywhere."""
    entities: tuple[EntityName, ...] = ()
    """The entities on whose tables it stands."""
    objects: tuple[str, ...] = ()
    """The others that it needs, as `domain.Name`."""
    description: str = ""
    span: Span | None = field(default=None, compare=False)

    @property
    def qualified(self) -> str:
        """`domain.Name`."""
        return f"{self.domain}.{self.name}"


@value(frozen=True)
class Domain:
    """A package of the output."""

    name: str
    description: str = ""
    schema: str | None = None
    extensions: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    enums: tuple[EnumType, ...] = ()
    values: tuple[ValueType, ...] = ()
    objects: tuple[SqlObject, ...] = ()


@value(frozen=True)
class Project:
    """All domains, by name in alphabetical order; entities within one as the specs have them, files in order."""

    domains: tuple[Domain, ...]

    @cached_property
    def entities(self) -> Mapping[EntityName, Entity]:
        """Every entity by its qualified name."""
        return {entity.qualified: entity for domain in self.domains for entity in domain.entities}

    @cached_property
    def enums(self) -> Mapping[tuple[str, str], EnumType]:
        """Every enum by domain and name."""
        return {(item.domain, item.name): item for domain in self.domains for item in domain.enums}

    @cached_property
    def values(self) -> Mapping[tuple[str, str], ValueType]:
        """Every value object by domain and name."""
        return {(item.domain, item.name): item for domain in self.domains for item in domain.values}

    @cached_property
    def referrers(self) -> Mapping[EntityName, tuple[tuple[Entity, Reference], ...]]:
        """For each entity, the references that point at it, inverse or not."""
        found: dict[EntityName, list[tuple[Entity, Reference]]] = {}
        for entity in self.entities.values():
            for reference in entity.references:
                found.setdefault(reference.target, []).append((entity, reference))
        return {name: tuple(items) for name, items in found.items()}
