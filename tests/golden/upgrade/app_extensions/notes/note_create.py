"""Rules of the application for a new note; mixed into the generated schema."""

from typing import TYPE_CHECKING, Self

from pydantic import model_validator

from app.db.schemas import Input


class NoteCreateRules(Input):
    """What is asked of a new note beyond the spec."""

    if TYPE_CHECKING:
        title: str

    @model_validator(mode="after")
    def check_title(self) -> Self:
        """Refuse a blank title."""
        if not self.title.strip():
            message = "a title says something"
            raise ValueError(message)
        return self
