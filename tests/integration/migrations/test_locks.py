"""A table that somebody else holds: the migration does not wait for long, tries again, and in the end says what it wants."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.util import CommandError

from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, connect, execute, rows
from tests.integration.migrations.tables import col, table

WAITING = {"postgresql": ("'5s'", "'100ms'"), "mariadb": ("lock_wait_timeout = 5", "lock_wait_timeout = 1")}
"""How long a statement waits for a lock, and how long it does here."""


class _Told(logging.Handler):
    """Does something when the migration says that it got no lock."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self.times = 0
        self._then = then

    def emit(self, record: logging.LogRecord) -> None:
        if "lock" in record.getMessage():
            self.times += 1
            self._then()


@pytest.fixture(params=sorted(WAITING))
def blocked(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path):
    """Give a project whose next revision alters a table with a row, and its database."""
    database = databases.create(request.param)
    project = Migrated(tmp_path / "project", [database.name])
    project.revise(table("t", col("a")))
    project.upgrade(database)
    execute(database, "INSERT INTO t VALUES (1, 7)")
    project.revise(table("t", col("a"), col("b")))
    _hasten(project.folder / "migrations", database.name)
    yield project, database
    databases.drop(database)


def _hasten(folder: Path, database: str) -> None:
    support, env = folder / "support_v1" / f"{database}.py", folder / "env.py"
    text, faster = support.read_text(), env.read_text()
    assert WAITING[database][0] in text
    support.write_text(text.replace(*WAITING[database]))
    assert "(1, 2, 4, 8)" in faster
    env.write_text(faster.replace("(1, 2, 4, 8)", "(0.01, 0.01)"))


def _listen(then: Callable[[], None]) -> _Told:
    told = _Told(then)
    logging.getLogger("alembic.runtime.migration").addHandler(told)
    return told


def _columns(database: Database) -> set[str]:
    with connect(database) as connection:
        return {column["name"] for column in sa.inspect(connection).get_columns("t")}


def test_a_lock_that_is_given_back_is_waited_for(blocked: tuple[Migrated, Database]) -> None:
    project, database = blocked
    with connect(database) as holder:
        holder.exec_driver_sql("SELECT * FROM t").all()
        told = _listen(holder.rollback)
        try:
            project.upgrade(database)
        finally:
            logging.getLogger("alembic.runtime.migration").removeHandler(told)
    assert told.times == 1
    assert _columns(database) == {"id", "a", "b"}
    assert rows(database, "SELECT a FROM t") == [(7,)]


def test_a_lock_that_nobody_gives_back_is_named_in_the_end(blocked: tuple[Migrated, Database]) -> None:
    project, database = blocked
    with connect(database) as holder:
        holder.exec_driver_sql("SELECT * FROM t").all()
        told = _listen(lambda: None)
        try:
            with pytest.raises(CommandError, match=r"No lock .* `ALTER TABLE t` in 3 tries"):
                project.upgrade(database)
        finally:
            logging.getLogger("alembic.runtime.migration").removeHandler(told)
        holder.rollback()
    assert told.times == 2
    assert _columns(database) == {"id", "a"}
    project.upgrade(database)
    assert _columns(database) == {"id", "a", "b"}
