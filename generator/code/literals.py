"""Values as source: the literals of every kind that a spec's author can write."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final
from uuid import UUID

from generator.code.characters import UNSEEN, escape
from generator.code.pieces import Code, Symbol, call, code, join

_CHUNK: Final = 90
"""Columns of a string in one piece: with its quotes, a name before it and an indentation it fits the line."""
_INTEGER: Final = re.compile(r"(?:0|-?[1-9]\d*)\Z")
_WORD_BREAK: Final = 70
"""Columns after which a longer string is rather cut before a word than at `_CHUNK`."""
_SAFE_CONTROLS: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", '"': '\\"'}


def literal(value: object) -> Code:
    """Encode a Python value as the source that evaluates to it; TypeError for a kind that has no literal here."""
    encode = _ENCODERS.get(type(value))
    if encode is not None:
        return encode(value)
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, str) and not isinstance(value, Enum):
        return Code((_string(value),))
    message = f"no literal for {type(value).__name__}"
    raise TypeError(message)


def lines(text: str) -> Code:
    """Encode a text of several lines, a string a line."""
    found = [_chunks(line) for line in text.splitlines(keepends=True)] or [[""]]
    quoted = " ".join(f'"{chunk}"' for chunks in found for chunk in chunks)
    return Code((f"({quoted})" if sum(map(len, found)) > 1 else quoted,))


def _float(value: float) -> Code:
    return Code((repr(value) if math.isfinite(value) else f'float("{value}")',))


def _decimal(value: Decimal) -> Code:
    text = str(value)
    return call(Symbol("decimal", "Decimal"), text if _INTEGER.match(text) else f'"{text}"')


def _items(values: Iterable[object]) -> Code:
    return join(", ", map(literal, values))


def _tuple(value: tuple[object, ...]) -> Code:
    return code("(", _items(value), ",)" if len(value) == 1 else ")")


def _frozenset(value: frozenset[object]) -> Code:
    items = sorted(map(literal, value), key=lambda item: str(item.parts))
    return code("frozenset({", join(", ", items), "})") if items else Code(("frozenset()",))


def _mapping(value: Mapping[object, object]) -> Code:
    items = (code(literal(key), ": ", literal(item)) for key, item in value.items())
    return code("{", join(", ", items), "}")


@cache
def _text(text: str) -> Code:
    """Encode a text; the same names come up again and again."""
    return Code((_string(text),))


def _string(text: str) -> str:
    if len(text) <= _CHUNK and text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    chunks = _chunks(text)
    quoted = " ".join(f'"{chunk}"' for chunk in chunks)
    return f"({quoted})" if len(chunks) > 1 else quoted


def _chunks(text: str) -> list[str]:
    """Give the pieces of a string, escaped, each short enough for a line."""
    chunks = [""]
    width = 0
    for character in text:
        piece = _SAFE_CONTROLS.get(character) or (escape(character) if UNSEEN.match(character) else character)
        # Wide characters take two columns; counting every one that is not ASCII so keeps lines short enough.
        columns = len(piece) if piece.isascii() else 2
        if width + columns > _CHUNK or (width > _WORD_BREAK and character == " "):
            chunks.append("")
            width = 0
        chunks[-1] += piece
        width += columns
    return chunks


def _bytes(value: bytes) -> str:
    body = "".join(
        _SAFE_CONTROLS.get(chr(byte)) or (chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}")  # noqa: PLR2004  # ASCII
        for byte in value
    )
    return f'b"{body}"'


def _moment(value: date | time | timedelta) -> Code:
    kind = Symbol("datetime", type(value).__name__)
    if isinstance(value, datetime) and value.tzinfo is None:
        # Written with its numbers it would look like a forgotten time zone, to readers and to linters.
        return code(kind, ".fromisoformat(", _string(value.isoformat()), ")")
    text = repr(value).removeprefix(f"datetime.{kind.name}")
    head, found, tail = text.partition("tzinfo=datetime.timezone.utc")
    return code(kind, head, "tzinfo=", Symbol("datetime", "UTC"), tail) if found else code(kind, text)


_ENCODERS: Final[dict[type, Callable[[Any], Code]]] = {  # each row's function takes the row's type
    str: _text,
    int: lambda value: Code((repr(value),)),
    bool: lambda value: Code((repr(value),)),
    type(None): lambda _: Code(("None",)),
    float: _float,
    bytes: lambda value: Code((_bytes(value),)),
    Decimal: _decimal,
    UUID: lambda value: call(Symbol("uuid", "UUID"), _string(str(value))),
    IPv4Address: lambda value: call(Symbol("ipaddress", "IPv4Address"), _string(str(value))),
    IPv6Address: lambda value: call(Symbol("ipaddress", "IPv6Address"), _string(str(value))),
    date: _moment,
    datetime: _moment,
    time: _moment,
    timedelta: _moment,
    list: lambda value: code("[", _items(value), "]"),
    tuple: _tuple,
    frozenset: _frozenset,
    dict: _mapping,
    Code: lambda value: value,
}
