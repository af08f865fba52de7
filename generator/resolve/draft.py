"""An entity while it is resolved, and what the steps share."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from generator.config import Settings
from generator.diagnostics import Bag, Rule, Span
from generator.dialects import Dialect, dialect
from generator.expressions import Expression
from generator.fieldtypes import EnumRef
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
    SqlObject,
    Term,
    Unique,
    ValueType,
)
from generator.resolve.names import Names
from generator.spec.documents import Body, EntityDocument, KeyDocument
from generator.spec.fields import FieldDocument
from generator.spec.places import Step
from generator.spec.sources import Source


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
    given: AbstractSet[str]
    """The options that stand in the spec."""

    def place(self) -> Span:
        """Give the place of its name."""
        return self.spot.key_span()

    @property
    def span(self) -> Span:
        """The place of its name."""
        return self.place()


class Places(Mapping[str, Span]):
    """Where the fields of an entity are written; looked up when it is asked for, which is seldom."""

    def __init__(self) -> None:
        """Begin without any."""
        self.finders: dict[str, Callable[[], Span]] = {}

    def __getitem__(self, name: str) -> Span:
        """Give the place of a field; KeyError if it is not written."""
        return self.finders[name]()

    def __iter__(self) -> Iterator[str]:
        """Go through the fields that are written."""
        return iter(self.finders)

    def __len__(self) -> int:
        """Count them."""
        return len(self.finders)


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
    span: Span
    """The place of the entity."""
    table: str
    schema: str | None
    key_document: KeyDocument
    key_column: str
    parts: tuple[Part, ...]
    written: dict[str, Written]
    flags: tuple[str, ...]
    effects: tuple[Effect, ...]
    """What the flags do, in their order."""
    added: tuple[AddedColumn, ...]
    roles: dict[Role, str]
    """The fields of the columns that flags add."""
    tenant: str | None = None
    """The field that leads keys, uniques, indexes and references."""
    shared: bool = False
    live: str | None = None
    """The field that is null in rows that live."""
    key: Key | None = None
    fields: dict[str, Field] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    of_written: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    """The columns of each written field; none for a many-to-many."""
    lists: list[Written] = field(default_factory=list)
    """The written fields that are many-to-many."""
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

    key_parts: tuple[Field, ...] | None = None
    """The key's fields without the tenant, as others refer to them; None until they are known."""
    flagged: dict[Role, Field] | None = None
    """The fields that flags add; None until they are known."""

    def flag_spot(self, column: AddedColumn) -> Spot:
        """Give the place of the flag that adds a column, or of the entity where it is a default."""
        for flag, effect in zip(self.flags, self.effects, strict=True):
            if column in effect.columns:
                part = next((part for part in self.parts if getattr(part.body, flag) is not None), None)
                return part.spot.at(flag) if part is not None else self.spot
        return self.spot

    def place(self, name: str) -> Span:
        """Give where a field is written; of one that is not, where the entity is."""
        return self.places.get(name, self.span)

    def is_broken(self, name: str) -> bool:
        """Tell whether a name means, or may mean, what already has a finding."""
        return name in self.broken or any(name.startswith(f"{item}_") for item in self.broken)

    def complete(self) -> bool:
        """Tell whether all that the spec says has come through the loader, so that a missing name is an error."""
        return not any(part.spot.source.incomplete for part in self.parts)


@dataclass
class Work:
    """What one run of the resolver knows."""

    settings: Settings
    bag: Bag
    names: Names
    drafts: dict[EntityName, Draft] = field(default_factory=dict)
    enum_items: dict[EnumRef, tuple[Expression, ...]] = field(default_factory=dict)
    """What the columns of enums hold, as parts of expressions."""
    effects: dict[tuple[object, ...], Effect] = field(default_factory=dict)
    """What flags do, by their names and options."""
    enums: dict[tuple[str, str], EnumType] = field(default_factory=dict)
    values: dict[tuple[str, str], ValueType] = field(default_factory=dict)
    objects: dict[tuple[str, str], SqlObject] = field(default_factory=dict)
    shared: dict[Hashable, Field] = field(default_factory=dict)
    """Fields that several entities have, by what they are made of."""

    def one(self, alike: Hashable, make: Callable[[], Field]) -> Field:
        """Give one field for all that are `alike`; where something is wrong with it, it is made, and told, for each."""
        known = self.shared.get(alike)
        if known is None:
            told = len(self.bag)
            known = make()
            if len(self.bag) == told:
                self.shared[alike] = known
        return known

    @cached_property
    def databases(self) -> Mapping[str, Dialect]:
        """The databases that the project is for, by name."""
        return {name: dialect(name) for name in self.settings.databases}

    @cached_property
    def dialects(self) -> tuple[Dialect, ...]:
        """The databases that the project is for."""
        return tuple(self.databases.values())

    @cached_property
    def default_key(self) -> KeyDocument:
        """The key of entities that say nothing, in a domain that says nothing."""
        return KeyDocument.model_validate({"type": self.settings.key})

    def lacking(self, has: Callable[[Dialect], bool]) -> tuple[Dialect, ...]:
        """Give the project's databases that do not have something."""
        return tuple(item for item in self.databases.values() if not has(item))

    def draft_of(self, source: Source) -> Draft:
        """Give the draft of an entity's document."""
        return self.drafts[EntityName(source.domain, source.name)]

    def report(self, rule: Rule, span: Span | None, message: str, help_: str | None = None) -> None:
        """Keep a finding."""
        self.bag.add(rule.at(span, message, help_))
