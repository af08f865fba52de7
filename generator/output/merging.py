"""Merging three versions of a text line by line, as `git merge-file` does; nothing outside of Python is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

MARK_OURS: Final = "<<<<<<< yours"
MARK_SPLIT: Final = "======="
MARK_THEIRS: Final = ">>>>>>> generated"


class Side(Enum):
    """What becomes of lines that both sides changed, each in its own way."""

    MARKERS = "markers"
    """Both are kept, between markers, for a person to decide."""
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the outcome; where the sides contradict each other, `theirs` is not None."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...] | None = None
    line: int = 1
    """Where it begins in our version, counted from 1."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of a merge, in order."""

    pieces: tuple[Piece, ...]

    @property
    def conflicts(self) -> tuple[Piece, ...]:
        """The stretches that a person has to decide."""
        return tuple(piece for piece in self.pieces if piece.theirs is not None)

    def text(self, side: Side = Side.MARKERS) -> str:
        """Give the merged text, conflicts settled by `side`."""
        return "\n".join(line for piece in self.pieces for line in _settled(piece, side))


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines `start` to `end` of the base became lines `first` to `last`."""

    start: int
    end: int
    first: int
    last: int


def merge(ours: str, base: str, theirs: str) -> Merge:
    """Merge what `ours` and `theirs` changed in `base`; changes that touch each other contradict each other."""
    if ours in {base, theirs}:
        return Merge((Piece(tuple(theirs.split("\n"))),))
    if theirs == base:
        return Merge((Piece(tuple(ours.split("\n"))),))
    return Merge(tuple(_pieces(ours.split("\n"), base.split("\n"), theirs.split("\n"))))


def _pieces(ours: list[str], base: list[str], theirs: list[str]) -> Iterator[Piece]:
    mine, other = _hunks(base, ours), _hunks(base, theirs)
    place = shift_mine = shift_other = 0
    while mine or other:
        low = min(item[0].start for item in (mine, other) if item)
        high, left, right = low, list[_Hunk](), list[_Hunk]()
        while (mine and mine[0].start <= high) or (other and other[0].start <= high):
            from_mine = bool(mine) and mine[0].start <= high
            hunk = (mine if from_mine else other).pop(0)
            (left if from_mine else right).append(hunk)
            high = max(high, hunk.end)
        if low > place:
            yield Piece(tuple(base[place:low]), line=place + shift_mine + 1)
        begin_mine, begin_other = low + shift_mine, low + shift_other
        shift_mine += _growth(left)
        shift_other += _growth(right)
        lines_mine = ours[begin_mine : high + shift_mine]
        lines_other = theirs[begin_other : high + shift_other]
        yield from _decided(lines_mine, base[low:high], lines_other, begin_mine + 1)
        place = high
    if place < len(base):
        yield Piece(tuple(base[place:]), line=place + shift_mine + 1)


def _decided(ours: list[str], base: list[str], theirs: list[str], line: int) -> Iterator[Piece]:
    """Take the side that changed something; where both did, all but what they have in common at the ends is in conflict."""
    if theirs in (ours, base):
        yield Piece(tuple(ours), line=line)
        return
    if ours == base:
        yield Piece(tuple(theirs), line=line)
        return
    shortest = min(len(ours), len(theirs))
    head = next((place for place in range(shortest) if ours[place] != theirs[place]), shortest)
    rest = shortest - head
    tail = next((place for place in range(rest) if ours[-1 - place] != theirs[-1 - place]), rest)
    if head:
        yield Piece(tuple(ours[:head]), line=line)
    middle = Piece(tuple(ours[head : len(ours) - tail]), tuple(theirs[head : len(theirs) - tail]), line + head)
    yield middle
    if tail:
        yield Piece(tuple(ours[len(ours) - tail :]), line=line + len(ours) - tail)


def _hunks(base: list[str], other: list[str]) -> list[_Hunk]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [_Hunk(start, end, first, last) for tag, start, end, first, last in codes if tag != "equal"]


def _growth(hunks: list[_Hunk]) -> int:
    return sum(hunk.last - hunk.first - hunk.end + hunk.start for hunk in hunks)


def _settled(piece: Piece, side: Side) -> tuple[str, ...]:
    if piece.theirs is None or side is Side.OURS:
        return piece.ours
    if side is Side.THEIRS:
        return piece.theirs
    return (MARK_OURS, *piece.ours, MARK_SPLIT, *piece.theirs, MARK_THEIRS)
