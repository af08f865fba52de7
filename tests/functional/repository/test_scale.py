"""Many rows: pages that use the index, lists longer than a statement's parameters, rows that stream."""

import tracemalloc
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from tests.functional.repository.making import T0, budget

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN ", "mariadb": "EXPLAIN "}
INDEXED = {
    "sqlite": "USING INDEX ix_readings_tenant_id_taken_at_id",
    "postgresql": "Index Scan using ix_readings_tenant_id_taken_at_id",
    "mariadb": "ix_readings_tenant_id_taken_at_id",
}
BACKWARD = {"postgresql": "Index Scan Backward using ix_readings_tenant_id_taken_at_id"}


def reading(store, number):
    return store.ReadingCreate(taken_at=T0 + timedelta(seconds=number // 3), value=number)


@pytest.fixture
async def readings(session, store):
    """Give a repository of 2,000 rows that the database knows the number of."""
    found = store.ReadingRepository(session)
    await found.create_many([reading(store, number) for number in range(2000)])
    await session.commit()
    return found


async def plan(session, engine, place, run):
    """Give how the database ran the last statement of `run`, its rows joined."""
    return (await plans_of(session, engine, place, run))[-1]


async def plans_of(session, engine, place, run):
    """Give how the database ran each statement of `run`."""
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        seen.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await run()
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    connection = await session.connection()
    if place.name == "postgresql":
        # So few rows are read faster as they lie.
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        await connection.exec_driver_sql("SET LOCAL enable_sort = off")
        await connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    found = []
    for statement, parameters in seen:
        rows = (await connection.exec_driver_sql(EXPLAIN[place.name] + statement, parameters)).all()
        found.append("\n".join(" ".join(map(str, row)) for row in rows))
    return found


@pytest.mark.parametrize("sort", ["taken_at", "-taken_at"])
@pytest.mark.parametrize("way", ["next", "previous"])
async def test_a_page_is_found_through_the_index(readings, session, engine, place, sort, way):
    first = await readings.page(sort=sort, size=20)
    second = await readings.page(sort=sort, size=20, cursor=first.next)
    cursor = getattr(second, way)
    found = await plan(session, engine, place, lambda: readings.page(sort=sort, size=20, cursor=cursor))
    backward = (sort == "-taken_at") != (way == "previous")
    assert (BACKWARD if backward else INDEXED).get(place.name, INDEXED[place.name]) in found
    assert "filesort" not in found
    assert "TEMP B-TREE" not in found
    assert "Sort" not in found


@pytest.fixture
async def tasks(session, store):
    """Give a repository of 1,200 rows, of which every third has no day."""
    found = store.TaskRepository(session)
    days = [None if number % 3 == 0 else T0.date() + timedelta(days=number) for number in range(1200)]
    await found.create_many([store.TaskCreate(title=str(number), due_on=day) for number, day in enumerate(days)])
    await session.commit()
    return found


@pytest.mark.parametrize("sort", ["due_on", "-due_on"])
@pytest.mark.parametrize("way", ["next", "previous"])
@pytest.mark.parametrize("place_of", ["with a value", "without", "at the border"])
async def test_a_page_of_an_order_over_what_may_be_missing_is_found_through_the_index(
    tasks, session, engine, place, sort, way, place_of
):
    """Rows with a value and rows without are a range of the index each, to which every page goes at once."""
    last = {"with a value": 400, "without": 1000, "at the border": 795}[place_of]
    row = (await tasks.list(sort=sort, limit=1, offset=last))[0]
    cursor = tasks._orders.named(sort).cursor(row, backward=way == "previous")
    plans = await plans_of(session, engine, place, lambda: tasks.page(sort=sort, size=20, cursor=cursor))
    assert len(plans) == (2 if (place_of, way) == ("at the border", "next") else 1)
    for found in plans:
        assert "ix_tasks_tenant_id_due_on_id" in found
        assert "filesort" not in found
        assert "TEMP B-TREE" not in found
        assert "Sort" not in found
        assert "Filter" not in found.replace("One-Time Filter", "")  # of PostgreSQL: the policy's tenant
    assert (row.due_on is None) == (place_of == "without")


async def test_a_page_tells_the_total_when_asked(readings, store):
    page = await readings.page(size=7)
    assert page.total is None
    page = await readings.page(store.ReadingFilter(value_from=500), size=7, cursor=None, total=True)
    assert page.total == 1500
    deep = await readings.page(store.ReadingFilter(value_from=500), size=7, cursor=page.next, total=True)
    assert deep.total == 1500


async def test_a_filter_lists_more_values_than_a_statement_has_parameters(readings, store):
    wanted = frozenset(range(1000, 71_000))
    assert await readings.count(store.ReadingFilter(value_in=wanted)) == 1000
    taken = frozenset(T0 + timedelta(seconds=second) for second in range(600, 40_600))
    assert await readings.count(store.ReadingFilter(taken_at_in=taken)) == 200


@pytest.mark.parametrize("count", [0, 1, 35_000])
async def test_membership_is_asked_of_every_type(session, store, count):
    """Decimals, keys, texts and enums are compared as their column holds them, in short lists and in long ones."""
    budgets = store.BudgetRepository(session)
    made = await budgets.create(budget(store, limit="12.50"))
    many = [uuid4() for _ in range(count)]
    lines = store.LineRepository(session)
    line = await lines.create(store.LineCreate(budget_id=made.id, category="rent", planned=1))
    assert await lines.list(store.LineFilter(budget_id_in=frozenset([*many, made.id]))) == [line]
    assert await lines.list(store.LineFilter(budget_id_in=frozenset(many))) == []
    texts = frozenset([*(f"user{number}" for number in range(count)), "u1"])
    assert await budgets.count(store.BudgetFilter(user_id_in=texts, period_in=frozenset(["monthly"]))) == 1
    limits = frozenset([*range(100, 100 + count), made.limit])
    assert await budgets.count(store.BudgetFilter(limit_in=limits)) == 1


async def test_iterating_takes_no_more_memory_than_a_batch(readings):
    async def peak(batch):
        tracemalloc.start()
        numbers = [item.value async for item in readings.iterate(batch=batch)]
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert sorted(numbers) == list(range(2000))
        return top

    await peak(50)  # what is built once
    assert await peak(50) < await peak(2000) / 3


async def test_other_statements_run_while_rows_stream(readings, store):
    seen = 0
    async for item in readings.iterate(store.ReadingFilter(value_before=100), batch=10):
        if item.value == 50:
            await readings.update(item.id, store.ReadingUpdate(value=5000))
        seen += 1
    assert seen == 100
    assert await readings.count(store.ReadingFilter(value=5000)) == 1
