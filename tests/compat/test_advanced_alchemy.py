"""advanced-alchemy's repository over generated models."""

from uuid import uuid4

import pytest
from advanced_alchemy.exceptions import NotFoundError
from advanced_alchemy.filters import LimitOffset, OrderBy
from advanced_alchemy.repository import SQLAlchemyAsyncRepository
from sqlalchemy.ext.asyncio import AsyncSession

from tests.compat.shop import Shop


@pytest.fixture
def budgets(shop: Shop, session: AsyncSession) -> SQLAlchemyAsyncRepository:
    budget = shop.module("budgets").Budget
    repository = type("BudgetRepository", (SQLAlchemyAsyncRepository,), {"model_type": budget})
    return repository(session=session)


async def test_its_repository_reads_and_writes(budgets: SQLAlchemyAsyncRepository, november: dict[str, object]) -> None:
    made = await budgets.add(budgets.model_type(**november, tenant_id="acme"))
    assert (await budgets.get(made.id)).name == "November"
    made.name = "Autumn"
    assert (await budgets.update(made)).name == "Autumn"
    found, total = await budgets.get_many_and_count(
        OrderBy("name"), LimitOffset(limit=5, offset=0), budgets.model_type.user_id == "ann"
    )
    assert ([item.name for item in found], total) == (["Autumn"], 1)
    await budgets.delete(made.id)
    assert await budgets.count() == 0
    with pytest.raises(NotFoundError):
        await budgets.get(uuid4())


async def test_it_writes_many(budgets: SQLAlchemyAsyncRepository, november: dict[str, object]) -> None:
    rows = [budgets.model_type(**{**november, "name": f"budget {number}"}, tenant_id="acme") for number in range(3)]
    assert len(await budgets.add_many(rows)) == 3
    rows[0].name = "first"
    await budgets.update_many(rows)
    assert sorted(row.name for row in await budgets.get_many()) == ["budget 1", "budget 2", "first"]
    upserted = await budgets.upsert(budgets.model_type(**{**november, "name": "new"}, id=uuid4(), tenant_id="acme"))
    assert upserted.name == "new"
    await budgets.delete_many([row.id for row in rows])
    assert await budgets.count() == 1
