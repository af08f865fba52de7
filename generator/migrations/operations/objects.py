"""Operations on what `sql:` documents make: nobody looks into it, it is made and dropped as a whole."""

from dataclasses import dataclass
from typing import ClassVar

from generator.migrations.draft import Draft, InapplicableError
from generator.migrations.operations.base import Operation
from generator.schema.state import SqlObject


@dataclass(frozen=True, slots=True)
class CreateObject(Operation):
    """Run the `up` of a document."""

    word: ClassVar[str] = "create_object"
    object: SqlObject

    def apply(self, draft: Draft) -> None:
        """Add the object."""
        if self.object.name in draft.objects:
            message = f"there is an object {self.object.name} already"
            raise InapplicableError(message)
        draft.objects[self.object.name] = self.object

    def reverse(self, before: Draft) -> "DropObject":
        """Drop it."""
        del before
        return DropObject(self.object.name)

    def describe(self) -> str:
        """Name the document."""
        return f"make {self.object.name} by its SQL"

    @property
    def footprint(self) -> frozenset[str]:
        """The object."""
        return frozenset({f"object {self.object.name}"})


@dataclass(frozen=True, slots=True)
class DropObject(Operation):
    """Run the `down` that the document had when the object was made."""

    word: ClassVar[str] = "drop_object"
    name: str

    def apply(self, draft: Draft) -> None:
        """Take the object away."""
        draft.object(self.name)
        del draft.objects[self.name]

    def reverse(self, before: Draft) -> CreateObject:
        """Make it again."""
        return CreateObject(before.object(self.name))

    def describe(self) -> str:
        """Name the document."""
        return f"take {self.name} away by its SQL"

    @property
    def footprint(self) -> frozenset[str]:
        """The object."""
        return frozenset({f"object {self.name}"})
