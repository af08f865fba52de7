"""The SQL that `alembic upgrade --sql` prints, run by the database's own client."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pymysql
import pytest
import sqlalchemy as sa
from pymysql.constants import CLIENT

from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, execute, rows
from tests.integration.migrations.tables import col, key, table
from tests.integration.migrations.test_changes import CASES, CHILD, Case

SCRIPTED = (
    "add text with a default",
    "drop column with index, unique and check",
    "add uuid",
    "string to int with defaults",
    "type, null and default at once",
    "change comment",
    "computed to plain",
    "change partial unique",
    "change check",
    "add circle",
    "stamp what is append-only",
    "add labels",
    "set null of tenants",
    "rename column",
)


@pytest.fixture(params=[case for case in CASES if case.name in SCRIPTED], ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def run(database: Database, script: str) -> None:
    """Run a script as a client does that stops at the first error."""
    url = sa.make_url(database.url)
    if database.name == "sqlite":
        with closing(sqlite3.connect(database.place)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.executescript(script)
    elif database.name == "postgresql":
        given = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(given, autocommit=True) as connection:
            for statement in script.split(";\n\n"):  # as psql does: an index is made outside of a transaction
                connection.execute(statement)
    else:
        options = {"host": url.host, "port": url.port, "user": url.username, "password": url.password or ""}
        with pymysql.connect(**options, database=url.database, client_flag=CLIENT.MULTI_STATEMENTS) as connection:
            cursor = connection.cursor()
            cursor.execute(script)
            while cursor.nextset():
                pass


def test_a_script_does_what_upgrading_does(
    case: Case, database: Database, databases: Databases, tmp_path: Path
) -> None:
    after = case.beside if case.beside_after is None else case.beside_after
    more_after = case.more_after if case.more_after or not case.more else {}
    project = Migrated(tmp_path / "project")
    first = project.revise(case.old, CHILD, *case.beside, **case.more)
    assert first
    second = project.revise(case.new, CHILD, *after, **more_after)
    assert second
    run(database, project.script(database, first.id))
    execute(database, f"INSERT INTO t ({case.insert})", "INSERT INTO child (id, t_id) VALUES (5, 1)")
    run(database, project.script(database, f"{first.id}:{second.id}"))
    assert rows(database, "SELECT id, t_id FROM child") == [(5, 1)]
    for column, value in case.fills:
        assert rows(database, f"SELECT {column} FROM t") == [(value,)]
    upgraded = databases.create(database.name)
    project.upgrade(upgraded)
    assert databases.dump(database) == databases.dump(upgraded)
    databases.drop(upgraded)


def test_a_script_for_sqlite_fails_where_a_rebuild_would_leave_a_reference_to_nothing(
    sqlite: Database, tmp_path: Path
) -> None:
    project = Migrated(tmp_path / "project", ["sqlite"])
    first = project.revise(table("par"), table("t", col("a")))
    assert first
    project.upgrade(sqlite)
    execute(sqlite, "INSERT INTO t (id, a) VALUES (1, 7)")
    second = project.revise(table("par"), table("t", col("a"), key("fk_t_a", "a", "par")))
    assert second
    with pytest.raises(sqlite3.IntegrityError, match="rows_refer_to_missing_rows"):
        run(sqlite, project.script(sqlite, f"{first.id}:{second.id}"))
    with pytest.raises(sa.exc.IntegrityError, match="rows_refer_to_missing_rows"):
        project.upgrade(sqlite)
    assert rows(sqlite, "SELECT a FROM t") == [(7,)]
    assert rows(sqlite, "SELECT version_num FROM alembic_version") == [(first.id,)]
