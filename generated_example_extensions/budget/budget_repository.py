"""The approval of budgets: draft → pending_approval → approved or rejected."""

from typing import TYPE_CHECKING
from uuid import UUID

from generated_example.db.deletion import SoftRepository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generated_example.budget.schemas import BudgetFilter, BudgetRead, BudgetSort

    _Base = SoftRepository[UUID, BudgetRead, BudgetFilter, BudgetSort]
else:
    _Base = SoftRepository  # at run time the generated class says of what


class WrongStatusError(Exception):
    """A budget is not where the step that was asked for begins."""


class BudgetQueries(_Base):
    """What the application asks of budgets, and does with them, beyond what is generated."""

    async def get_pending_approval(self, *, limit: int | None = None) -> "Sequence[BudgetRead]":
        """Give the budgets that wait for somebody's decision, in the default order."""
        return await self._matching(self._columns["status"] == "pending_approval", limit=limit)

    async def submit(self, key: UUID, *, version: int) -> "BudgetRead":
        """Ask for approval of a draft, or again of a rejected budget."""
        return await self._step(key, version, {"draft", "rejected"}, "pending_approval")

    async def approve(self, key: UUID, *, version: int) -> "BudgetRead":
        """Approve a budget that waits for it."""
        return await self._step(key, version, {"pending_approval"}, "approved")

    async def reject(self, key: UUID, *, version: int) -> "BudgetRead":
        """Reject a budget that waits for approval."""
        return await self._step(key, version, {"pending_approval"}, "rejected")

    async def _step(self, key: UUID, version: int, before: set[str], after: str) -> "BudgetRead":
        """Take a step; WrongStatusError if it does not begin here, StaleVersionError if somebody was faster."""
        budget = await self.get(key)
        if budget.status not in before:
            message = f"a budget that is {budget.status} cannot become {after}"
            raise WrongStatusError(message)
        return await self._update(self._change, key, {"status": after, **self._touched()}, version)
