"""What git leaves in a file that two branches changed: conflict markers, and the sides between them."""

from collections.abc import Iterator
from typing import Final

_OURS: Final = "<<<<<<< "
_BASE: Final = "||||||| "
_SPLIT: Final = "======="
_THEIRS: Final = ">>>>>>> "
MARKS: Final = (_OURS, _BASE, _THEIRS)
"""How a line begins that only a conflict has; the one between its sides may be anybody's."""


def has_conflict(text: str) -> bool:
    """Tell whether a whole conflict stands in the text."""
    return _OURS in text and any(label != "both" for label, _ in _labelled(text))


def sides(text: str) -> tuple[str, ...]:
    """Give the text as each side of its conflicts would have it; the text itself where there is none."""
    if not has_conflict(text):
        return (text,)
    lines = list(_labelled(text))
    ours = "\n".join(line for label, line in lines if label in {"both", "ours"})
    theirs = "\n".join(line for label, line in lines if label in {"both", "theirs"})
    return (ours, theirs)


def without_markers(text: str) -> list[str]:
    """Give every line that stands in the text, on whatever side; the base that git may show beside them is left out."""
    return [line for label, line in _labelled(text) if label != "base"]


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """Give each line with the side that it stands on: both, ours, base or theirs; markers are left out."""
    label = "both"
    for line in text.split("\n"):
        if label == "both" and line.startswith(_OURS):
            label = "ours"
        elif label == "ours" and line.startswith(_BASE):
            label = "base"
        elif label in {"ours", "base"} and line == _SPLIT:
            label = "theirs"
        elif label == "theirs" and line.startswith(_THEIRS):
            label = "both"
        else:
            yield label, line
