"""Many rows added without being read back: by COPY where no policy holds, else as rows are added in many."""

import asyncio
from uuid import uuid4

import pytest

from tests.functional.repository.making import T0, budget, line
from tests.functional.repository.test_relations import statements


@pytest.fixture
def readings(session, store):
    return store.ReadingRepository(session)


async def test_rows_are_added_for_the_tenant_and_counted(readings, session, open_session, store):
    rows = [store.ReadingCreate(taken_at=T0, value=number) for number in range(7000)]
    assert await readings.load(rows) == 7000
    assert await readings.load([]) == 0
    assert {row.value for row in await readings.list()} == set(range(7000))
    await session.commit()
    async with open_session(uuid4()) as other:
        assert await store.ReadingRepository(other).count() == 0


async def test_what_is_loaded_is_what_is_created(session, store):
    """Every type that the entities have, by either way."""
    repository = store.BudgetRepository(session)
    given = [budget(store, f"b{number}", categories={"a": "1.25"}, notes=None) for number in range(2)]
    (made,) = await repository.create_many(given[:1])
    assert await repository.load(given[1:]) == 1
    loaded = await repository.find(store.BudgetFilter(q="b1"))
    own = {"id", "name", "created_at", "updated_at"}
    assert loaded.model_dump(exclude=own) == made.model_dump(exclude=own)


@pytest.fixture
def currencies(session, store):
    """Rows of everybody: no policy holds, so they are copied where that can be."""
    return store.CurrencyRepository(session)


def currency(store, number):
    return store.CurrencyCreate(code=f"{number:03}", name=f"no. {number}")


async def test_rows_of_everybody_are_loaded(currencies, engine, store):
    with statements(engine) as sent:
        assert await currencies.load([currency(store, number) for number in range(999)]) == 999
    copied = engine.dialect.driver == "asyncpg"
    assert any(statement.startswith("INSERT") for statement in sent) != copied
    assert await currencies.count() == 999


async def test_rows_of_everybody_are_created_in_the_order_given(currencies, engine, store):
    """Copied and then read by their keys, where that is faster than to have them given back."""
    rows = [currency(store, number * 7 % 999) for number in range(999)]
    with statements(engine) as sent:
        made = await currencies.create_many(rows)
    copied = engine.dialect.driver == "asyncpg"
    assert any(statement.startswith("INSERT") for statement in sent) != copied
    assert [item.code for item in made] == [item.code for item in rows]
    assert {item.code: item for item in made} == {item.code: item for item in await currencies.list()}


async def test_rows_are_made_while_others_are_sent(currencies, engine, store, module, monkeypatch):
    """They are never all in memory, where the database takes them by and by."""
    if engine.dialect.driver != "asyncpg":
        assert await currencies.load(currency(store, number) for number in range(999)) == 999
        return
    made, sent = [], []
    postgresql = module("db.databases.postgresql")
    records = postgresql._records

    def given():
        for number in range(999):
            made.append(number)
            yield currency(store, number)

    def noted(*arguments):
        for record in records(*arguments):
            sent.append(len(made))
            yield record

    monkeypatch.setattr(postgresql, "_records", noted)
    assert await currencies.load(given()) == 999
    assert sent[0] < len(made) == 999


async def test_a_rollback_takes_what_was_loaded_first_of_all(currencies, session, store):
    """The driver's own calls begin no transaction: what they do would be kept."""
    await currencies.load([currency(store, 1)])
    await session.rollback()
    assert await currencies.count() == 0


async def test_a_duplicate_among_them_is_told_by_its_fields(currencies, session, store, errors):
    await currencies.create(currency(store, 1))
    await session.commit()
    with pytest.raises(errors.DuplicateError) as refused:
        await currencies.load([currency(store, 2), currency(store, 1)])
    assert (refused.value.entity, refused.value.fields) == ("Currency", ("code",))
    await session.rollback()
    assert await currencies.count() == 1


async def test_a_parent_that_is_not_there_is_told(session, store, errors):
    remarks, owner = store.RemarkRepository(session), await store.BudgetRepository(session).create(budget(store))
    kept = await store.LineRepository(session).create(line(store, owner))
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await remarks.load([store.RemarkCreate(line_id=key, text="t") for key in (kept.id, uuid4())])
    assert refused.value.fields == ("line_id",)
    assert await remarks.count() == 0


async def test_a_call_of_its_own_loads_all_or_nothing(engine, store, module, errors):
    sessions = module("db.session")
    alone = store.CurrencyRepository(sessions.Standalone(engine, sessions.Scope()))
    assert await alone.load([currency(store, 1)]) == 1
    with pytest.raises(errors.DuplicateError):
        await alone.load([currency(store, 2), currency(store, 1)])
    assert await alone.count() == 1
    await asyncio.gather(*(alone.load([currency(store, number)]) for number in (3, 4)))
    assert await alone.count() == 3
