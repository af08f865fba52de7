"""What a budget can tell about itself beyond its columns."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy.orm import Mapped


class BudgetMethods:
    """Methods and properties of a budget."""

    if TYPE_CHECKING:  # what the methods below use of the generated columns
        limit: Mapped[Decimal]
        categories: Mapped[dict[str, Decimal]]

    @property
    def unassigned(self) -> "Decimal":
        """Give what of the limit no category has claimed."""
        return self.limit - sum(self.categories.values())
