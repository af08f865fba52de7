"""What the database refuses comes as one kind of error on every database, and tells nobody's values."""

from uuid import uuid4

import pytest

from tests.functional.repository.making import T0, budget, line

SECRET = "confidential'); --"


async def test_a_duplicate_names_its_fields_and_no_value(session, store, errors):
    budgets = store.BudgetRepository(session)
    await budgets.create(budget(store, SECRET))
    other = await budgets.create(budget(store, "other"))
    await session.commit()
    for call in (
        lambda: budgets.create(budget(store, SECRET)),
        lambda: budgets.create_many([budget(store, "new"), budget(store, SECRET)]),
        lambda: budgets.update(other.id, store.BudgetUpdate(name=SECRET), version=1),
    ):
        with pytest.raises(errors.DuplicateError) as refused:
            await call()
        assert (refused.value.entity, refused.value.fields) == ("Budget", ("user_id", "name"))
        assert SECRET not in str(refused.value)
        assert "INSERT" not in str(refused.value)
        assert refused.value.__cause__ is None
        await session.rollback()


async def test_a_value_that_looks_like_a_message_misleads_nobody(session, store, errors):
    tags = store.TagRepository(session)
    name = "x' for key 'uq_labels_name"
    await tags.create(store.TagCreate(name=name))
    with pytest.raises(errors.DuplicateError) as refused:
        await tags.create(store.TagCreate(name=name))
    assert (refused.value.entity, refused.value.fields) == ("Tag", ("name",))


async def test_a_broken_check_is_called_by_its_short_name(session, store, errors):
    budgets = store.BudgetRepository(session)
    made = await budgets.create(budget(store))
    await session.commit()
    with pytest.raises(errors.CheckFailedError) as refused:
        await budgets.update(made.id, store.BudgetUpdate(period_end=T0), version=1)
    assert (refused.value.entity, refused.value.name) == ("Budget", "period_order")


async def test_a_missing_reference_is_named_on_create_and_update(session, store, errors):
    budgets = store.BudgetRepository(session)
    lines = store.LineRepository(session)
    made = await lines.create(line(store, await budgets.create(budget(store))))
    await session.commit()
    contracts = store.ContractRepository(session)
    nothing = store.ContractCreate(budget_id=uuid4())
    for entity, field, call in (
        ("Contract", "budget_id", lambda: contracts.create(nothing)),
        ("Contract", "budget_id", lambda: contracts.create_many([nothing])),
        ("Line", "budget_id", lambda: lines.update(made.id, store.LineUpdate(budget_id=uuid4()))),
        ("Line", "tag_ids", lambda: lines.update(made.id, store.LineUpdate(tag_ids={uuid4()}))),
        ("Rate", "quote_code", lambda: _rate(session, store)),
    ):
        with pytest.raises(errors.ReferenceMissingError) as refused:
            await call()
        assert (refused.value.entity, refused.value.field) == (entity, field)
        await session.rollback()


async def _rate(session, store):
    await store.CurrencyRepository(session).create(store.CurrencyCreate(code="EUR", name="euro"))
    await store.RateRepository(session).create(
        store.RateCreate(base_code="EUR", quote_code="XXX", day=T0.date(), rate=1)
    )


async def test_an_error_inside_a_savepoint_leaves_the_rest(session, store, errors):
    tags = store.TagRepository(session)
    await tags.create(store.TagCreate(name="a"))
    with pytest.raises(errors.DuplicateError):
        async with session.begin_nested():
            await tags.create(store.TagCreate(name="a"))
    await tags.create(store.TagCreate(name="b"))
    await session.commit()
    assert [tag.name for tag in await tags.list()] == ["a", "b"]


async def test_what_is_checked_at_commit_is_typed_too(session, store, errors, place):
    stops = store.StopRepository(session)

    async def refer_to_nothing():
        await stops.create(store.StopCreate(tag_id=uuid4()))
        await session.commit()

    with pytest.raises(errors.ReferenceMissingError) as caught:
        await refer_to_nothing()
    assert caught.value.entity == "Stop"
    assert caught.value.fields == (() if place.name == "sqlite" else ("tag_id",))
    await session.rollback()
    assert await stops.count() == 0
    tag = await store.TagRepository(session).create(store.TagCreate(name="t"))
    kept = await stops.create(store.StopCreate(tag_id=tag.id))
    await session.commit()
    assert await stops.get(kept.id) == kept


async def refer_to_nothing(session, store, ending):
    async with session.begin() as block:
        await store.StopRepository(session).create(store.StopCreate(tag_id=uuid4()))
        if ending == "early":
            await block.commit()


async def keep_setting(session, store, name, divisor):
    async with session.begin():
        await store.SettingRepository(session).create(store.SettingCreate(name=name, value="x"))
        divmod(1, divisor)


@pytest.mark.parametrize("ending", ["block", "early"])
async def test_what_is_checked_at_the_end_of_a_block_is_typed_too(open_session, store, errors, ending):
    async with open_session() as session:
        with pytest.raises(errors.ReferenceMissingError):
            await refer_to_nothing(session, store, ending)
        assert await store.StopRepository(session).count() == 0


async def test_a_block_is_committed_at_its_end_and_rolled_back_after_an_error(open_session, store):
    async with open_session() as session:
        await keep_setting(session, store, "kept", 1)
        with pytest.raises(ZeroDivisionError):
            await keep_setting(session, store, "lost", 0)
        assert [item.name for item in await store.SettingRepository(session).list()] == ["kept"]


async def test_a_block_that_is_committed_early_is_kept_whatever_comes_then(open_session, store):
    async with open_session() as session, session.begin() as block:
        await store.SettingRepository(session).create(store.SettingCreate(name="early", value="x"))
        await block.commit()
        async with open_session() as other:
            assert (await store.SettingRepository(other).get("early")).value == "x"
