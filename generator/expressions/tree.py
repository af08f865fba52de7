"""The nodes of an expression: frozen values that know the types of the fields they name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition or a computed value over the fields of one entity."""
