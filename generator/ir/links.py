"""How entities belong together: references, their other sides, many-to-many."""

from dataclasses import field
from enum import Enum
from typing import NamedTuple

from generator.diagnostics import Span
from generator.frozen import value


class EntityName(NamedTuple):
    """Which entity of which domain."""

    domain: str
    name: str

    def __str__(self) -> str:
        """Give the name as a spec of another domain writes it."""
        return f"{self.domain}.{self.name}"


class OnDelete(Enum):
    """What a referenced row's deletion or key change does to the rows that refer to it."""

    RESTRICT = "restrict"
    CASCADE = "cascade"
    SET_NULL = "set_null"
    SET_DEFAULT = "set_default"
    NO_ACTION = "no_action"


@value(frozen=True, slots=True)
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

    @property
    def refuses(self) -> bool:
        """Whether a row of the target stays as long as one refers to it; nothing but the foreign key does `no_action`."""
        return self.on_delete is OnDelete.RESTRICT or (self.on_delete is OnDelete.NO_ACTION and self.constraint)

    @property
    def holds(self) -> bool:
        """Whether deleting a row of the target is refused or goes on to those that refer to it: none outlives it."""
        return self.refuses or self.on_delete is OnDelete.CASCADE


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
class Inverse:
    """The other side of a reference: what refers to this entity under a name of its own."""

    name: str
    source: EntityName
    reference: str
    many: bool
