"""What is asked of a new budget beyond the spec."""

from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from generated_example.db.schemas import Input

if TYPE_CHECKING:
    from decimal import Decimal


class BudgetCreateRules(Input):
    """A budget says what it is for, and does not give out more than it has."""

    if TYPE_CHECKING:  # what the rules below use of the generated fields
        limit: Decimal
        categories: dict[str, Decimal]

    @model_validator(mode="after")
    def check_categories(self) -> Self:
        """Refuse a budget without categories, and one whose categories add up to more than its limit."""
        if not self.categories:
            message = "a budget has one category at least"
            raise ValueError(message)
        if sum(self.categories.values()) > self.limit:
            message = "the categories add up to more than the limit"
            raise ValueError(message)
        return self
