"""Databases that the example's own migrations made, and sessions on them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncEngine

from generated_example.db.session import Scope, ScopedSession, connect
from generated_example.people import OrganizationCreate, OrganizationRead, OrganizationRepository
from tests.databases.database import Database
from tests.databases.fixtures import NAMES, Databases
from tests.functional.example.world import World

INI = Path(__file__).parents[3] / "generated_example" / "alembic.ini"


def alembic(database: Database) -> Config:
    """Give Alembic's configuration of the example, for one database."""
    config = Config(INI)
    config.cmd_opts = None
    config.set_main_option("sqlalchemy.url", database.url.replace("%", "%%"))
    return config


@pytest.fixture(scope="session", params=NAMES)
def template(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """Give a database at the example's newest revision, to be cloned."""
    made = databases.create(request.param)
    command.upgrade(alembic(made), "head")
    return made


@pytest.fixture
def migrated(template: Database, databases: Databases) -> Iterator[Database]:
    """Give a fresh database at the example's newest revision."""
    made = databases.clone(template)
    yield made
    databases.drop(made)


@pytest.fixture
async def engine(migrated: Database) -> AsyncIterator[AsyncEngine]:
    """Give the application's engine: on PostgreSQL as a role that owns nothing."""
    engine = connect(migrated.app_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def admin(migrated: Database) -> AsyncIterator[AsyncEngine]:
    """Give the owner's engine."""
    engine = connect(migrated.url)
    yield engine
    await engine.dispose()


async def found(engine: AsyncEngine, name: str) -> OrganizationRead:
    """Found an organization: what everything else belongs to."""
    async with ScopedSession(engine, Scope(None, "root")) as session:
        made = await OrganizationRepository(session).create(OrganizationCreate(name=name))
        await session.commit()
        return made


@pytest.fixture
async def world(engine: AsyncEngine) -> AsyncIterator[World]:
    """Give a session of a new organization, in which the organization itself is made already."""
    organization = await found(engine, "Rivera household")
    async with ScopedSession(engine, Scope(organization.id, "ann")) as session:
        yield World(session, {"Organization": organization})
