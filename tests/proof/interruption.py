"""Breaking a migration off after its n-th statement, as a lost connection or a killed process does."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tests.databases.database import Database
from tests.databases.fixtures import Databases

READS = re.compile(r"\s*(SELECT|SHOW|PRAGMA|DESCRIBE|EXPLAIN)\b", re.IGNORECASE)
"""What changes nothing."""


class BrokenOffError(Exception):
    """The connection is gone."""


@dataclass
class Statements:
    """How many statements have changed something."""

    seen: int = 0
    last: str = ""


@contextlib.contextmanager
def breaking(after: int | None = None) -> Iterator[Statements]:
    """Count what changes something in any database; BrokenOffError out of it right after statement number `after`."""
    statements = Statements()

    def count(*arguments: object) -> None:
        statement = str(arguments[2])
        if READS.match(statement):
            return
        statements.seen += 1
        statements.last = " ".join(statement.split())
        if statements.seen == after:
            raise BrokenOffError(statements.last)

    sa.event.listen(sa.Engine, "after_cursor_execute", count)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", count)


def broken_off(
    before: Database, statements: int, upgrade: Callable[[Database], None], databases: Databases
) -> Iterator[tuple[str, Database]]:
    """Give, for each statement, a copy of `before` on which the upgrade was broken off after it, and run again."""
    for number in range(1, statements + 1):
        copy = databases.clone(before)
        try:
            with breaking(number) as seen, contextlib.suppress(BrokenOffError):
                upgrade(copy)
            at = f"broken off after statement {number} of {statements}, {seen.last}"
            try:
                upgrade(copy)
            except Exception as error:
                error.add_note(at)
                raise
            yield at, copy
        finally:
            databases.drop(copy)
