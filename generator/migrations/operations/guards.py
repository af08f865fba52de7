"""Operations on what guards a table's rows: the tenant policy, and the triggers of an append-only table."""

from dataclasses import dataclass, replace
from typing import ClassVar

from generator.migrations.draft import Draft, InapplicableError
from generator.migrations.operations.base import Operation, TableOperation
from generator.schema.state import Policy


@dataclass(frozen=True, slots=True)
class _Guard(TableOperation):
    @property
    def footprint(self) -> frozenset[str]:
        """The guards of the table."""
        return frozenset({f"guard {self.table}"})


@dataclass(frozen=True, slots=True)
class CreatePolicy(_Guard):
    """Keep the rows of tenants apart."""

    word: ClassVar[str] = "create_policy"
    policy: Policy

    def apply(self, draft: Draft) -> None:
        """Add the policy."""
        if draft.table(self.table).policy:
            message = f"table {self.table} has a policy already"
            raise InapplicableError(message)
        draft.change(self.table, lambda table: replace(table, policy=self.policy))

    def reverse(self, before: Draft) -> "DropPolicy":
        """Drop it."""
        del before
        return DropPolicy(self.table)

    def describe(self) -> str:
        """Name the table."""
        return f"keep the tenants of {self.table} apart"


@dataclass(frozen=True, slots=True)
class DropPolicy(_Guard):
    """Let all rows be seen by all."""

    word: ClassVar[str] = "drop_policy"

    def apply(self, draft: Draft) -> None:
        """Take the policy away."""
        if not draft.table(self.table).policy:
            message = f"table {self.table} has no policy"
            raise InapplicableError(message)
        draft.change(self.table, lambda table: replace(table, policy=None))

    def reverse(self, before: Draft) -> Operation:
        """Add it again; InapplicableError if there was none."""
        policy = before.table(self.table).policy
        if policy is None:
            message = f"table {self.table} has no policy"
            raise InapplicableError(message)
        return CreatePolicy(self.table, policy)

    def describe(self) -> str:
        """Name the table."""
        return f"no longer keep the tenants of {self.table} apart"


@dataclass(frozen=True, slots=True)
class ForbidChanges(_Guard):
    """Refuse to change or remove rows."""

    word: ClassVar[str] = "forbid_changes"

    def apply(self, draft: Draft) -> None:
        """Make the table append-only."""
        draft.change(self.table, lambda table: replace(table, append_only=True))

    def reverse(self, before: Draft) -> "AllowChanges":
        """Allow it."""
        del before
        return AllowChanges(self.table)

    def describe(self) -> str:
        """Name the table."""
        return f"refuse changes to rows of {self.table}"


@dataclass(frozen=True, slots=True)
class AllowChanges(_Guard):
    """Allow to change and remove rows."""

    word: ClassVar[str] = "allow_changes"

    def apply(self, draft: Draft) -> None:
        """Make the table an ordinary one."""
        draft.change(self.table, lambda table: replace(table, append_only=False))

    def reverse(self, before: Draft) -> ForbidChanges:
        """Refuse it."""
        del before
        return ForbidChanges(self.table)

    def describe(self) -> str:
        """Name the table."""
        return f"allow changes to rows of {self.table}"
