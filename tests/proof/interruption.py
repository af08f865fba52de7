"""Breaking a migration off after its n-th statement, as a lost connection or a killed process does."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus

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
    points: list[int] = field(default_factory=list)
    """Those to break off after: of several in one transaction the first, for all of them are taken back alike."""
    inside: bool = False
    """Whether a transaction is open that the last point was in."""


@contextlib.contextmanager
def breaking(after: int | None = None) -> Iterator[Statements]:
    """Count what changes something in any database; BrokenOffError out of it right after statement number `after`."""
    statements = Statements()

    def count(connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if READS.match(statement):
            return
        statements.seen += 1
        is_inside = _is_taken_back(connection)
        if not (is_inside and statements.inside):
            statements.points.append(statements.seen)
        statements.inside = is_inside
        statements.last = " ".join(statement.split())
        if statements.seen == after:
            raise BrokenOffError(statements.last)

    def end(_connection: sa.Connection) -> None:
        statements.inside = False

    sa.event.listen(sa.Engine, "after_cursor_execute", count)
    sa.event.listen(sa.Engine, "commit", end)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", count)
        sa.event.remove(sa.Engine, "commit", end)


def _is_taken_back(connection: sa.Connection) -> bool:
    """Tell whether what was just done goes again when the connection does."""
    own = connection.connection.driver_connection
    if isinstance(own, sqlite3.Connection):
        return own.in_transaction
    return isinstance(own, psycopg.Connection) and own.info.transaction_status is not TransactionStatus.IDLE


def broken_off(
    before: Database, statements: Statements, upgrade: Callable[[Database], None], databases: Databases
) -> Iterator[tuple[str, Database]]:
    """Give, for each point, a copy of `before` on which the upgrade was broken off there, and run again."""
    for number in statements.points:
        copy = databases.clone(before)
        try:
            with breaking(number) as seen, contextlib.suppress(BrokenOffError):
                upgrade(copy)
            at = f"broken off after statement {number} of {statements.seen}, {seen.last}"
            try:
                upgrade(copy)
            except Exception as error:
                error.add_note(at)
                raise
            yield at, copy
        finally:
            databases.drop(copy)
