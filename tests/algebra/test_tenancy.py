"""The database itself keeps tenants apart, for whichever role, connection and pooler a statement comes through."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.pool import NullPool

from tests.algebra.world import WORLD

OWNER = "specwright_owner"
MARKED = [kind.name for kind in WORLD.values() if kind.tenant]


@pytest.fixture(scope="module")
def sessions(built):
    """Give the module of sessions."""
    built.module("world")
    return built.module("db.session")


@pytest.fixture(scope="module")
def world(databases, built):
    """Give a PostgreSQL database whose tables belong to a role that is no superuser."""
    made = databases.create("postgresql")

    async def prepare():
        engine = built.module("db.session").connect(made.url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            if not await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": OWNER}):
                await connection.execute(text(f"CREATE ROLE {OWNER} LOGIN"))
            await connection.execute(text(f"GRANT ALL ON SCHEMA public TO {OWNER}"))
        await engine.dispose()

    asyncio.run(prepare())
    owned = replace(made, url=made.url.replace("postgres@", f"{OWNER}@"))
    built.upgrade(owned)

    async def grant():
        engine = built.module("db.session").connect(owned.url)
        async with engine.begin() as connection:
            role = made.app_url.rpartition("//")[2].partition("@")[0]
            await connection.execute(
                text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
            )
        await engine.dispose()

    asyncio.run(grant())
    yield replace(owned, sync_url=made.url)
    databases.drop(made)


@pytest.fixture(params=["application", "owner"])
async def engine(request, world, sessions):
    """Give an engine of the role that owns nothing, and of the one that owns the tables."""
    engine = sessions.connect(world.app_url if request.param == "application" else world.url)
    yield engine
    await engine.dispose()


@pytest.fixture
def tenants():
    return str(uuid4()), str(uuid4())


async def tag(built, session, name="a"):
    domain = built.module("world")
    data = domain.TagCreate(name=name, open=True, rank=1, amount=1)
    return await domain.TagRepository(session).create(data)


async def test_every_table_of_tenants_is_guarded_in_both_directions_even_from_its_owner(world, sessions):
    engine = sessions.connect(world.sync_url)
    async with engine.connect() as connection:
        found = await connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, p.polqual IS NOT NULL, "
                "p.polwithcheck IS NOT NULL, p.polcmd, p.polroles FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                "AND a.attname = 'tenant_id' LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relkind = 'r'"
            )
        )
        rows = found.all()
    await engine.dispose()
    assert len(rows) == len(MARKED) + 1, "and the table of links"
    # Every policy is for all commands and for every role.
    assert {tuple(row[1:6]) for row in rows} == {(True, True, True, True, b"*")}
    assert {tuple(row[6]) for row in rows} == {(0,)}


async def test_raw_sql_that_forgets_the_tenant_stays_inside_it(engine, built, sessions, tenants):
    mine, theirs = tenants
    async with sessions.ScopedSession(engine, sessions.Scope(mine, "ann")) as session:
        made = await tag(built, session)
        await session.commit()
    async with sessions.ScopedSession(engine, sessions.Scope(theirs, "bob")) as session:
        for statement in (
            "SELECT count(*) FROM tags",
            "SELECT count(*) FROM tags WHERE tenant_id = :mine",
            "SELECT count(*) FROM tags AS a, tags AS b",
            "WITH found AS (SELECT * FROM tags) SELECT count(*) FROM found",
            "SELECT count(*) FROM (SELECT tenant_id FROM tags UNION ALL SELECT tenant_id FROM tags) AS twice",
        ):
            assert await session.scalar(text(statement), {"mine": mine} if ":mine" in statement else {}) == 0
        for statement in ("UPDATE tags SET name = 'x'", "DELETE FROM tags", "UPDATE tags SET tenant_id = tenant_id"):
            assert (await session.execute(text(statement))).rowcount == 0
        await session.rollback()
        row = {"id": uuid4(), "tenant": mine}
        insert = (
            "INSERT INTO tags (id, tenant_id, name, open, amount, created_at, updated_at) "
            "VALUES (:id, :tenant, 'x', true, 1, now(), now())"
        )
        for statement, parameters in (
            (insert, row),
            (f"{insert} ON CONFLICT (id) DO UPDATE SET name = 'x'", row | {"id": made.id}),
            (f"{insert} ON CONFLICT (id) DO UPDATE SET name = 'x'", {"id": made.id, "tenant": theirs}),
        ):
            with pytest.raises(DBAPIError, match="row-level security"):
                await session.execute(text(statement), parameters)
            await session.rollback()
        await tag(built, session)
        with pytest.raises(DBAPIError, match="row-level security"):
            await session.execute(text("UPDATE tags SET tenant_id = :mine"), {"mine": mine})
    async with engine.connect() as bare:
        assert await bare.scalar(text("SELECT count(*) FROM tags")) == 0
        assert (await bare.execute(text("DELETE FROM tags"))).rowcount == 0


async def test_the_tenant_is_set_for_each_transaction_and_gone_after_it(engine, built, sessions, tenants):
    mine, theirs = tenants
    tags = built.module("world").Tag.__table__
    count = select(func.count()).select_from(tags)
    async with sessions.ScopedSession(engine, sessions.Scope(mine, "ann")) as session:
        connection = await session.connection()
        raw = (await connection.get_raw_connection()).driver_connection
        await tag(built, session, "a")
        async with session.begin_nested():
            await tag(built, session, "b")
        savepoint = await session.begin_nested()
        await tag(built, session, "c")
        await savepoint.rollback()
        assert await session.scalar(count) == 2
        await session.commit()
        assert await raw.fetchval("SELECT count(*) FROM tags") == 0, "the setting ends with its transaction"
        assert await session.scalar(count) == 2
        await session.rollback()
        assert await raw.fetchval("SELECT count(*) FROM tags") == 0
        assert await session.scalar(count) == 2
    async with engine.connect() as shared:
        for tenant, seen in ((theirs, 0), (mine, 2), (theirs, 0)):
            async with sessions.ScopedSession(shared, sessions.Scope(tenant, "x")) as session:
                assert await session.scalar(count) == seen


@pytest.mark.parametrize("name", ["O'Brien", "'); DROP TABLE tags; --", "%s $1 :x", "\\", "tenant "])
async def test_a_tenants_name_is_a_value_and_never_sql(engine, built, sessions, name):
    async with sessions.ScopedSession(engine, sessions.Scope(name, "ann")) as session:
        before = await session.scalar(text("SELECT count(*) FROM tags"))
        made = await tag(built, session, str(uuid4())[:20])
        assert await session.scalar(text("SELECT current_setting('app.current_tenant')")) == name
        assert await session.scalar(text("SELECT count(*) FROM tags")) == before + 1
        assert (await built.module("world").TagRepository(session).get(made.id)).id == made.id


@pytest.mark.parametrize("nobody", ["", None])
async def test_without_a_tenant_there_are_no_rows(engine, built, sessions, tenants, nobody):
    async with sessions.ScopedSession(engine, sessions.Scope(tenants[0], "ann")) as session:
        await tag(built, session)
        await session.commit()
    async with sessions.ScopedSession(engine, sessions.Scope(nobody, "ann")) as session:
        assert await session.scalar(text("SELECT count(*) FROM tags")) == 0


async def test_rows_cannot_be_copied_in_around_the_policy(engine, sessions, tenants):
    async with sessions.ScopedSession(engine, sessions.Scope(tenants[0], "ann")) as session:
        raw = (await (await session.connection()).get_raw_connection()).driver_connection
        with pytest.raises(Exception, match="row-level security"):
            await raw.copy_records_to_table("tags", records=[(uuid4(), tenants[1])], columns=["id", "tenant_id"])


async def test_tables_of_tenants_cannot_be_emptied_by_the_application(world, sessions, tenants):
    engine = sessions.connect(world.app_url)
    async with sessions.ScopedSession(engine, sessions.Scope(tenants[0], "ann")) as session:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await session.execute(text("TRUNCATE tags CASCADE"))
    await engine.dispose()


async def test_administration_crosses_tenants_by_its_role_only(engine, world, built, sessions, tenants):
    mine, theirs = tenants
    count = select(func.count()).select_from(built.module("world").Tag).where(text("tenant_id IN (:a, :b)"))
    for tenant in tenants:
        async with sessions.ScopedSession(engine, sessions.Scope(tenant, "ann")) as session:
            await tag(built, session)
            await session.commit()
    async with sessions.CrossTenantSession(engine) as session:
        with pytest.raises(PermissionError):
            await session.scalar(count, {"a": mine, "b": theirs})
    admin = sessions.connect(world.sync_url)
    async with sessions.CrossTenantSession(admin) as session:
        assert await session.scalar(count, {"a": mine, "b": theirs}) == 2
        with pytest.raises(AttributeError):
            built.module("world").TagRepository(session)
    await admin.dispose()


def behind_pooler(databases, world, sessions):
    """Connect through the pooler, which cannot keep prepared statements."""
    options = {
        "statement_cache_size": 0,
        "prepared_statement_cache_size": 0,
        "prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__",
    }
    return sessions.connect(databases.pooled(world), poolclass=NullPool, connect_args=options)


async def test_tenants_stay_apart_on_connections_that_a_pooler_shares(databases, world, built, sessions):
    engine = behind_pooler(databases, world, sessions)
    tags = built.module("world").TagRepository

    async def work(tenant):
        async with sessions.ScopedSession(engine, sessions.Scope(tenant, "ann")) as session:
            for number in range(4):
                await tag(built, session, f"{number}")
                await (session.rollback() if number == 2 else session.commit())
                assert await tags(session).count() == await session.scalar(text("SELECT count(*) FROM tags"))
                await session.commit()
            async with session.begin_nested():
                assert {item.name for item in await tags(session).list()} == {"0", "1", "3"}
            process = await session.scalar(text("SELECT pg_backend_pid()"))
            await session.commit()
            return process

    processes = await asyncio.gather(*(work(str(uuid4())) for _ in range(8)))
    assert len(set(processes)) <= 2, "all of them shared the pooler's connections"
    async with engine.connect() as bare:
        assert await bare.scalar(text("SELECT count(*) FROM tags")) == 0
    await engine.dispose()
