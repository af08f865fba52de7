"""A schema while operations change it, and what an operation is refused for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol, TypeVar

from generator.schema.sql import renamed
from generator.schema.state import NativeEnum, Schema, SqlObject, Table


class TableName(NamedTuple):
    """Which table, in which schema of the database."""

    name: str
    schema: str | None = None

    def __str__(self) -> str:
        """Give the name as SQL qualifies it."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


class InapplicableError(ValueError):
    """An operation does not fit the schema that it is applied to; the message tells why."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


ItemT = TypeVar("ItemT", bound=_Named)


class Draft:
    """A schema by name, to be changed in place."""

    def __init__(self, schema: Schema | None = None) -> None:
        """Begin with a schema, or with nothing."""
        start = schema or Schema()
        self.tables: dict[TableName, Table] = {name_of(table): table for table in start.tables}
        self.enums: dict[TableName, NativeEnum] = {TableName(item.name, item.schema): item for item in start.enums}
        self.schemas: set[str] = set(start.schemas)
        self.extensions: set[str] = set(start.extensions)
        self.objects: dict[str, SqlObject] = {item.name: item for item in start.objects}

    def schema(self) -> Schema:
        """Give the schema as it is now."""
        return Schema(
            tables=tuple(table for _, table in sorted(self.tables.items(), key=_by_text)),
            enums=tuple(item for _, item in sorted(self.enums.items(), key=_by_text)),
            schemas=tuple(sorted(self.schemas)),
            extensions=tuple(sorted(self.extensions)),
            objects=tuple(item for _, item in sorted(self.objects.items())),
        )

    def table(self, name: TableName) -> Table:
        """Give a table; InapplicableError if it is not there."""
        found = self.tables.get(name)
        if found is None:
            message = f"there is no table {name}"
            raise InapplicableError(message)
        return found

    def object(self, name: str) -> SqlObject:
        """Give what a `sql:` document makes; InapplicableError if it is not there."""
        found = self.objects.get(name)
        if found is None:
            message = f"there is no object {name}"
            raise InapplicableError(message)
        return found

    def change(self, name: TableName, how: Callable[[Table], Table]) -> None:
        """Put another version of a table in its place; InapplicableError if it is not there."""
        self.tables[name] = how(self.table(name))

    def map_tables(self, how: Callable[[Table], Table]) -> None:
        """Put another version of each table in its place."""
        for name, table in list(self.tables.items()):
            self.tables[name] = how(table)


def name_of(table: Table) -> TableName:
    """Give the name under which a table is known."""
    return TableName(table.name, table.schema)


def added(items: tuple[ItemT, ...], item: ItemT, what: str) -> tuple[ItemT, ...]:
    """Give the items with one more; InapplicableError if its name is taken."""
    if any(known.name == item.name for known in items):
        message = f"there is a {what} {item.name} already"
        raise InapplicableError(message)
    return (*items, item)


def removed(items: tuple[ItemT, ...], name: str, what: str) -> tuple[ItemT, ...]:
    """Give the items without the one of that name; InapplicableError if there is none."""
    found(items, name, what)
    return tuple(item for item in items if item.name != name)


def replaced(items: tuple[ItemT, ...], item: ItemT, what: str) -> tuple[ItemT, ...]:
    """Give the items with `item` where the one of its name was; InapplicableError if there is none."""
    found(items, item.name, what)
    return tuple(item if known.name == item.name else known for known in items)


def found(items: Iterable[ItemT], name: str, what: str) -> ItemT:
    """Give the item of that name; InapplicableError if there is none."""
    for item in items:
        if item.name == name:
            return item
    message = f"there is no {what} {name}"
    raise InapplicableError(message)


def renamed_columns(table: Table, names: Mapping[str, str]) -> Table:
    """Give the table with columns renamed wherever it names them, in its expressions too."""

    def new(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(column, column) for column in columns)

    def again(text: str | None) -> str | None:
        return None if text is None else renamed(text, table, names)

    columns = tuple(
        replace(item, name=names.get(item.name, item.name), computed=again(item.computed)) for item in table.columns
    )
    policy = table.policy and replace(table.policy, column=names.get(table.policy.column, table.policy.column))
    return replace(
        table,
        columns=columns,
        primary_key=replace(table.primary_key, columns=new(table.primary_key.columns)),
        uniques=tuple(replace(item, columns=new(item.columns), include=new(item.include)) for item in table.uniques),
        indexes=tuple(
            replace(
                item,
                parts=tuple(
                    replace(part, column=names.get(part.column or "", part.column), expression=again(part.expression))
                    for part in item.parts
                ),
                where=again(item.where),
                include=new(item.include),
                ops={names.get(column, column): kind for column, kind in item.ops.items()},
            )
            for item in table.indexes
        ),
        checks=tuple(
            replace(
                item,
                expression=renamed(item.expression, table, names),
                enum_column=names.get(item.enum_column or "", item.enum_column),
            )
            for item in table.checks
        ),
        foreign_keys=tuple(
            replace(item, columns=new(item.columns), set_null_columns=new(item.set_null_columns))
            for item in table.foreign_keys
        ),
        policy=policy,
    )


def sorted_schema(schema: Schema) -> Schema:
    """Give a schema in which nothing tells in what order it was made."""
    return replace(schema, tables=tuple(map(_sorted_table, schema.tables)))


def _sorted_table(table: Table) -> Table:
    return replace(
        table,
        columns=tuple(sorted(table.columns, key=_name)),
        uniques=tuple(sorted(table.uniques, key=_name)),
        indexes=tuple(sorted(table.indexes, key=_name)),
        checks=tuple(sorted(table.checks, key=_name)),
        foreign_keys=tuple(sorted(table.foreign_keys, key=_name)),
    )


def _name(item: _Named) -> str:
    return item.name


def _by_text(item: tuple[TableName, object]) -> str:
    return str(item[0])
