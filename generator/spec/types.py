"""Type expressions as a spec writes them: `decimal(18, 2)`, `list[Tag]`, `map[string, int?]?`, parsed but not looked up.

They are named tuples, not dataclasses: a run unpickles tens of thousands of them.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple, NoReturn


class ScalarType(NamedTuple):
    """A built-in type, written in lower case, with the numbers in its parentheses."""

    name: str
    arguments: tuple[int, ...] = ()
    nullable: bool = False

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        numbers = f"({', '.join(map(str, self.arguments))})" if self.arguments else ""
        return f"{self.name}{numbers}{'?' * self.nullable}"


class NamedType(NamedTuple):
    """An entity, enum or value object by its name; `domain` where the spec writes it."""

    domain: str | None
    name: str
    nullable: bool = False

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"{f'{self.domain}.' if self.domain else ''}{self.name}{'?' * self.nullable}"


class ListType(NamedTuple):
    """A list: many-to-many if its item is an entity, else data."""

    item: "TypeExpression"
    nullable: bool = False

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"list[{self.item}]{'?' * self.nullable}"


class MapType(NamedTuple):
    """A mapping; its keys are `string` or an enum."""

    key: "TypeExpression"
    value: "TypeExpression"
    nullable: bool = False

    def __str__(self) -> str:
        """Give the type as a spec writes it."""
        return f"map[{self.key}, {self.value}]{'?' * self.nullable}"


TypeExpression = ScalarType | NamedType | ListType | MapType

_TOKEN: Final = re.compile(r"\s*(?:([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(\d+)|([\[\](),?|])|(\S))")
_DEPTH: Final = 16
_UNION: Final = "a field of several types (A | B) is reserved for a later version"


class TypeSyntaxError(ValueError):
    """A type that cannot be read; `start` and `end` are offsets in its text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        """Say what is wrong between two offsets."""
        super().__init__(message)
        self.start = start
        self.end = end


class ReservedTypeError(TypeSyntaxError):
    """A type that the language reserves for later."""


@lru_cache(maxsize=4096)
def parse_type(text: str) -> TypeExpression:
    """Read a type; `TypeSyntaxError` if it is not one, `ReservedTypeError` for a union."""
    reader = _Reader(text)
    parsed = reader.type(0)
    if reader.kind == "|":
        raise ReservedTypeError(_UNION, *reader.place)
    if reader.kind:
        reader.refuse("the end of the type")
    return parsed


class _Reader:
    """Tokens of one type, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0
        self._advance()

    def _advance(self) -> None:
        found = _TOKEN.match(self._text, self._end)
        if found is None:
            self.kind, self.word, self.place = "", "", (len(self._text.rstrip()), len(self._text))
            return
        name, number, mark, other = found.groups()
        self.word = name or number or mark or other
        self.kind = "name" if name else "number" if number else mark or "unknown"
        self.place = (found.end() - len(self.word), found.end())
        self._end = found.end()

    def type(self, depth: int) -> TypeExpression:
        """Read one type with its question mark."""
        if depth > _DEPTH:
            message = f"a type may be nested {_DEPTH} deep, not deeper"
            raise TypeSyntaxError(message, *self.place)
        if self.kind != "name":
            self.refuse("the name of a type")
        word, place = self.word, self.place
        self._advance()
        made = self._bracketed(word, place, depth) if self.kind == "[" else self._plain(word, place)
        if self.kind != "?":
            return made
        self._advance()
        if self.kind == "?":
            self.refuse("one question mark")
        return made._replace(nullable=True)

    def _bracketed(self, word: str, place: tuple[int, int], depth: int) -> TypeExpression:
        self._advance()
        if word == "list":
            made: TypeExpression = ListType(self.type(depth + 1))
        elif word == "map":
            key = self.type(depth + 1)
            self._expect(",")
            made = MapType(key, self.type(depth + 1))
        else:
            message = f"{word} takes no square brackets: only list[…] and map[…, …] do"
            raise TypeSyntaxError(message, *place)
        self._expect("]")
        return made

    def _plain(self, word: str, place: tuple[int, int]) -> TypeExpression:
        if word in {"list", "map"}:
            message = f"{word} needs the type of what it holds: " + (
                "list[text]" if word == "list" else "map[string, int]"
            )
            raise TypeSyntaxError(message, *place)
        domain, dot, name = word.rpartition(".")
        if dot or word[:1].isupper():
            return NamedType(domain or None, name)
        arguments = self._arguments() if self.kind == "(" else ()
        return ScalarType(word, arguments)

    def _arguments(self) -> tuple[int, ...]:
        numbers: list[int] = []
        while not numbers or self.kind == ",":
            self._advance()
            if self.kind != "number":
                self.refuse("a whole number")
            numbers.append(int(self.word[:10]))
            self._advance()
        if self.kind != ")":
            self.refuse("`,` or `)`")
        self._advance()
        return tuple(numbers)

    def _expect(self, mark: str) -> None:
        if self.kind == "|":
            raise ReservedTypeError(_UNION, *self.place)
        if self.kind != mark:
            self.refuse(f"`{mark}`")
        self._advance()

    def refuse(self, wanted: str) -> NoReturn:
        """Raise the error that says what should stand where the reader is."""
        seen = f"`{self.word}`" if self.kind else "the end"
        message = f"{wanted} is expected here, not {seen}"
        raise TypeSyntaxError(message, *self.place)
