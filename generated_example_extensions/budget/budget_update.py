"""What is asked of a change to a budget beyond the spec."""

from typing import TYPE_CHECKING, Self

from pydantic import MISSING, model_validator

from generated_example.db.schemas import Input

if TYPE_CHECKING:
    from decimal import Decimal


class BudgetUpdateRules(Input):
    """A change leaves a budget with categories, and with a limit that holds them where it gives both."""

    if TYPE_CHECKING:  # what the rules below use of the generated fields
        limit: Decimal | MISSING
        categories: dict[str, Decimal] | MISSING

    @model_validator(mode="after")
    def check_categories(self) -> Self:
        """Refuse to take all categories away, and categories that add up to more than the limit beside them."""
        if self.categories is MISSING:
            return self
        if not self.categories:
            message = "a budget has one category at least"
            raise ValueError(message)
        if self.limit is not MISSING and sum(self.categories.values()) > self.limit:
            message = "the categories add up to more than the limit"
            raise ValueError(message)
        return self
