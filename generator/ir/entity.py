"""A table's worth of meaning."""

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Final

from generator.diagnostics import Span
from generator.frozen import value
from generator.ir.constraints import Check, Index, Key, Search, Term, Unique
from generator.ir.fields import Field, Role, Stamp
from generator.ir.links import EntityName, Inverse, ManyToMany, Reference

# Tuples: to look into one, unlike into a set, asks no enum for its hash, which is slow.
_CALLERS: Final = (Role.PLAIN, Role.REFERENCE)
_WRITTEN: Final = (*_CALLERS, Role.KEY)
_INTERNAL: Final = (Role.TENANT, Role.DELETION_ID)


@value(frozen=True, slots=True)
class Extension:
    """A class of the application that a generated class inherits."""

    module: str
    name: str
    span: Span | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        """Give it as a spec names it: `shop.rules:BudgetMethods`."""
        return f"{self.module}:{self.name}"


@value(frozen=True, slots=True)
class Flags:
    """The fields that flags added, by role; None: the flag is off."""

    tenant: str | None = None
    shared: bool = False
    """Whether rows without a tenant are seen by all."""
    deleted_at: str | None = None
    deletion_id: str | None = None
    version: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    created_by: str | None = None
    updated_by: str | None = None
    append_only: bool = False
    stamps: tuple[Stamp, ...] = ()
    """What writes fill by themselves, in the order of the fields."""


@value(frozen=True)
class Entity:
    """A table's worth of meaning."""

    domain: str
    name: str
    table: str
    key: Key
    fields: tuple[Field, ...]
    """Every column, in table order: key, tenant, the spec's own, then what flags add."""
    flags: Flags = Flags()
    description: str = ""
    schema: str | None = None
    managed: bool = True
    references: tuple[Reference, ...] = ()
    many_to_many: tuple[ManyToMany, ...] = ()
    inverses: tuple[Inverse, ...] = ()
    uniques: tuple[Unique, ...] = ()
    indexes: tuple[Index, ...] = ()
    checks: tuple[Check, ...] = ()
    search: Search | None = None
    filter: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    order: tuple[Term, ...] = ()
    """The default order, as declared; the key is added as tie-break by those who use it."""
    extend: Mapping[str, Extension] = field(default_factory=dict)
    """The application's classes by what they extend: model, repository, create, update, read, filter."""
    repository: bool = True
    file: str | None = None
    """What its own modules are called; its name in snake_case without."""
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    deprecated: str | None = None
    renamed_from: str | None = None
    span: Span | None = field(default=None, compare=False)
    places: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)
    """Where its fields are written; those that are not, as a flag's, stand for the entity's own place."""

    def place(self, name: str) -> Span | None:
        """Give where a field is written."""
        return self.places.get(name, self.span)

    @cached_property
    def qualified(self) -> EntityName:
        """Its name across domains."""
        return EntityName(self.domain, self.name)

    def has(self, artifact: str) -> bool:
        """Tell whether there is an artifact of it, where the project wants such."""
        return self.repository or artifact != "repository"

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {item.name: item for item in self.fields}

    @cached_property
    def by_role(self) -> Mapping[Role, Field]:
        """The fields that a flag added, by their role."""
        return {item.role: item for item in self.fields if item.role not in _WRITTEN}

    @cached_property
    def created(self) -> tuple[Field, ...]:
        """The fields that callers fill on create."""
        roles = _WRITTEN if self.key.generated is None else _CALLERS
        return tuple([item for item in self.fields if item.role in roles and item.access.on_create and not item.made])

    @cached_property
    def changed(self) -> tuple[Field, ...]:
        """The fields that callers may change."""
        key = self.key.fields
        return tuple(
            [
                item
                for item in self.fields
                if item.role in _CALLERS and item.access.on_update and not item.made and item.name not in key
            ]
        )

    @cached_property
    def shown(self) -> tuple[Field, ...]:
        """The fields that callers see."""
        return tuple([item for item in self.fields if item.role not in _INTERNAL and item.access.on_read])
