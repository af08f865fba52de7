"""The only way from a value to Python source: literals are encoded here, and every name knows its import.

A `Code` is text in which imported names stand as `Symbol`s. Only a `Scope`, the names of one module, turns it into text:
it decides what a symbol is called there (`date`, or `_date` where the module has a field of that name) and keeps the
imports that it handed out.
"""

import json
import math
import sys
import textwrap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from keyword import iskeyword
from typing import Final
from uuid import UUID

_CHUNK: Final = 80
_SAFE_CONTROLS: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", '"': '\\"'}


@dataclass(frozen=True, slots=True, order=True)
class Symbol:
    """A name that a module exports; a module that begins with a dot is the output's own, seen from its root."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
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
            parts.extend(piece.parts)
        else:
            parts.append(piece)
    return Code(tuple(parts))


def join(separator: str, pieces: Iterable[Piece]) -> Code:
    """Join pieces with `separator` between them."""
    parts: list[Piece] = []
    for index, piece in enumerate(pieces):
        parts.extend((separator, piece) if index else (piece,))
    return code(*parts)


def call(function: Piece, *arguments: Piece, **options: Piece) -> Code:
    """Give the call of `function`; arguments are code already."""
    named = [code(f"{name}=", value) for name, value in options.items()]
    return code(function, "(", join(", ", [*arguments, *named]), ")")


def literal(value: object) -> Code:
    """Encode a Python value as the source that evaluates to it; TypeError for a kind that has no literal here."""
    match value:
        case None | bool() | int():
            return Code((repr(value),))
        case Enum():
            message = f"{value!r} belongs to the generator, not to the output"
            raise TypeError(message)
        case str():
            return Code((_string(value),))
        case float():
            return Code((repr(value) if math.isfinite(value) else f'float("{value}")',))
        case bytes():
            return Code((_bytes(value),))
        case Decimal():
            return call(Symbol("decimal", "Decimal"), _string(str(value)))
        case UUID():
            return call(Symbol("uuid", "UUID"), _string(str(value)))
        case datetime() | date() | time() | timedelta():
            return _moment(value)
        case list():
            return code("[", join(", ", map(literal, value)), "]")
        case tuple():
            return code("(", join(", ", map(literal, value)), ",)" if len(value) == 1 else ")")
        case frozenset():
            items = sorted(map(literal, value), key=lambda item: str(item.parts))
            return code("frozenset({", join(", ", items), "})") if items else Code(("frozenset()",))
        case Mapping():
            return code("{", join(", ", (code(literal(key), ": ", literal(item)) for key, item in value.items())), "}")
        case Code():
            return value
        case _:
            message = f"no literal for {type(value).__name__}"
            raise TypeError(message)


def docstring(text: str, indent: str = "") -> str:
    """Encode text as a docstring's source, quotes included: summary line, blank line, paragraphs wrapped to 112 columns.

    The text that Python reads back has the words of `text`, wrapped; what cannot be printed is escaped.
    """
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    paragraphs = [part for part in paragraphs if part] or ["(no description)"]
    summary, _, rest = paragraphs[0].partition(". ")
    if len(summary) > 100 or not rest:
        summary, rest = paragraphs[0], ""
    elif rest:
        summary += "."
    lines = textwrap.wrap(summary, 112 - len(indent), break_long_words=False, break_on_hyphens=False)
    body = [rest] if rest else []
    if len(lines) > 1:
        body, lines = [" ".join(lines[1:] + body)], lines[:1]
    if not lines[0].endswith((".", "!", "?")) and not body:
        lines[0] += "."
    for paragraph in body + paragraphs[1:]:
        wrapped = textwrap.wrap(paragraph, 112 - len(indent), break_long_words=False, break_on_hyphens=False)
        lines += ["", *wrapped]
    escaped = [_docstring_line(line) for line in lines]
    if len(escaped) == 1:
        tail = " " if escaped[0].endswith('"') else ""
        return f'"""{escaped[0]}{tail}"""'
    return f'"""{escaped[0]}\n' + "\n".join(f"{indent}{line}" if line else "" for line in escaped[1:]) + f'\n{indent}"""'


def comment(text: str) -> str:
    """Encode text as the words of a one-line comment, without its `#`."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))


def is_name(text: str) -> bool:
    """Tell whether text can be a Python name that we give out: an identifier, no keyword, not private by accident."""
    return text.isascii() and text.isidentifier() and not iskeyword(text)


class Scope:
    """The names of one module while it is written, and the imports that it turns out to need."""

    def __init__(self, module: str, taken: Collection[str] = ()) -> None:
        """Begin the module `module` (dotted, seen from the output's root) in which the names `taken` mean something else."""
        self.module = module
        self._taken = set(taken)
        self._names: dict[Symbol, str] = {}
        self._owners: dict[str, Symbol] = {}
        self._typing: set[Symbol] = set()

    def text(self, piece: Code) -> str:
        """Give the source of `piece`, and import what it names."""
        return "".join(part if isinstance(part, str) else self.name(part) for part in piece.parts)

    def typing_text(self, piece: Code) -> str:
        """Give the source of `piece`, whose names are wanted by type checkers only."""
        fresh = [part for part in piece.parts if isinstance(part, Symbol) and part not in self._names]
        text = self.text(piece)
        self._typing.update(fresh)
        return text

    def name(self, symbol: Symbol) -> str:
        """Give what `symbol` is called in this module."""
        known = self._names.get(symbol)
        if known is not None:
            self._typing.discard(symbol)
            return known
        if symbol.module in {"builtins", "." + self.module}:
            return symbol.name
        name = symbol.name
        while name in self._taken or self._owners.get(name, symbol) != symbol:
            name = f"_{name}"
        self._names[symbol] = name
        self._owners[name] = symbol
        return name

    def imports(self) -> str:
        """Give the import statements, sorted as ruff's isort rules sort them; empty if there are none."""
        wanted = {symbol: name for symbol, name in self._names.items() if symbol not in self._typing}
        blocks = _import_blocks(self.module, wanted)
        hidden = {symbol: self._names[symbol] for symbol in self._typing}
        if hidden:
            body = textwrap.indent("\n\n".join(_import_blocks(self.module, hidden)), "    ")
            wanted[Symbol("typing", "TYPE_CHECKING")] = "TYPE_CHECKING"
            blocks = [*_import_blocks(self.module, wanted), f"if TYPE_CHECKING:\n{body}"]
        return "\n\n".join(blocks)


def _import_blocks(module: str, names: Mapping[Symbol, str]) -> list[str]:
    """Give the statements in isort's sections: standard library, third party, the output's own by distance."""
    sections: dict[int, dict[str, list[str]]] = {0: {}, 1: {}, 2: {}}
    modules: dict[int, set[str]] = {0: set(), 1: set(), 2: set()}
    for symbol, name in names.items():
        source, section = _source(module, symbol.module)
        if not symbol.name:
            modules[section].add(f"import {source}" + (f" as {name}" if name != source else ""))
            continue
        item = symbol.name if symbol.name == name else f"{symbol.name} as {name}"
        sections[section].setdefault(source, []).append(item)
    blocks: list[str] = []
    for section, sources in sections.items():
        lines = sorted(modules[section])
        ordered = sorted(sources, key=_relative_key if section == 2 else str.lower)
        lines += [f"from {source} import {', '.join(sorted(sources[source], key=_member_key))}" for source in ordered]
        if lines:
            blocks.append("\n".join(lines))
    return blocks


def _source(module: str, wanted: str) -> tuple[str, int]:
    if not wanted.startswith("."):
        return wanted, 0 if wanted.partition(".")[0] in sys.stdlib_module_names else 1
    here, there = module.split(".")[:-1], wanted[1:].split(".")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "." * (len(here) - shared + 1) + ".".join(there[shared:]), 2


def _relative_key(source: str) -> tuple[int, str]:
    name = source.lstrip(".")
    return (len(name) - len(source), name)


def _member_key(item: str) -> tuple[int, str]:
    name = item.split(" as ")[0]
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return (kind, name)


def _string(text: str) -> str:
    if len(text) <= _CHUNK:
        return _quoted(text)
    chunks = [text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK)]
    return "(" + " ".join(map(_quoted, chunks)) + ")"


def _quoted(text: str) -> str:
    body = "".join(_SAFE_CONTROLS.get(c) or (c if c.isprintable() else _escape(c)) for c in text)
    return f'"{body}"'


def _escape(character: str) -> str:
    point = ord(character)
    return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}" if point < 65536 else f"\\U{point:08x}"  # noqa: PLR2004


def _bytes(value: bytes) -> str:
    return "b" + json.dumps(value.decode("latin-1")).replace("\\u00", "\\x").replace("\\b", "\\x08").replace("\\f", "\\x0c")


def _docstring_line(line: str) -> str:
    body = "".join(c if c.isprintable() and c != "\\" else "\\\\" if c == "\\" else _escape(c) for c in line)
    return body.replace('"""', '\\"\\"\\"')


def _moment(value: date | time | timedelta) -> Code:
    text = repr(value).removeprefix("datetime.").replace("datetime.timezone.utc", "UTC")
    kind = type(value).__name__
    if "tzinfo=UTC" in text:
        head, _, tail = text.partition("tzinfo=UTC")
        return code(Symbol("datetime", kind), head.removeprefix(kind), "tzinfo=", Symbol("datetime", "UTC"), tail)
    return code(Symbol("datetime", kind), text.removeprefix(kind))
