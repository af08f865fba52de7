"""What Alembic's autogenerate makes of the same case, with the models that are generated from the same specs."""

import contextlib
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import mysql, postgresql, sqlite

from tests.databases.database import Database
from tests.databases.fixtures import Databases
from tests.integration.migrations.project import connect
from tests.proof.changes.case import Case
from tests.proof.project import Meaning, Specified, SpecsRefusedError
from tests.proof.rows import Renames, Writer, losses, snapshot


@dataclass(frozen=True)
class Attempt:
    """How autogenerate did."""

    outcome: str
    """right, missed, fails, loses (rows or values) or cannot (the specs cannot say it)."""
    reported_unchanged: bool = False
    """Whether it found something to do where nothing changed."""
    models_differ: bool = False
    """Whether `create_all` of our models gives another schema than our migrations: a defect of ours."""


def attempt(case: Case, name: str, databases: Databases) -> Attempt:
    """Let autogenerate try a case on a database."""
    if case.cannot:
        return Attempt("cannot")
    with tempfile.TemporaryDirectory(prefix="auto-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        project = Specified(Path(folder) / "project", [name])
        try:
            before = project.meaning(case.specs(case.before))
            after = project.meaning(case.specs(case.after))
        except SpecsRefusedError:
            return Attempt("cannot")
        used, wanted = databases.create(name), databases.create(name)
        try:
            with project.models(before) as old, project.models(after) as new:
                return _try(case, (used, wanted), databases, (before, after), (old, new))
        finally:
            databases.drop(used)
            databases.drop(wanted)


def _try(
    case: Case,
    places: tuple[Database, Database],
    databases: Databases,
    meanings: tuple[Meaning, Meaning],
    models: tuple[sa.MetaData, sa.MetaData],
) -> Attempt:
    used, wanted = places
    for place, metadata in zip(places, models, strict=True):
        with connect(place) as connection:
            for schema in meanings[0].schema.schemas + meanings[1].schema.schemas:
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            metadata.create_all(connection)
    expected = databases.dump(wanted)
    unchanged = _noise(used, models[0])
    Writer(meanings[0].project, meanings[0].schema, used, {f"t.{key}": it for key, it in case.values.items()}).fill()
    held = snapshot(used, meanings[0].schema)
    try:
        _apply(used, models[1])
    except Exception:  # noqa: BLE001  # whatever it stumbles over
        return Attempt("fails", unchanged)
    if databases.dump(used) != expected:
        return Attempt("missed", unchanged)
    try:
        lost = list(losses(held, snapshot(used, meanings[1].schema), Renames()))
    except (TypeError, ValueError):  # values that the column's type cannot read
        return Attempt("loses", unchanged)
    return Attempt("loses" if lost else "right", unchanged)


def context_of(connection: sa.Connection, **options: object) -> MigrationContext:
    """Give what compares, told to look at types and defaults too."""
    return MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True, **options}
    )


def comparable(connection: sa.Connection, metadata: sa.MetaData) -> sa.MetaData:
    """Spare it what it takes for a changed default: the numbering of keys, on databases without identities."""
    if not connection.dialect.supports_identity_columns:
        for column in (column for table in metadata.tables.values() for column in table.columns):
            if column.identity is not None:
                column.identity = column.server_default = None
    return metadata


@contextlib.contextmanager
def plainly(database: Database) -> Iterator[sa.Connection]:
    """Connect as Alembic's own environment does: SQLite does not look after foreign keys then."""
    engine = sa.create_engine(database.sync_url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        yield connection
        connection.commit()


def _noise(database: Database, metadata: sa.MetaData) -> bool:
    with plainly(database) as connection:
        return bool(compare_metadata(context_of(connection), comparable(connection, metadata)))


def _apply(database: Database, metadata: sa.MetaData) -> None:
    with plainly(database) as connection:
        context = context_of(connection)
        found = produce_migrations(context, comparable(connection, metadata)).upgrade_ops
        assert found is not None
        batch = connection.dialect.name == "sqlite"
        text = render_python_code(found, render_as_batch=batch, migration_context=context)
        names = {"sa": sa, "op": op, "postgresql": postgresql, "mysql": mysql, "sqlite": sqlite, **_packages()}
        with Operations.context(context):
            exec(f"if True:\n    {text}", names)  # noqa: S102  # what a person would put into a revision


def _packages() -> dict[str, object]:
    """Give the packages of the models, whose column types the text names."""
    return {name: module for name, module in sys.modules.items() if name.startswith("models_") and "." not in name}
