"""The field type `currency`: three capital letters, as ISO 4217 has them."""

import re
from typing import Final

from generator.code import Symbol, code
from generator.dialects import Dialect
from generator.fieldtypes.row import TEXTUAL, Arguments, Kind, Row, builtin

_CODE: Final = re.compile(r"[A-Z]{3}\Z")


def _read(text: str, _arguments: Arguments) -> str:
    if not _CODE.match(text):
        message = "is no currency: three capital letters, such as EUR"
        raise ValueError(message)
    return text


def _literal(value: object, _arguments: Arguments, dialect: Dialect) -> str:
    return dialect.string_literal(str(value))


CURRENCY: Final = Row(
    name="currency",
    kind=Kind.TEXT,
    annotation=builtin("str"),
    column=lambda _: code(Symbol("sqlalchemy", "CHAR"), "(3)"),
    revision=lambda _: code("sa.CHAR(3)"),
    read=_read,
    literal=_literal,
    samples=lambda _: ("EUR", "USD"),
    operators=TEXTUAL,
    ordered=True,
    constraints=lambda _: {"pattern": "^[A-Z]{3}$"},
    size=lambda _: 12,
    synonyms=("iso4217",),
)
