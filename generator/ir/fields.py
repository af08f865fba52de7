"""A field: its type, why it is there, what it defaults to, who sees it and what limits it."""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from typing import Final

from generator.expressions import Expression
from generator.fieldtypes import TypeRef
from generator.frozen import value


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

    __hash__ = object.__hash__
    """Each is one object; the hash that enums have of their names is slow."""
    """Order among the rows of a many-to-many association."""


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


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
class Literal:
    """A default written in the spec, already of the field's Python type.

    An enum: its label or number; a list, map or value: lists and dicts of JSON kinds, decimals inside as `Decimal`.
    """

    value: object


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
class Computed:
    """A column that the database computes from others of its row."""

    expression: Expression
    stored: bool


@value(frozen=True, slots=True)
class Field:
    """A column of an entity, or a member of a value object; where it is written, `Entity.place` tells.

    Fields that are alike may be one object, whichever entities have them.
    """

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
    backfill: Literal | Generated | Expression | None = None
    """What rows that are there already get when the field is added, or can be null no more."""

    @property
    def made(self) -> bool:
        """Whether the database makes every value."""
        return self.computed is not None or self.identity is not None
