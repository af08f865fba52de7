"""The application's own classes in the example: an approval workflow, a schema's rule, a model's property."""

from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from generated_example.budget import Budget, BudgetCreate, BudgetRepository, BudgetStatus, BudgetUpdate
from generated_example.db.errors import StaleVersionError
from generated_example.db.session import Scope, ScopedSession
from generated_example_extensions.budget.budget_repository import WrongStatusError
from tests.functional.example.conftest import found
from tests.functional.example.world import VALUES, World


async def test_a_budget_goes_through_approval(world: World) -> None:
    budgets = BudgetRepository(world.session)
    draft = await world.make("Budget")
    assert draft.status is BudgetStatus.DRAFT
    assert await budgets.get_pending_approval() == []
    waiting = await budgets.submit(draft.id, version=draft.version)
    assert waiting.status is BudgetStatus.PENDING_APPROVAL
    assert await budgets.get_pending_approval() == [waiting]
    approved = await budgets.approve(waiting.id, version=waiting.version)
    assert (approved.status, approved.version) == (BudgetStatus.APPROVED, draft.version + 2)
    assert approved.updated_at > draft.updated_at
    assert await budgets.get_pending_approval() == []


async def test_a_step_begins_where_it_may_and_at_the_version_that_was_seen(world: World) -> None:
    budgets = BudgetRepository(world.session)
    draft = await world.make("Budget")
    with pytest.raises(WrongStatusError, match="a budget that is draft cannot become approved"):
        await budgets.approve(draft.id, version=draft.version)
    await budgets.submit(draft.id, version=draft.version)
    with pytest.raises(StaleVersionError):
        await budgets.reject(draft.id, version=draft.version)


async def test_nobody_sees_what_waits_in_another_organization_or_is_deleted(world: World) -> None:
    budgets = BudgetRepository(world.session)
    made = await world.make("Budget")
    waiting = await budgets.submit(made.id, version=made.version)
    await world.session.commit()
    engine = world.session.bind
    other = await found(engine, "Okafor household")
    async with ScopedSession(engine, Scope(other.id, "bea")) as session:
        assert await BudgetRepository(session).get_pending_approval() == []
    await budgets.delete(waiting.id, version=waiting.version)
    assert await budgets.get_pending_approval() == []


async def test_a_model_has_the_applications_property(world: World) -> None:
    await world.make("Budget")
    budget = (await world.session.scalars(select(Budget))).one()
    assert budget.unassigned == Decimal("399.90")


@pytest.mark.parametrize(
    ("categories", "reason"),
    [({}, "one category at least"), ({"rent": "300", "food": "100.01"}, "add up to more than the limit")],
)
async def test_a_schema_keeps_the_applications_rule(world: World, categories: dict[str, str], reason: str) -> None:
    await world.make("Member")
    values = {**VALUES["Budget"](world), "categories": categories}
    with pytest.raises(ValidationError, match=reason):
        BudgetCreate.model_validate(values)
    with pytest.raises(ValidationError, match=reason):
        BudgetUpdate.model_validate({"limit": "400.00", "categories": categories})
    assert BudgetUpdate(notes="n").notes == "n"


async def test_what_is_read_has_the_applications_property(world: World) -> None:
    order = await world.make("StandingOrder")
    assert (order.amount, order.yearly) == (Decimal("800.10"), Decimal("9601.20"))
