"""Which operations wait until the others are committed, because others read and write the table while they are made."""

from collections.abc import Iterable, Iterator, Sequence

from generator.dialects import dialect
from generator.migrations.draft import TableName
from generator.migrations.operations import (
    AddCheck,
    AddForeignKey,
    AddIndex,
    AddUnique,
    CreateTable,
    Operation,
)

_WAITING = (AddCheck, AddForeignKey, AddIndex, AddUnique)


def split(operations: Iterable[Operation], databases: Iterable[str]) -> tuple[list[Operation], list[Operation]]:
    """Give the operations of one transaction, and those that come after it one by one."""
    given = list(operations)
    if not any(dialect(name).concurrent_indexes for name in databases):
        return given, []
    waiting = set(map(id, _waiting(given)))
    return [item for item in given if id(item) not in waiting], [item for item in given if id(item) in waiting]


def _waiting(operations: Sequence[Operation]) -> Iterator[Operation]:
    created = [item.table for item in operations if isinstance(item, CreateTable)]
    own = {TableName(table.name, table.schema) for table in created}
    # A new table may refer to what a unique of another one holds.
    needed = {TableName(key.table, key.schema) for table in created for key in table.foreign_keys}
    for item in operations:
        if not isinstance(item, _WAITING) or item.table in own:
            continue
        unique = isinstance(item, AddUnique) or (isinstance(item, AddIndex) and item.index.unique)
        if not (unique and item.table in needed):
            yield item
