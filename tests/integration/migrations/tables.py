"""Short ways to say tables."""

from dataclasses import replace
from typing import Any

from generator.fieldtypes import Scalar
from generator.schema import json
from generator.schema.state import (
    Check,
    Column,
    Default,
    ForeignKey,
    Index,
    Part,
    PrimaryKey,
    StorageType,
    Table,
    Unique,
)


def col(name: str, kind: str | StorageType = "int", *, null: bool = True, default: Any = None, **more: Any) -> Column:
    """Give a column; null unless it says otherwise."""
    type_ = json.storage(kind) if isinstance(kind, str) else kind
    given = default if isinstance(default, Default) or default is None else Default(default)
    return Column(name, type_, null, given, **more)


def table(name: str, *parts: Any, **more: Any) -> Table:
    """Give a table with an int `id` that callers give, and columns, constraints and indexes in any order."""
    columns = [part for part in parts if isinstance(part, Column)]
    if not any(column.name == "id" for column in columns):
        columns.insert(0, Column("id", Scalar("int")))
    made = Table(
        name=name,
        columns=tuple(columns),
        primary_key=PrimaryKey(f"pk_{name}", ("id",)),
        uniques=tuple(part for part in parts if isinstance(part, Unique)),
        indexes=tuple(part for part in parts if isinstance(part, Index)),
        checks=tuple(part for part in parts if isinstance(part, Check)),
        foreign_keys=tuple(part for part in parts if isinstance(part, ForeignKey)),
    )
    return replace(made, **more)


def index(name: str, *parts: str | Part, **more: Any) -> Index:
    """Give an index over columns and parts."""
    return Index(name, tuple(Part(part) if isinstance(part, str) else part for part in parts), **more)


def key(name: str, column: str, target: str, **more: Any) -> ForeignKey:
    """Give a foreign key of one column to an id."""
    return ForeignKey(name, (column,), target, ("id",), **more)
