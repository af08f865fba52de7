"""What rows keep to, and what they are found by: keys, uniques, indexes, checks, search."""

from collections.abc import Mapping
from dataclasses import field

from generator.diagnostics import Span
from generator.expressions import Expression
from generator.frozen import value
from generator.ir.fields import Generated


@value(frozen=True, slots=True)
class Term:
    """One part of an index or an order: a field or an expression, with its direction."""

    field: str | None
    expression: Expression | None = None
    descending: bool = False
    nulls: str | None = None
    """first or last, where the spec says."""


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
class Key:
    """The primary key: its fields in order, tenant included where it is part of it, and who makes it."""

    fields: tuple[str, ...]
    generated: Generated | None
    """UUID7 or UUID made by the application; None: given by the caller, or by the database if `identity`."""
    identity: bool = False
    natural: bool = False


@value(frozen=True, slots=True)
class Search:
    """What `q` looks through."""

    fields: tuple[str, ...]
