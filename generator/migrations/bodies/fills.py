"""What rows that are already there get in a new column, in the SQL of each database."""

from dataclasses import replace
from typing import Final

from generator.dialects import Dialect
from generator.dialects.fresh import fresh
from generator.fieldtypes import Kind, Scalar, read, row, sql_literal
from generator.schema.columns import default_sql
from generator.schema.sql import sql
from generator.schema.state import ArrayOf, Backfill, Column, Default, NativeEnum, Table

_EMPTY: Final = {
    Kind.TEXT: "",
    Kind.INTEGER: "0",
    Kind.DECIMAL: "0",
    Kind.FLOAT: "0",
    Kind.BOOL: "false",
    Kind.DATE: "1970-01-01",
    Kind.TIME: "00:00",
    Kind.DATETIME: "1970-01-01T00:00:00Z",
    Kind.LOCAL_DATETIME: "1970-01-01T00:00:00",
    Kind.DURATION: "PT0S",
    Kind.UUID: "00000000-0000-0000-0000-000000000000",
    Kind.BINARY: "",
    Kind.IP: "0.0.0.0",  # noqa: S104  # the emptiest address, nothing listens on it
    Kind.JSON: "{}",
}
"""The emptiest value of each kind, as a spec writes it: what a dropped column holds when it comes back."""


def fill_sql(table: Table, column: Column, fill: str | Backfill, owner: Dialect) -> str:
    """Give the SQL of what `fill` says; where it only names a kind of value, the column's own DEFAULT comes first."""
    own = _given(table, column, fill, owner) if isinstance(fill, Backfill) else default_sql(column, owner)
    if own is not None:
        return own
    kind = _scalar(column, owner)
    if fill == "empty" or not isinstance(fill, str):
        if isinstance(column.type, NativeEnum):
            return owner.string_literal(column.type.labels[0])
        text = _EMPTY[row(kind.name).kind]
        if kind.name == "char":
            text = "-" * kind.arguments[0]
        return sql_literal(kind, text if row(kind.name).kind is Kind.TEXT else read(kind, text), owner.name)
    if fill == "now" and row(kind.name).kind is Kind.LOCAL_DATETIME:
        return fresh(owner.name, "local_now")
    return fresh(owner.name, fill)


def _given(table: Table, column: Column, fill: Backfill, owner: Dialect) -> str:
    if fill.expression is not None:
        return sql(fill.expression, table, owner, column.type)
    return default_sql(replace(column, default=Default(fill.literal)), owner) or "NULL"


def _scalar(column: Column, owner: Dialect) -> Scalar:
    match column.type:
        case Scalar():
            return column.type
        case NativeEnum():
            return Scalar("text")
        case ArrayOf():
            return Scalar("text") if owner.arrays else Scalar("json")
