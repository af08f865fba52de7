"""Operations on what stands beside tables: enum types, schemas, extensions."""

from dataclasses import dataclass, replace
from typing import ClassVar

from generator.migrations.draft import Draft, InapplicableError, TableName
from generator.migrations.operations.base import Operation
from generator.migrations.operations.columns import Pair, taken_back
from generator.schema.state import Column, Default, NativeEnum, Table


@dataclass(frozen=True, slots=True)
class CreateEnumType(Operation):
    """Create an enum type."""

    word: ClassVar[str] = "create_enum_type"
    enum: NativeEnum

    def apply(self, draft: Draft) -> None:
        """Add it."""
        name = TableName(self.enum.name, self.enum.schema)
        if name in draft.enums:
            message = f"there is an enum type {name} already"
            raise InapplicableError(message)
        draft.enums[name] = self.enum

    def reverse(self, before: Draft) -> "DropEnumType":
        """Drop it."""
        del before
        return DropEnumType(TableName(self.enum.name, self.enum.schema))

    def describe(self) -> str:
        """Name it."""
        return f"create enum type {self.enum.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The type."""
        return frozenset({f"enum {TableName(self.enum.name, self.enum.schema)}"})


@dataclass(frozen=True, slots=True)
class DropEnumType(Operation):
    """Drop an enum type that no column has any more."""

    word: ClassVar[str] = "drop_enum_type"
    name: TableName

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        _enum(draft, self.name)
        del draft.enums[self.name]

    def reverse(self, before: Draft) -> CreateEnumType:
        """Create it again."""
        return CreateEnumType(_enum(before, self.name))

    def describe(self) -> str:
        """Name it."""
        return f"drop enum type {self.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The type."""
        return frozenset({f"enum {self.name}"})


@dataclass(frozen=True, slots=True)
class AlterEnumType(Operation):
    """Change the labels of an enum type, for every column that has it."""

    word: ClassVar[str] = "alter_enum_type"
    enum: NativeEnum
    values: tuple[Pair, ...] = ()
    """Labels that are gone, each with the one that takes its place."""

    def apply(self, draft: Draft) -> None:
        """Put the type's new version in its place."""
        _enum(draft, TableName(self.enum.name, self.enum.schema))
        draft.enums[TableName(self.enum.name, self.enum.schema)] = self.enum
        draft.map_tables(self._follow)

    def reverse(self, before: Draft) -> "AlterEnumType":
        """Put the version before in its place; where one label took the place of several, rows get the first of those."""
        known = _enum(before, TableName(self.enum.name, self.enum.schema))
        return AlterEnumType(known, taken_back(self.values, known.labels))

    def describe(self) -> str:
        """Name it."""
        return f"change the labels of enum type {self.enum.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The type."""
        return frozenset({f"enum {TableName(self.enum.name, self.enum.schema)}"})

    def has(self, column: Column) -> bool:
        """Tell whether a column is of this type."""
        kind = column.type
        return isinstance(kind, NativeEnum) and (kind.name, kind.schema) == (self.enum.name, self.enum.schema)

    def _follow(self, table: Table) -> Table:
        if not any(map(self.has, table.columns)):
            return table
        columns = (self._changed(item) if self.has(item) else item for item in table.columns)
        return replace(table, columns=tuple(columns))

    def _changed(self, column: Column) -> Column:
        label = column.default.literal if column.default else None
        now = dict(self.values).get(label) if isinstance(label, str) else None
        return replace(column, type=self.enum, default=column.default if now is None else Default(now))


@dataclass(frozen=True, slots=True)
class CreateSchema(Operation):
    """Create a schema for tables."""

    word: ClassVar[str] = "create_schema"
    name: str

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.schemas.add(self.name)

    def reverse(self, before: Draft) -> "DropSchema":
        """Drop it."""
        del before
        return DropSchema(self.name)

    def describe(self) -> str:
        """Name it."""
        return f"create schema {self.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The schema."""
        return frozenset({f"schema {self.name}"})


@dataclass(frozen=True, slots=True)
class DropSchema(Operation):
    """Drop a schema that is empty."""

    word: ClassVar[str] = "drop_schema"
    name: str

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.schemas.discard(self.name)

    def reverse(self, before: Draft) -> CreateSchema:
        """Create it again."""
        del before
        return CreateSchema(self.name)

    def describe(self) -> str:
        """Name it."""
        return f"drop schema {self.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The schema."""
        return frozenset({f"schema {self.name}"})


@dataclass(frozen=True, slots=True)
class CreateExtension(Operation):
    """Install an extension."""

    word: ClassVar[str] = "create_extension"
    name: str

    def apply(self, draft: Draft) -> None:
        """Add it."""
        draft.extensions.add(self.name)

    def reverse(self, before: Draft) -> "DropExtension":
        """Remove it."""
        del before
        return DropExtension(self.name)

    def describe(self) -> str:
        """Name it."""
        return f"install extension {self.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The extension."""
        return frozenset({f"extension {self.name}"})


@dataclass(frozen=True, slots=True)
class DropExtension(Operation):
    """Remove an extension."""

    word: ClassVar[str] = "drop_extension"
    name: str

    def apply(self, draft: Draft) -> None:
        """Take it away."""
        draft.extensions.discard(self.name)

    def reverse(self, before: Draft) -> CreateExtension:
        """Install it again."""
        del before
        return CreateExtension(self.name)

    def describe(self) -> str:
        """Name it."""
        return f"remove extension {self.name}"

    @property
    def footprint(self) -> frozenset[str]:
        """The extension."""
        return frozenset({f"extension {self.name}"})


def _enum(draft: Draft, name: TableName) -> NativeEnum:
    known = draft.enums.get(name)
    if known is None:
        message = f"there is no enum type {name}"
        raise InapplicableError(message)
    return known
