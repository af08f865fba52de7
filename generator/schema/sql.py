"""The SQL of a table's conditions and computed values on one database."""

from generator.dialects import Dialect
from generator.expressions import parse, render
from generator.schema.state import Table


def sql(text: str, table: Table, dialect: Dialect) -> str:
    """Give the SQL of `text`, which is in the spec language over column names."""
    return render(parse(text, {column.name: column.type for column in table.columns}), dialect)
