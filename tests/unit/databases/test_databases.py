"""Each database starts, keeps tests apart, obeys constraints and tells its schema."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases

PARENT = "CREATE TABLE parent (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL)"
CHILD = """CREATE TABLE child (id BIGINT PRIMARY KEY, note VARCHAR(20) DEFAULT 'a; (b', parent_id BIGINT NOT NULL,
    CONSTRAINT fk_child_parent_id FOREIGN KEY (parent_id) REFERENCES parent (id))"""
MORE = {
    "sqlite": [
        """CREATE TRIGGER no_update BEFORE UPDATE ON parent BEGIN
        SELECT CASE WHEN 1 THEN RAISE(ABORT, 'no') END; END"""
    ],
    "mariadb": [
        "CREATE TRIGGER no_update BEFORE UPDATE ON parent FOR EACH ROW SIGNAL SQLSTATE '45000'",
        "ALTER TABLE parent ADD COLUMN alive TINYINT GENERATED ALWAYS AS (IF(id > 0, 1, NULL)) STORED INVISIBLE",
        "INSERT INTO child VALUES (1, NULL, 1)",
    ],
    "postgresql": ["CREATE SCHEMA other", "CREATE TABLE other.parent (id INTEGER PRIMARY KEY)"],
}


def run(database: Database, *statements: str) -> None:
    engine = create_engine(database.sync_url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.fixture(scope="session", params=NAMES)
def prepared(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    database = databases.create(request.param)
    run(database, PARENT, CHILD, "INSERT INTO parent VALUES (1, 'ann')", *MORE[request.param])
    yield database
    databases.drop(database)


@pytest.mark.parametrize("turn", [1, 2])
async def test_a_database_is_empty_and_reached_by_both_drivers(turn: int, database: Database) -> None:
    run(database, PARENT)
    engine = create_async_engine(database.url)
    async with engine.begin() as connection:
        await connection.execute(text(f"INSERT INTO parent VALUES ({turn}, 'bob')"))
        rows = (await connection.execute(text("SELECT id, name FROM parent"))).all()
    await engine.dispose()
    assert rows == [(turn, "bob")]


def test_a_clone_has_the_rows_and_the_schema_and_is_apart(prepared: Database, databases: Databases) -> None:
    clone = databases.clone(prepared)
    assert databases.dump(clone) == databases.dump(prepared)
    with pytest.raises(IntegrityError):
        run(clone, "INSERT INTO parent VALUES (1, 'bob')")
    run(clone, "DELETE FROM child", "DELETE FROM parent")
    with pytest.raises(IntegrityError):
        run(prepared, "INSERT INTO parent VALUES (1, 'bob')")
    databases.drop(clone)


def test_a_fresh_database_dumps_as_nothing(database: Database, databases: Databases) -> None:
    assert databases.dump(database) == ""
    run(database, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    assert databases.dump(database) == ""
    assert "alembic_version" in databases.dump(database, ignore=())


def test_a_dump_does_not_tell_how_the_schema_came_about(database: Database, databases: Databases) -> None:
    other = databases.create(database.name)
    index = "CREATE INDEX ix_parent_name ON parent (name)"
    run(database, PARENT.replace("(id", "(nick VARCHAR(20), id"), index, CHILD)
    run(other, PARENT.replace("PRIMARY KEY,", " PRIMARY  KEY,\n"), CHILD.replace("\n", " "))
    run(other, "ALTER TABLE parent ADD COLUMN nick VARCHAR(20)", index)
    dumps = databases.dump(database), databases.dump(other)
    databases.drop(other)
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE child ADD COLUMN more INTEGER",
        "CREATE UNIQUE INDEX uq_child_note ON child (note)",
        "DROP TABLE child",
    ],
)
def test_a_dump_tells_every_change(change: str, database: Database, databases: Databases) -> None:
    run(database, PARENT, CHILD)
    before = databases.dump(database)
    run(database, change)
    assert databases.dump(database) != before


def test_constraints_hold(database: Database) -> None:
    run(database, PARENT)
    with pytest.raises(IntegrityError):
        run(database, "INSERT INTO parent VALUES (1, 'a')", "INSERT INTO parent VALUES (1, 'b')")


async def test_the_application_role_obeys_row_level_security(postgresql: Database) -> None:
    run(
        postgresql,
        PARENT,
        "INSERT INTO parent VALUES (1, 'ann'), (2, 'bob')",
        "ALTER TABLE parent ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY ann ON parent USING (name = 'ann')",
    )
    engine = create_async_engine(postgresql.app_url)
    async with engine.begin() as connection:
        assert (await connection.execute(text("SELECT name FROM parent"))).scalars().all() == ["ann"]
    with pytest.raises(DBAPIError):
        async with engine.begin() as connection:
            await connection.execute(text("CREATE TABLE forbidden (id INT)"))
    await engine.dispose()
