"""Work that is cancelled wherever it waits leaves nothing of its tenant on the connection that another takes over."""

import asyncio
from itertools import count

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.pool import NullPool

VICTIM, ATTACKER = "interrupted", "next"
_NUMBERS = count(1)


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def place(request, databases, built):
    """Give a database that has a server, which may still be answering the one who was cancelled."""
    made = databases.create(request.param)
    built.upgrade(made)
    yield made
    databases.drop(made)


class Interrupted:
    """Awaits something in the current task, and cancels that where it waits for the n-th time."""

    def __init__(self, awaited, at):
        self.awaited = awaited
        self.at = at
        self.points = 0

    def __await__(self):
        steps, value, error = self.awaited.__await__(), None, None
        while True:
            try:
                future = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as done:
                return done.value
            self.points += 1
            if self.points == self.at:
                asyncio.get_running_loop().call_soon(asyncio.current_task().cancel)
            value = error = None
            try:
                value = yield future
            except BaseException as thrown:  # noqa: BLE001 -- it is for what is awaited
                error = thrown


async def interrupted(work, at):
    """Tell whether work came to its end before it was to be cancelled."""

    async def attempt():
        awaited = Interrupted(work, at)
        await awaited
        return awaited.points < at

    try:
        return await asyncio.create_task(attempt())
    except asyncio.CancelledError:
        return False


def tag(subject, name):
    return subject.part("Tag", "Create").model_validate({"name": name, "open": True, "rank": 1, "amount": 1})


async def in_a_session(subject):
    async with subject.session(VICTIM) as session:
        tags = subject.repository("Tag", session)
        made = await tags.create(tag(subject, f"secret{next(_NUMBERS)}"))
        async with session.begin_nested():
            await tags.update(made.id, subject.part("Tag", "Update")(rank=2))
        await tags.list()
        await session.commit()


async def alone(subject):
    sessions = subject.built.module("db.session")
    tags = subject.repository("Tag", sessions.Standalone(subject.app, sessions.Scope(VICTIM, "ann")))
    name = f"secret{next(_NUMBERS)}"
    await tags.create(tag(subject, name))
    await tags.upsert(tag(subject, name))
    await tags.list()


async def streaming(subject):
    async with subject.session(VICTIM) as session:
        async for row in subject.repository("Tag", session).iterate(batch=1):
            assert row.name.startswith("secret")


@pytest.fixture
def one_connection(subject):
    """Give the subject a pool of one connection."""
    url, connect = subject.app.url.render_as_string(hide_password=False), subject.built.module("db.session").connect
    engine, subject.app = subject.app, connect(url, pool_size=1, max_overflow=0)
    yield subject
    subject.app, spare = engine, subject.app
    spare.sync_engine.dispose(close=False)


@pytest.mark.parametrize("work", [in_a_session, alone, streaming])
def test_whoever_is_next_on_the_connection_sees_its_own_rows_only(one_connection, runner, work):
    subject = one_connection
    table = subject.part("Tag", "").__table__

    async def storm():
        async with subject.session(ATTACKER) as session:
            own = await subject.repository("Tag", session).create(tag(subject, f"mine{next(_NUMBERS)}"))
            await session.commit()
        ids = None
        for at in count(1):
            ended = await interrupted(work(subject), at)
            async with subject.session(ATTACKER) as session:
                tags = subject.repository("Tag", session)
                assert await session.scalar(select(literal(f"answer {at}"))) == f"answer {at}"
                ids = ids or {item.id for item in await tags.list()}
                assert own.id in ids
                assert {item.id for item in await tags.list()} == ids, at
                assert await tags.count() == len(ids)
                if session.database.name == "postgresql":
                    assert await session.scalar(select(func.count()).select_from(table)) == len(ids)
            if ended:
                assert at > 5, "it did wait"
                break
        async with subject.session(VICTIM) as session:
            assert all(item.name.startswith("secret") for item in await subject.repository("Tag", session).list())
        await subject.app.dispose()

    runner.run(storm())


def test_nothing_is_left_behind_on_the_connections_of_a_pooler(built, databases, runner):
    """In transaction mode the next transaction on a server's connection is somebody else's."""
    made = databases.create("postgresql")
    built.upgrade(made)
    world, sessions = built.module("world"), built.module("db.session")
    options = {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
    options["prepared_statement_name_func"] = lambda: f"__asyncpg_{next(_NUMBERS)}_{id(options)}__"
    engine = sessions.connect(databases.pooled(made), poolclass=NullPool, connect_args=options)

    async def work(tenant):
        async with sessions.ScopedSession(engine, sessions.Scope(tenant, "ann")) as session:
            await world.TagRepository(session).create(world.TagCreate(name="a", open=True, rank=1, amount=1))
            await session.commit()

    async def storm():
        for at in range(1, 60, 3):
            await interrupted(work(f"{VICTIM}{at}"), at)
            async with engine.connect() as bare:
                assert await bare.scalar(select(func.count()).select_from(world.Tag.__table__)) == 0
            async with sessions.ScopedSession(engine, sessions.Scope(ATTACKER, "bob")) as session:
                assert await session.scalar(select(func.count()).select_from(world.Tag.__table__)) == 0
                assert not await world.TagRepository(session).list()
        await engine.dispose()

    runner.run(storm())
    databases.drop(made)
