"""An upsert goes by the unique that it names, and leaves everything else as it was."""

import asyncio
from uuid import uuid4

import pytest

from tests.functional.repository.making import T0, budget


async def test_a_row_is_added_or_changed(session, open_session, store):
    budgets = store.BudgetRepository(session)
    made = await budgets.upsert(budget(store, notes="n"), by="user_id,name")
    assert (made.version, made.created_by) == (1, "ann")
    await session.commit()
    async with open_session(actor="bob") as other:
        changed = await store.BudgetRepository(other).upsert(budget(store, limit=7))
        assert (changed.id, changed.version, changed.limit, changed.notes) == (made.id, 2, 7, None)
        assert (changed.created_at, changed.created_by, changed.updated_by) == (made.created_at, "ann", "bob")
        assert changed.updated_at > made.updated_at
        assert await store.BudgetRepository(other).count() == 1


async def test_a_deleted_row_is_neither_revived_nor_in_the_way(session, store):
    budgets = store.BudgetRepository(session)
    dead = await budgets.create(budget(store))
    await budgets.delete(dead.id, version=1)
    made = await budgets.upsert(budget(store))
    assert made.id != dead.id
    assert (await budgets.only_deleted.get(dead.id)).created_at == dead.created_at


async def test_a_deleted_row_that_keeps_its_key_is_a_duplicate(session, store, errors):
    settings = store.SettingRepository(session)
    await settings.upsert(store.SettingCreate(name="a", value="1"))
    assert (await settings.upsert(store.SettingCreate(name="a", value="2"))).value == "2"
    await settings.delete("a")
    with pytest.raises(errors.DuplicateError) as refused:
        await settings.upsert(store.SettingCreate(name="a", value="3"))
    assert refused.value.fields == ("name",)
    assert (await settings.restore("a")).value == "2"


async def test_a_row_of_another_tenant_is_not_met(session, open_session, store):
    mine = await store.TagRepository(session).upsert(store.TagCreate(name="a"))
    await session.commit()
    async with open_session(tenant_id=uuid4()) as other:
        theirs = await store.TagRepository(other).upsert(store.TagCreate(name="a"))
        assert theirs.id != mine.id


async def test_what_the_database_or_the_repository_fills_in_is_left_alone(session, store):
    accounts = store.AccountRepository(session)
    first = store.AccountCreate.model_validate({"email": "a@x.org", "password": "x", "opened": T0, "visits": 1})
    made = await accounts.upsert(first, digest=b"1")
    again = await accounts.upsert(
        store.AccountCreate.model_validate({"email": "a@x.org", "password": "y"}), digest=b"2"
    )
    assert (again.id, again.visits, again.opened) == (made.id, 1, T0)
    assert (await accounts.upsert(first, digest=b"", plan="gold")).plan == "gold"
    assert (await accounts.upsert(first, digest=b"")).plan == "gold"


async def test_there_is_no_upsert_without_a_unique(session, store):
    assert not hasattr(store.PlaylistRepository(session), "upsert")


async def test_upserts_at_once_end_in_one_row(open_session, store, place):
    async def once(number):
        async with open_session(actor=f"a{number}") as session:
            await store.BudgetRepository(session).upsert(budget(store, limit=number))
            await session.commit()

    results = await asyncio.gather(*(once(number) for number in range(8)), return_exceptions=True)
    async with open_session() as session:
        found = await store.BudgetRepository(session).list()
        assert len(found) == 1
        done = sum(result is None for result in results)
        assert found[0].version == done
        # Two that find no row lock the gap where it would stand, and InnoDB then gives one of them up.
        assert done == 8 or (place.name == "mariadb" and done > 0), results
