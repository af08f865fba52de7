"""Enums as classes: a member a value, in the order of the spec."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from generator.code import Scope, Symbol, docstring, literal
from generator.ir import EnumMember, EnumType

_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class EnumRow:
    """A class to be written; each of `members` may have a docstring below it, or an empty text."""

    name: str
    base: str
    docstring: str
    members: list[tuple[str, str]]


def enum_rows(enums: Iterable[EnumType], scope: Scope) -> list[EnumRow]:
    """Give the classes of enums."""
    return [
        EnumRow(
            enum.name,
            scope.name(Symbol("enum", "StrEnum" if enum.base == "string" else "IntEnum")),
            docstring(enum.description or f"What a {enum.name} can be.", _INDENT),
            [
                (f"{member.name} = {scope.text(literal(member.value))}", _member_words(member))
                for member in enum.members
            ],
        )
        for enum in enums
    ]


def _member_words(member: EnumMember) -> str:
    words = member.description.strip()
    if member.deprecated:
        words = f"Deprecated. {words}".strip()
    return docstring(words, _INDENT) if words else ""
