"""SQLite as its own master table tells of it."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from generator.replay.facts import VERSIONS, Catalog, Facts
from generator.replay.normal import normal_form

_QUERY = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"


class SQLite(Catalog):
    """SQLite; what is expected is built in memory."""

    name = "sqlite"

    def facts(self, connection: sa.Connection, schemas: Sequence[str], prefix: str) -> Facts:
        """Give a line for each part of each table, and for what else there is."""
        del schemas, prefix
        found: Facts = {}
        for kind, table, sql in connection.exec_driver_sql(_QUERY):
            if table != VERSIONS:
                subject = f"{'view' if kind == 'view' else 'table'} {table}"
                found.setdefault(subject, []).extend(line.strip() for line in normal_form(sql).splitlines())
        return found

    def built(self, connection: sa.Connection, schemas: Sequence[str], build: Callable[[sa.Connection], None]) -> Facts:
        """Build it in memory."""
        del connection
        with sa.create_engine("sqlite://").connect() as scratch:
            build(scratch)
            return self.facts(scratch, schemas, "")
