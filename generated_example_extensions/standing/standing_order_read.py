"""What a standing order as it is read can tell beyond its fields; mixed into the generated schema."""

from typing import TYPE_CHECKING

from generated_example.db.schemas import Record

if TYPE_CHECKING:
    from decimal import Decimal

    from generated_example.standing.models import Rhythm

_TIMES_A_YEAR = {"weekly": 52, "monthly": 12, "yearly": 1}


class StandingOrderReadMethods(Record):
    """What a standing order comes to."""

    if TYPE_CHECKING:  # what the methods below use of the generated fields
        amount: Decimal
        rhythm: Rhythm

    @property
    def yearly(self) -> "Decimal":
        """Give the amount of a year, exactly."""
        return self.amount * _TIMES_A_YEAR[self.rhythm]
