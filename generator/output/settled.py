"""Rendered texts that ruff would leave as they are, told without running it.

Our templates lay code out as ruff does; what is left to ruff is, as a rule, to break what does not fit a line. A text is
settled where nothing in it gives rise to doubt. One of each template is formatted in every run all the same: a ruff that
changes it has another style, and is given them all. `gen check --full` takes nothing for settled.
"""

from collections.abc import Iterable
from typing import Final

from generator.output.files import File

_DOUBTFUL: Final = (
    "\\",  # in a string, whose quotes may be exchanged for others to do without
    '" "',  # strings side by side, which are joined where there is room
    " \n",
    "\n\n\n\n",
    "\n\n\n ",
    "(\n)",
    "{ ",
    "if (",
    " ** ",
)


def settled(files: Iterable[File], line_length: int) -> dict[str, list[File]]:
    """Give the files that ruff would leave as they are, by the template that they were rendered from."""
    found: dict[str, list[File]] = {}
    for file in files:
        if file.template and is_settled(file.text, line_length):
            found.setdefault(file.template, []).append(file)
    return found


def is_settled(text: str, line_length: int) -> bool:
    """Tell whether ruff is sure to leave a text of our templates as it is."""
    if not text.isascii() or text[-1:] != "\n" or text[-2:] == "\n\n":
        return False
    for mark in _DOUBTFUL:
        if mark in text:
            return False
    return max(map(len, text.split("\n"))) <= line_length
