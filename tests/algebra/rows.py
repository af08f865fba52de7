"""Rows of the plain model, what is done to them, and why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.algebra.kinds import Kind

Key = Any
Error = tuple[str, ...]
"""The class of an error, and what it names."""
NOW = object()
"""Whatever was deleted until now, told by how long ago that was."""


@dataclass(frozen=True)
class Operation:
    """One call of a repository."""

    what: str
    kind: str
    tenant: str
    actor: str = "ann"
    key: Key = None
    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    manner: str = "session"
    """session, savepoint (inside one of a session), or alone (without a session)."""
    rows: tuple[Mapping[str, Any], ...] = ()
    by: str = "name"
    """What an upsert goes by."""
    where: Mapping[str, Any] = field(default_factory=dict)
    """Which rows are changed or deleted by a filter: names (`name_in`), and whether they are `open`."""
    batch: int | None = None
    """How many rows a purge may remove, those that were deleted first."""
    before: Any = None
    """Since when a purge lets deleted rows be: a moment, `NOW`, or None for all of them."""


@dataclass
class Row:
    """A row as it has to be."""

    kind: Kind
    tenant: str | None
    key: Key
    values: dict[str, Any]
    links: dict[str, frozenset[Key]]
    version: int | None
    created_by: str | None
    updated_by: str | None
    created_at: Any = None
    updated_at: Any = None
    deletion: int | None = None
    mark: int | None = None
    """Deletions in one statement of rows that nothing depends on carry one mark; each is taken back alone."""
    deleted_at: Any = None

    @property
    def live(self) -> bool:
        return self.deletion is None

    def columns(self) -> dict[str, Any]:
        """Give what its table has to hold."""
        found = {"id": self.key, **self.values, "created_at": self.created_at}
        found |= {"tenant_id": self.tenant} if self.kind.tenant else {}
        found |= {"deleted_at": self.deleted_at} if self.kind.soft_delete else {}
        found |= {"created_by": self.created_by} if self.kind.audit else {}
        found |= {"version": self.version} if self.kind.version else {}
        if not self.kind.append_only:
            found |= {"updated_at": self.updated_at}
            found |= {"updated_by": self.updated_by} if self.kind.audit else {}
        return found


class RefusedError(Exception):
    """An operation that cannot be done, for any of these reasons."""

    def __init__(self, *errors: Error) -> None:
        super().__init__(errors)
        self.errors = set(errors)
