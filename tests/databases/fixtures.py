"""The fixtures that hand out databases; the plugin `tests/conftest.py` loads."""

import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.databases.database import Database, Kind
from tests.databases.mariadb import MariaDB
from tests.databases.pgbouncer import PgBouncer
from tests.databases.postgresql import PostgreSQL
from tests.databases.server import HOME_VARIABLE, close_home, open_home
from tests.databases.sqlite import SQLite

NAMES = ("sqlite", "postgresql", "mariadb")


class Databases:
    """Every kind of database, and the ones that one worker has made."""

    def __init__(self, home: Path, worker: str) -> None:
        """Use the servers of the run's folder `home`; `worker` keeps the workers' names apart."""
        postgresql = PostgreSQL(home)
        self._pooler = PgBouncer(home, postgresql)
        self._kinds: dict[str, Kind] = {
            "sqlite": SQLite(home),
            "postgresql": postgresql,
            "mariadb": MariaDB(home),
        }
        self._worker = worker
        self._numbers = itertools.count(1)

    def create(self, name: str) -> Database:
        """Make an empty database of the kind `name`; raises ServerError if its server does not start."""
        return self._kinds[name].create(self._place())

    def clone(self, source: Database) -> Database:
        """Make a copy of a database, rows and all, to which nobody is connected (dispose of engines first)."""
        return self._kinds[source.name].clone(source, self._place())

    def pooled(self, database: Database) -> str:
        """Give the asynchronous URL of a PostgreSQL database behind a pooler in transaction mode, as `app_url`'s role."""
        return self._pooler.url(database)

    def drop(self, database: Database) -> None:
        """Remove a database; one that is never dropped goes with its server at the end of the run."""
        self._kinds[database.name].drop(database)

    def dump(self, database: Database, ignore: Sequence[str] = ("alembic_version",)) -> str:
        """Give the database's own account of its schema in normal form: equal for equal schemas, "" for an empty one."""
        return self._kinds[database.name].dump(database, ignore)

    def close(self) -> None:
        """Close the connections that making databases took."""
        for kind in self._kinds.values():
            kind.close()

    def _place(self) -> str:
        return f"test_{self._worker}_{next(self._numbers)}"


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run's servers, in the controller; workers find it in their environment."""
    if not hasattr(config, "workerinput"):
        os.environ[HOME_VARIABLE] = str(open_home())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's servers, in the controller, when the workers are gone."""
    if not hasattr(config, "workerinput"):
        close_home(Path(os.environ.pop(HOME_VARIABLE)))


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Iterator[Databases]:
    """Make, clone, dump and drop databases; for fixtures that live longer than a test."""
    databases = Databases(Path(os.environ[HOME_VARIABLE]), worker_id)
    yield databases
    databases.close()


@pytest.fixture(params=NAMES)
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """A fresh database; the test runs once for each kind."""
    yield from _fresh(databases, request.param)


@pytest.fixture
def sqlite(databases: Databases) -> Iterator[Database]:
    """A fresh SQLite database."""
    yield from _fresh(databases, "sqlite")


@pytest.fixture
def postgresql(databases: Databases) -> Iterator[Database]:
    """A fresh PostgreSQL database."""
    yield from _fresh(databases, "postgresql")


@pytest.fixture
def mariadb(databases: Databases) -> Iterator[Database]:
    """A fresh MariaDB database."""
    yield from _fresh(databases, "mariadb")


def _fresh(databases: Databases, name: str) -> Iterator[Database]:
    database = databases.create(name)
    yield database
    databases.drop(database)
