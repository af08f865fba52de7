"""What the rules judge: operations, the schemas that they lead from and to, and the databases of the project."""

from generator.diagnostics import Span
from generator.frozen import value
from generator.migrations.draft import TableName, name_of
from generator.migrations.operations import Operation
from generator.schema.state import Schema


@value(frozen=True, slots=True)
class Change:
    """A change of the schema."""

    operations: tuple[Operation, ...]
    before: Schema
    after: Schema
    databases: tuple[str, ...]

    def place(self, table: TableName, column: str) -> Span | None:
        """Give where the specs have what a column holds afterwards; None for a table that is gone."""
        found = next((item for item in self.after.tables if name_of(item) == table), None)
        return found.place(column) if found else None
