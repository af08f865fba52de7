"""The registry of built-in types, and the questions that any of them answers."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from generator.dialects import Dialect, dialect
from generator.fieldtypes import moments, numbers, opaque, text
from generator.fieldtypes.refs import Scalar
from generator.fieldtypes.row import Row

_ROWS: Final = {row.name: row for row in (*text.ROWS, *numbers.ROWS, *moments.ROWS, *opaque.ROWS)}
ROWS: Final[Mapping[str, Row]] = _ROWS

_SYNONYMS: Final = {
    **{synonym: row.example or row.name for row in ROWS.values() for synonym in row.synonyms},
    "dict": "map[string, …] or json",
    "mapping": "map[string, …] or json",
    "hash": "map[string, …] or json",
    "array": "list[…]",
    "set": "list[…]",
    "tuple": "list[…]",
    "enum": "the name of an `enum:` document",
    "serial": "int with `identity: serial`",
    "bigserial": "bigint with `identity: serial`",
}
SYNONYMS: Final[Mapping[str, str]] = _SYNONYMS
"""What other languages call our types, and what a spec writes instead."""


def register(row: Row) -> bool:
    """Add the type of a plugin, and give whether its name was free."""
    if row.name in _ROWS:
        return False
    _ROWS[row.name] = row
    for synonym in row.synonyms:
        _SYNONYMS.setdefault(synonym, row.example or row.name)
    return True


def row(name: str) -> Row:
    """Give the row of a built-in type; KeyError if there is none of that name."""
    return ROWS[name]


def suggestion(name: str) -> str | None:
    """Give what a spec probably means by an unknown type: our word for a synonym, else the name most like it."""
    word = SYNONYMS.get(name.lower())
    if word is not None:
        return word
    found = get_close_matches(name.lower(), ROWS, n=1)
    return ROWS[found[0]].example or found[0] if found else None


def argument_error(scalar: Scalar) -> str | None:
    """Tell what is wrong with the numbers in a type's parentheses, as a sentence; None if nothing is."""
    known = ROWS[scalar.name]
    given, wanted = scalar.arguments, known.parameters
    if len(given) != len(wanted):
        if not given and known.optional_parameters:
            return None
        if not wanted:
            return f"{scalar.name} takes no numbers"
        names = " and ".join(parameter.name for parameter in wanted)
        return f"{scalar.name} takes its {names}: {known.example}"
    for parameter, number in zip(wanted, given, strict=True):
        if not parameter.min <= number <= parameter.max:
            return f"the {parameter.name} of {scalar.name} is {parameter.min} to {parameter.max}, not {number}"
    if len(given) == 2 and given[1] > given[0]:  # noqa: PLR2004  # precision and scale
        return f"{scalar} has more digits after the point ({given[1]}) than digits in all ({given[0]})"
    return None


def unsupported(scalar: Scalar, database: str) -> str | None:
    """Tell what the database lacks for a type, as a sentence with the way out; None if it has the type."""
    return ROWS[scalar.name].support(scalar.arguments, dialect(database))


def read(scalar: Scalar, raw: str) -> object:
    """Give the value that a spec's text stands for.

    ValueError says what is wrong as the end of a sentence that begins with the text: "'abc' is no whole number".
    """
    return ROWS[scalar.name].read(raw, scalar.arguments)


def sql_literal(scalar: Scalar, value: object, database: str) -> str:
    """Give a value in SQL as the column's type stores it on `database`; ValueError for what no database takes."""
    known = ROWS[scalar.name]
    target: Dialect = dialect(database)
    return known.literals.get(database, known.literal)(value, scalar.arguments, target)


def samples(scalar: Scalar) -> tuple[object, ...]:
    """Give values at the edges of what the type holds, hostile ones included."""
    return ROWS[scalar.name].samples(scalar.arguments)


def example(name: str) -> Scalar:
    """Give a type of that name with the numbers that a spec usually gives it."""
    known = ROWS[name]
    _, _, numbers_text = known.example.partition("(")
    return Scalar(name, tuple(int(part) for part in numbers_text.rstrip(")").split(",")) if numbers_text else ())
