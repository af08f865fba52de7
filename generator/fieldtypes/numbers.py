"""The types whose values are numbers or truth: smallint, int, bigint, float, decimal, bool."""

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from generator.code import Code, Symbol, call, code
from generator.dialects import Dialect
from generator.fieldtypes.row import DISCRETE, ORDERED, RUNTIME_TYPES, Arguments, Kind, Parameter, Row, builtin, named

_WHOLE: Final = re.compile(r"[+-]?[0-9]+\Z")
_FIXED: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?\Z")
_FLOATING: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_LONGEST: Final = 1_100
"""Characters of a number; beyond, Python takes long or refuses."""


def _read_integer(name: str, bits: int) -> Callable[[str, Arguments], int]:
    def read(text: str, _arguments: Arguments) -> int:
        if len(text) > _LONGEST or not _WHOLE.match(text):
            message = "is no whole number"
            raise ValueError(message)
        value = int(text)
        if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            message = f"is out of range: {name} holds {-(2 ** (bits - 1))} to {2 ** (bits - 1) - 1}"
            raise ValueError(message)
        return value

    return read


def _integer(name: str, bits: int, sqlalchemy: str, synonyms: tuple[str, ...]) -> Row:
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    return Row(
        name=name,
        kind=Kind.INTEGER,
        annotation=builtin("int"),
        column=lambda _: code(Symbol("sqlalchemy", sqlalchemy)),
        revision=lambda _: Code((f"sa.{sqlalchemy}()",)),
        read=_read_integer(name, bits),
        literal=lambda value, _arguments, _dialect: str(value),
        samples=lambda _: (0, 1, -1, low, high),
        operators=ORDERED,
        ordered=True,
        constraints=lambda _: {"ge": low, "le": high},
        size=lambda _: bits // 8,
        synonyms=synonyms,
    )


def decimal_places(value: Decimal) -> int:
    """Count the digits after the point, zeros at the end left out; Python's own ways round to its context's precision."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or exponent >= 0:
        return 0
    return max(0, -exponent - (len(digits) - len("".join(map(str, digits)).rstrip("0"))))


def units(value: Decimal, scale: int) -> int:
    """Count the units of the `scale`-th digit after the point, exactly; what lies beyond that digit is cut off."""
    sign, digits, exponent = value.as_tuple()
    shift = int(exponent) + scale
    number = int("".join(map(str, digits)))
    number = number * int(10**shift) if shift >= 0 else number // int(10**-shift)
    return -number if sign else number


def fits(value: Decimal, arguments: Arguments) -> str | None:
    """Tell what keeps a number out of decimal(p, s), as a sentence; None if it fits as it is."""
    if not arguments:
        return None
    precision, scale = arguments
    decimals = decimal_places(value)
    if decimals > scale:
        return f"has {decimals} decimals, decimal({precision}, {scale}) takes {scale}"
    if value and value.adjusted() + 1 > precision - scale:
        return f"has {value.adjusted() + 1} digits before the point, decimal({precision}, {scale}) takes {precision - scale}"
    return None


def _read_decimal(text: str, arguments: Arguments) -> Decimal:
    if len(text) > _LONGEST or not _FIXED.match(text):
        message = "is no decimal number such as 12.50"
        raise ValueError(message)
    value = Decimal(text)
    refused = fits(value, arguments)
    if refused:
        raise ValueError(refused)
    return value


def _read_float(text: str, _arguments: Arguments) -> float:
    if len(text) > _LONGEST or not _FLOATING.match(text):
        message = "is no number"
        raise ValueError(message)
    value = float(text)
    if not math.isfinite(value):
        message = "is too large for a float"
        raise ValueError(message)
    return value


def _read_bool(text: str, _arguments: Arguments) -> bool:
    if text not in {"true", "false"}:
        message = "is no truth value: write true or false"
        raise ValueError(message)
    return text == "true"


def _decimal_literal(value: object, arguments: Arguments, dialect: Dialect) -> str:
    number = Decimal(str(value))
    if dialect.scaled_decimals:
        return str(units(number, arguments[1]))
    return format(number, "f")


def _decimal_support(arguments: Arguments, dialect: Dialect) -> str | None:
    if not arguments:
        return None if dialect.unbounded_decimal else f"{dialect.label} needs the digits of a decimal: decimal(18, 2)"
    if arguments[0] > dialect.decimal_digits:
        return f"{dialect.label} has exact decimals of {dialect.decimal_digits} digits at most"
    if arguments[1] > dialect.decimal_scale:
        return f"{dialect.label} has {dialect.decimal_scale} digits after the point at most"
    return None


def _decimal_samples(arguments: Arguments) -> tuple[object, ...]:
    precision, scale = arguments or (30, 10)
    largest = Decimal((0, (9,) * precision, -scale))
    return (Decimal((0, (0,), -scale)), largest, -largest, Decimal((0, (1,), -scale)), Decimal((1, (1,), -scale)))


def _decimal_column(arguments: Arguments) -> Code:
    if not arguments:
        return code(Symbol("sqlalchemy", "Numeric"), "()")
    return call(Symbol(RUNTIME_TYPES, "ExactDecimal"), *map(str, arguments))


ROWS: Final = (
    _integer("smallint", 16, "SmallInteger", ("int2", "tinyint", "short", "int16")),
    _integer("int", 32, "Integer", ("integer", "int4", "mediumint", "number", "int32")),
    _integer("bigint", 64, "BigInteger", ("int8", "long", "int64", "biginteger")),
    Row(
        name="float",
        kind=Kind.FLOAT,
        annotation=builtin("float"),
        column=lambda _: code(Symbol("sqlalchemy", "Double")),
        revision=lambda _: Code(("sa.Double()",)),
        read=_read_float,
        literal=lambda value, _arguments, _dialect: repr(value),
        samples=lambda _: (0.0, 0.1, -1.5, 1e300, 5e-300, 12345678901234.5),
        operators=ORDERED,
        ordered=True,
        constraints=lambda _: {"allow_inf_nan": False},
        synonyms=("double", "real", "double_precision", "float8", "float64"),
    ),
    Row(
        name="decimal",
        kind=Kind.DECIMAL,
        annotation=named("decimal", "Decimal"),
        column=_decimal_column,
        revision=lambda arguments: Code((f"sa.Numeric({', '.join(map(str, arguments))})",)),
        variants={"sqlite": lambda _: Code(("sa.BigInteger()",))},
        read=_read_decimal,
        literal=_decimal_literal,
        samples=_decimal_samples,
        parameters=(Parameter("precision", 1, 1_000), Parameter("scale", 0, 1_000)),
        optional_parameters=True,
        operators=ORDERED,
        ordered=True,
        constraints=lambda arguments: {"max_digits": arguments[0], "decimal_places": arguments[1]} if arguments else {},
        size=lambda arguments: arguments[0] // 2 + 4 if arguments else 32,
        support=_decimal_support,
        synonyms=("numeric", "money", "dec", "decimalfield", "bigdecimal"),
        example="decimal(18, 2)",
    ),
    Row(
        name="bool",
        kind=Kind.BOOL,
        annotation=builtin("bool"),
        column=lambda _: code(Symbol("sqlalchemy", "Boolean")),
        revision=lambda _: Code(("sa.Boolean()",)),
        read=_read_bool,
        literal=lambda value, _arguments, dialect: dialect.boolean(bool(value)),
        samples=lambda _: (True, False),
        operators=DISCRETE,
        ordered=True,
        size=lambda _: 1,
        synonyms=("boolean", "bit", "flag"),
    ),
)
