"""The functions that an expression may call: those that mean the same on every database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from generator.expressions.building import aligned, arithmetic, demand_comparable, described
from generator.expressions.errors import ExpressionError
from generator.expressions.kinds import NUMBERS, kind
from generator.expressions.tree import Call, Expression
from generator.fieldtypes import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes, and what it makes of them."""

    least: int
    most: int | None
    make: Callable[[str, tuple[Expression, ...]], Expression]


def call(name: str, arguments: tuple[Expression, ...]) -> Expression:
    """Give the call of a function; ExpressionError if there is none, or if it does not take these arguments."""
    function = FUNCTIONS.get(name)
    if function is None:
        message = f"there is no function {name} here"
        raise ExpressionError(message, REFUSED.get(name) or f"there are {', '.join(sorted(FUNCTIONS))}")
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        wanted = str(function.least) if function.least == function.most else f"at least {function.least}"
        message = f"{name} takes {wanted} argument{'s' * (wanted != '1')}, not {len(arguments)}"
        raise ExpressionError(message)
    return function.make(name, arguments)


def _of_text(name: str, arguments: tuple[Expression, ...]) -> Expression:
    if kind(arguments[0]) is not Kind.TEXT:
        message = f"{name} takes a text, not {described(arguments[0])}"
        raise ExpressionError(message)
    return Call(name, arguments)


def _of_number(name: str, arguments: tuple[Expression, ...]) -> Expression:
    if kind(arguments[0]) not in NUMBERS | {Kind.DURATION}:
        message = f"{name} takes a number, not {described(arguments[0])}"
        raise ExpressionError(message)
    return Call(name, arguments)


def _of_alike(name: str, arguments: tuple[Expression, ...]) -> Expression:
    sides = aligned(*arguments)
    demand_comparable(sides, ordered=False)
    return Call(name, sides)


def _concat(_name: str, arguments: tuple[Expression, ...]) -> Expression:
    made, *others = arguments
    for other in others:
        made = arithmetic(made, "||", other)
    return made


FUNCTIONS: Final[Mapping[str, Function]] = {
    "abs": Function(1, 1, _of_number),
    "coalesce": Function(2, None, _of_alike),
    "concat": Function(2, None, _concat),
    "length": Function(1, 1, _of_text),
    "lower": Function(1, 1, _of_text),
    "nullif": Function(2, 2, _of_alike),
    "trim": Function(1, 1, _of_text),
    "upper": Function(1, 1, _of_text),
}

_TIME: Final = "what a row keeps must not depend on when it is looked at: check it in the application"
_ROUND: Final = "databases round differently: round in the application"
_MANY: Final = "an expression sees one row"
_NULLS: Final = "databases differ where a value is null: write case when a > b then a else b end"

REFUSED: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("now", "current_timestamp", "current_date", "current_time", "localtimestamp", "sysdate", "today"), _TIME
    ),
    **dict.fromkeys(
        ("random", "rand", "uuid", "uuid7", "gen_random_uuid"), "what a row keeps must not depend on chance"
    ),
    **dict.fromkeys(("round", "ceil", "ceiling", "floor", "trunc", "truncate"), _ROUND),
    **dict.fromkeys(("count", "sum", "avg", "min", "max", "row_number"), _MANY),
    **dict.fromkeys(("greatest", "least"), _NULLS),
    **dict.fromkeys(("char_length", "character_length", "len"), "write length"),
    **dict.fromkeys(("ifnull", "nvl", "isnull"), "write coalesce, or is null"),
    "cast": "types do not change within an expression: databases convert differently",
    "mod": "write a % b",
    "div": "write a / b: the quotient of whole numbers is whole",
    "if": "write case when … then … else … end",
}
"""Functions that people look for, and the way out."""
