"""Enums as classes: a member a value, in the order of the spec."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.code import Scope, Symbol, block, docstring, literal
from generator.ir import EnumMember, EnumType

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class EnumRow:
    """A class to be written, its members with what is said about them below each."""

    name: str
    base: str
    docstring: str
    body: str


def enum_rows(enums: Iterable[EnumType], scope: Scope) -> list[EnumRow]:
    """Give the classes of enums."""
    return [
        EnumRow(
            enum.name,
            scope.name(Symbol("enum", "StrEnum" if enum.base == "string" else "IntEnum")),
            docstring(enum.description or f"What a {enum.name} can be.", _INDENT),
            block([line for member in enum.members for line in _member_lines(member, scope)], _INDENT),
        )
        for enum in enums
    ]


def _member_lines(member: EnumMember, scope: Scope) -> Iterator[str]:
    yield f"{member.name} = {scope.text(literal(member.value))}"
    words = member.description.strip()
    if member.deprecated:
        words = f"Deprecated. {words}".strip()
    if words:
        yield docstring(words, _INDENT)
