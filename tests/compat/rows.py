"""Which test runs which row of docs/from-fin-infra.md."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
ResultT = TypeVar("ResultT")

ROWS: dict[str, str] = {}
"""The tests' names by what the first cell of their row begins with."""


def row(*begins: str) -> Callable[[Callable[P, ResultT]], Callable[P, ResultT]]:
    """Say which rows of the page a test runs, by what their first cell begins with."""

    def note(test: Callable[P, ResultT]) -> Callable[P, ResultT]:
        ROWS.update(dict.fromkeys(begins, test.__name__))
        return test

    return note
