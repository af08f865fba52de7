"""Short ways to make the rows that tests need."""

from datetime import UTC, datetime, timedelta

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def budget(store, name="food", **more):
    """Give a new budget."""
    values = {"user_id": "u1", "period_start": T0, "period_end": T0 + timedelta(days=30), "limit": "100.10"}
    return store.BudgetCreate.model_validate({"name": name, **values, **more})


def line(store, owner, category="rent", **more):
    """Give a new line of a budget."""
    return store.LineCreate.model_validate({"budget_id": owner.id, "category": category, "planned": 1, **more})
