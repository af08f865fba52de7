"""Operations on columns."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from generator.migrations.draft import Draft, added, found, removed, replaced
from generator.migrations.operations.base import TableOperation
from generator.schema.state import Backfill, Column

EMPTY: Final = "empty"
Pair = tuple[str | int, str | int]
"""What was stored, and what is stored instead."""


def needs_value(column: Column) -> bool:
    """Tell whether rows that are there need to be given a value when the column is added."""
    return not (column.nullable or column.default or column.computed or column.identity)


def taken_back(values: Iterable[Pair], there: Collection[str | int]) -> tuple[Pair, ...]:
    """Give what leads back, the first where one took the place of several; what was `there` before stays as it is."""
    return tuple({new: (new, old) for old, new in reversed(tuple(values)) if new not in there}.values())


@dataclass(frozen=True, slots=True)
class AddColumn(TableOperation):
    """Add a column."""

    word: ClassVar[str] = "add_column"
    column: Column
    fill: str | Backfill | None = None
    """What rows that are there get, where that is not the DEFAULT: now, today, uuid, `empty`, which is the type's
    emptiest value, or what is said. None: the DEFAULT, or null, or there must not be any rows."""

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
class FillColumn(TableOperation):
    """Give rows that have no value in a column one; the schema stays as it is."""

    word: ClassVar[str] = "fill_column"
    column: str
    fill: str | Backfill

    def apply(self, draft: Draft) -> None:
        """Change nothing; InapplicableError if there is no such column."""
        found(draft.table(self.table).columns, self.column, "column")

    def reverse(self, before: Draft) -> None:
        """Nothing: nobody knows any more which rows had none."""
        del before

    def describe(self) -> str:
        """Name column and table."""
        return f"fill column {self.column} of {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column}"})


@dataclass(frozen=True, slots=True)
class ChangeLabels(TableOperation):
    """Change the labels of a column's enum; rows that have one that is gone get another."""

    word: ClassVar[str] = "change_labels"
    column: str
    labels: Mapping[str, str | int]
    values: tuple[Pair, ...] = ()
    """What was stored, and what is stored instead."""

    def apply(self, draft: Draft) -> None:
        """Put the new labels in the place of the old ones."""
        known = found(draft.table(self.table).columns, self.column, "column")
        changed = replace(known, labels=dict(self.labels))
        draft.change(self.table, lambda table: replace(table, columns=replaced(table.columns, changed, "column")))

    def reverse(self, before: Draft) -> "ChangeLabels":
        """Put the old labels back; where one took the place of several, rows get the first of those."""
        known = found(before.table(self.table).columns, self.column, "column")
        there = set(known.labels.values()) - {old for old, _ in self.values}
        back = taken_back(self.values, there)
        return ChangeLabels(self.table, self.column, known.labels, back)

    def describe(self) -> str:
        """Name column and table, and what becomes of values."""
        became = ", ".join(f"{old} is {new} now" for old, new in self.values)
        return f"change the labels of column {self.column} of {self.table}" + (f": {became}" if became else "")

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column}"})


@dataclass(frozen=True, slots=True)
class ChangeInside(TableOperation):
    """Record that JSON in a column is made of something else; the database is told nothing."""

    word: ClassVar[str] = "change_inside"
    column: str
    inside: Mapping[str, str]

    def apply(self, draft: Draft) -> None:
        """Put the new members in the place of the old ones."""
        known = found(draft.table(self.table).columns, self.column, "column")
        changed = replace(known, inside=dict(self.inside))
        draft.change(self.table, lambda table: replace(table, columns=replaced(table.columns, changed, "column")))

    def reverse(self, before: Draft) -> "ChangeInside":
        """Put the old members back."""
        return ChangeInside(
            self.table, self.column, found(before.table(self.table).columns, self.column, "column").inside
        )

    def describe(self) -> str:
        """Name column and table."""
        return f"record what column {self.column} of {self.table} is made of"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column}"})


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
    """Change everything about a column but its name, its labels and what stands inside."""

    word: ClassVar[str] = "alter_column"
    column: Column

    def apply(self, draft: Draft) -> None:
        """Put the column's new version in its place."""
        known = found(draft.table(self.table).columns, self.column.name, "column")
        changed = replace(self.column, labels=known.labels, inside=known.inside)
        draft.change(self.table, lambda table: replace(table, columns=replaced(table.columns, changed, "column")))

    def reverse(self, before: Draft) -> "AlterColumn":
        """Put the version before in its place."""
        known = found(before.table(self.table).columns, self.column.name, "column")
        return AlterColumn(self.table, replace(known, labels={}, inside={}))

    def describe(self) -> str:
        """Name column and table."""
        return f"change column {self.column.name} of {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """The column."""
        return frozenset({f"column {self.table}.{self.column.name}"})
