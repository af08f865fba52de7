"""Rows are made, changed and found again, whatever their key and flags."""

from datetime import UTC, date
from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import ValidationError

from tests.functional.repository.making import T0, budget

HOSTILE = [
    "",
    'O\'Brien "the" \\ back\\slash\\',
    "%s %(a)s %% :name \\:x ? $1 {0} {{ x }}",
    "'; DROP TABLE budgets; --",
    "line\nbreak\ttab\r",
    "\u202eright to left \u200b\ufeff e\u0301 😀",
    "a ",
]


async def test_a_row_is_stamped_and_read_back(session, store):
    budgets = store.BudgetRepository(session)
    made = await budgets.create(budget(store, categories={"rent": "0.10"}, notes="n"))
    assert (made.version, made.created_by, made.updated_by) == (1, "ann", "ann")
    assert made.period is store.BudgetPeriod.MONTHLY
    assert (made.limit, made.categories) == (Decimal("100.10"), {"rent": Decimal("0.10")})
    assert made.created_at == made.updated_at
    assert made.created_at.tzinfo is UTC
    assert await budgets.get(made.id) == made


async def test_a_change_leaves_alone_what_is_not_given(session, open_session, store):
    made = await store.BudgetRepository(session).create(budget(store, notes="n"))
    await session.commit()
    async with open_session(actor="bob") as other:
        budgets = store.BudgetRepository(other)
        changed = await budgets.update(made.id, store.BudgetUpdate(name="fun", notes=None), version=1)
        assert (changed.version, changed.name, changed.notes, changed.limit) == (2, "fun", None, made.limit)
        assert (changed.created_by, changed.updated_by) == ("ann", "bob")
        assert changed.updated_at > made.updated_at
        assert changed.created_at == made.created_at
        assert await budgets.get(made.id) == changed
        same = await budgets.update(made.id, store.BudgetUpdate(), version=2)
        assert (same.version, same.name) == (3, "fun")


async def test_a_stale_version_changes_and_deletes_nothing(session, store, errors):
    budgets = store.BudgetRepository(session)
    made = await budgets.create(budget(store))
    await budgets.update(made.id, store.BudgetUpdate(name="new"), version=1)
    with pytest.raises(errors.StaleVersionError):
        await budgets.update(made.id, store.BudgetUpdate(name="late"), version=1)
    with pytest.raises(errors.StaleVersionError):
        await budgets.delete(made.id, version=1)
    assert (await budgets.get(made.id)).name == "new"
    for call in (budgets.update(uuid4(), store.BudgetUpdate(), version=1), budgets.delete(uuid4(), version=1)):
        with pytest.raises(errors.NotFoundError):
            await call


async def test_many_rows_are_made_in_their_order(session, store):
    budgets = store.BudgetRepository(session)
    made = await budgets.create_many([budget(store, f"b{number}") for number in range(2500)])
    assert [item.name for item in made] == [f"b{number}" for number in range(2500)]
    assert await budgets.count() == 2500
    assert await budgets.create_many([]) == []


async def test_many_rows_with_keys_of_the_database(session, store):
    counters = store.CounterRepository(session)
    made = await counters.create_many([store.CounterCreate(value=number) for number in range(50)])
    assert [item.value for item in made] == list(range(50))
    assert len({item.id for item in made}) == 50
    one = await counters.create(store.CounterCreate(value=-1))
    assert await counters.get(one.id) == one
    assert (await counters.update(one.id, store.CounterUpdate(value=5))).value == 5
    assert (await counters.update(one.id, store.CounterUpdate())).value == 5
    await counters.delete(one.id)
    assert await counters.count() == 50


async def test_natural_and_composite_keys(session, store, errors):
    currencies, rates = store.CurrencyRepository(session), store.RateRepository(session)
    for code in ("EUR", "USD"):
        await currencies.create(store.CurrencyCreate(code=code, name=code))
    day = date(2026, 1, 1)
    made = await rates.create(store.RateCreate(base_code="EUR", quote_code="USD", day=day, rate=Decimal("1.10000001")))
    key = ("EUR", "USD", day)
    assert await rates.get(key) == made
    changed = await rates.update(key, store.RateUpdate(rate=Decimal(2)), version=1)
    assert (changed.rate, changed.version) == (Decimal(2), 2)
    upserted = await rates.upsert(
        store.RateCreate(base_code="EUR", quote_code="USD", day=day, rate=Decimal(3)), by="base_code,quote_code,day"
    )
    assert (upserted.rate, upserted.version) == (Decimal(3), 3)
    with pytest.raises(errors.StillReferencedError) as refused:
        await currencies.delete("EUR")
    assert (refused.value.entity, refused.value.referrer) == ("Currency", "Rate")
    await session.rollback()
    settings = store.SettingRepository(session)
    await settings.create(store.SettingCreate(name="a", value="1"))
    assert (await settings.update("a", store.SettingUpdate(value="2"))).value == "2"


async def test_a_row_with_nothing_but_a_key(session, store, errors):
    markers = store.MarkerRepository(session)
    made = await markers.create(store.MarkerCreate(id="x"))
    assert await markers.get("x") == made
    with pytest.raises(errors.DuplicateError) as error:
        await markers.create(store.MarkerCreate(id="x"))
    assert error.value.fields == ("id",)
    await session.rollback()
    assert not hasattr(markers, "update")


async def test_rows_that_are_only_added(session, store):
    events = store.EventRepository(session)
    made = await events.create(store.EventCreate(name="opened"))
    assert [event.name for event in await events.list()] == ["opened"]
    assert await events.get(made.id) == made
    assert not any(hasattr(events, name) for name in ("update", "delete", "upsert", "restore", "purge"))


async def test_columns_called_otherwise_than_their_fields(session, store):
    tasks = store.TaskRepository(session)
    made = await tasks.create(store.TaskCreate(title="t", meta={"a": [1, None]}))
    assert (made.title, made.meta) == ("t", {"a": [1, None]})
    assert (await tasks.update(made.id, store.TaskUpdate(title="u"))).title == "u"
    assert [task.title for task in await tasks.list(store.TaskFilter(title="u"))] == ["u"]


async def test_fields_that_no_schema_shows_are_set_by_keyword(session, store):
    accounts = store.AccountRepository(session)

    def account(email, **more):
        return store.AccountCreate.model_validate({"email": email, "password": "x", **more})

    made = await accounts.create(account("a@example.org"), digest=b"\x00\xff", data_="d")
    assert (made.plan, made.visits) == ("free", 7)
    assert made.opened.tzinfo is UTC
    assert not hasattr(made, "digest")
    changed = await accounts.update(made.id, store.AccountUpdate(), plan="gold", digest=b"1")
    assert changed.plan == "gold"
    new = [account("b@example.org", opened=T0, visits=1), account("c@example.org")]
    first, second = await accounts.create_many(new, digest=b"")
    assert (first.visits, first.opened, second.visits) == (1, T0, 7)
    assert second.email == "c@example.org"


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "\0"])
async def test_text_from_the_application_that_is_none_is_refused_on_every_database(session, store, text):
    accounts = store.AccountRepository(session)
    new = store.AccountCreate.model_validate({"email": "a@example.org", "password": "x"})
    made = await accounts.create(new, digest=b"\0", data_="d")
    for write in (
        lambda: accounts.create(new, digest=b"", data_=text),
        lambda: accounts.create_many([new], digest=b"", plan=text),
        lambda: accounts.update(made.id, store.AccountUpdate(), data_=text),
        lambda: accounts.update_where(store.AccountFilter(), store.AccountUpdate(), plan=text),
        lambda: accounts.upsert(new, digest=b"", data_=text),
    ):
        with pytest.raises(
            ValueError, match=r"^`(data|plan)` holds the character NUL or half of a surrogate pair"
        ) as refused:
            await write()
        assert refused.value.__cause__ is refused.value.__context__ is None


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_comes_back_as_it_was(session, store, text):
    tasks = store.TaskRepository(session)
    made = await tasks.create(store.TaskCreate(title=text, meta={text: text}))
    assert await tasks.get(made.id) == made
    assert (made.title, made.meta) == (text, {text: text})
    assert [task.id for task in await tasks.list(store.TaskFilter(title=text))] == [made.id]


async def test_decimals_are_exact(session, store):
    budgets = store.BudgetRepository(session)
    for number, limit in enumerate(("9999999999999999.99", "0.01", "10.00", "9.50")):
        await budgets.create(budget(store, f"b{number}", limit=limit))
    found = await budgets.list(sort="limit")
    assert [str(item.limit) for item in found] == ["0.01", "9.50", "10.00", "9999999999999999.99"]
    above = await budgets.list(store.BudgetFilter(limit_from=Decimal("9.50")), sort="-limit")
    assert [item.limit for item in above] == [Decimal("9999999999999999.99"), Decimal(10), Decimal("9.5")]
    with pytest.raises(ValidationError):
        budget(store, limit="0.001")
