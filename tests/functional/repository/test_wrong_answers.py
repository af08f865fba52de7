"""What other libraries were seen to answer wrongly, asked here; docs/promises.md lists all of it with its tests."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from pydantic import ValidationError

from tests.functional.repository.making import T0, budget, line


async def test_offset_pages_by_a_column_with_ties_lose_no_row(session, store):
    """Without the key behind it such an order gave 754 of 1,000 rows."""
    tasks = store.TaskRepository(session)
    await tasks.load(
        [store.TaskCreate(title=str(number), due_on=date(2026, 1, 1 + number % 3)) for number in range(1000)]
    )
    seen = [
        task.id for offset in range(0, 1000, 50) for task in await tasks.list(sort="due_on", limit=50, offset=offset)
    ]
    assert len(set(seen)) == len(seen) == 1000


@pytest.mark.parametrize("sort", ["taken_at", "-taken_at"])
async def test_pages_of_one_row_walk_through_ties_and_end(session, store, sort):
    """A cursor that includes its own row never gets on; one without a tie-break leaves most of them out."""
    readings = store.ReadingRepository(session)
    await readings.load([store.ReadingCreate(taken_at=T0, value=number) for number in range(60)])
    cursor, seen = None, []
    for _ in range(61):
        page = await readings.page(sort=sort, size=1, cursor=cursor)
        seen += [item.value for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert sorted(seen) == list(range(60))


async def test_a_name_is_no_part_of_another(session, store):
    """A filter by name that took any part of it deleted bobby with bob."""
    tasks = store.TaskRepository(session)
    await tasks.load([store.TaskCreate(title=title) for title in ("bob", "bobby", "BOB", "bob ")])
    assert await tasks.delete_where(store.TaskFilter(title="bob")) == 1
    assert {task.title for task in await tasks.list()} == {"bobby", "BOB", "bob "}


@pytest.mark.parametrize("member", ["version", "tenant_id", "id", "created_at", "deleted_at", "created_by"])
def test_what_the_repository_keeps_is_in_no_payload(store, member):
    """A version among the changes defeated the check; a tenant moved rows; a time of creation was overwritten."""
    for schema, given in ((store.BudgetUpdate, {"name": "x"}), (store.BudgetCreate, budget(store).model_dump())):
        with pytest.raises(ValidationError, match=member):
            schema.model_validate({**given, member: 7})
    with pytest.raises(ValidationError, match="tenant_id"):
        store.BudgetFilter.model_validate({"tenant_id": uuid4()})


async def test_nothing_is_committed_before_the_caller_does(session, open_session, store):
    """A repository that commits inside of its caller's transaction leaves half of it behind."""
    budgets, lines, tags = (
        kind(session) for kind in (store.BudgetRepository, store.LineRepository, store.TagRepository)
    )
    kept = await budgets.create(budget(store, "kept"))
    await session.commit()
    await budgets.upsert(budget(store, "kept", limit=1))
    await budgets.update(kept.id, store.BudgetUpdate(notes="x"), version=2)
    await budgets.update_where(store.BudgetFilter(q="kept"), store.BudgetUpdate(notes="y"))
    await budgets.create_many([budget(store, f"more {number}") for number in range(3)])
    await budgets.load([budget(store, "loaded")])
    made = await lines.create(line(store, kept))
    tag = await tags.create(store.TagCreate(name="t"))
    await lines.link_tags(made.id, [tag.id])
    await lines.unlink_tags(made.id, [tag.id])
    gone = await budgets.create(budget(store, "gone"))
    await budgets.delete(gone.id, version=1)
    await budgets.restore(gone.id)
    await budgets.delete_where(store.BudgetFilter(q="more"))
    await budgets.purge(older_than=timedelta(0))
    async with open_session() as other:
        assert await store.BudgetRepository(other).include_deleted.list() == [kept]
        assert await store.LineRepository(other).include_deleted.count() == 0
        assert await store.TagRepository(other).count() == 0
    await session.rollback()
    assert await budgets.include_deleted.list() == [kept]
