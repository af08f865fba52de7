"""Operations on constraints and indexes: each is added whole and dropped by name; a changed one is dropped and added."""

from dataclasses import dataclass, replace
from typing import ClassVar

from generator.migrations.draft import Draft, TableName, added, found, removed
from generator.migrations.operations.base import TableOperation
from generator.schema.state import Check, ForeignKey, Index, PrimaryKey, Unique


@dataclass(frozen=True, slots=True)
class _Add(TableOperation):
    @property
    def _name(self) -> str:
        raise NotImplementedError

    def describe(self) -> str:
        """Name it and its table."""
        return f"{self.word.replace('_', ' ')} {self._name} to {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """Its name on its table."""
        return frozenset({f"constraint {self.table}.{self._name}"})


@dataclass(frozen=True, slots=True)
class _Drop(TableOperation):
    name: str

    def describe(self) -> str:
        """Name it and its table."""
        return f"{self.word.replace('_', ' ')} {self.name} of {self.table}"

    @property
    def footprint(self) -> frozenset[str]:
        """Its name on its table."""
        return frozenset({f"constraint {self.table}.{self.name}"})


@dataclass(frozen=True, slots=True)
class AddUnique(_Add):
    """Add a unique constraint."""

    word: ClassVar[str] = "add_unique"
    unique: Unique

    @property
    def _name(self) -> str:
        return self.unique.name

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.change(self.table, lambda table: replace(table, uniques=added(table.uniques, self.unique, "unique")))

    def reverse(self, before: Draft) -> "DropUnique":
        """Drop it."""
        del before
        return DropUnique(self.table, self.unique.name)


@dataclass(frozen=True, slots=True)
class DropUnique(_Drop):
    """Drop a unique constraint."""

    word: ClassVar[str] = "drop_unique"

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.change(self.table, lambda table: replace(table, uniques=removed(table.uniques, self.name, "unique")))

    def reverse(self, before: Draft) -> AddUnique:
        """Add it again."""
        return AddUnique(self.table, found(before.table(self.table).uniques, self.name, "unique"))


@dataclass(frozen=True, slots=True)
class AddCheck(_Add):
    """Add a check."""

    word: ClassVar[str] = "add_check"
    check: Check

    @property
    def _name(self) -> str:
        return self.check.name

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.change(self.table, lambda table: replace(table, checks=added(table.checks, self.check, "check")))

    def reverse(self, before: Draft) -> "DropCheck":
        """Drop it."""
        del before
        return DropCheck(self.table, self.check.name)


@dataclass(frozen=True, slots=True)
class DropCheck(_Drop):
    """Drop a check."""

    word: ClassVar[str] = "drop_check"

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.change(self.table, lambda table: replace(table, checks=removed(table.checks, self.name, "check")))

    def reverse(self, before: Draft) -> AddCheck:
        """Add it again."""
        return AddCheck(self.table, found(before.table(self.table).checks, self.name, "check"))


@dataclass(frozen=True, slots=True)
class AddIndex(_Add):
    """Create an index."""

    word: ClassVar[str] = "add_index"
    index: Index

    @property
    def _name(self) -> str:
        return self.index.name

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.change(self.table, lambda table: replace(table, indexes=added(table.indexes, self.index, "index")))

    def reverse(self, before: Draft) -> "DropIndex":
        """Drop it."""
        del before
        return DropIndex(self.table, self.index.name)


@dataclass(frozen=True, slots=True)
class DropIndex(_Drop):
    """Drop an index."""

    word: ClassVar[str] = "drop_index"

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.change(self.table, lambda table: replace(table, indexes=removed(table.indexes, self.name, "index")))

    def reverse(self, before: Draft) -> AddIndex:
        """Create it again."""
        return AddIndex(self.table, found(before.table(self.table).indexes, self.name, "index"))


@dataclass(frozen=True, slots=True)
class AddForeignKey(_Add):
    """Add a foreign key."""

    word: ClassVar[str] = "add_foreign_key"
    key: ForeignKey

    @property
    def _name(self) -> str:
        return self.key.name

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.change(
            self.table, lambda table: replace(table, foreign_keys=added(table.foreign_keys, self.key, "foreign key"))
        )

    def reverse(self, before: Draft) -> "DropForeignKey":
        """Drop it."""
        del before
        return DropForeignKey(self.table, self.key.name)

    @property
    def footprint(self) -> frozenset[str]:
        """Its name on its table, and the table that it refers to."""
        target = TableName(self.key.table, self.key.schema)
        return frozenset({f"constraint {self.table}.{self.key.name}", f"table {target}"})


@dataclass(frozen=True, slots=True)
class DropForeignKey(_Drop):
    """Drop a foreign key."""

    word: ClassVar[str] = "drop_foreign_key"

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.change(
            self.table, lambda table: replace(table, foreign_keys=removed(table.foreign_keys, self.name, "foreign key"))
        )

    def reverse(self, before: Draft) -> AddForeignKey:
        """Add it again."""
        return AddForeignKey(self.table, found(before.table(self.table).foreign_keys, self.name, "foreign key"))


@dataclass(frozen=True, slots=True)
class AlterPrimaryKey(TableOperation):
    """Put another primary key in the place of a table's."""

    word: ClassVar[str] = "alter_primary_key"
    key: PrimaryKey

    def apply(self, draft: Draft) -> None:
        """Change it."""
        draft.change(self.table, lambda table: replace(table, primary_key=self.key))

    def reverse(self, before: Draft) -> "AlterPrimaryKey":
        """Put the one before in its place."""
        return AlterPrimaryKey(self.table, before.table(self.table).primary_key)

    def describe(self) -> str:
        """Name table and columns."""
        return f"change the primary key of {self.table} to {', '.join(self.key.columns)}"

    @property
    def footprint(self) -> frozenset[str]:
        """The key of the table."""
        return frozenset({f"primary key {self.table}"})
