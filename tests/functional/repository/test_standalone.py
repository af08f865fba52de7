"""A repository without a session: each call is committed when it returns, whole or not at all."""

from uuid import uuid4

import pytest
from sqlalchemy import event

from tests.functional.repository.making import budget, line


@pytest.fixture
def standalone(engine, tenant, module):
    """Give what stands in the place of a session."""
    sessions = module("db.session")
    return sessions.Standalone(engine, sessions.Scope(tenant, "ann"))


async def test_every_call_is_committed(standalone, open_session, store, errors):
    budgets = store.BudgetRepository(standalone)
    made = await budgets.create(budget(store))
    assert await budgets.get(made.id) == made
    changed = await budgets.update(made.id, store.BudgetUpdate(name="other"), version=1)
    assert [item.id async for item in budgets.iterate()] == [made.id]
    async with open_session() as session:
        assert await store.BudgetRepository(session).get(made.id) == changed
    await budgets.delete(made.id, version=2)
    with pytest.raises(errors.NotFoundError):
        await budgets.get(made.id)
    assert await budgets.restore(made.id) == await budgets.get(made.id)
    assert await budgets.count() == 1


async def test_a_call_of_several_statements_is_whole(standalone, store, errors):
    budgets, lines = store.BudgetRepository(standalone), store.LineRepository(standalone)
    made = await budgets.create(budget(store))
    tag = await store.TagRepository(standalone).create(store.TagCreate(name="t"))
    with pytest.raises(errors.ReferenceMissingError):
        await lines.create(line(store, made, tag_ids=[tag.id, uuid4()]))
    assert await lines.list() == []
    kept = await lines.create(line(store, made, tag_ids=[tag.id]))
    assert await lines.tags([kept.id]) == {kept.id: [tag]}
    with pytest.raises(errors.ReferenceMissingError):
        await lines.create_many([line(store, made, "a"), line(store, made, "b", tag_ids=[uuid4()])])
    assert await lines.list() == [kept]


async def test_the_policy_holds_without_a_session(engine, standalone, store, module):
    sessions = module("db.session")
    made = await store.BudgetRepository(standalone).create(budget(store))
    other = store.BudgetRepository(sessions.Standalone(engine, sessions.Scope(uuid4(), "bob")))
    assert await other.list() == []
    assert await other.count() == 0
    assert [item.id for item in await store.BudgetRepository(standalone).list()] == [made.id]


async def test_errors_are_typed_without_a_session(standalone, store, errors):
    budgets = store.BudgetRepository(standalone)
    await budgets.create(budget(store))
    with pytest.raises(errors.DuplicateError):
        await budgets.create(budget(store))
    with pytest.raises(errors.ReferenceMissingError) as caught:
        await store.ContractRepository(standalone).create(store.ContractCreate(budget_id=uuid4()))
    assert caught.value.fields == ("budget_id",)
    await store.CurrencyRepository(standalone).upsert(store.CurrencyCreate(code="EUR", name="Euro"))
    changed = await store.CurrencyRepository(standalone).upsert(store.CurrencyCreate(code="EUR", name="euro"))
    assert (await store.CurrencyRepository(standalone).get("EUR")) == changed


async def test_without_a_policy_a_single_statement_needs_no_transaction(engine, standalone, store, place):
    rates = store.CurrencyRepository(standalone)
    await rates.create(store.CurrencyCreate(code="EUR", name="Euro"))
    begun = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *about: begun.append(about[2]))
    await rates.get("EUR")
    await rates.update("EUR", store.CurrencyUpdate(name="euro"))
    assert len(begun) == (3 if place.name == "mariadb" else 2)


async def test_what_needs_a_session_says_so(standalone, store):
    with pytest.raises(RuntimeError, match="has no session"):
        await store.BudgetRepository(standalone).get(uuid4(), for_update=True)
