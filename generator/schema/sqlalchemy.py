"""What a table says after its columns, as models and revisions both write it.

Models call `table_arguments` for `__table_args__` and `schema.columns.column_arguments` for what a column says besides
its type; both name columns as the database does, in strings.
"""

from collections.abc import Sequence

from generator.code import Code
from generator.schema.constraints import constraints, indexes
from generator.schema.state import Table
from generator.schema.views import Views, Words


def table_arguments(table: Table, databases: Sequence[str], words: Words) -> list[Code]:
    """Give the table's uniques, checks, foreign keys and indexes; primary key, policy and options are left out."""
    views = Views(table, tuple(databases))
    return [*constraints(views, words), *indexes(views, words)]
