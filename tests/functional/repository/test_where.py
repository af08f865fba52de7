"""Changes and deletions by a filter, and purging in batches: the flags hold for every row of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from tests.functional.repository.making import T0, budget, line


async def test_a_change_by_filter_is_stamped_and_counted(session, open_session, store):
    budgets = store.BudgetRepository(session)
    made = await budgets.create_many([budget(store, f"n{n}", user_id=f"u{n % 2}") for n in range(6)])
    dead = await budgets.create(budget(store, "dead", user_id="u1"))
    await budgets.delete(dead.id, version=1)
    await session.commit()
    async with open_session(actor="bob") as other:
        changing = store.BudgetRepository(other)
        assert await changing.update_where(store.BudgetFilter(user_id="u1"), store.BudgetUpdate(notes="x")) == 3
        await other.commit()
    found = {item.id: item for item in await budgets.include_deleted.list()}
    for number, item in enumerate(made):
        now = found[item.id]
        expected = ("x", 2, "bob", True) if number % 2 else (None, 1, "ann", False)
        assert (now.notes, now.version, now.updated_by, now.updated_at > item.updated_at) == expected
    assert (found[dead.id].notes, found[dead.id].updated_by) == (None, "ann")


async def test_a_change_by_filter_stays_inside_the_tenant(session, open_session, store):
    budgets = store.BudgetRepository(session)
    mine = await budgets.create(budget(store))
    await session.commit()
    async with open_session(tenant_id=uuid4()) as other:
        theirs = store.BudgetRepository(other)
        where = store.BudgetFilter(user_id="u1")
        assert await theirs.update_where(where, store.BudgetUpdate(notes="x")) == 0
        assert await theirs.delete_where(where) == 0
        await other.commit()
    assert await budgets.get(mine.id) == mine


async def test_links_are_not_changed_by_filter(session, store):
    change = store.LineUpdate(category="x", tag_ids=[])
    with pytest.raises(ValueError, match="row by row"):
        await store.LineRepository(session).update_where(store.LineFilter(budget_id=uuid4()), change)


async def test_a_filter_of_nothing_is_refused(session, store):
    budgets = store.BudgetRepository(session)
    with pytest.raises(ValueError, match="lets every Budget through"):
        await budgets.update_where(store.BudgetFilter(), store.BudgetUpdate(notes="x"))
    with pytest.raises(ValueError, match="lets every Budget through"):
        await budgets.delete_where(store.BudgetFilter())


async def test_a_broken_rule_is_typed_by_filter_too(session, store, errors):
    budgets = store.BudgetRepository(session)
    await budgets.create_many([budget(store, name) for name in "ab"])
    with pytest.raises(errors.DuplicateError) as caught:
        await budgets.update_where(store.BudgetFilter(user_id="u1"), store.BudgetUpdate(name="c"))
    assert caught.value.fields == ("user_id", "name")
    await session.rollback()
    with pytest.raises(errors.ReferenceMissingError):
        await store.LineRepository(session).update_where(
            store.LineFilter(budget_id=uuid4()), store.LineUpdate(budget_id=uuid4())
        )


async def test_a_deletion_by_filter_takes_dependents_along_and_each_is_restored_alone(session, store):
    budgets, lines = store.BudgetRepository(session), store.LineRepository(session)
    one, two, other = await budgets.create_many([budget(store, f"n{n}", user_id=f"u{n // 2}") for n in range(3)])
    first = await lines.create(line(store, one))
    second = await lines.create(line(store, two))
    assert await budgets.delete_where(store.BudgetFilter(user_id="u0")) == 2
    assert [item.id for item in await budgets.list()] == [other.id]
    assert await lines.list() == []
    await budgets.restore(one.id)
    assert [item.id for item in await lines.list()] == [first.id]
    assert {item.id for item in await lines.only_deleted.list()} == {second.id}


async def test_rows_without_a_mark_are_removed_by_filter(session, store):
    readings = store.ReadingRepository(session)
    await readings.create_many([store.ReadingCreate(taken_at=T0, value=number) for number in range(10)])
    assert await readings.delete_where(store.ReadingFilter(value_in=frozenset([1, 2, 77]))) == 2
    assert await readings.update_where(store.ReadingFilter(value_from=8), store.ReadingUpdate(value=80)) == 2
    assert sorted([item.value for item in await readings.list()]) == [0, 3, 4, 5, 6, 7, 80, 80]


async def test_rows_of_everybody_are_changed_by_filter(session, store):
    currencies = store.CurrencyRepository(session)
    await currencies.create_many([store.CurrencyCreate(code=code, name="x") for code in ("EUR", "USD", "CHF")])
    where = store.CurrencyFilter(code_in=frozenset(["EUR", "CHF"]))
    assert await currencies.update_where(where, store.CurrencyUpdate(name="y")) == 2
    assert await currencies.delete_where(where) == 2
    assert [item.name for item in await currencies.list()] == ["x"]


async def test_a_tree_is_deleted_by_filter_once(session, store):
    folders = store.FolderRepository(session)
    root = await folders.create(store.FolderCreate(name="root"))
    child = await folders.create(store.FolderCreate(name="child", parent_id=root.id))
    await folders.create(store.FolderCreate(name="leaf", parent_id=child.id))
    assert await folders.delete_where(store.FolderFilter(parent_id_in=frozenset([root.id, child.id]))) in {1, 2}
    assert [item.name for item in await folders.list()] == ["root"]


async def test_what_was_deleted_long_ago_is_purged_in_batches(session, open_session, store):
    settings = store.SettingRepository(session)
    await settings.create_many([store.SettingCreate(name=f"n{number}", value="x") for number in range(7)])
    for number in range(5):
        await settings.delete(f"n{number}")
    await session.commit()
    async with open_session(tenant_id=uuid4()) as other:
        assert await store.SettingRepository(other).purge(older_than=timedelta(0)) == 0
    assert await settings.purge(older_than=timedelta(days=1), batch=2) == 0
    purged = []
    while count := await settings.purge(older_than=timedelta(seconds=-60), batch=2):
        purged.append(count)
        await session.commit()
    assert purged == [2, 2, 1]
    assert [item.name for item in await settings.include_deleted.list()] == ["n5", "n6"]
    with pytest.raises(ValueError, match="either"):
        await settings.purge()


async def test_many_rows_are_added_in_their_order(session, store):
    """So many that one statement could not hold them, and with values of each kind."""
    accounts = store.BudgetRepository(session)
    given = [budget(store, f"n{n}", categories={"a": n}, limit=n) for n in range(6000)]
    made = await accounts.create_many(given)
    assert [item.name for item in made] == [item.name for item in given]
    assert [item.limit for item in made[:3]] == [0, 1, 2]
    assert await accounts.get(made[5999].id) == made[5999]
    table = store.Budget.__table__
    assert await session.scalar(select(func.count()).select_from(table)) == 6000


async def test_a_long_text_is_refused_and_not_cut(session, store, place):
    """A value longer than its column is neither found as a shorter one nor kept as one."""
    budgets = store.BudgetRepository(session)
    await budgets.create(budget(store, user_id="u" * 64))
    longer = store.BudgetFilter(user_id_in=frozenset(["u" * 65]))
    assert await budgets.list(longer) == []
    if place.name == "sqlite":  # keeps texts of any length
        return
    wide = [budget(store, f"n{n}").model_copy(update={"user_id": "v" * 65}) for n in range(2)]
    with pytest.raises(DBAPIError):
        await budgets.create_many(wide)


async def test_values_of_every_kind_are_added_by_arrays_as_one_by_one(session, store):
    accounts = store.AccountRepository(session)
    given = [store.AccountCreate(email=f"a{n}@example.org", password="x" * 8) for n in range(3)]
    many = await accounts.create_many(given, digest=b"\x00\xff")
    assert await accounts.list() == sorted(many, key=lambda item: item.id)
    currencies = store.CurrencyRepository(session)
    await currencies.create_many([store.CurrencyCreate(code=code, name=code) for code in ("EUR", "CHF")])
    assert [item.code for item in await currencies.list(store.CurrencyFilter(code_in=frozenset(["EUR"])))] == ["EUR"]
    events = await store.EventRepository(session).create_many([store.EventCreate(name=name) for name in "ab"])
    assert [event.name for event in events] == ["a", "b"]
