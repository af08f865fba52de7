"""A repository sees, changes, counts and hints at the rows of its own tenant only."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.functional.repository.making import T0, budget, line


@pytest.fixture
async def other(open_session):
    async with open_session(tenant_id=uuid4()) as session:
        yield session


async def test_rows_of_another_tenant_are_not_there(session, other, store, errors):
    mine = await store.BudgetRepository(session).create(budget(store))
    my_line = await store.LineRepository(session).create(line(store, mine))
    my_tag = await store.TagRepository(session).create(store.TagCreate(name="t"))
    await session.commit()
    budgets, lines, tags = (getattr(store, f"{name}Repository")(other) for name in ("Budget", "Line", "Tag"))
    for call in (
        budgets.get(mine.id),
        budgets.include_deleted.get(mine.id),
        budgets.update(mine.id, store.BudgetUpdate(), version=1),
        budgets.delete(mine.id, version=1),
        budgets.restore(mine.id),
        lines.get(my_line.id),
        lines.update(my_line.id, store.LineUpdate(category="x")),
        lines.delete(my_line.id),
        tags.update(my_tag.id, store.TagUpdate(name="x")),
        tags.delete(my_tag.id),
    ):
        with pytest.raises(errors.NotFoundError):
            await call
    assert (await budgets.list(), (await budgets.page()).items, await budgets.count()) == ([], [], 0)
    assert not await budgets.exists()
    assert [item async for item in budgets.iterate()] == []
    assert await budgets.find(store.BudgetFilter(user_id="u1")) is None
    assert await budgets.purge(before=T0.replace(year=2999)) == 0
    assert await lines.tags([my_line.id]) == {my_line.id: []}
    await other.commit()
    assert await store.BudgetRepository(session).get(mine.id) == mine
    assert await store.LineRepository(session).get(my_line.id) == my_line


async def test_rows_of_another_tenant_cannot_be_referred_to(session, other, store, errors):
    mine = await store.BudgetRepository(session).create(budget(store))
    my_tag = await store.TagRepository(session).create(store.TagCreate(name="t"))
    await session.commit()
    lines = store.LineRepository(other)
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await lines.create(line(store, mine))
    assert (refused.value.entity, refused.value.field) == ("Line", "budget_id")
    with pytest.raises(errors.ReferenceMissingError):
        await lines.create_many([line(store, mine)])
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await store.ContractRepository(other).create(store.ContractCreate(budget_id=mine.id))
    assert refused.value.field == "budget_id"
    await other.rollback()
    theirs = await store.BudgetRepository(other).create(budget(store))
    with pytest.raises(errors.ReferenceMissingError) as refused:
        await lines.create(line(store, theirs, tag_ids=[my_tag.id]))
    assert (refused.value.entity, refused.value.field) == ("Line", "tag_ids")


async def test_uniques_are_each_tenants_own(session, other, store):
    for scope in (session, other):
        await store.TagRepository(scope).create(store.TagCreate(name="a"))
        await store.SettingRepository(scope).create(store.SettingCreate(name="a", value="1"))
        await scope.commit()
    assert await store.TagRepository(other).count() == 1


@pytest.mark.parametrize("nobody", [None, "", "  ", "not a uuid", 7])
async def test_no_tenant_is_an_error_and_never_all(open_session, store, errors, nobody):
    async with open_session(tenant_id=nobody) as session:
        with pytest.raises(errors.TenantRequiredError):
            store.TagRepository(session)
        store.CurrencyRepository(session)


@pytest.mark.parametrize("nobody", [None, "", " "])
async def test_no_actor_is_an_error_where_rows_are_stamped(open_session, store, errors, nobody):
    async with open_session(actor=nobody) as session:
        with pytest.raises(errors.ActorRequiredError):
            store.BudgetRepository(session)
        store.TagRepository(session)


async def test_shared_rows_are_read_by_all_and_changed_by_none(session, other, engine, store, errors, place, module):
    notices = store.NoticeRepository(session)
    mine = await notices.create(store.NoticeCreate(title="mine"))
    await session.commit()
    admin = module("db.session").connect(place.url)
    async with admin.begin() as connection:
        shared = uuid4()
        table = store.Notice.__table__
        await connection.execute(
            table.insert(), {"id": shared, "tenant_id": None, "title": "all", "created_at": T0, "updated_at": T0}
        )
    await admin.dispose()
    assert {notice.title for notice in await notices.list()} == {"mine", "all"}
    assert [notice.title for notice in await store.NoticeRepository(other).list()] == ["all"]
    assert (await notices.get(shared)).title == "all"
    for call in (notices.update(shared, store.NoticeUpdate(title="x")), notices.delete(shared)):
        with pytest.raises(errors.NotFoundError):
            await call
    assert (await notices.update(mine.id, store.NoticeUpdate(title="x"))).title == "x"
    del engine


async def test_the_database_keeps_tenants_apart_in_raw_sql(session, other, store, place, engine):
    if place.name != "postgresql":
        assert "postgresql" not in engine.dialect.name
        return
    mine = await store.BudgetRepository(session).create(budget(store))
    await session.commit()
    assert await session.scalar(select(func.count()).select_from(store.Budget)) == 1
    assert await other.scalar(select(func.count()).select_from(store.Budget)) == 0
    for statement in (
        "UPDATE budgets SET name = 'x'",
        "DELETE FROM budgets",
    ):
        assert (await other.execute(text(statement))).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        await other.execute(
            text("INSERT INTO tags (id, tenant_id, name, created_at, updated_at) VALUES (:i, :t, 'x', now(), now())"),
            {"i": mine.id, "t": mine.id},
        )
    await other.rollback()
    async with engine.connect() as bare:
        assert await bare.scalar(select(func.count()).select_from(store.Budget)) == 0


async def test_each_transaction_is_told_its_tenant(session, other, store):
    tags = store.TagRepository(session)
    for number in range(3):
        await tags.create(store.TagCreate(name=f"a{number}"))
        await (session.commit() if number % 2 == 0 else session.rollback())
        assert await store.TagRepository(other).count() == 0
        await other.rollback()
    async with session.begin_nested():
        await tags.create(store.TagCreate(name="nested"))
    assert {tag.name for tag in await tags.list()} == {"a0", "a2", "nested"}


async def test_a_pooled_connection_forgets_its_tenant(open_session, store):
    async def work(tenant):
        async with open_session(tenant_id=tenant) as session:
            tags = store.TagRepository(session)
            for _ in range(3):
                await tags.create(store.TagCreate(name=str(uuid4())))
                await session.commit()
            return await tags.count()

    for _ in range(2):
        assert [await work(uuid4()) for _ in range(4)] == [3] * 4


async def test_a_savepoint_that_is_rolled_back_takes_its_rows_along(session, store):
    tags = store.TagRepository(session)
    savepoint = await session.begin_nested()
    await tags.create(store.TagCreate(name="a"))
    await savepoint.rollback()
    assert await tags.count() == 0
    async with session.begin_nested():
        await tags.create(store.TagCreate(name="b"))
    await session.rollback()
    assert await tags.count() == 0
