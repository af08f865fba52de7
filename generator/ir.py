"""What the specs mean, resolved: every name looked up, every flag applied, every default filled in.

Fields here are columns: a reference `budget: Budget` is the `Reference` "budget" over the field "budget_id", and what a
flag adds (`tenant_id`, `deleted_at`, ...) stands among the fields with its `Role`. Names that cross entities are
`EntityName`s, looked up in `Project`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Final, NamedTuple

from generator.diagnostics import Span
from generator.expressions import Expression
from generator.fieldtypes import TypeRef


class EntityName(NamedTuple):
    """Which entity of which domain."""

    domain: str
    name: str

    def __str__(self) -> str:
        """Give the name as a spec of another domain writes it."""
        return f"{self.domain}.{self.name}"


class Role(Enum):
    """Why a field is there."""

    PLAIN = "plain"
    KEY = "key"
    """Part of a surrogate key that the application or the database makes. Natural keys are PLAIN or REFERENCE fields."""
    REFERENCE = "reference"
    TENANT = "tenant"
    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"
    CREATED_BY = "created_by"
    UPDATED_BY = "updated_by"
    DELETED_AT = "deleted_at"
    DELETION_ID = "deletion_id"
    VERSION = "version"
    POSITION = "position"
    """Order among the rows of a many-to-many association."""


# Tuples: to look into one, unlike into a set, asks no enum for its hash, which is slow.
_CALLERS: Final = (Role.PLAIN, Role.REFERENCE)
_INTERNAL: Final = (Role.TENANT, Role.DELETION_ID)


class Write(Enum):
    """What may happen to a row; `TRUNCATE` happens to all at once."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    TRUNCATE = "truncate"


class Source(Enum):
    """Where a stamp comes from."""

    CLOCK = "clock"
    ACTOR = "actor"
    TENANT = "tenant"
    COUNT = "count"
    """One on create, one more on each later write."""
    DELETION = "deletion"
    """The id of the deletion that took the row, shared by all rows that it took."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A field that writes fill by themselves: the one of `role`, on each of `writes`."""

    role: Role
    source: Source
    writes: frozenset[Write]


class Generated(Enum):
    """A default that is made anew for each row by the application."""

    NOW = "now"
    TODAY = "today"
    UUID = "uuid"
    UUID7 = "uuid7"


@dataclass(frozen=True, slots=True)
class Literal:
    """A default written in the spec, already of the field's Python type.

    An enum: its label or number; a list, map or value: lists and dicts of JSON kinds, decimals inside as `Decimal`.
    """

    value: object


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits of a field's value, of its Python type; lengths count characters or items."""

    min: object = None
    max: object = None
    exclusive_min: object = None
    exclusive_max: object = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


NO_BOUNDS: Final = Bounds()
"""The limits of a field that has none."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where a field shows: on create, update, read; the table in LANGUAGE.md."""

    immutable: bool = False
    read_only: bool = False
    write_only: bool = False
    hidden: bool = False
    sensitive: bool = False

    @property
    def on_create(self) -> bool:
        """Whether callers give it on create."""
        return not (self.read_only or self.hidden)

    @property
    def on_update(self) -> bool:
        """Whether callers may change it."""
        return not (self.read_only or self.hidden or self.immutable)

    @property
    def on_read(self) -> bool:
        """Whether callers see it."""
        return not (self.write_only or self.hidden)


@dataclass(frozen=True, slots=True)
class Computed:
    """A column that the database computes from others of its row."""

    expression: Expression
    stored: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an entity, or a member of a value object."""

    name: str
    """The Python attribute, snake_case; `column` where the table calls it otherwise."""
    column: str
    type: TypeRef
    nullable: bool
    role: Role = Role.PLAIN
    description: str = ""
    default: Literal | Generated | None = None
    server_default: Mapping[str, str] | None = None
    """SQL as the spec has it, by database; "" is every other one."""
    bounds: Bounds = NO_BOUNDS
    access: Access = Access()
    computed: Computed | None = None
    identity: str | None = None
    """always, by_default or serial."""
    db_type: Mapping[str, str] = field(default_factory=dict)
    """The column's type in SQL, by database, where the spec overrides it."""
    storage: str = "json"
    """How a list is kept: json or array."""
    collation: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[object, ...] = ()
    deprecated: str | None = None
    renamed_from: str | None = None
    span: Span | None = field(default=None, compare=False)

    @property
    def made(self) -> bool:
        """Whether the database makes every value."""
        return self.computed is not None or self.identity is not None


class OnDelete(Enum):
    """What a referenced row's deletion or key change does to the rows that refer to it."""

    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set_null"
    SET_DEFAULT = "set_default"
    NO_ACTION = "no_action"


@dataclass(frozen=True, slots=True)
class Reference:
    """A many-to-one or one-to-one reference. `fields` and `target_fields` pair up and leave the tenant out."""

    name: str
    """The relationship's Python attribute, such as `budget`."""
    fields: tuple[str, ...]
    target: EntityName
    target_fields: tuple[str, ...]
    nullable: bool
    on_delete: OnDelete
    on_update: OnDelete
    composite_tenant: bool
    """Whether both sides carry a tenant, so that the foreign key leads with it."""
    one_to_one: bool
    inverse: str | None
    """The attribute on the target; None if the target does not show it."""
    constraint: bool = True
    """False: a reference without a foreign key in the database."""
    deferrable: str | None = None
    """None, `immediate` or `deferred`: when a deferrable key is checked at first."""
    description: str = ""
    owned_by_association: bool = False
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ManyToMany:
    """A `list[Entity]` field: rows of `target` linked through an association table, or through an entity.

    The association table is described on the side that declares it; the inverse side has `declared=False` and the same
    `table`, with own and other swapped.
    """

    name: str
    ids_name: str
    """The attribute of the schemas that carries keys, such as `tag_ids`."""
    target: EntityName
    table: str
    own_columns: tuple[str, ...]
    """Columns of the association that hold this entity's key, tenant left out."""
    target_columns: tuple[str, ...]
    tenant: bool
    """Whether the association carries the tenant column, leading its key and its references to entities with a tenant."""
    tenant_column: str | None
    position: str | None
    through: EntityName | None
    inverse: str | None
    declared: bool = True
    description: str = ""
    deprecated: str | None = None
    renamed_from: str | None = None
    """The field's former name, after which the association table was called."""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Inverse:
    """The other side of a reference: what refers to this entity under a name of its own."""

    name: str
    source: EntityName
    reference: str
    many: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an index or an order: a field or an expression, with its direction."""

    field: str | None
    expression: Expression | None = None
    descending: bool = False
    nulls: str | None = None
    """first or last, where the spec says."""


@dataclass(frozen=True, slots=True)
class Unique:
    """A declared unique. `terms` already lead with the tenant unless it is global."""

    name: str
    terms: tuple[Term, ...]
    where: Expression | None = None
    """The whole predicate, the live rows' included."""
    declared_fields: tuple[str, ...] = ()
    """As the spec lists them, without what flags add: what an error names."""
    message: str | None = None
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    deferrable: str | None = None
    is_global: bool = False
    ops: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    databases: tuple[str, ...] = ()
    """Only on these; empty: on all."""
    renamed_from: str | None = None
    implied: bool = False
    """Whether it is there for foreign keys only: `(tenant_id, id)` beside a surrogate key. Callers never meet it."""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """A declared or implied index. `terms` already lead with the tenant unless it is global."""

    name: str
    terms: tuple[Term, ...]
    where: Expression | None = None
    method: str | None = None
    ops: Mapping[str, str] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    databases: tuple[str, ...] = ()
    """Only on these; empty: on all."""
    renamed_from: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that each row keeps; `short_name` is what a broken one is reported as."""

    name: str
    short_name: str
    expression: Expression
    message: str | None = None
    origin: str = "declared"
    """declared, bounds (from min, max, ... of a field) or enum."""
    renamed_from: str | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    """The primary key: its fields in order, tenant included where it is part of it, and who makes it."""

    fields: tuple[str, ...]
    generated: Generated | None
    """UUID7 or UUID made by the application; None: given by the caller, or by the database if `identity`."""
    identity: bool = False
    natural: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What `q` looks through."""

    fields: tuple[str, ...]
    mode: str = "like"
    language: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True)
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
    extend: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    deprecated: str | None = None
    renamed_from: str | None = None
    span: Span | None = field(default=None, compare=False)

    @property
    def qualified(self) -> EntityName:
        """Its name across domains."""
        return EntityName(self.domain, self.name)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {item.name: item for item in self.fields}

    @cached_property
    def by_role(self) -> Mapping[Role, Field]:
        """The fields that a flag added, by their role."""
        return {item.role: item for item in self.fields if item.role not in {Role.PLAIN, Role.REFERENCE, Role.KEY}}

    @cached_property
    def created(self) -> tuple[Field, ...]:
        """The fields that callers fill on create."""
        roles = (*_CALLERS, Role.KEY) if self.key.generated is None else _CALLERS
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


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ValueType:
    """A nested object kept as JSON."""

    domain: str
    name: str
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()
    description: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Domain:
    """A package of the output."""

    name: str
    description: str = ""
    schema: str | None = None
    extensions: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    enums: tuple[EnumType, ...] = ()
    values: tuple[ValueType, ...] = ()


@dataclass(frozen=True)
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
