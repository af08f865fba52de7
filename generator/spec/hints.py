"""Where a document tells what becomes of rows that are there: `renamed_from`, `removed` and `backfill`, as written."""

from collections.abc import Iterator
from typing import Final

from generator.spec.places import Place, Step
from generator.spec.sources import Source

_PLACES: Final[tuple[tuple[str, ...], ...]] = (
    ("renamed_from",),
    ("removed",),
    ("tenant", "backfill"),
    ("audit", "backfill"),
    ("fields", "*", "renamed_from"),
    ("fields", "*", "backfill"),
    ("values", "*", "renamed_from"),
    ("unique", "*", "renamed_from"),
    ("indexes", "*", "renamed_from"),
    ("checks", "*", "renamed_from"),
)
"""`*` stands for each name or item."""


def hints(source: Source) -> Iterator[tuple[Step, ...]]:
    """Give the paths of a document's hints."""
    for path in _PLACES:
        yield from _found(source.place, path)


def _found(place: Place, path: tuple[str, ...]) -> Iterator[tuple[Step, ...]]:
    if not path:
        yield ()
        return
    if isinstance(place, int):
        return
    first, *rest = path
    held = place[1]
    if isinstance(held, list):
        entries: list[tuple[Step, Place]] = list(enumerate(held)) if first == "*" else []
    else:
        entries = [(key, value) for key, (_, value) in held.items() if first in {"*", key}]
    for step, value in entries:
        yield from ((step, *more) for more in _found(value, tuple(rest)))
