"""A live database held against the recorded state."""

import os
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from generator.replay.facts import SCRATCH
from tests.cli.conftest import Project, start
from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import execute

SPEC = """\
entity: Note
tenant: true
soft_delete: true
fields:
  title: {type: string(80), min_length: 1}
  price: {type: "decimal(12, 2)", min: 0, default: 1.5}
  kind:  {type: Kind, default: "it's"}
  at:    datetime
unique: [{fields: [title]}]
indexes: [{fields: [price desc], where: "price > 3"}]
---
entity: Entry
tenant: true
append_only: true
fields:
  note: {type: Note, on_delete: restrict}
---
enum: Kind
storage: native
values: ["it's", other]
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = start(tmp_path_factory.mktemp("live"))
    project.write("specs/notes.yaml", SPEC)
    return project.built()


@pytest.fixture
def migrated(built: Project, database: Database) -> Database:
    alembic(built, database, "upgrade", "head")
    return database


def alembic(project: Project, database: Database, *arguments: str) -> None:
    command = [sys.executable, "-m", "alembic", "-c", "app/alembic.ini", *arguments]
    environment = os.environ | {"DATABASE_URL": database.url}
    done = subprocess.run(command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_database_is_what_its_revisions_lead_to_and_looking_leaves_nothing_behind(
    built: Project, migrated: Database, databases: Databases
) -> None:
    before = databases.dump(migrated)
    done = built.gen("migrate", "verify", "--url", migrated.url)
    assert done.code == 0, done.said
    assert done.out == "The database is what its revisions lead to.\n"
    assert built.gen("migrate", "verify", "--url", "-", DATABASE_URL=migrated.sync_url).code == 0
    assert databases.dump(migrated) == before
    assert _scratches_that_stay(migrated, 30.0) == set()


def test_drift_is_named(built: Project, migrated: Database) -> None:
    (index,) = _indexes(migrated)
    dropped = f"DROP INDEX {index}" + (" ON notes" if migrated.name == "mariadb" else "")
    execute(migrated, "DROP TABLE entries")
    execute(migrated, "ALTER TABLE notes ADD COLUMN extra INTEGER", dropped, "CREATE TABLE aside (id INTEGER)")
    done = built.gen("migrate", "verify", "-v", "--url", migrated.url)
    assert done.code == 1, done.said
    assert "table notes has what no revision made" in done.err
    assert "extra" in done.err
    assert "table notes lacks" in done.err
    assert "note[M464]: table aside is in the database, and no revision made it" in done.err
    assert "table entries is not in the database" in done.err


def test_another_predicate_and_another_check_are_drift(built: Project, postgresql: Database) -> None:
    alembic(built, postgresql, "upgrade", "head")
    (index,) = _indexes(postgresql)
    execute(
        postgresql,
        f"DROP INDEX {index}",
        f"CREATE INDEX {index} ON notes (tenant_id, price DESC) WHERE price > 4 AND deleted_at IS NULL",
        "ALTER TABLE notes DROP CONSTRAINT ck_notes_price_min",
        "ALTER TABLE notes ADD CONSTRAINT ck_notes_price_min CHECK (price >= -1)",
    )
    done = built.gen("migrate", "verify", "-v", "--url", postgresql.url)
    assert done.code == 1, done.said
    assert index in done.err
    assert "ck_notes_price_min" in done.err


def test_a_database_without_revisions_is_told_how_to_get_them(built: Project, sqlite: Database) -> None:
    execute(sqlite, "CREATE TABLE something (id INTEGER)")
    done = built.gen("migrate", "verify", "--url", sqlite.url)
    assert done.code == 1
    assert "M466" in done.err
    assert "gen migrate baseline" in done.err


def test_a_database_of_another_project_is_no_drift(built: Project, sqlite: Database) -> None:
    alembic(built, sqlite, "upgrade", "head")
    execute(sqlite, "UPDATE alembic_version SET version_num = 'elsewhere'")
    done = built.gen("migrate", "verify", "--url", sqlite.url)
    assert done.code == 1
    assert "M467" in done.err
    assert "M463" not in done.err


@pytest.mark.parametrize("driver", ["postgresql+asyncpg", "mariadb+asyncmy"])
def test_what_cannot_be_told_is_an_error_without_the_password(built: Project, driver: str) -> None:
    done = built.gen("migrate", "verify", "--url", f"{driver}://somebody:sesame@127.0.0.1:9/nowhere")
    assert done.code == 2
    assert "C613" in done.err
    assert "sesame" not in done.said


def test_an_address_that_is_none_is_wrong_usage(built: Project) -> None:
    assert built.gen("migrate", "verify", "--url", "here").code == 2
    assert built.gen("migrate", "verify", "--url", "-", DATABASE_URL="").code == 2


def _indexes(database: Database) -> list[str]:
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    found = sa.inspect(engine).get_indexes("notes")
    return [str(item["name"]) for item in found if "price" in str(item["name"])]


def _scratches_that_stay(database: Database, seconds: float) -> set[str]:
    """Give the places to build in that are there now and still `seconds` later; those of tests beside this one go."""
    stay = _scratches(database)
    until = time.monotonic() + seconds
    while stay and time.monotonic() < until:
        time.sleep(0.2)
        stay &= _scratches(database)
    return stay


def _scratches(database: Database) -> set[str]:
    if database.name == "sqlite":
        return set()
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    query = sa.text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE :scratch")
    with engine.connect() as connection:
        return {str(name) for name in connection.scalars(query, {"scratch": f"{SCRATCH}%"})}


def test_a_constraint_of_another_name_is_told_with_the_way_to_rename_it(built: Project, postgresql: Database) -> None:
    alembic(built, postgresql, "upgrade", "head")
    execute(postgresql, 'ALTER TABLE notes RENAME CONSTRAINT pk_notes TO "PK_Notes"')
    told = built.gen("migrate", "verify", "--url", postgresql.url)
    assert told.code == 1
    assert "table notes calls a constraint `PK_Notes`, which is `pk_notes` in the revisions" in told.err
    assert "lacks" not in told.err
    script = built.gen("migrate", "baseline", "--sql", "--url", postgresql.url)
    assert script.out == 'BEGIN;\nALTER TABLE notes RENAME CONSTRAINT "PK_Notes" TO pk_notes;\nCOMMIT;\n', script.said
    execute(postgresql, script.out.splitlines()[1])
    assert built.gen("migrate", "verify", "--url", postgresql.url).code == 0
