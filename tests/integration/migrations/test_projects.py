"""Projects of one database, hostile names and texts, and how the environment finds its database."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from generator.fieldtypes import Scalar
from generator.schema.state import Backfill, Check, Column, Default, NativeEnum, Part, Policy, PrimaryKey, Unique
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import Migrated, connect, execute, rows
from tests.integration.migrations.tables import col, index, key, table
from tests.integration.migrations.test_changes import CASES, CHILD, Case

HOSTILE = "it's \"q\" `b` \\ back\\slash %s %(a)s %% :name :n: \\:x ? $1 {0} {{ x }} {% y %} \u202e 😀 -- /* ; '"
ALONE = (
    "add stamp",
    "string to int with defaults",
    "type, null and default at once",
    "change partial unique",
    "another index for foreign key",
    "drop circle",
    "set null of tenants",
    "allow changes",
    "remove labels",
)


@pytest.mark.parametrize("case", [case for case in CASES if case.name in ALONE], ids=lambda case: case.name)
def test_a_project_of_one_database_has_that_database_s_code_only(
    case: Case, database: Database, databases: Databases, tmp_path: Path
) -> None:
    after = case.beside if case.beside_after is None else case.beside_after
    more_after = case.more_after if case.more_after or not case.more else {}
    project = Migrated(tmp_path / "project", [database.name])
    assert project.revise(case.old, CHILD, *case.beside, **case.more)
    project.upgrade(database)
    before = databases.dump(database)
    execute(database, f"INSERT INTO t ({case.insert})")
    project.revise(case.new, CHILD, *after, **more_after)
    project.upgrade(database)
    fresh = Migrated(tmp_path / "fresh", [database.name])
    fresh.revise(case.new, CHILD, *after, **more_after)
    expected = databases.create(database.name)
    fresh.upgrade(expected)
    assert databases.dump(database) == databases.dump(expected)
    project.downgrade(database)
    assert databases.dump(database) == before
    others = {"sqlite", "postgresql", "mariadb"} - {database.name}
    written = "\n".join(project.bodies())
    assert "if database()" not in written
    assert "with_variant" not in written
    assert not {path.stem for path in project.folder.rglob("support_v1/*.py")} & others
    databases.drop(expected)


def test_hostile_text_arrives_as_it_is_and_leaves_again(
    database: Database, databases: Databases, tmp_path: Path
) -> None:
    quoted = HOSTILE.replace("'", "''")
    hostile = table(
        "order",
        col("select", "string(200)", default=HOSTILE, comment=HOSTILE),
        col("a b", "string(200)"),
        col("%s :x", "int"),
        Check("ck %s :x", f"\"select\" <> 'x{quoted}'"),
        Unique('uq `t` "x"', ("a b",)),
        index("ix'1", Part("a b", descending=True), where=f"\"a b\" <> '{quoted}'"),
        comment=HOSTILE,
    )
    project = Migrated(tmp_path / "project")
    project.revise(hostile)
    project.upgrade(database)
    with connect(database) as connection:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"INSERT INTO {quote('order')} (id) VALUES (1)")
        read = connection.exec_driver_sql(f"SELECT {quote('select')} FROM {quote('order')}").scalar()
        assert read == HOSTILE
        with pytest.raises(sa.exc.SQLAlchemyError):
            connection.execute(
                sa.table("order", sa.column("id"), sa.column("select")).insert(), {"id": 2, "select": f"x{HOSTILE}"}
            )
        connection.rollback()
    before = databases.dump(database)
    project.revise(
        table(
            "order",
            col("select", "string(300)", default=HOSTILE + "!", comment="'" + HOSTILE),
            col("a b", "string(200)"),
            col("%s :x", "int", null=False, default=7),
            Check("ck %s :x", f"\"select\" <> 'y{quoted}'"),
            comment="'" + HOSTILE,
        )
    )
    project.upgrade(database)
    project.downgrade(database)
    assert databases.dump(database) == before
    project.downgrade(database, "base")
    assert databases.dump(database) == ""


def test_a_table_is_renamed_with_its_rows_and_its_keys(
    database: Database, databases: Databases, tmp_path: Path
) -> None:
    numbered = Column("number", Scalar("bigint"), identity="by_default")
    extra = [numbered] if database.name == "postgresql" else []
    parent = table("t", col("a"), *extra, index("ix_t_a", "a"), append_only=True)
    child = table("child", col("t_id"), key("fk_child_t_id", "t_id", "t"), index("ix_child_t_id", "t_id"))
    project = Migrated(tmp_path / "project")
    project.revise(parent, child)
    project.upgrade(database)
    before = databases.dump(database)
    execute(database, "INSERT INTO t (id, a) VALUES (1, 2)", "INSERT INTO child (id, t_id) VALUES (5, 1)")
    moved = table(
        "u",
        col("a"),
        *extra,
        index("ix_u_a", "a"),
        primary_key=PrimaryKey("pk_u", ("id",)),
        renamed_from="t",
        append_only=True,
    )
    pointing = table("child", col("t_id"), key("fk_child_t_id", "t_id", "u"), index("ix_child_t_id", "t_id"))
    revision = project.revise(moved, pointing)
    assert revision
    assert revision.summary[0] == "rename table t to u"
    project.upgrade(database)
    assert rows(database, "SELECT id, a FROM u") == [(1, 2)]
    with pytest.raises(sa.exc.IntegrityError):
        execute(database, "INSERT INTO child (id, t_id) VALUES (6, 9)")
    fresh = Migrated(tmp_path / "fresh")
    fresh.revise(moved, pointing)
    expected = databases.create(database.name)
    fresh.upgrade(expected)
    assert databases.dump(database) == databases.dump(expected)
    project.downgrade(database)
    assert databases.dump(database) == before
    assert rows(database, "SELECT t_id FROM child") == [(1,)]
    databases.drop(expected)


def test_a_failing_revision_leaves_nothing_behind_where_ddl_is_transactional(tmp_path: Path, sqlite: Database) -> None:
    project = Migrated(tmp_path / "project", ["sqlite"])
    project.revise(table("t", col("a")))
    project.upgrade(sqlite)
    execute(sqlite, "INSERT INTO t (id, a) VALUES (1, NULL)")
    project.revise(table("t", col("a", null=False)), table("u"))
    with pytest.raises(sa.exc.IntegrityError):
        project.upgrade(sqlite)
    assert rows(sqlite, "SELECT name FROM sqlite_master WHERE name IN ('u', '_new_t')") == []
    execute(sqlite, "UPDATE t SET a = 1")
    project.upgrade(sqlite)


def alembic(project: Migrated, *arguments: str, url: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url is not None:
        environment["DATABASE_URL"] = url
    command = [sys.executable, "-m", "alembic", "-c", str(project.folder / "alembic.ini"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def small(tmp_path: Path) -> Migrated:
    project = Migrated(tmp_path / "project", ["sqlite", "postgresql"])
    project.revise(table("t", Column("at", Scalar("datetime"), default=Default(sql={"": "CURRENT_TIMESTAMP"}))))
    return project


def test_the_database_is_that_of_the_option_then_of_the_environment_then_of_the_file(
    small: Migrated, tmp_path: Path
) -> None:
    files = [tmp_path / f"{name}.db" for name in ("ini", "variable", "option")]
    urls = [f"sqlite+aiosqlite:///{file}" for file in files]
    with (small.folder / "alembic.ini").open("a") as ini:
        ini.write(f"sqlalchemy.url = {urls[0]}\n")
    assert alembic(small, "upgrade", "head").returncode == 0
    assert alembic(small, "upgrade", "head", url=urls[1]).returncode == 0
    assert alembic(small, "-x", f"url={urls[2]}", "upgrade", "head", url=urls[1]).returncode == 0
    assert all(file.exists() for file in files)


def test_a_synchronous_driver_does_too(small: Migrated, tmp_path: Path) -> None:
    assert alembic(small, "upgrade", "head", url=f"sqlite:///{tmp_path}/x.db").returncode == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (None, "Which database?"),
        ("postgresql+asyncpg//:secret", "cannot be read"),
        ("mysql+pymysql://u:secret@h/d", "written for postgresql, sqlite, not for mysql"),
        ("postgresql+asyncpg://u:secret@127.0.0.1:1/d", ""),
    ],
)
def test_no_message_shows_a_password(small: Migrated, url: str | None, told: str) -> None:
    done = alembic(small, "upgrade", "head", url=url)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_a_program_passes_its_own_connection(small: Migrated, sqlite: Database) -> None:
    with connect(sqlite) as connection, small._alembic("unused") as config:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    assert rows(sqlite, "SELECT count(*) FROM t") == [(0,)]


def test_tables_live_in_schemas_and_move_between_them(
    postgresql: Database, databases: Databases, tmp_path: Path
) -> None:
    mood = NativeEnum("mood", ("sad", "ok"), "one")
    old = [
        table("par", schema="one"),
        table(
            "t",
            col("a"),
            col("m", mood, default="ok"),
            key("fk_t_a", "a", "par", schema="one", on_delete="cascade"),
            index("ix_t_a", "a"),
            policy=Policy("a", Scalar("int")),
            append_only=True,
            schema="one",
        ),
    ]
    project = Migrated(tmp_path / "project", ["postgresql"])
    project.revise(*old, schemas=("one",), enums=(mood,))
    project.upgrade(postgresql)
    before = databases.dump(postgresql)
    longer = NativeEnum("mood", ("ok",), "one")
    new = [
        table("par", schema="one"),
        table(
            "t",
            col("a", "bigint"),
            col("m", longer, default="ok"),
            Unique("uq_t_a", ("a",)),
            Check("ck_t_a", "a > 0"),
            key("fk_t_a", "a", "par", schema="one"),
            policy=Policy("a", Scalar("bigint"), shared=True),
            schema="one",
            comment="moved",
        ),
        table("u", col("a"), key("fk_u_a", "a", "t", schema="one"), schema="two"),
    ]
    project.revise(*new, schemas=("one", "two"), enums=(longer,))
    project.upgrade(postgresql)
    fresh = Migrated(tmp_path / "fresh", ["postgresql"])
    fresh.revise(*new, schemas=("one", "two"), enums=(longer,))
    expected = databases.create("postgresql")
    fresh.upgrade(expected)
    assert databases.dump(postgresql) == databases.dump(expected)
    project.downgrade(postgresql)
    assert databases.dump(postgresql) == before
    project.downgrade(postgresql)
    assert databases.dump(postgresql) == ""
    databases.drop(expected)


def test_numbers_go_on_after_those_that_are_there(database: Database, tmp_path: Path) -> None:
    project = Migrated(tmp_path / "project")
    project.revise(table("t", col("a")))
    project.upgrade(database)
    execute(database, "INSERT INTO t (id, a) VALUES (41, 1)")
    project.revise(table("t", Column("id", Scalar("int"), identity="by_default"), col("a")))
    project.upgrade(database)
    execute(database, "INSERT INTO t (a) VALUES (2)")
    assert rows(database, "SELECT id FROM t ORDER BY id") == [(41,), (42,)]


def test_an_index_of_a_name_of_full_length_can_be_dropped_beside_one_like_it(mariadb: Database, tmp_path: Path) -> None:
    long = "u" * 62
    project = Migrated(tmp_path / "project", ["mariadb"])
    parts = [index(f"{long}{end}", "a", unique=True, where="b is null") for end in "xy"]
    project.revise(table("t", col("a"), col("b"), *parts))
    project.upgrade(mariadb)
    project.revise(table("t", col("a"), col("b"), parts[1]))
    project.upgrade(mariadb)
    with pytest.raises(sa.exc.IntegrityError):
        execute(mariadb, "INSERT INTO t (id, a) VALUES (1, 1), (2, 1)")


class _BrokenOffError(Exception):
    pass


@pytest.mark.parametrize("statement", range(1, 31, 2))
def test_a_revision_that_was_broken_off_is_run_again(mariadb: Database, tmp_path: Path, statement: int) -> None:
    project = Migrated(tmp_path / "project", ["mariadb"])
    old = table(
        "t",
        col("a"),
        col("b", "text"),
        index("ix_t_a", "a"),
        index("uq_t_a", "a", unique=True, where="id > 0"),
        Check("ck_t_a", "a > 0"),
        append_only=True,
    )
    project.revise(old)
    project.upgrade(mariadb)
    execute(mariadb, "INSERT INTO t (id, a) VALUES (1, 2)")
    new = table(
        "u",
        col("z", "bigint", renamed_from="a"),
        col("c", null=False, fill=Backfill(expression="z + 1")),
        index("ix_u_z", "z"),
        index("uq_u_z", "z", unique=True, where="id > 0"),
        Unique("uq_u_c", ("c",)),
        Check("ck_u_z", "z > 0"),
        primary_key=PrimaryKey("pk_u", ("id", "c")),
        renamed_from="t",
        append_only=True,
    )
    project.revise(new)
    count = 0

    def break_off(*_arguments: Any) -> None:
        nonlocal count
        count += 1
        if count > statement:
            raise _BrokenOffError

    with connect(mariadb) as connection, project._alembic("unused") as config:
        config.attributes["connection"] = connection
        sa.event.listen(connection, "before_cursor_execute", break_off)
        with contextlib.suppress(_BrokenOffError):
            command.upgrade(config, "head")
        connection.rollback()
    project.upgrade(mariadb)
    assert rows(mariadb, "SELECT id, z, c FROM u") == [(1, 2, 3)]
    assert rows(mariadb, "SHOW COLUMNS FROM u LIKE 'b'") == []
