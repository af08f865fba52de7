"""Writers at once, on servers that run them at once and on a file that they take turns at: no change is lost, no unique is broken, no child is left behind."""

import asyncio
import random
import re

import pytest
from sqlalchemy.exc import DBAPIError

from tests.algebra.subject import Subject
from tests.algebra.world import WORLD
from tests.databases.fixtures import NAMES

TENANT = "crowd"
WRITERS = 32
GIVEN_UP = re.compile(r"[dD]eadlock|database is locked")
"""InnoDB gives one up where two wait for each other, SQLite whoever waited for too long: neither has changed anything."""


@pytest.fixture(scope="module", params=NAMES)
def place(request, databases, built):
    """Give a database."""
    made = databases.create(request.param)
    built.upgrade(made)
    yield made
    databases.drop(made)


@pytest.fixture
async def crowd(built, place):
    subject = Subject(built, "world", WORLD)
    subject.connect(place)
    subject.errors = built.module("db.errors")
    yield subject
    await subject.dispose()


async def make(subject, session, kind, name, **more):
    data = {"name": name, "open": True, "rank": 1, "amount": 1, **more}
    return await subject.repository(kind, session).create(subject.part(kind, "Create").model_validate(data))


async def persevere(subject, work):
    """Do work in a session of its own until it is neither stale nor given up for a deadlock; give how often it took."""
    for turn in range(1, 200):
        async with subject.session(TENANT) as session:
            try:
                await work(session)
                await session.commit()
            except (subject.errors.StaleVersionError, DBAPIError) as error:
                await session.rollback()
                if isinstance(error, DBAPIError) and not GIVEN_UP.search(str(error)):
                    raise
                await asyncio.sleep(random.random() / 50)  # noqa: S311 -- to step out of each other's way
                continue
            return turn
    message = "never came to it"
    raise AssertionError(message)


async def test_no_change_is_lost_among_many_writers(crowd):
    async with crowd.session(TENANT) as session:
        row = await make(crowd, session, "Plan", "counted")
        await session.commit()

    async def count_up(session):
        plans = crowd.repository("Plan", session)
        seen = await plans.get(row.id)
        await plans.update(row.id, crowd.part("Plan", "Update")(rank=seen.rank + 1), version=seen.version)

    turns = await asyncio.gather(*(persevere(crowd, count_up) for _ in range(WRITERS)))
    async with crowd.session(TENANT) as session:
        found = await crowd.repository("Plan", session).get(row.id)
    assert (found.rank, found.version) == (1 + WRITERS, 1 + WRITERS)
    assert max(turns) > 1, "they did meet"


async def test_upserts_of_many_writers_are_one_row_and_each_is_a_change(crowd):
    """The first one adds it, every other one counts its version up: none is lost, none is an error."""
    name = f"u{random.getrandbits(48):x}"[:20]
    given = {"name": name, "open": True, "amount": 1}

    async def write(number):
        async def upsert(session):
            data = crowd.part("Plan", "Create").model_validate({**given, "rank": number})
            await crowd.repository("Plan", session).upsert(data)

        await persevere(crowd, upsert)

    await asyncio.gather(*map(write, range(WRITERS)))
    async with crowd.session(TENANT) as session:
        (row,) = await crowd.repository("Plan", session).include_deleted.list(crowd.part("Plan", "Filter")(name=name))
    assert row.version == WRITERS
    assert row.rank in range(WRITERS)


async def test_links_made_and_taken_at_once_are_all_made_and_all_taken(crowd):
    async with crowd.session(TENANT) as session:
        prefix = f"l{random.getrandbits(40):x}"
        plan = await make(crowd, session, "Plan", prefix)
        line = await make(crowd, session, "Line", prefix, plan_id=plan.id)
        tags = [await make(crowd, session, "Tag", f"{prefix}{number}") for number in range(16)]
        await session.commit()

    async def relink(what, number):
        async def work(session):
            keys = {tags[number].id, tags[(number + 1) % 16].id}  # each is another one's too
            await getattr(crowd.repository("Line", session), f"{what}_tags")(line.id, keys)

        await persevere(crowd, work)

    async def linked():
        async with crowd.session(TENANT) as session:
            return {tag.id for tag in (await crowd.repository("Line", session).tags([line.id]))[line.id]}

    await asyncio.gather(*(relink("link", number) for number in range(16)))
    assert await linked() == {tag.id for tag in tags}
    await asyncio.gather(*(relink("unlink", number) for number in range(8)))
    assert await linked() == {tag.id for tag in tags[9:]}


async def test_one_live_row_has_a_name_whoever_creates_deletes_and_restores(crowd):
    chance = random.Random(3)  # noqa: S311 -- who does what when
    done = []

    async def work(number):
        for _ in range(6):
            async with crowd.session(TENANT) as session:
                labels = crowd.repository("Label", session)
                try:
                    live, dead = await labels.list(), await labels.only_deleted.list()
                    action = chance.choice(("create", "delete", "restore"))
                    if action == "create":
                        await make(crowd, session, "Label", "wanted")
                    elif action == "delete" and live:
                        await labels.delete(live[0].id)
                    elif action == "restore" and dead:
                        await labels.restore(chance.choice(dead).id)
                    await session.commit()
                    done.append(action)
                except (crowd.errors.DuplicateError, crowd.errors.NotFoundError):
                    await session.rollback()
                except DBAPIError as error:
                    await session.rollback()
                    if not GIVEN_UP.search(str(error)):
                        raise
            async with crowd.session(TENANT) as session:
                assert await crowd.repository("Label", session).count() <= 1, number

    await asyncio.gather(*(work(number) for number in range(8)))
    assert set(done) == {"create", "delete", "restore"}


async def test_a_deletion_and_a_restoring_take_every_child_whoever_adds_one(crowd):
    """Each child that was accepted goes with its parent and comes back with it, and none is left live under a dead one."""
    for _ in range(3):
        async with crowd.session(TENANT) as session:
            plan = await make(crowd, session, "Plan", f"p{random.getrandbits(48):x}"[:12])
            await session.commit()
        accepted = []

        async def add(number, plan=plan, accepted=accepted):
            async with crowd.session(TENANT) as session:
                try:
                    line = await make(crowd, session, "Line", f"{plan.name}{number}", plan_id=plan.id)
                    await session.commit()
                    accepted.append(line.id)
                except crowd.errors.ReferenceMissingError:
                    await session.rollback()
                except DBAPIError as error:
                    await session.rollback()
                    if not GIVEN_UP.search(str(error)):
                        raise

        async def remove(plan=plan):
            await asyncio.sleep(0.01)
            async with crowd.session(TENANT) as session:
                await crowd.repository("Plan", session).delete(plan.id, version=1)
                await session.commit()

        await asyncio.gather(*(add(number) for number in range(6)), remove(), *(add(number) for number in range(6, 12)))
        async with crowd.session(TENANT) as session:
            lines, where = crowd.repository("Line", session), crowd.part("Line", "Filter")
            ours = where(name_in=[f"{plan.name}{number}" for number in range(12)])
            assert await lines.count(ours) == 0
            assert {line.id for line in await lines.only_deleted.list(ours)} == set(accepted)
        went = set(accepted)

        async def bring_back(plan=plan):
            await asyncio.sleep(0.005)
            async with crowd.session(TENANT) as session:
                await crowd.repository("Plan", session).restore(plan.id)
                await session.commit()

        await asyncio.gather(*(add(number) for number in range(12, 18)), bring_back(), add(18))
        await add(19)
        async with crowd.session(TENANT) as session:
            lines, where = crowd.repository("Line", session), crowd.part("Line", "Filter")
            assert {line.id for line in await lines.list(where(plan_id=plan.id))} == set(accepted) > went
            assert not await lines.only_deleted.list(where(plan_id=plan.id))
