"""Where documents come from: each one with its file and the place of every node, so that findings can point."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from generator.diagnostics import Span
from generator.spec.documents import Document

Kind = Literal["domain", "entity", "mixin", "value", "enum"]
Step = str | int

Stretch = int
"""A piece of a file: the offset of its first character, shifted, and its length; half the size of a pair."""
Place = Stretch | tuple[Stretch, "dict[str, tuple[Stretch, Place]] | list[Place]"]
"""Where a node is: a scalar, or a mapping or list with what it holds; a mapping knows its keys' places too."""

_BITS: Final = 24


def stretch(start: int, end: int) -> Stretch:
    """Pack the offsets of a piece of a file."""
    return start << _BITS | min(end - start, (1 << _BITS) - 1)


class SourceFile:
    """A spec file: its path as users are shown it, and its text."""

    def __init__(self, path: str, text: str) -> None:
        """Keep `text`, whose line ends are as in the file."""
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def __reduce__(self) -> tuple[type["SourceFile"], tuple[str, str]]:
        """Leave the line starts out of a pickle."""
        return (SourceFile, (self.path, self.text))

    def span(self, start: int, end: int) -> Span:
        """Give the lines and columns of the characters from `start` up to `end`."""
        starts = self._starts
        if starts is None:
            starts = self._starts = _line_starts(self.text)
        line = bisect_right(starts, start)
        last = bisect_right(starts, end)
        return Span(self.path, line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)


def _line_starts(text: str) -> list[int]:
    starts, offset = [0], 0
    for line in text.split("\n"):
        offset += len(line) + 1
        starts.append(offset)
    return starts[:-1]


@dataclass(frozen=True, slots=True)
class Source:
    """A document and where it stands.

    `incomplete` tells that parts of it were refused and are missing here: what they would have declared is unknown, so
    a name that is not found in it need not be wrong.
    """

    domain: str
    kind: Kind
    name: str
    document: Document
    file: SourceFile = field(compare=False)
    place: Place = field(compare=False, repr=False)
    incomplete: bool = False

    def span(self, *path: Step, within: tuple[int, int] | None = None) -> Span:
        """Give the place of the value at `path`, such as ("fields", "name", "type").

        Of a mapping or list it is the key that leads there. Where the spec has a short form, the place is the nearest
        that exists; a number counts the entries of a mapping too. `within` narrows a text to two offsets in it, where
        the file holds it unescaped.
        """
        piece, place = self._find(path)
        start, length = piece >> _BITS, piece & ((1 << _BITS) - 1)
        if within is not None and isinstance(place, int):
            start, length = _narrowed(self.file.text, start, length, within)
        return self.file.span(start, start + length)

    def key_span(self, *path: Step) -> Span:
        """Give the place of the key that `path` ends with, or the nearest that exists."""
        place, piece = self.place, _outer(self.place)
        for step in path:
            entry = _entry(place, step)
            if entry is None:
                continue
            piece, place = entry
        start = piece >> _BITS
        return self.file.span(start, start + (piece & ((1 << _BITS) - 1)))

    def _find(self, path: tuple[Step, ...]) -> tuple[Stretch, Place]:
        place, key = self.place, _outer(self.place)
        for step in path:
            entry = _entry(place, step)
            if entry is not None:
                key, place = entry
            elif isinstance(step, int) or isinstance(place, int) or isinstance(place[1], dict):
                break
        return (place if isinstance(place, int) else key), place


def _outer(place: Place) -> Stretch:
    return place if isinstance(place, int) else place[0]


def _entry(place: Place, step: Step) -> tuple[Stretch, Place] | None:
    """Give the key's (an item's own) and the value's place; None if there is no such entry."""
    if isinstance(place, int):
        return None
    held = place[1]
    if isinstance(held, dict):
        if isinstance(step, int):
            values = list(held.values())
            return values[step] if 0 <= step < len(values) else None
        return held.get(step)
    if isinstance(step, int) and 0 <= step < len(held):
        return (_outer(held[step]), held[step])
    return None


def _narrowed(text: str, start: int, length: int, within: tuple[int, int]) -> tuple[int, int]:
    written = text[start : start + length]
    quote = 1 if written[:1] in {'"', "'"} else 0
    body = written[quote : len(written) - quote]
    if "\n" in body or (quote and ("\\" in body or "''" in body)) or within[1] > len(body):
        return start, length
    return start + quote + within[0], max(1, within[1] - within[0])


@dataclass(frozen=True, slots=True)
class Specs:
    """All that was loaded: documents by domain in alphabetical order, within one by file name and order in the file.

    `lost` holds domain and name of documents that are refused as a whole; `complete` is false where a file could not be
    read to its end, so that any name may be missing.
    """

    sources: tuple[Source, ...]
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    lost: frozenset[tuple[str, str]] = frozenset()
    complete: bool = True
