"""Values that a spec writes, such as a default or an example, read as the type of their field demands."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from generator.fieldtypes import EnumRef, ListOf, MapOf, Scalar, TypeRef, ValueRef, read
from generator.ir import EnumType, Generated
from generator.resolve.draft import Work
from generator.spec.forms import Quoted, Tree
from generator.spec.suggestion import did_you_mean

GENERATED: Final = {
    "now()": (Generated.NOW, frozenset({"datetime", "local_datetime"})),
    "today()": (Generated.TODAY, frozenset({"date"})),
    "uuid()": (Generated.UUID, frozenset({"uuid"})),
    "uuid7()": (Generated.UUID7, frozenset({"uuid"})),
}
"""What can stand for a value made anew, and for which types."""

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_LONGEST: Final = 400
"""Digits of a whole number; a longer one is read as a float is."""
_TEXT: Final = Scalar("text")
_WORDS: Final[dict[str, bool]] = {"true": True, "false": False}


class LiteralError(ValueError):
    """A value that its type does not take; `help` says what would be right."""

    def __init__(self, message: str, help_: str | None = None) -> None:
        """Say what is wrong, in a whole sentence."""
        super().__init__(message)
        self.help = help_


def read_literal(tree: Tree, kind: TypeRef, work: Work) -> object:
    """Give the value of a field of that type; LiteralError if it is none.

    A scalar is of its Python type, an enum its label or number; lists, maps and values hold what JSON does.
    """
    if isinstance(kind, Scalar) and kind.name != "json":
        return _scalar(tree, kind)
    return _json(tree, kind, work)


def generated(tree: Tree, kind: TypeRef) -> Generated | None:
    """Give what a default such as `now()` stands for; None if it is no such word, LiteralError if the type is another."""
    if not isinstance(tree, str) or isinstance(tree, Quoted) or tree not in GENERATED:
        return None
    made, types = GENERATED[tree]
    if isinstance(kind, Scalar) and kind.name in types:
        return made
    wanted = " or ".join(sorted(types))
    message = f"{tree} makes a {wanted}, and the field is {kind}"
    raise LiteralError(message, f"quote it if the text is meant: '{tree}'" if _is_text(kind) else None)


def _is_text(kind: TypeRef) -> bool:
    return isinstance(kind, Scalar) and kind.name in {"string", "char", "text"}


def _scalar(tree: Tree, kind: Scalar) -> object:
    if not isinstance(tree, str):
        message = f"{_shape(tree)} is no {kind}"
        raise LiteralError(message, "leave it out, or make the field nullable" if tree is None else None)
    try:
        return read(kind, str(tree))
    except ValueError as error:
        message = f"'{_shortened(tree)}' {error}"
        raise LiteralError(message) from None


def _json(tree: Tree, kind: TypeRef, work: Work) -> object:
    """Give a value as JSON holds it, decimals as `Decimal`."""
    match kind:
        case Scalar(name="json"):
            return _any_json(tree)
        case Scalar():
            return _json_kind(_scalar(tree, kind), tree)
        case EnumRef():
            return _label(tree, work.enums[kind.domain, kind.name])
        case ListOf():
            if not isinstance(tree, list):
                message = f"{_shape(tree)} is no list"
                raise LiteralError(message, "write it in brackets: [...]")
            return [_item(item, kind.item, work, nullable=kind.nullable) for item in tree]
        case MapOf():
            if not isinstance(tree, dict):
                message = f"{_shape(tree)} is no map"
                raise LiteralError(message, "write it in braces: {key: ...}")
            return {
                _json(key, kind.key, work): _item(item, kind.value, work, nullable=kind.nullable)
                for key, item in tree.items()
            }
        case ValueRef():
            return _members(tree, kind, work)


def _item(tree: Tree, kind: TypeRef, work: Work, *, nullable: bool) -> object:
    if tree is None and nullable:
        return None
    return _json(tree, kind, work)


def _label(tree: Tree, enum: EnumType) -> str | int:
    if not isinstance(tree, str):
        message = f"{_shape(tree)} is no {enum.name}"
        raise LiteralError(message)
    by_label = {member.label: member.value for member in enum.members}
    if str(tree) not in by_label:
        message = f"'{_shortened(tree)}' is no {enum.name}"
        raise LiteralError(message, did_you_mean(str(tree), by_label))
    return by_label[str(tree)]


def _members(tree: Tree, kind: ValueRef, work: Work) -> object:
    if not isinstance(tree, dict):
        message = f"{_shape(tree)} is no {kind.name}"
        raise LiteralError(message, "write its fields in braces: {field: ...}")
    known = {member.name: member for member in work.values[kind.domain, kind.name].fields}
    for name in tree:
        if name not in known:
            message = f"{kind.name} has no field '{name}'"
            raise LiteralError(message, did_you_mean(name, known))
    for name, member in known.items():
        if name not in tree and not member.nullable and member.default is None:
            message = f"the field '{name}' of {kind.name} is missing"
            raise LiteralError(message)
    return {name: _item(item, known[name].type, work, nullable=known[name].nullable) for name, item in tree.items()}


def _any_json(tree: Tree) -> object:
    match tree:
        case dict():
            return {str(_scalar(Quoted(key), _TEXT)): _any_json(item) for key, item in tree.items()}
        case list():
            return [_any_json(item) for item in tree]
        case str():
            return _json_scalar(tree)
        case None:
            return None


def _json_scalar(text: str) -> object:
    """Give what a word means in JSON: in quotes it is text, whatever it looks like."""
    if not isinstance(text, Quoted):
        if text in _WORDS:
            return _WORDS[text]
        if _NUMBER.match(text):
            return _number(text)
    return _scalar(text, _TEXT)


def _number(text: str) -> int | float:
    value = int(text) if len(text) < _LONGEST and _INTEGER.match(text) else float(text)
    if isinstance(value, float) and not math.isfinite(value):
        message = f"'{_shortened(text)}' is beyond the numbers of JSON"
        raise LiteralError(message, "quote it to keep its digits as text")
    return value


def _json_kind(value: object, tree: Tree) -> object:
    match value:
        case bool() | int() | float() | str() | Decimal():
            return value
        case datetime() if value.tzinfo is not None:
            return value.isoformat().replace("+00:00", "Z")
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta() | bytes():
            return str(tree)
        case _:
            return str(value)


def _shape(tree: Tree) -> str:
    match tree:
        case None:
            return "null"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"'{_shortened(tree)}'"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  # what fits a line of a message
