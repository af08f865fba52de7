"""Prose in source: docstrings and comments that hold whatever an author writes."""

import textwrap
from typing import Final

from generator.code.characters import UNSEEN, escape_long

_DOCSTRING_WIDTH: Final = 112


def docstring(text: str, indent: str = "") -> str:
    """Encode text as a docstring's source, quotes included: summary line, blank line, paragraphs wrapped to 112 columns.

    The text that Python reads back has the words of `text`, wrapped, with a period where the summary had none.
    """
    width = _DOCSTRING_WIDTH - len(indent)
    paragraphs = [words for part in text.split("\n\n") if (words := " ".join(part.split()))] or ["(no description)"]
    lines = [_docstring_line(paragraphs[0])]
    if len(lines[0]) > width or len(paragraphs) > 1:
        lines = _paragraphs(paragraphs, width)
    if not lines[0].endswith((".", "!", "?")):
        lines[0] += "."
    if lines[0].startswith('"'):
        lines[0] = f"\\u0022{lines[0][1:]}"
    if len(lines) == 1:
        return f'"""{lines[0]}"""'
    return f'"""{lines[0]}\n' + "\n".join(f"{indent}{line}" if line else "" for line in lines[1:]) + f'\n{indent}"""'


def _paragraphs(paragraphs: list[str], width: int) -> list[str]:
    """Give a summary of one line, and the rest below it."""
    summary, stop, rest = paragraphs[0].partition(". ")
    if not stop or len(summary) >= width:
        first = textwrap.wrap(paragraphs[0], width - 4, break_long_words=False, break_on_hyphens=False)[0]
        summary, rest = first, paragraphs[0][len(first) :].strip()
        stop = " ..." if rest else ""
    lines = [_docstring_line(summary + stop.rstrip())]
    for paragraph in (rest, *paragraphs[1:]):
        if paragraph:
            wrapped = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
            lines += ["", *map(_docstring_line, wrapped)]
    return lines


def comment(text: str) -> str:
    """Encode text as the words of a one-line comment, without its `#`."""
    return UNSEEN.sub(" ", " ".join(text.split()))


def _docstring_line(line: str) -> str:
    if "\\" not in line and '""' not in line and not UNSEEN.search(line):
        return line
    # Linters want a docstring with backslashes to be raw; four-digit escapes are what they let pass.
    escaped = UNSEEN.sub(lambda found: escape_long(found[0]), line.replace("\\", escape_long("\\")))
    return escaped.replace('""', '"\\u0022')
