"""Operations on whole tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from generator.migrations.draft import Draft, InapplicableError, TableName, name_of
from generator.migrations.operations.base import Operation, TableOperation
from generator.schema.state import Table


@dataclass(frozen=True, slots=True)
class CreateTable(Operation):
    """Create a table with everything on it."""

    word: ClassVar[str] = "create_table"
    table: Table

    def apply(self, draft: Draft) -> None:
        """Add the table."""
        name = name_of(self.table)
        if name in draft.tables:
            message = f"there is a table {name} already"
            raise InapplicableError(message)
        draft.tables[name] = self.table

    def reverse(self, before: Draft) -> "DropTable":
        """Drop it."""
        del before
        return DropTable(name_of(self.table))

    def describe(self) -> str:
        """Name the table."""
        return f"create table {name_of(self.table)}"

    @property
    def footprint(self) -> frozenset[str]:
        """The table, and those that it refers to."""
        targets = {f"table {TableName(key.table, key.schema)}" for key in self.table.foreign_keys}
        return frozenset({f"table {name_of(self.table)}", *targets})


@dataclass(frozen=True, slots=True)
class DropTable(TableOperation):
    """Drop a table and its rows."""

    word: ClassVar[str] = "drop_table"

    def apply(self, draft: Draft) -> None:
        """Take the table away."""
        draft.table(self.table)
        del draft.tables[self.table]

    def reverse(self, before: Draft) -> CreateTable:
        """Create it, empty."""
        return CreateTable(before.table(self.table))

    def describe(self) -> str:
        """Name the table."""
        return f"drop table {self.table}"


@dataclass(frozen=True, slots=True)
class SetTableComment(TableOperation):
    """Set or remove a table's comment."""

    word: ClassVar[str] = "set_table_comment"
    comment: str | None

    def apply(self, draft: Draft) -> None:
        """Set it."""
        draft.change(self.table, lambda table: replace(table, comment=self.comment))

    def reverse(self, before: Draft) -> "SetTableComment":
        """Set the one before."""
        return SetTableComment(self.table, before.table(self.table).comment)

    def describe(self) -> str:
        """Name the table."""
        return f"{'set' if self.comment else 'remove'} the comment of {self.table}"


@dataclass(frozen=True, slots=True)
class SetTableOptions(TableOperation):
    """Change what a table says to one database only."""

    word: ClassVar[str] = "set_table_options"
    options: Mapping[str, Mapping[str, str]]

    def apply(self, draft: Draft) -> None:
        """Set them."""
        draft.change(self.table, lambda table: replace(table, options=self.options))

    def reverse(self, before: Draft) -> "SetTableOptions":
        """Set those before."""
        return SetTableOptions(self.table, before.table(self.table).options)

    def describe(self) -> str:
        """Name the table."""
        return f"change the options of {self.table}"
