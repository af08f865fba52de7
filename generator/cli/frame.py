"""The line that a finding is about, with a caret under the place: right for wide characters, safe for any text."""

from collections.abc import Callable
from typing import Final
from unicodedata import combining, east_asian_width

from generator.diagnostics import Span

WIDTH: Final = 140
"""Columns of a line that are shown; of a longer one, those around the caret."""
_LEAD: Final = 40


def printable(text: str) -> str:
    """Escape what a terminal would obey or reorder: control characters, marks of writing direction."""
    return "".join(character if _is_safe(character) else _escape(character) for character in text)


def frame(line: str, span: Span, paint: Callable[[str], str]) -> list[str]:
    """Give the lines of a code frame; `paint` colours the caret."""
    start = min(span.column - 1, len(line))
    end = len(line) if span.end_line > span.line else max(start, min(span.end_column - 1, len(line)))
    shown, before, marked = _window(line, start, end)
    gutter = " " * len(str(span.line))
    caret = paint("^" * max(1, width(marked)))
    return [f" {gutter} |", f" {span.line} | {shown}", f" {gutter} | {' ' * width(before)}{caret}"]


def width(text: str) -> int:
    """Count the columns that a terminal gives to text."""
    return sum(0 if combining(item) else 2 if east_asian_width(item) in "WF" else 1 for item in text)


def _window(line: str, start: int, end: int) -> tuple[str, str, str]:
    """Give the part of a line to show, what of it stands before the caret, and what the caret marks."""
    first = 0 if len(line) <= WIDTH else max(0, min(start - _LEAD, len(line) - WIDTH))
    last = min(len(line), first + WIDTH)
    head = "…" if first else ""
    tail = "…" if last < len(line) else ""
    before = head + printable(line[first:start])
    return head + printable(line[first:last]) + tail, before, printable(line[start : min(end, last)])


def _is_safe(character: str) -> bool:
    return character.isprintable()


def _escape(character: str) -> str:
    if character == "\t":
        return "→"
    point = ord(character)
    return f"\\x{point:02x}" if point <= 0xFF else f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"  # noqa: PLR2004  # as Python writes them
