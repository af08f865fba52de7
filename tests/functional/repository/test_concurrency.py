"""Of writers at once, one wins and the others are told."""

import asyncio

from tests.functional.repository.making import budget


async def at_once(open_session, work, times=8):
    async def one(number):
        async with open_session() as session:
            await work(session, number)
            await session.commit()

    return await asyncio.gather(*(one(number) for number in range(times)), return_exceptions=True)


async def test_one_of_many_changes_from_the_same_version_is_kept(session, open_session, store, errors):
    made = await store.BudgetRepository(session).create(budget(store))
    await session.commit()

    async def change(session, number):
        await store.BudgetRepository(session).update(made.id, store.BudgetUpdate(notes=str(number)), version=1)

    results = await at_once(open_session, change)
    assert [type(result) for result in results if result is not None] == [errors.StaleVersionError] * 7
    found = await store.BudgetRepository(session).get(made.id)
    assert (found.version, found.notes) == (2, str(results.index(None)))


async def test_one_of_many_deletions_takes_the_row(session, open_session, store, errors):
    made = await store.BudgetRepository(session).create(budget(store))
    await session.commit()

    async def delete(session, _number):
        await store.BudgetRepository(session).delete(made.id, version=1)

    results = await at_once(open_session, delete)
    refused = [type(result) for result in results if result is not None]
    assert len(refused) == 7
    assert set(refused) <= {errors.NotFoundError, errors.StaleVersionError}


async def test_one_of_many_rows_of_a_name_is_made(session, open_session, store, errors):
    async def make(session, _number):
        await store.LabelRepository(session).create(store.LabelCreate(name="a"))

    results = await at_once(open_session, make)
    assert [type(result) for result in results if result is not None] == [errors.DuplicateError] * 7
    assert await store.LabelRepository(session).count() == 1


async def test_first_upserts_of_many_at_once_all_succeed(open_session, store):
    async def put(number):
        async with open_session() as session:
            made = await store.BudgetRepository(session).upsert(budget(store, notes=str(number)))
            await asyncio.sleep(0.01)
            await session.commit()
            return made.id

    for round_number in range(3):
        async with open_session() as session:
            where = store.BudgetFilter(user_id="u1")
            await store.BudgetRepository(session).delete_where(where)
            await session.commit()
        keys = await asyncio.gather(*(put(number) for number in range(6)))
        assert len(set(keys)) == 1, round_number
