"""What the rules judge: operations, the schemas that they lead from and to, and the databases of the project."""

from generator.frozen import value
from generator.migrations.operations import Operation
from generator.schema.state import Schema


@value(frozen=True, slots=True)
class Change:
    """A change of the schema."""

    operations: tuple[Operation, ...]
    before: Schema
    after: Schema
    databases: tuple[str, ...]
