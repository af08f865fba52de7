"""Frozen dataclasses that cost no more than plain ones: type checkers refuse to change them, the running program need not.

`dataclass(frozen=True)` sets each field by a function call, which triples the time it takes to make one of the hundreds of
thousands of small values of a run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

__all__ = ["value"]

ClassT = TypeVar("ClassT")

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:

    def value(*, frozen: bool, slots: bool = False, order: bool = False) -> Callable[[type[ClassT]], type[ClassT]]:
        """Give what makes a class a dataclass with a hash, as `frozen` does."""
        return dataclass(slots=slots, order=order, unsafe_hash=frozen)
