"""Source in which imported names are still symbols, and how it is put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from keyword import iskeyword
from typing import NamedTuple


class Symbol(NamedTuple):
    """A name that a module exports; a module that begins with a dot is the output's own, seen from its root."""

    module: str
    name: str


# Never changed once made, but not `frozen`: that would double the time it takes to make one of hundreds of thousands.
@dataclass(slots=True, unsafe_hash=True)
class Code:
    """Python source in which imported names are still symbols."""

    parts: tuple["str | Symbol", ...]

    def __add__(self, other: "Code") -> "Code":
        """Join two pieces without a space between them."""
        return Code(self.parts + other.parts)

    @property
    def symbols(self) -> frozenset[Symbol]:
        """The names that this piece needs imported."""
        return frozenset(part for part in self.parts if isinstance(part, Symbol))


Piece = str | Symbol | Code


def code(*pieces: Piece) -> Code:
    """Join pieces; a `str` is source text of our own, never a user's: that goes through `literal`."""
    parts: list[str | Symbol] = []
    for piece in pieces:
        if isinstance(piece, Code):
            parts += piece.parts
        else:
            parts.append(piece)
    return Code(tuple(parts))


def join(separator: str, pieces: Iterable[Piece]) -> Code:
    """Join pieces with `separator` between them."""
    parts: list[str | Symbol] = []
    for piece in pieces:
        if isinstance(piece, Code):
            parts += piece.parts
        else:
            parts.append(piece)
        parts.append(separator)
    return Code(tuple(parts[:-1]))


def call(function: Piece, *arguments: Piece, **options: Piece) -> Code:
    """Give the call of `function`; arguments are code already."""
    parts: list[str | Symbol] = []
    if isinstance(function, Code):
        parts += function.parts
    else:
        parts.append(function)
    mark = "("
    for piece in arguments:
        parts.append(mark)
        mark = ", "
        if isinstance(piece, Code):
            parts += piece.parts
        else:
            parts.append(piece)
    for name, piece in options.items():
        parts.append(f"{mark}{name}=")
        mark = ", "
        if isinstance(piece, Code):
            parts += piece.parts
        else:
            parts.append(piece)
    parts.append("()" if mark == "(" else ")")
    return Code(tuple(parts))


def block(lines: Iterable[str], indent: str = "", end: str = "") -> str:
    """Give lines as one text, each indented and with `end` behind it; blank ones stay as they are."""
    return "\n".join([f"{indent}{line}{end}" if line else "" for line in lines])


def is_name(text: str) -> bool:
    """Tell whether text can be a Python name that we give out: an identifier, no keyword, not private by accident."""
    return text.isascii() and text.isidentifier() and not iskeyword(text)
