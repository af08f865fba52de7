"""A project whose schemas are given as data: its revisions are written, and Alembic applies them."""

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig

from generator.config import Settings
from generator.migrations import Revision, environment_files, plan_revision, read_history
from generator.schema.state import Schema, Table
from tests.databases.database import Database

EVERYTHING = tuple(f"M4{number}" for number in range(10, 60))


class Migrated:
    """A folder with an environment and revisions."""

    def __init__(self, folder: Path, databases: Sequence[str] = ("sqlite", "postgresql", "mariadb")) -> None:
        self.folder = folder
        self.settings = Settings(root=folder, specs=folder, output=folder, databases=tuple(databases), allow=EVERYTHING)
        self._write(environment_files(self.settings))

    def revise(self, *tables: Table, **more: Any) -> Revision | None:
        """Write the revision that leads to these tables, and check that nothing is missing then."""
        target = schema_of(*tables, **more)
        revision = plan_revision(read_history(self.versions), target, None, self.settings)
        if revision:
            self._write(revision.files)
        again = plan_revision(read_history(self.versions), target, None, self.settings)
        assert again is None, again.summary
        return revision

    @property
    def versions(self) -> Path:
        return self.folder / "migrations" / "versions"

    def upgrade(self, database: Database, revision: str = "head") -> None:
        with self._alembic(database.url) as config:
            command.upgrade(config, revision)

    def downgrade(self, database: Database, revision: str = "-1") -> None:
        with self._alembic(database.url) as config:
            command.downgrade(config, revision)

    def script(self, database: Database, what: str = "head") -> str:
        """Give the SQL that `alembic upgrade --sql` prints."""
        with self._alembic(database.url) as config:
            config.output_buffer = io.StringIO()
            command.upgrade(config, what, sql=True)
            return config.output_buffer.getvalue()

    def bodies(self) -> list[str]:
        return [path.read_text() for path in sorted(self.versions.glob("*.py"))]

    def _write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    @contextlib.contextmanager
    def _alembic(self, url: str) -> Iterator[AlembicConfig]:
        before, environment = list(sys.path), dict(os.environ)
        os.environ["DATABASE_URL"] = url
        try:
            yield AlembicConfig(self.folder / "alembic.ini", stdout=io.StringIO())
        finally:
            sys.path[:] = before
            os.environ.clear()
            os.environ.update(environment)
            for name in [name for name in sys.modules if name.partition(".")[0] == self.folder.name]:
                del sys.modules[name]


def schema_of(*tables: Table, **more: Any) -> Schema:
    """Give a schema, tables in order."""
    return replace(Schema(tuple(sorted(tables, key=lambda table: table.name))), **more)


def execute(database: Database, *statements: str) -> None:
    """Run statements; foreign keys hold on SQLite too."""
    with connect(database) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    """Give the rows of a query."""
    with connect(database) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@contextlib.contextmanager
def connect(database: Database) -> Iterator[sa.Connection]:
    """Connect and commit."""
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        if database.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        yield connection
        connection.commit()
    engine.dispose()
