"""Types checked as far as one document allows: built-in names and their numbers, keys of maps, keys of entities."""

import re
from functools import lru_cache
from typing import Final

from generator.diagnostics import Rule
from generator.fieldtypes import ROWS, Scalar, argument_error, suggestion
from generator.spec import rules
from generator.spec.types import (
    ListType,
    MapType,
    NamedType,
    ReservedTypeError,
    ScalarType,
    TypeExpression,
    TypeSyntaxError,
    parse_type,
)

KEY_TYPES: Final = ("uuid7", "uuid", "int", "bigint", "smallint", "string")
_RESERVED: Final = frozenset({"vector"})


class TypeFindingError(ValueError):
    """A type that is refused: by which rule, why, with what help, and where in its text."""

    def __init__(
        self, rule: Rule, message: str, help: str = "", place: tuple[int, int] = (-1, -1)
    ) -> None:  # the word users read in the output
        """Keep what a finding needs."""
        super().__init__(message)
        self.rule = rule
        self.help = help
        self.place = place


@lru_cache(maxsize=4096)
def read_type(text: str) -> TypeExpression:
    """Read the type of a field; TypeFindingError if it cannot be one."""
    parsed = _parsed(text)
    _check(parsed, text)
    return parsed


def read_key_type(text: str) -> TypeExpression:
    """Read the type of a key; TypeFindingError if a key cannot have it."""
    parsed = _parsed(text)
    takes = "a key's type is uuid7, uuid, int, bigint, smallint or string(n)"
    if isinstance(parsed, NamedType):
        raise TypeFindingError(
            rules.UNKNOWN_TYPE,
            f"`{text}` is no type of a key",
            f"{takes}; a key of references is a list: [{text.lower()}]",
        )
    if not isinstance(parsed, ScalarType) or parsed.name not in KEY_TYPES:
        known = isinstance(parsed, ScalarType) and parsed.name in ROWS
        help_ = takes if known else f"{takes}; a key of fields is a list: [{text}]"
        raise TypeFindingError(rules.UNKNOWN_TYPE, f"`{text}` is no type of a key", help_)
    if parsed.nullable:
        raise TypeFindingError(rules.CONTRADICTION, "a key cannot be null", f"write {text.removesuffix('?')}")
    if parsed.name == "uuid7" and not parsed.arguments:
        return parsed
    _check(parsed, text)
    if parsed.name == "string" and not parsed.arguments:
        raise TypeFindingError(rules.TYPE_NUMBERS, "a key of text needs a length", "write string(64)")
    return parsed


def _parsed(text: str) -> TypeExpression:
    try:
        return parse_type(text)
    except ReservedTypeError as error:
        raise TypeFindingError(rules.RESERVED, str(error), rules.UNION_HELP, (error.start, error.end)) from None
    except TypeSyntaxError as error:
        raise TypeFindingError(rules.TYPE_SYNTAX, str(error), _repair(text), (error.start, error.end)) from None


def _repair(text: str) -> str:
    """Give the help for a type in another language's spelling, such as `list(int)` or `Optional[int]`."""
    found = re.fullmatch(r"(list|map)\((.*)\)(\??)", text.strip()) or re.fullmatch(
        r"(list|map)<(.*)>(\??)", text.strip()
    )
    if found:
        return f"write {found[1]}[{found[2]}]{found[3]}"
    found = re.fullmatch(r"[Oo]ptional\[(.*)\]", text.strip())
    if found:
        return f"write {found[1]}?"
    found = re.fullmatch(r"(?:dict|Dict)\[(.*)\]", text.strip())
    if found:
        return f"write map[string, {found[1].partition(',')[2].strip() or 'text'}]"
    found = re.fullmatch(r"(\w+)\[(\d[\d, ]*)\](\??)", text.strip())
    if found:
        return f"write {found[1]}({found[2]}){found[3]}"
    found = re.fullmatch(r"(?:List|array|Array|set|Set)\[(.*)\]", text.strip()) or re.fullmatch(
        r"(\w+)\[\]", text.strip()
    )
    return f"write list[{found[1]}]" if found else ""


def _check(parsed: TypeExpression, text: str) -> None:
    if isinstance(parsed, ScalarType):
        _check_scalar(parsed, text)
    elif isinstance(parsed, ListType):
        _check(parsed.item, text)
    elif isinstance(parsed, MapType):
        key = parsed.key
        if not isinstance(key, NamedType) and key != ScalarType("string"):
            message = f"the keys of a map are string or an enum, not {key}"
            raise TypeFindingError(rules.TYPE_SYNTAX, message, f"write map[string, {parsed.value}]")
        _check(parsed.value, text)


def _check_scalar(parsed: ScalarType, text: str) -> None:
    name = parsed.name
    found = re.search(rf"\b{re.escape(name)}\b", text)
    place = found.span() if found else (-1, -1)
    if name in _RESERVED:
        raise TypeFindingError(rules.RESERVED, f"{name}(n) is reserved for a later version", "", place)
    if name == "uuid7":
        help_ = "write uuid with `default: uuid7()`; uuid7 itself is a key's type"
        raise TypeFindingError(rules.UNKNOWN_TYPE, "`uuid7` is no type of a field", help_, place)
    if name not in ROWS:
        meant = suggestion(name)
        if meant and "(" in meant and parsed.arguments:
            meant = str(ScalarType(meant.partition("(")[0], parsed.arguments))
        help_ = f"did you mean {meant}?" if meant else f"built-in types: {', '.join(sorted(ROWS))}"
        raise TypeFindingError(rules.UNKNOWN_TYPE, f"there is no type `{name}`", help_, place)
    wrong = argument_error(Scalar(name, parsed.arguments))
    if wrong is not None:
        raise TypeFindingError(rules.TYPE_NUMBERS, wrong, "", place)
