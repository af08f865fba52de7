"""What an operation is: one named step from a schema to the next, which knows its way back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from generator.migrations.draft import Draft, TableName
from generator.schema.state import Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """A step. Those that take something away name it; what it was is found in the schema before."""

    word: ClassVar[str]
    """How the delta calls it."""

    def apply(self, draft: Draft) -> None:
        """Change the schema; InapplicableError if the step does not fit it."""
        raise NotImplementedError

    def reverse(self, before: Draft) -> "Operation | None":
        """Give the step back to `before`, the schema that this one was applied to; None if there is nothing to do."""
        raise NotImplementedError

    def describe(self) -> str:
        """Give the step in a person's words, such as `add column notes to budgets`."""
        raise NotImplementedError

    @property
    def footprint(self) -> frozenset[str]:
        """What the step touches, as names that two branches are compared by."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class TableOperation(Operation):
    """A step on one table."""

    table: TableName

    @property
    def footprint(self) -> frozenset[str]:
        """The table alone."""
        return frozenset({f"table {self.table}"})


def apply(operations: Iterable[Operation], schema: Schema) -> Schema:
    """Give the schema after the operations; InapplicableError if one does not fit."""
    draft = Draft(schema)
    for operation in operations:
        operation.apply(draft)
    return draft.schema()


def reverse(operations: Iterable[Operation], schema: Schema) -> tuple[Operation, ...]:
    """Give the operations that lead back to `schema` from where `operations` lead."""
    draft = Draft(schema)
    back: list[Operation] = []
    for operation in operations:
        step = operation.reverse(draft)
        if step is not None:
            back.append(step)
        operation.apply(draft)
    return tuple(reversed(back))
