"""An entity while it is resolved, and what the steps share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from generator.config import Settings
from generator.diagnostics import Bag, Rule, Span
from generator.dialects import Dialect, dialect
from generator.flags import AddedColumn, Effect
from generator.ir import (
    Check,
    EntityName,
    EnumType,
    Field,
    Index,
    Inverse,
    Key,
    ManyToMany,
    Reference,
    Role,
    Search,
    Term,
    Unique,
    ValueType,
)
from generator.resolve.names import Names
from generator.spec.documents import Body, EntityDocument, KeyDocument
from generator.spec.fields import FieldDocument
from generator.spec.sources import Source, Step


class Spot(NamedTuple):
    """A part of a document, as what a finding points at."""

    source: Source
    path: tuple[Step, ...] = ()

    def at(self, *steps: Step) -> "Spot":
        """Give a part of this part."""
        return Spot(self.source, self.path + steps)

    def span(self, *steps: Step, within: tuple[int, int] | None = None) -> Span:
        """Give the place of a part's value."""
        return self.source.span(*self.path, *steps, within=within)

    def key_span(self, *steps: Step) -> Span:
        """Give the place of the key that leads to a part."""
        return self.source.key_span(*self.path, *steps)


class Written(NamedTuple):
    """A field as the entity or one of its mixins has it."""

    name: str
    document: FieldDocument
    spot: Spot
    given: frozenset[str]
    """The options that stand in the spec."""


class Part(NamedTuple):
    """The entity's own document or one of its mixins': both bring uniques, indexes, checks and lists."""

    body: Body
    spot: Spot


@dataclass(slots=True)
class Draft:
    """An entity: what the spec says of it, and as far as it has come, what that means."""

    name: EntityName
    document: EntityDocument
    spot: Spot
    table: str
    schema: str | None
    key_document: KeyDocument
    key_column: str
    parts: tuple[Part, ...]
    written: dict[str, Written]
    effects: tuple[Effect, ...]
    added: tuple[AddedColumn, ...]
    tenant: str | None = None
    """The field that leads keys, uniques, indexes and references."""
    shared: bool = False
    live: str | None = None
    """The field that is null in rows that live."""
    key: Key | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    of_written: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    """The columns of each written field; none for a many-to-many."""
    references: dict[str, Reference] = field(default_factory=dict)
    many: dict[str, ManyToMany] = field(default_factory=dict)
    inverses: dict[str, Inverse] = field(default_factory=dict)
    uniques: list[Unique] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    search: Search | None = None
    filter: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    order: tuple[Term, ...] = ()
    order_span: Span | None = None
    broken: set[str] = field(default_factory=set)
    """Fields that already have a finding: what follows from them is not reported again."""

    def column_of(self, name: str) -> str:
        """Give the column of a field."""
        return self.fields[name].column

    def of_role(self, role: Role) -> str | None:
        """Give the field of that role."""
        return next((item.name for item in self.added if item.role is role), None)


@dataclass
class Work:
    """What one run of the resolver knows."""

    settings: Settings
    bag: Bag
    names: Names
    drafts: dict[EntityName, Draft] = field(default_factory=dict)
    enums: dict[tuple[str, str], EnumType] = field(default_factory=dict)
    values: dict[tuple[str, str], ValueType] = field(default_factory=dict)

    @cached_property
    def databases(self) -> Mapping[str, Dialect]:
        """The databases that the project is for, by name."""
        return {name: dialect(name) for name in self.settings.databases}

    def lacking(self, has: Callable[[Dialect], bool]) -> tuple[Dialect, ...]:
        """Give the project's databases that do not have something."""
        return tuple(item for item in self.databases.values() if not has(item))

    def report(self, rule: Rule, span: Span | None, message: str, help_: str | None = None) -> None:
        """Keep a finding."""
        self.bag.add(rule.at(span, message, help_))
