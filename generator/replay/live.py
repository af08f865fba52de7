"""A live database looked at, beside what its revisions lead to, which is built for a moment where nobody else sees it."""

import asyncio
import importlib
import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from generator.replay.facts import VERSIONS, Catalog, Facts
from generator.replay.mariadb import MariaDB
from generator.replay.postgresql import PostgreSQL
from generator.replay.sqlite import SQLite

_CATALOGS: Final[dict[str, Catalog]] = {item.name: item for item in (SQLite(), PostgreSQL(), MariaDB())}


def inspect(job: dict[str, object]) -> dict[str, object]:
    """Give what database `url` is and which revisions it has; with `body`, its facts and those that the body makes.

    `error` tells instead why that is not known; no password is in it.
    """
    url = sa.make_url(str(job["url"]))
    try:
        return _connected(url, partial(_look, job=job))
    except Exception as error:  # noqa: BLE001  # drivers raise what they like; the user gets the words
        return {"error": _words_of(error, url)}


def count(job: dict[str, object]) -> dict[str, object]:
    """Give the row of numbers that each of `queries` comes to in database `url`; `error` tells why not."""
    url = sa.make_url(str(job["url"]))
    given = job["queries"]
    queries = [str(item) for item in given] if isinstance(given, list) else []

    def work(connection: sa.Connection) -> dict[str, object]:
        rows = [connection.exec_driver_sql(query).one() for query in queries]
        return {"counts": [list(map(int, row)) for row in rows]}

    try:
        return _connected(url, work)
    except Exception as error:  # noqa: BLE001  # as above
        return {"error": _words_of(error, url)}


def stamp(job: dict[str, object]) -> dict[str, object]:
    """Write into database `url` that it has `revision`, and no other; `error` tells why not."""
    url = sa.make_url(str(job["url"]))

    def work(connection: sa.Connection) -> dict[str, object]:
        context = MigrationContext.configure(connection)
        context._ensure_version_table()  # noqa: SLF001  # what `alembic stamp` calls
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.execute(
            sa.text("INSERT INTO alembic_version (version_num) VALUES (:revision)"), {"revision": str(job["revision"])}
        )
        connection.commit()
        return {}

    try:
        return _connected(url, work)
    except Exception as error:  # noqa: BLE001  # as above
        return {"error": _words_of(error, url)}


def _connected(url: sa.URL, work: Callable[[sa.Connection], dict[str, object]]) -> dict[str, object]:
    catalog = _CATALOGS.get(url.get_backend_name())
    lacking = catalog.lacking(url) if catalog else ""
    if lacking:
        return {"error": lacking}
    if not url.get_dialect().is_async:
        engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            return work(connection)

    async def run() -> dict[str, object]:
        engine = create_async_engine(url, poolclass=sa.pool.NullPool)
        async with engine.connect() as connection:
            return await connection.run_sync(work)

    return asyncio.run(run())


def _look(connection: sa.Connection, job: dict[str, object]) -> dict[str, object]:
    name = connection.dialect.name
    catalog = _CATALOGS.get(name)
    if catalog is None:
        return {"error": f"{name} is no database that revisions are written for"}
    if "body" not in job:
        known = sa.inspect(connection).has_table(VERSIONS)
        rows = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars() if known else ()
        return {"database": name, "versions": sorted(map(str, rows))}
    given = job["path"]
    sys.path[:0] = [str(item) for item in given] if isinstance(given, list) else []
    importlib.import_module(str(job["support"]))  # it teaches SQLAlchemy what this database has of its own
    schemas = job["schemas"]
    wanted = [str(item) for item in schemas] if isinstance(schemas, list) else []
    live = catalog.facts(connection, wanted, "")
    connection.rollback()
    expected: Facts = catalog.built(connection, wanted, partial(_build, file=str(job["body"])))
    return {"live": live, "expected": expected}


def _build(connection: sa.Connection, file: str) -> None:
    """Run the upgrade of a body."""
    spec = importlib.util.spec_from_file_location(f"_state_{Path(file).stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Operations.context(MigrationContext.configure(connection)):
        module.upgrade()


def _words_of(error: Exception, url: sa.URL) -> str:
    text = " ".join(str(getattr(error, "orig", None) or error).split()) or type(error).__name__
    return text.replace(str(url.password), "***") if url.password else text
