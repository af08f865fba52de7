"""MariaDB as SHOW CREATE tells of it."""

import re
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from generator.replay.facts import SCRATCH, VERSIONS, Catalog, Facts
from generator.replay.normal import normal_form

_COUNTER = re.compile(r" AUTO_INCREMENT=\d+")
_NAME = r'("(?:[^"]|"")*"|[\w$]+)'
_LINES = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (rf"CREATE TABLE {_NAME} ", "options "),
        (r"(?=PRIMARY KEY)", ""),
        (rf"CONSTRAINT {_NAME} ", r"constraint \1 "),
        (rf"((?:UNIQUE |FULLTEXT |SPATIAL )?)KEY {_NAME}", r"index \2 \1"),
        (rf"(?!CREATE |VIEW ){_NAME} ", r"column \1 "),
    )
)
_NO_ACTION = re.compile(r" ON (?:DELETE|UPDATE) (?:NO ACTION|RESTRICT)")
_TABLES = "SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1"
_TRIGGERS = (
    "SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT "
    "FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"
)


class MariaDB(Catalog):
    """MariaDB; what is expected is built in a database of its own, dropped again."""

    name = "mariadb"

    def facts(self, connection: sa.Connection, schemas: Sequence[str], prefix: str) -> Facts:
        """Give a line for each part of each table, and for what else there is."""
        del schemas, prefix
        found: Facts = {}
        for table, kind in connection.exec_driver_sql(_TABLES).all():
            if table == VERSIONS:
                continue
            word = "VIEW" if kind == "VIEW" else "TABLE"
            made = connection.exec_driver_sql(f"SHOW CREATE {word} {_quoted(table)}").one()[1]
            lines = normal_form(_COUNTER.sub("", made), backslashes=True).splitlines()
            found[f"{word.lower()} {table}"] = [_told(line.strip()) for line in lines]
        for table, name, *rest in connection.exec_driver_sql(_TRIGGERS).all():
            found.setdefault(f"table {table}", []).append(" ".join(("TRIGGER", name, *rest)))
        return found

    def built(self, connection: sa.Connection, schemas: Sequence[str], build: Callable[[sa.Connection], None]) -> Facts:
        """Build it in a database beside the live one; the user needs the right to create one."""
        current, charset, collation = connection.exec_driver_sql(
            "SELECT DATABASE(), @@character_set_database, @@collation_database"
        ).one()
        scratch = f"{SCRATCH}_{connection.exec_driver_sql('SELECT CONNECTION_ID()').scalar_one()}"
        connection.exec_driver_sql(f"CREATE DATABASE {scratch} CHARACTER SET {charset} COLLATE {collation}")
        try:
            connection.exec_driver_sql(f"USE {scratch}")
            build(connection)
            return self.facts(connection, schemas, "")
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {scratch}")
            connection.exec_driver_sql(f"USE {_quoted(str(current))}")


def _told(line: str) -> str:
    """Give a line of SHOW CREATE TABLE as what it is about; InnoDB knows no action that waits for the end."""
    for pattern, told in _LINES:
        if pattern.match(line):
            return _NO_ACTION.sub("", pattern.sub(told, line, count=1))
    return line


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
