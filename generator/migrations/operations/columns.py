"""Operations on columns."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from generator.migrations.draft import Draft, added, found, removed, replaced
from generator.migrations.operations.base import TableOperation
from generator.schema.state import Column

EMPTY: Final = "empty"


def needs_value(column: Column) -> bool:
    """Tell whether rows that are there need to be given a value when the column is added."""
    return not (column.nullable or column.default or column.computed or column.identity)


@dataclass(frozen=True, slots=True)
class AddColumn(TableOperation):
    """Add a column."""

    word: ClassVar[str] = "add_column"
    column: Column
    fill: str | None = None
    """What rows that are there get, where the column is not nullable and has no DEFAULT: now, today, uuid, or `empty`,
    the type's emptiest value. None: there must not be any rows."""

    def apply(self, draft: Draft) -> None:
        """Add it, last."""
        draft.change(self.table, lambda table: replace(table, columns=added(table.columns, self.column, "column")))

    def reverse(self, before: Draft) -> "DropColumn":
        """Drop it."""
        del before
        return DropColumn(self.table, self.column.name)

    def describe(self) -> str:
        """Name column and table."""
        return f"add column {self.column.name} to {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column.name}"})


@dataclass(frozen=True, slots=True)
class DropColumn(TableOperation):
    """Drop a column and its values."""

    word: ClassVar[str] = "drop_column"
    column: str

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.change(self.table, lambda table: replace(table, columns=removed(table.columns, self.column, "column")))

    def reverse(self, before: Draft) -> AddColumn:
        """Add it again; what it held is gone."""
        column = found(before.table(self.table).columns, self.column, "column")
        return AddColumn(self.table, column, EMPTY if needs_value(column) else None)

    def describe(self) -> str:
        """Name column and table."""
        return f"drop column {self.column} of {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column}"})


@dataclass(frozen=True, slots=True)
class AlterColumn(TableOperation):
    """Change everything about a column but its name."""

    word: ClassVar[str] = "alter_column"
    column: Column

    def apply(self, draft: Draft) -> None:
        """Put the column's new version in its place."""
        draft.change(self.table, lambda table: replace(table, columns=replaced(table.columns, self.column, "column")))

    def reverse(self, before: Draft) -> "AlterColumn":
        """Put the version before in its place."""
        return AlterColumn(self.table, found(before.table(self.table).columns, self.column.name, "column"))

    def describe(self) -> str:
        """Name column and table."""
        return f"change column {self.column.name} of {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column.name}"})
