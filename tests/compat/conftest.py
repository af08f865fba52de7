"""One project for all tests of a run: with a tenant and soft deletion, without repositories of its own."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.compat.shop import BASE, Shop, scaffold
from tests.databases.database import Database


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("shop")
    sys.path.insert(0, str(folder))
    yield scaffold(folder, "guided", "--include-tenant", "--include-soft-delete", "--base", BASE)
    sys.path.remove(str(folder))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Give each of the databases that the guide's unique in lower case can be on."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture
async def session(shop: Shop, database: Database) -> AsyncIterator[AsyncSession]:
    """Give a session of the tenant `acme`, as a role that policies hold for."""
    await asyncio.to_thread(shop.upgrade, database)
    sessions = shop.module("db.session")
    engine = sessions.connect(database.app_url)
    async with sessions.ScopedSession(engine, sessions.Scope(tenant_id="acme")) as opened:
        yield opened
        await opened.rollback()
    await engine.dispose()


@pytest.fixture
def november() -> dict[str, object]:
    return {
        "user_id": "ann",
        "name": "November",
        "type": "personal",
        "categories": {},
        "start_date": datetime(2025, 11, 1, tzinfo=UTC),
        "end_date": datetime(2025, 12, 1, tzinfo=UTC),
    }
