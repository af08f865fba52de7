"""A filter narrows by what is set in it, and by nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from tests.functional.repository.making import T0, budget, line


@pytest.fixture
async def found(session, store):
    budgets = store.BudgetRepository(session)
    await budgets.create(budget(store, "50% off", notes="x_y"))
    await budgets.create(budget(store, "fifty", period="weekly", user_id="u2", period_start=T0 - timedelta(days=1)))

    async def names(**asked):
        return {item.name for item in await budgets.list(store.BudgetFilter.model_validate(asked))}

    return names


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"50% off", "fifty"}),
        ({"q": "%"}, {"50% off"}),
        ({"q": "_"}, {"50% off"}),
        ({"q": "FIF"}, {"fifty"}),
        ({"q": "zzz"}, set()),
        ({"user_id": "u2"}, {"fifty"}),
        ({"user_id_in": ["u1", "u2"]}, {"50% off", "fifty"}),
        ({"user_id_in": []}, set()),
        ({"period": "weekly"}, {"fifty"}),
        ({"period_in": ["weekly", "monthly"]}, {"50% off", "fifty"}),
        ({"period_start_from": T0}, {"50% off"}),
        ({"period_start_before": T0}, {"fifty"}),
        ({"limit": Decimal("100.1")}, {"50% off", "fifty"}),
        ({"limit_before": Decimal("100.10")}, set()),
        ({"notes_is_null": True}, {"fifty"}),
        ({"notes_is_null": False}, {"50% off"}),
        ({"user_id": "u2", "period": "monthly"}, set()),
    ],
)
async def test_each_member_narrows(found, asked, expected):
    assert await found(**asked) == expected


async def test_find_count_and_exists_take_the_same_filter(session, store, found):
    budgets = store.BudgetRepository(session)
    weekly = store.BudgetFilter(period="weekly")
    nobody = store.BudgetFilter(user_id="nobody")
    assert (await budgets.find(weekly)).name == "fifty"
    assert await budgets.find(nobody) is None
    assert (await budgets.count(weekly), await budgets.count(nobody), await budgets.count()) == (1, 0, 2)
    assert (await budgets.exists(weekly), await budgets.exists(nobody), await budgets.exists()) == (True, False, True)
    assert await found() == {"50% off", "fifty"}


async def test_what_refers_to_a_row_is_found_by_the_reference(session, store):
    budgets, lines = store.BudgetRepository(session), store.LineRepository(session)
    one, two = await budgets.create(budget(store, "one")), await budgets.create(budget(store, "two"))
    await lines.create_many([line(store, one, "a"), line(store, one, "b"), line(store, two, "c")])
    of_one = await lines.list(store.LineFilter(budget_id=one.id), sort="category")
    assert [item.category for item in of_one] == ["a", "b"]


async def test_a_limit_and_an_offset_cut_a_list(session, store):
    tags = store.TagRepository(session)
    await tags.create_many([store.TagCreate(name=f"t{n}") for n in range(5)])
    assert [tag.name for tag in await tags.list(limit=2, offset=3)] == ["t3", "t4"]
    assert [tag.name for tag in await tags.list(offset=4)] == ["t4"]
    assert len(await tags.list()) == 5


def test_a_tenant_cannot_be_asked_for(store):
    for schema in (store.BudgetFilter, store.BudgetCreate, store.BudgetUpdate):
        with pytest.raises(ValidationError):
            schema.model_validate({"tenant_id": "1"})
