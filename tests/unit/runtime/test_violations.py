"""A database's refusal is read by the constraint's name, whatever the user's values look like."""

from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError

from generator.runtime.databases.database import Broken, Database, Violation
from generator.runtime.databases.mariadb import MariaDB
from generator.runtime.databases.postgresql import PostgreSQL
from generator.runtime.databases.sqlite import SQLite


class RefusalError(Exception):
    """A driver's error."""


def refused(*arguments: object, **attributes: object) -> DBAPIError:
    error = RefusalError(*arguments)
    for name, value in attributes.items():
        setattr(error, name, value)
    return DBAPIError("INSERT", {}, error)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused("UNIQUE constraint failed: t.a, t.b"), Violation(Broken.UNIQUE, columns=("t.a", "t.b"))),
        (refused("UNIQUE constraint failed: index 'uq_x'"), Violation(Broken.UNIQUE, "uq_x")),
        (refused("CHECK constraint failed: ck_t_short"), Violation(Broken.CHECK, "ck_t_short")),
        (refused("NOT NULL constraint failed: t.a"), Violation(Broken.REQUIRED, columns=("t.a",))),
        (refused("FOREIGN KEY constraint failed"), Violation(Broken.REFERENCE)),
        (refused("database is locked"), None),
    ],
)
def test_sqlite(error: DBAPIError, expected: Violation | None):
    assert SQLite().violation(error) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (refused(1062, "Duplicate entry 'a' for key 'uq_x'"), Violation(Broken.UNIQUE, "uq_x")),
        (refused(1062, "Duplicate entry 'x' for key 'uq_y' for key 'uq_x'"), Violation(Broken.UNIQUE, "uq_x")),
        (refused(1062, "Duplicate entry 'x\ny' for key 'PRIMARY'"), Violation(Broken.UNIQUE, "PRIMARY")),
        (
            refused(
                1452, "… a foreign key constraint fails (`d`.`t`, CONSTRAINT `fk_x` FOREIGN KEY (`a`) REFERENCES …)"
            ),
            Violation(Broken.REFERENCE, "fk_x"),
        ),
        (refused(4025, "CONSTRAINT `ck_t_short` failed for `d`.`t`"), Violation(Broken.CHECK, "ck_t_short")),
        (refused(1048, "Column 'a' cannot be null"), Violation(Broken.REQUIRED, columns=("a",))),
        (refused(1213, "Deadlock found"), None),
        (refused("text only"), None),
    ],
)
def test_mariadb(error: DBAPIError, expected: Violation | None):
    assert MariaDB().violation(error) == expected


def test_postgresql_by_either_driver():
    told = {"sqlstate": "23505", "constraint_name": "uq_x", "column_name": None}
    through_psycopg = refused("x", diag=SimpleNamespace(**told))
    assert PostgreSQL().violation(through_psycopg) == Violation(Broken.UNIQUE, "uq_x")
    through_asyncpg = refused("x")
    assert through_asyncpg.orig is not None
    through_asyncpg.orig.__cause__ = refused("y", **told).orig
    assert PostgreSQL().violation(through_asyncpg) == Violation(Broken.UNIQUE, "uq_x")
    assert PostgreSQL().violation(refused("x", sqlstate="40001")) is None


def test_a_database_nobody_knows_tells_nothing():
    assert Database().violation(refused("UNIQUE constraint failed: t.a")) is None
