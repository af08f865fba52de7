"""SQLite: tables are made anew where ALTER TABLE cannot change them, and no row of theirs or of others is lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import sqlalchemy as sa
from alembic import op
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from .database import Database, quoted, run


class SQLite(Database):
    """SQLite, each revision in one transaction, foreign keys off: a table that is made anew is dropped in between."""

    transactional_ddl: ClassVar[bool | None] = True
    before_all: ClassVar[tuple[str, ...]] = ("PRAGMA foreign_keys = OFF",)

    batches: ClassVar[bool] = False
    phases: ClassVar[bool] = False

    def prepare(self, engine: sa.Engine) -> None:
        """Switch foreign keys off while no transaction is open, and begin transactions where SQLAlchemy does."""
        event.listen(engine, "connect", _connect)
        event.listen(engine, "begin", _begin)

    def forbid_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the triggers that raise."""
        del schema
        refused = "BEGIN SELECT RAISE(ABORT, 'rows of this table are only ever added'); END"
        return tuple(
            f"CREATE TRIGGER {quoted(f'{table}_no_{action.lower()}')} BEFORE {action} ON {quoted(table)} {refused}"
            for action in ("UPDATE", "DELETE")
        )

    def allow_changes(self, table: str, schema: str | None) -> Sequence[str]:
        """Give the statements that drop the triggers."""
        del schema
        return tuple(f"DROP TRIGGER {quoted(f'{table}_no_{action}')}" for action in ("update", "delete"))


DATABASE = SQLite()


def rebuild_table(
    table: str,
    *parts: sa.Column[object] | sa.Constraint,
    keep: Iterable[str],
    fill: Mapping[str, str] | None = None,
) -> None:
    """Put a table made of `parts` in the place of the one of that name, and its rows into it.

    The columns of `keep` are carried over as they are, those of `fill` by the SQL given, the others get their DEFAULT.
    Indexes and triggers go with the old table.
    """
    new = f"_new_{table}"
    values = {quoted(name): quoted(name) for name in keep} | {quoted(name): sql for name, sql in (fill or {}).items()}
    op.create_table(new, *parts)
    if values:
        names, sources = ", ".join(values), ", ".join(values.values())
        run(" ".join(("INSERT INTO", quoted(new), f"({names})", "SELECT", sources, "FROM", quoted(table))))
    run(f"DROP TABLE {quoted(table)}")
    # Otherwise renaming would look into every view and trigger, and find the table missing.
    run("PRAGMA legacy_alter_table = ON")
    run(f"ALTER TABLE {quoted(new)} RENAME TO {quoted(table)}")
    run("PRAGMA legacy_alter_table = OFF")


def check_references() -> None:
    """Fail if a row refers to one that is not there, by a form that works in a script of SQL too."""
    run("CREATE TEMPORARY TABLE _references (broken INTEGER CONSTRAINT rows_refer_to_missing_rows CHECK (broken = 0))")
    run("INSERT INTO _references SELECT count(*) FROM pragma_foreign_key_check")
    run("DROP TABLE _references")


def _connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver would begin transactions by itself, but only before it changes rows.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")
