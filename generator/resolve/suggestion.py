"""What a misspelt name was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

_SHOWN: Final = 12
"""How many names a help line holds."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that `name` is most like, if any is like it at all."""
    by_folded = {_folded(candidate): candidate for candidate in sorted(known, reverse=True)}
    found = get_close_matches(_folded(name), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Give the help line for an unknown name: the one it is like, else all of a few, else nothing."""
    candidates = sorted(set(known))
    found = closest(name, candidates)
    if found is not None:
        return f"did you mean '{found}'?"
    if 0 < len(candidates) <= _SHOWN:
        return f"known here: {', '.join(candidates)}"
    return None


def _folded(name: str) -> str:
    return name.lower().replace("_", "")
