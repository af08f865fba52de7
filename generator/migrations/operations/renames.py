"""Operations that give things another name and change nothing else; what names them follows."""

from dataclasses import dataclass, replace
from typing import ClassVar

from generator.migrations.draft import Draft, InapplicableError, TableName, added, found, renamed_columns
from generator.migrations.operations.base import Operation, TableOperation
from generator.schema.state import ForeignKey, Table


@dataclass(frozen=True, slots=True)
class RenameTable(TableOperation):
    """Give a table another name, or move it to another schema; keys that refer to it follow."""

    word: ClassVar[str] = "rename_table"
    to: TableName
    entity: str | None = None
    """The entity that it belongs to now, where that has another name too."""

    def apply(self, draft: Draft) -> None:
        """Rename the table and what refers to it."""
        table = draft.table(self.table)
        if self.to in draft.tables:
            message = f"there is a table {self.to} already"
            raise InapplicableError(message)
        del draft.tables[self.table]
        entity = table.entity if self.entity is None else self.entity
        draft.tables[self.to] = replace(table, name=self.to.name, schema=self.to.schema, entity=entity)
        draft.map_tables(self._follow)

    def reverse(self, before: Draft) -> "RenameTable":
        """Take the old name again."""
        known = before.table(self.table).entity
        return RenameTable(self.to, self.table, None if self.entity is None else known)

    def describe(self) -> str:
        """Name both."""
        return f"rename table {self.table} to {self.to}"

    @property
    def footprint(self) -> frozenset[str]:
        """Both names."""
        return frozenset({f"table {self.table}", f"table {self.to}"})

    def _follow(self, table: Table) -> Table:
        def moved(key: ForeignKey) -> ForeignKey:
            if (key.table, key.schema) != self.table:
                return key
            return replace(key, table=self.to.name, schema=self.to.schema)

        keys = tuple(map(moved, table.foreign_keys))
        return table if keys == table.foreign_keys else replace(table, foreign_keys=keys)


@dataclass(frozen=True, slots=True)
class RenameColumn(TableOperation):
    """Give a column another name; whatever names it follows."""

    word: ClassVar[str] = "rename_column"
    column: str
    to: str
    known_as: str | None = None
    """What it is known by now, where that changes."""

    def apply(self, draft: Draft) -> None:
        """Rename it in its table and in the keys that refer to it."""
        table = draft.table(self.table)
        found(table.columns, self.column, "column")
        if any(item.name == self.to for item in table.columns):
            added(table.columns, replace(table.columns[0], name=self.to), "column")
        draft.change(self.table, lambda own: self._known(renamed_columns(own, {self.column: self.to})))
        draft.map_tables(self._follow)

    def reverse(self, before: Draft) -> "RenameColumn":
        """Take the old name again."""
        known = found(before.table(self.table).columns, self.column, "column").known_as
        return RenameColumn(self.table, self.to, self.column, None if self.known_as is None else known)

    def describe(self) -> str:
        """Name both."""
        return f"rename column {self.column} of {self.table} to {self.to}"

    @property
    def footprint(self) -> frozenset[str]:
        """Both names."""
        return frozenset({f"column {self.table}.{self.column}", f"column {self.table}.{self.to}"})

    def _known(self, table: Table) -> Table:
        if self.known_as is None:
            return table
        columns = (replace(it, known_as=self.known_as) if it.name == self.to else it for it in table.columns)
        return replace(table, columns=tuple(columns))

    def _follow(self, table: Table) -> Table:
        def moved(key: ForeignKey) -> ForeignKey:
            if (key.table, key.schema) != self.table or self.column not in key.references:
                return key
            return replace(key, references=tuple(self.to if it == self.column else it for it in key.references))

        keys = tuple(map(moved, table.foreign_keys))
        return table if keys == table.foreign_keys else replace(table, foreign_keys=keys)


@dataclass(frozen=True, slots=True)
class _Rename(TableOperation):
    name: str
    to: str

    def describe(self) -> str:
        """Name both."""
        return f"{self.word.replace('_', ' ')} {self.name} of {self.table} to {self.to}"

    @property
    def footprint(self) -> frozenset[str]:
        """Both names on the table."""
        return frozenset({f"constraint {self.table}.{self.name}", f"constraint {self.table}.{self.to}"})


@dataclass(frozen=True, slots=True)
class RenameIndex(_Rename):
    """Give an index another name."""

    word: ClassVar[str] = "rename_index"

    def apply(self, draft: Draft) -> None:
        """Rename it where it stands."""

        def change(table: Table) -> Table:
            found(table.indexes, self.name, "index")
            indexes = (replace(it, name=self.to) if it.name == self.name else it for it in table.indexes)
            return replace(table, indexes=tuple(indexes))

        draft.change(self.table, change)

    def reverse(self, before: Draft) -> Operation:
        """Take the old name again."""
        del before
        return RenameIndex(self.table, self.to, self.name)


@dataclass(frozen=True, slots=True)
class RenameConstraint(_Rename):
    """Give a constraint another name: the primary key, a unique, a check or a foreign key."""

    word: ClassVar[str] = "rename_constraint"

    def apply(self, draft: Draft) -> None:
        """Rename it where it stands."""
        draft.change(self.table, self._change)

    def reverse(self, before: Draft) -> Operation:
        """Take the old name again."""
        del before
        return RenameConstraint(self.table, self.to, self.name)

    def _change(self, table: Table) -> Table:
        if table.primary_key.name == self.name:
            return replace(table, primary_key=replace(table.primary_key, name=self.to))
        names = {it.name for it in table.uniques} | {it.name for it in table.checks}
        if self.name not in names | {it.name for it in table.foreign_keys}:
            message = f"there is no constraint {self.name}"
            raise InapplicableError(message)
        return replace(
            table,
            uniques=tuple(replace(it, name=self.to) if it.name == self.name else it for it in table.uniques),
            checks=tuple(replace(it, name=self.to) if it.name == self.name else it for it in table.checks),
            foreign_keys=tuple(replace(it, name=self.to) if it.name == self.name else it for it in table.foreign_keys),
        )
