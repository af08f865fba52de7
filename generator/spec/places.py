"""Where things are in a spec file: stretches of its text, nested as the document is, and their lines and columns."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from generator.diagnostics import Span

Step = str | int

Stretch = int
"""A piece of a file: the offset of its first character, shifted, and its length; half the size of a pair."""
Place = Stretch | tuple[Stretch, "dict[str, tuple[Stretch, Place]] | list[Place]"]
"""Where a node is: a scalar, or a mapping or list with what it holds; a mapping knows its keys' places too."""

BITS: Final = 24
_LENGTH: Final = (1 << BITS) - 1


def stretch(start: int, end: int) -> Stretch:
    """Pack the offsets of a piece of a file."""
    return start << BITS | min(end - start, _LENGTH)


def ends(place: Place) -> tuple[int, int]:
    """Give the offsets where a node starts and ends; of a mapping or list, those of its first mark."""
    piece = place if isinstance(place, int) else place[0]
    start = piece >> BITS
    return start, start + (piece & _LENGTH)


def entry(place: Place, step: Step) -> tuple[Stretch, Place] | None:
    """Give the places of a key, or of an item itself, and of its value; None if there is no such entry.

    A number counts the entries of a mapping too.
    """
    if isinstance(place, int):
        return None
    held = place[1]
    if isinstance(held, dict):
        if isinstance(step, int):
            values = list(held.values())
            return values[step] if 0 <= step < len(values) else None
        return held.get(step)
    if isinstance(step, int) and 0 <= step < len(held):
        return stretch(*ends(held[step])), held[step]
    return None


def find(place: Place, path: Sequence[Step]) -> Place | None:
    """Give the place at the end of a path; None if there is none."""
    for step in path:
        found = entry(place, step)
        if found is None:
            return None
        place = found[1]
    return place


def scalars(place: Place) -> Iterator[Stretch]:
    """Give the places of all scalars in a node, keys left out."""
    if isinstance(place, int):
        yield place
        return
    held = place[1]
    for item in held if isinstance(held, list) else [value for _, value in held.values()]:
        yield from scalars(item)


class SourceFile:
    """A spec file: its path as users are shown it, and its text."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        """Keep `text`, whose line ends are as in the file."""
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def __eq__(self, other: object) -> bool:
        """Compare path and text."""
        return isinstance(other, SourceFile) and (self.path, self.text) == (other.path, other.text)

    def __hash__(self) -> int:
        """Go by the path."""
        return hash(self.path)

    def __reduce__(self) -> tuple[type["SourceFile"], tuple[str, str]]:
        """Leave the line starts out of a pickle."""
        return (SourceFile, (self.path, self.text))

    def span(self, start: int, end: int) -> Span:
        """Give the lines and columns of the characters from `start` up to `end`."""
        starts = self._lines()
        line = bisect_right(starts, start)
        last = bisect_right(starts, end)
        return Span(self.path, line, start - starts[line - 1] + 1, last, end - starts[last - 1] + 1)

    def stretch_span(self, piece: Stretch) -> Span:
        """Give the lines and columns of a stretch."""
        return self.span(*ends(piece))

    def offset(self, span: Span) -> int:
        """Give the offset where a span of this file starts."""
        return self._lines()[span.line - 1] + span.column - 1

    def line(self, number: int) -> str:
        """Give a line by its number from 1, without its end."""
        starts = self._lines()
        end = starts[number] if number < len(starts) else len(self.text) + 1
        return self.text[starts[number - 1] : end - 1].rstrip("\r")

    def _lines(self) -> list[int]:
        if self._starts is None:
            offset, starts = 0, [0]
            for line in self.text.split("\n"):
                offset += len(line) + 1
                starts.append(offset)
            self._starts = starts[:-1]
        return self._starts


def locate(
    file: SourceFile,
    place: Place,
    path: Sequence[Step],
    *,
    of_key: bool = False,
    within: tuple[int, int] | None = None,
) -> Span:
    """Give the place of what `path` leads to from the node at `place`, or of the nearest that exists.

    A mapping or list is shown by the key that leads to it, a text by itself, or by the stretch `within` it where the file
    holds it unescaped. Short forms are stepped over: "fields" in a list that stands for a unique's fields.
    """
    key = _head(place)
    for step in path:
        found = entry(place, step) or _item(file, place, step)
        if found is not None:
            key, place = found
        elif isinstance(step, int) or isinstance(place, int) or isinstance(place[1], dict):
            break
    if of_key or not isinstance(place, int) or ends(place)[0] == ends(place)[1]:
        return file.stretch_span(key)
    start, end = ends(place)
    return file.span(*(_narrowed(file.text, start, end, within) if within is not None else (start, end)))


def _head(place: Place) -> Stretch:
    """Give what a document is shown by: its first key."""
    if isinstance(place, tuple) and isinstance(place[1], dict) and place[1]:
        return next(iter(place[1].values()))[0]
    return stretch(*ends(place))


def _item(file: SourceFile, place: Place, step: Step) -> tuple[Stretch, Place] | None:
    """Find an item of a list by its text."""
    if isinstance(step, str) and isinstance(place, tuple) and isinstance(place[1], list):
        for item in place[1]:
            start, end = ends(item)
            if isinstance(item, int) and file.text[start:end].strip("\"'") == step:
                return item, item
    return None


def _in_block(written: str, start: int, within: tuple[int, int]) -> tuple[int, int]:
    """Follow an offset through the lines of a block scalar, whose indentation is no part of its text."""
    passed, offset = 0, start
    lines = written.split("\n")
    indent = next((len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()), 0)
    for number, line in enumerate(lines):
        length = max(0, len(line) - indent)
        if number and within[0] <= passed + length:
            begin = offset + indent + within[0] - passed
            return begin, begin + max(1, min(within[1], passed + length) - within[0])
        passed += length + 1 if number else 0
        offset += len(line) + 1
    return start, start + len(written)


def _narrowed(text: str, start: int, end: int, within: tuple[int, int]) -> tuple[int, int]:
    written = text[start:end]
    if written[:1] in {"|", ">"}:
        return _in_block(written, start, within)
    quote = 1 if written[:1] in {'"', "'"} else 0
    body = written[quote : len(written) - quote]
    if "\n" in body or (quote and ("\\" in body or "''" in body)) or within[1] > len(body):
        return start, end
    begin = start + quote + within[0]
    return begin, min(max(begin + 1, start + quote + within[1]), len(text))
