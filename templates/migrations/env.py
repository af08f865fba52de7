"""Alembic's environment: revisions carry their whole effect, so no model is imported here.

The database is the one of `-x url=…`, else of the variable DATABASE_URL, else of `sqlalchemy.url` in alembic.ini; a
program that runs migrations itself may pass `config.attributes["connection"]`. `-x phase=expand` stops before what an
application of the version before could not live with; run without it, the rest is done.
"""

import asyncio
import logging
import os
import time
from typing import Final

from alembic import context
from alembic.util import CommandError
from sqlalchemy import URL, Connection, create_engine, make_url, pool
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from support_v1 import Database, ExpandedError, database_named

PAUSES: Final = (1, 2, 4, 8)
"""Seconds to wait before what did not get a lock is tried again."""
log = logging.getLogger("alembic.runtime.migration")


def find_url() -> URL:
    """Give the URL of the database; CommandError, which shows no part of it, if there is none."""
    given = (
        context.get_x_argument(as_dictionary=True).get("url")
        or os.environ.get("DATABASE_URL")
        or context.config.get_main_option("sqlalchemy.url")
    )
    if not given:
        message = "Which database? Give -x url=…, set DATABASE_URL, or set sqlalchemy.url in alembic.ini."
        raise CommandError(message)
    try:
        return make_url(given)
    except ArgumentError:
        message = "The URL of the database cannot be read: it begins like dialect+driver://user:password@host/name."
        raise CommandError(message) from None


def run(connection: Connection) -> None:
    """Apply the revisions, each in a transaction of its own; where one waits too long for a lock, once more later."""
    database = database_named(connection.dialect.name)
    demand_phases(database)
    for statement in database.patience:
        connection.exec_driver_sql(statement)
    connection.commit()
    for pause in PAUSES:
        try:
            apply(connection, database)
        except DBAPIError as error:
            if not database.is_impatience(error):
                raise
            connection.rollback()
            log.warning("A lock was not to be had; once more in %s s.", pause)
            time.sleep(pause)
        else:
            return
    try:
        apply(connection, database)
    except DBAPIError as error:
        if not database.is_impatience(error):
            raise
        connection.rollback()
        raise CommandError(_impatience(error)) from None


def _impatience(error: DBAPIError) -> str:
    wanted = " ".join((error.statement or "").split()[:3])
    return (
        f"No lock was to be had for `{wanted}` in {len(PAUSES) + 1} tries: another session holds the table. "
        "See which one, let it end, and run this again; it goes on where it stopped."
    )


def demand_phases(database: Database) -> None:
    """Keep what phase was asked for; CommandError if there is none of that name, or the database has none."""
    phase = context.get_x_argument(as_dictionary=True).get("phase")
    context.config.attributes["expanding"] = phase is not None
    if phase is None:
        return
    if phase != "expand":
        message = "There is one phase to ask for: -x phase=expand. Without it, everything is done."
        raise CommandError(message)
    if not database.phases or context.is_offline_mode():
        message = (
            "This database, and a script of SQL, has no phases: stop the application, and leave -x phase=expand out."
        )
        raise CommandError(message)


def apply(connection: Connection, database: Database) -> None:
    """Apply the revisions, each in a transaction of its own."""
    context.configure(
        connection=connection, transaction_per_migration=True, transactional_ddl=database.transactional_ddl
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    except ExpandedError as stop:
        connection.rollback()
        log.info(
            "%s is expanded. Deploy the application that goes with it, then run this again without the phase.", stop
        )
        return
    for statement in database.after_all:
        connection.exec_driver_sql(statement)
    connection.commit()


def run_offline(url: URL, database: Database) -> None:
    """Write the SQL of the revisions."""
    demand_phases(database)
    context.configure(
        url=url,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        transaction_per_migration=True,
        transactional_ddl=database.transactional_ddl,
    )
    database.prepare_script(context.get_context().dialect)
    for statement in database.before_all:
        context.get_context().impl.static_output(f"{statement};\n")
    with context.begin_transaction():
        context.run_migrations()


async def run_asynchronously(url: URL, database: Database) -> None:
    """Apply the revisions by an asynchronous driver."""
    engine = create_async_engine(url, poolclass=pool.NullPool)
    database.prepare(engine.sync_engine)
    async with engine.connect() as connection:
        await connection.run_sync(run)


def run_online(url: URL, database: Database) -> None:
    """Apply the revisions to the database at `url`."""
    if url.get_dialect().is_async:
        asyncio.run(run_asynchronously(url, database))
        return
    engine = create_engine(url, poolclass=pool.NullPool)
    database.prepare(engine)
    with engine.connect() as connection:
        run(connection)


given_connection = context.config.attributes.get("connection")
if isinstance(given_connection, Connection):
    run(given_connection)
else:
    target = find_url()
    chosen = database_named(target.get_dialect().name)
    if context.is_offline_mode():
        run_offline(target, chosen)
    else:
        run_online(target, chosen)
