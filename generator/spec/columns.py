"""Entries of indexes, uniques and orders: `name`, `-name`, `name desc nulls last`, `lower(name)`."""

import re
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, PlainValidator, WithJsonSchema

from generator.spec import rules
from generator.spec.forms import no_switch, refuse

_DIRECTION: Final = re.compile(
    r"(?P<body>.*?)(?:\s+(?P<way>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?", re.IGNORECASE | re.DOTALL
)
_NULLS: Final[dict[str, Literal["first", "last"]]] = {"first": "first", "last": "last"}
_WORD: Final = re.compile(r"-?\s*[A-Za-z_]\w*")
_QUOTED_WORD: Final = re.compile(r'-?\s*"[A-Za-z_]\w*"')


class Column(NamedTuple):
    """One entry: a field or an SQL expression, with its direction."""

    field: str | None
    expression: str | None = None
    descending: bool = False
    nulls: Literal["first", "last"] | None = None


def parse_column(text: str) -> Column:
    """Read one entry; a PydanticCustomError tells what is wrong with it."""
    found = _DIRECTION.fullmatch(text.strip())
    body = found["body"] if found else text.strip()
    way, nulls = (found["way"] or "", found["nulls"] or "") if found else ("", "")
    if _QUOTED_WORD.fullmatch(body):
        body = body.replace('"', "")
    descending, place_of_nulls = way.lower() == "desc", _NULLS.get(nulls.lower())
    if not _WORD.fullmatch(body):
        return Column(None, body, descending, place_of_nulls)
    if not body.startswith("-"):
        return Column(body, None, descending, place_of_nulls)
    name = body[1:].strip()
    if way:
        raise refuse(rules.CONTRADICTION, f"`-{name}` says descending already", f"write -{name}, or {name} {way}")
    return Column(name, None, descending=True, nulls=place_of_nulls)


def _column(value: object) -> Column:
    if not isinstance(no_switch(value), str) or not re.search("[A-Za-z]", str(value)):
        raise refuse(rules.WRONG_SHAPE, "a field name or an SQL expression is expected here")
    return parse_column(str(value))


Term = Annotated[Column, PlainValidator(_column), WithJsonSchema({"type": "string", "pattern": "[A-Za-z]"})]
Columns = Annotated[tuple[Term, ...], Field(min_length=1)]
