"""What is measured about locks and rewrites is what the databases' manuals say."""

import pytest

from tests.databases.fixtures import Databases
from tests.integration.migrations.project import execute
from tests.proof.locks import measure

STATEMENTS = [
    ("postgresql", "ALTER TABLE t ADD COLUMN x integer", "ACCESS EXCLUSIVE", False),
    ("postgresql", "ALTER TABLE t ALTER COLUMN a TYPE bigint", "ACCESS EXCLUSIVE", True),
    ("postgresql", "CREATE INDEX ix ON t (a)", "SHARE", False),
    ("postgresql", "ALTER TABLE t VALIDATE CONSTRAINT ck", "SHARE UPDATE EXCLUSIVE", False),
    ("mariadb", "ALTER TABLE t ADD COLUMN x integer", "ALGORITHM=INSTANT, LOCK=NONE", False),
    ("mariadb", "ALTER TABLE t MODIFY a bigint", "ALGORITHM=COPY, LOCK=SHARED", True),
    ("mariadb", "CREATE INDEX ix ON t (a)", "ALGORITHM=NOCOPY, LOCK=NONE", False),
    ("sqlite", "ALTER TABLE t ADD COLUMN x integer", "database", False),
    ("sqlite", "CREATE TABLE _new_t (id integer)", "database", True),
]


@pytest.mark.parametrize(("name", "statement", "lock", "rewritten"), STATEMENTS)
def test_a_statement_is_measured(databases: Databases, name: str, statement: str, lock: str, rewritten: object) -> None:
    database = databases.create(name)
    execute(database, "CREATE TABLE t (id integer PRIMARY KEY, a integer)", "INSERT INTO t VALUES (1, 1)")
    if name == "postgresql":
        execute(database, "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID")
    found = measure(database, lambda: execute(database, statement), databases)
    assert (found.statements, found.lock, found.rewritten) == ((statement,), lock, rewritten)
    databases.drop(database)
