"""Pages neither repeat nor lose a row, and a cursor fits the order it was made for only."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.functional.repository.making import T0, budget

SIZES = (1, 2, 3, 10, 11, 12)


async def walk(repository, size, **options):
    """Give all pages forward, then the same ones backward from the last."""
    pages, cursor = [], None
    while True:
        page = await repository.page(size=size, cursor=cursor, **options)
        pages.append(page)
        if page.next is None:
            break
        cursor = page.next
    back = [pages[-1]]
    while back[0].previous is not None:
        back.insert(0, await repository.page(size=size, cursor=back[0].previous, **options))
    return pages, back


@pytest.mark.parametrize("sort", ["-period_start,name", "name", "-name", "period_start", "-limit"])
async def test_ties_are_kept_in_order_both_ways(session, store, sort):
    budgets = store.BudgetRepository(session)
    await budgets.create_many(
        [
            budget(store, f"n{n % 2}", user_id=f"u{n}", period_start=T0 - timedelta(days=n // 4), limit=n // 3)
            for n in range(11)
        ]
    )
    whole = list(await budgets.list(sort=sort))
    assert len(whole) == 11
    for size in SIZES:
        pages, back = await walk(budgets, size, sort=sort)
        assert [item for page in pages for item in page.items] == whole
        assert [item for page in back for item in page.items] == whole
        assert pages[0].previous is None
        assert all(page.next is not None for page in back[:-1])


@pytest.mark.parametrize("sort", [None, "due_on", "-due_on", "priority", "-priority"])
async def test_rows_without_a_value_come_last_and_are_not_lost(session, store, sort):
    tasks = store.TaskRepository(session)
    days = [None, date(2026, 1, 1), date(2026, 1, 2), None, date(2026, 1, 1), None]
    numbers = [1, None, 0, None, 2, 1]
    await tasks.create_many([store.TaskCreate(title=str(n), due_on=days[n], priority=numbers[n]) for n in range(6)])
    whole = list(await tasks.list(sort=sort))
    field = (sort or "due_on").removeprefix("-")
    values = [getattr(item, field) for item in whole]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=(sort or "").startswith("-")) + [None] * (6 - len(known))
    for size in (1, 2, 4, 6):
        pages, back = await walk(tasks, size, sort=sort)
        assert [item for page in pages for item in page.items] == whole
        assert [item for page in back for item in page.items] == whole


async def test_a_cursor_fits_its_order_only(session, store, errors):
    budgets = store.BudgetRepository(session)
    await budgets.create_many([budget(store, f"b{n}") for n in range(3)])
    first = await budgets.page(sort="name", size=1)
    for sort in ("-name", "limit", None):
        with pytest.raises(errors.InvalidCursorError):
            await budgets.page(sort=sort, cursor=first.next)


@pytest.mark.parametrize(
    "junk", ["x", "", "€", "e30=", "bnVsbA==", "eyJvcmRlciI6Im5hbWUiLCJiYWNrd2FyZCI6ZmFsc2UsInZhbHVlcyI6WzEsMl19"]
)
async def test_junk_is_no_cursor(session, store, errors, junk):
    with pytest.raises(errors.InvalidCursorError):
        await store.BudgetRepository(session).page(sort="name", cursor=junk)


@pytest.mark.parametrize("value", ["NaN", "1e99", "0.001", "99999999999999999999", None])
async def test_a_forged_value_is_no_cursor(session, store, errors, module, value):
    forged = module("db.paging").Cursor(order="limit", backward=False, values=[value, "0" * 32]).text()
    budgets = store.BudgetRepository(session)
    with pytest.raises(errors.InvalidCursorError):
        await budgets.page(sort="limit", cursor=forged)
    assert await budgets.count() == 0


async def test_a_row_whose_value_is_zero_or_empty_can_be_passed(session, store):
    budgets = store.BudgetRepository(session)
    await budgets.create_many([budget(store, f"b{n}", limit=0) for n in range(3)])
    pages, _ = await walk(budgets, 1, sort="limit")
    assert len(pages) == 3


async def test_offset_pages_count_all_rows_even_behind_the_end(session, store):
    budgets = store.BudgetRepository(session)
    await budgets.create_many([budget(store, f"b{n}") for n in range(5)])
    page = await budgets.offset_page(sort="name", limit=2, offset=2)
    assert ([item.name for item in page.items], page.total) == (["b2", "b3"], 5)
    behind = await budgets.offset_page(limit=2, offset=9)
    assert (list(behind.items), behind.total) == ([], 5)


async def test_iterating_gives_each_row_once_while_others_are_written(session, store):
    budgets = store.BudgetRepository(session)
    made = await budgets.create_many([budget(store, f"b{n}", limit=n) for n in range(25)])
    seen = []
    async for item in budgets.iterate(store.BudgetFilter(limit_from=Decimal(5)), batch=4):
        seen.append(item.id)
        await budgets.update(item.id, store.BudgetUpdate(notes="seen"), version=1)
    assert sorted(seen) == sorted(item.id for item in made[5:])


@pytest.mark.parametrize("size", [0, -1])
async def test_a_page_has_rows(session, store, size):
    with pytest.raises(ValueError, match=str(size)):
        await store.BudgetRepository(session).page(size=size)
