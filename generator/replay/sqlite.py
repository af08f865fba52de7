"""SQLite as its own master table tells of it."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from generator.replay.declared import declared, lines
from generator.replay.facts import VERSIONS, Catalog, Facts
from generator.replay.normal import line_of, pieces_of

_QUERY = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
_INDEX = re.compile(r'CREATE (UNIQUE )?INDEX (?:IF NOT EXISTS )?("(?:[^"]|"")*"|\S+) ', re.IGNORECASE)


class SQLite(Catalog):
    """SQLite; what is expected is built in memory."""

    name = "sqlite"

    def lacking(self, url: sa.URL) -> str:
        """Tell that there is no such file: SQLite would make an empty one. An address in an address is left to it."""
        file = url.database or ":memory:"
        return "" if file.startswith((":", "file:")) or Path(file).exists() else f"there is no file {file}"

    def facts(self, connection: sa.Connection, schemas: Sequence[str], prefix: str) -> Facts:
        """Give a line for each part of each table, and for what else there is."""
        del schemas, prefix
        given = [(kind, table, pieces_of(sql)) for kind, table, sql in connection.exec_driver_sql(_QUERY)]
        tables = {table: declared(pieces) for kind, table, pieces in given if _is_plain(pieces)}
        found: Facts = {}
        for kind, table, pieces in given:
            if table != VERSIONS:
                subject = f"{'view' if kind == 'view' else 'table'} {table}"
                known = tables.get(table) if kind == "table" else None
                told = lines(known, tables) if known else [_INDEX.sub(r"index \2 \1", line_of(pieces))]
                found.setdefault(subject, []).extend(told)
        return found

    def built(self, connection: sa.Connection, schemas: Sequence[str], build: Callable[[sa.Connection], None]) -> Facts:
        """Build it in memory."""
        del connection
        with sa.create_engine("sqlite://").connect() as scratch:
            build(scratch)
            return self.facts(scratch, schemas, "")


def _is_plain(pieces: Sequence[str]) -> bool:
    """Tell whether it is a table of rows that its own statement declares."""
    return [piece.upper() for piece in pieces[:2]] == ["CREATE", "TABLE"] and "(" in pieces
