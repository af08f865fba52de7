"""What a note can do beyond its columns; mixed into the generated model."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class NoteMethods:
    """Methods and properties of a note."""

    if TYPE_CHECKING:
        title: Mapped[str]

    def shouted(self) -> str:
        """Give the title in capitals."""
        return self.title.upper()
