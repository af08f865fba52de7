"""Expressions made from checked parts: what compares with what, and what a written value means beside a field."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from generator.expressions.errors import ExpressionError
from generator.expressions.kinds import BIGINT, FLOAT, NUMBERS, TEXT, kind, kind_of, type_of
from generator.expressions.tree import (
    Arithmetic,
    Between,
    Case,
    Column,
    Comparison,
    Connective,
    Constant,
    Expression,
    In,
    IsNull,
    IsTruth,
    Like,
    Negative,
    Not,
)
from generator.fieldtypes import Kind, decimal_places, read
from generator.fieldtypes.refs import Scalar, TypeRef

EQUALITIES: Final = frozenset({"=", "<>", "is distinct from", "is not distinct from"})
ORDERINGS: Final = frozenset({"<", "<=", ">", ">="})
_ORDERED: Final = frozenset(
    {Kind.TEXT, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.LOCAL_DATETIME, Kind.DURATION, *NUMBERS},
)
_INTEGER: Final = Scalar("bigint")


def constant(value: object, ref: TypeRef | None = None) -> Constant:  # noqa: PLR0911  # one answer a kind of value
    """Give a value as a part of an expression: of the type `ref` where it is known, else as it is written in SQL."""
    if isinstance(ref, Scalar):
        return Constant(
            Decimal(value) if isinstance(value, int) and ref.name == "decimal" else value, _sized(value, ref)
        )
    match value:
        case bool():
            return Constant(value, Scalar("bool"))
        case int():
            return Constant(value, BIGINT)
        case Decimal() if value == value.to_integral_value():
            return Constant(int(value), BIGINT)
        case Decimal():
            return Constant(value, _sized(value, Scalar("decimal")))
        case float():
            return Constant(value, FLOAT)
        case str():
            return Constant(value, TEXT)
        case _:
            message = f"no constant for {type(value).__name__}"
            raise TypeError(message)


def compare(left: Expression, operator: str, right: object) -> Comparison:
    """Compare an expression with another one, or with a value of its type; ExpressionError if they do not compare."""
    sides = aligned(left, right if isinstance(right, Expression) else constant(right, type_of(left)))
    demand_comparable(sides, ordered=operator in ORDERINGS)
    return Comparison(operator, *sides)


def is_in(operand: Expression, values: Iterable[object], *, negated: bool = False) -> In:
    """Tell whether a value is among others, which are values of its type or expressions."""
    items = [value if isinstance(value, Expression) else constant(value, type_of(operand)) for value in values]
    if not items:
        message = "an empty list holds nothing"
        raise ExpressionError(message, "write at least one value between the parentheses")
    first, *others = aligned(operand, *items)
    demand_comparable((first, *others), ordered=False)
    return In(first, tuple(others), negated)


def between(operand: Expression, low: Expression, high: Expression, *, negated: bool = False) -> Between:
    """Tell whether a value lies between two others, both included."""
    sides = aligned(operand, low, high)
    demand_comparable(sides, ordered=True)
    return Between(sides[0], sides[1], sides[2], negated)


def is_null(operand: Expression, *, negated: bool = False) -> IsNull:
    """Tell whether there is no value."""
    return IsNull(operand, negated)


def like(operand: Expression, pattern: str, *, negated: bool = False) -> Like:
    """Tell whether a text has a shape; ExpressionError for a pattern that ends within an escape."""
    if kind(operand) is not Kind.TEXT:
        message = f"like looks at text, not at {described(operand)}"
        raise ExpressionError(message)
    if (len(pattern) - len(pattern.rstrip("\\"))) % 2:
        message = "the pattern ends with a backslash that takes nothing as it is"
        raise ExpressionError(message, "write two backslashes for one")
    return Like(operand, pattern, negated)


def both(*conditions: Expression) -> Expression:
    """Join conditions by `and`; a single one is given back."""
    return _joined("and", conditions)


def either(*conditions: Expression) -> Expression:
    """Join conditions by `or`; a single one is given back."""
    return _joined("or", conditions)


def negate(condition: Expression) -> Expression:  # noqa: PLR0911  # one answer a kind of node
    """Give the opposite of a condition."""
    demand_condition(condition)
    match condition:
        case Not(operand):
            return operand
        case IsNull(operand, negated):
            return IsNull(operand, not negated)
        case IsTruth(operand, value, negated):
            return IsTruth(operand, value, not negated)
        case In(operand, items, negated):
            return In(operand, items, not negated)
        case Between(operand, low, high, negated):
            return Between(operand, low, high, not negated)
        case Like(operand, pattern, negated):
            return Like(operand, pattern, not negated)
        case _:
            return Not(condition)


def is_truth(condition: Expression, value: bool, *, negated: bool = False) -> IsTruth:  # noqa: FBT001  # the value itself
    """Tell whether a condition is true, or false, and not null."""
    demand_condition(condition)
    return IsTruth(condition, value, negated)


def arithmetic(left: Expression, operator: str, right: Expression) -> Arithmetic:
    """Combine two numbers, or with `||` two texts; ExpressionError where no meaning is the same on every database."""
    if operator == "||":
        for side in (left, right):
            if kind(side) is not Kind.TEXT:
                message = f"|| joins texts, not {described(side)}"
                raise ExpressionError(message)
        return Arithmetic(operator, left, right)
    if operator in {"+", "-"} and Kind.DURATION in {kind(left), kind(right)}:
        left, right = aligned(left, right)
        demand_comparable((left, right), ordered=True)
        return Arithmetic(operator, left, right)
    for side in (left, right):
        if kind(side) not in NUMBERS:
            message = f"`{operator}` takes numbers, not {described(side)}"
            help_line = (
                "compute with dates and times in the application: databases differ" if _is_moment(side) else None
            )
            raise ExpressionError(message, help_line)
    if Kind.FLOAT in {kind(left), kind(right)}:
        left, right = aligned(left, right)
        demand_comparable((left, right), ordered=True)
    if operator in {"/", "%"}:
        _demand_divisible(left, operator, right)
    return Arithmetic(operator, left, right)


def negative(operand: Expression) -> Expression:
    """Give a number with the other sign."""
    if isinstance(operand, Constant) and isinstance(operand.value, Decimal):
        return Constant(operand.value.copy_negate(), operand.type)
    if isinstance(operand, Constant) and isinstance(operand.value, int | float) and kind(operand) is not Kind.BOOL:
        return Constant(-operand.value, operand.type)
    if kind(operand) not in NUMBERS | {Kind.DURATION}:
        message = f"`-` takes a number, not {described(operand)}"
        raise ExpressionError(message)
    return Negative(operand)


def case(branches: Sequence[tuple[Expression, Expression]], otherwise: Expression | None = None) -> Case:
    """Give the value of the first branch whose condition is true, else `otherwise`, None being null."""
    values = [value for _, value in branches] + ([] if otherwise is None else [otherwise])
    sides = aligned(*values)
    demand_comparable(sides, ordered=False)
    pairs = tuple((condition, side) for (condition, _), side in zip(branches, sides, strict=False))
    return Case(pairs, None if otherwise is None else sides[-1])


def aligned(*sides: Expression) -> tuple[Expression, ...]:
    """Give expressions that are to be compared, with the values among them read as the others' type."""
    known = [type_of(side) for side in sides if not isinstance(side, Constant)]
    if not known:
        return sides
    wanted = next((ref for ref in known if kind_of(ref) not in NUMBERS), known[0])
    if kind_of(wanted) in NUMBERS and any(kind_of(ref) is Kind.FLOAT for ref in known):
        wanted = FLOAT
    return tuple(_read_as(side, wanted) if isinstance(side, Constant) else side for side in sides)


def _read_as(given: Constant, wanted: TypeRef) -> Constant:
    kinds = kind_of(given.type), kind_of(wanted)
    value = given.value
    match kinds:
        case (Kind.INTEGER | Kind.DECIMAL, Kind.FLOAT) if isinstance(value, int | Decimal):
            return Constant(float(value), FLOAT)
        case (Kind.INTEGER, Kind.DECIMAL) if isinstance(value, int):
            return Constant(Decimal(value), _sized(Decimal(value), Scalar("decimal")))
        case (Kind.TEXT, _) if isinstance(wanted, Scalar) and kinds[1] not in {
            Kind.TEXT,
            Kind.BOOL,
            Kind.JSON,
            *NUMBERS,
        }:
            try:
                return Constant(read(wanted, str(value)), wanted)
            except ValueError as error:
                message = f"'{value}' {error}"
                raise ExpressionError(message) from error
        case _:
            return given


def _sized(value: object, ref: Scalar) -> Scalar:
    if ref.name in {"smallint", "int"}:
        return _INTEGER
    if ref.name in {"string", "char", "email", "url"}:
        return TEXT
    if ref.name != "decimal":
        return ref
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    digits = decimal_places(number)
    return Scalar("decimal", (max(1, number.adjusted() + 1) + digits, digits))


def _joined(operator: str, conditions: tuple[Expression, ...]) -> Expression:
    flat: list[Expression] = []
    for condition in conditions:
        demand_condition(condition)
        same = isinstance(condition, Connective) and condition.operator == operator
        flat.extend(condition.children if same else (condition,))
    return flat[0] if len(flat) == 1 else Connective(operator, tuple(flat))


def demand_condition(node: Expression) -> None:
    """Raise ExpressionError unless an expression is true or false."""
    if kind(node) is not Kind.BOOL:
        message = f"a condition is expected here, not {described(node)}"
        raise ExpressionError(message, "compare it with something, as in `amount > 0`")


def demand_comparable(sides: tuple[Expression, ...], *, ordered: bool) -> None:
    """Raise ExpressionError unless all sides compare with the first, and have an order if that is asked."""
    kinds = {kind(side) for side in sides}
    first, *others = sides
    for side in others:
        if {kind(first), kind(side)} == {Kind.DECIMAL, Kind.FLOAT}:
            message = "a decimal is exact and a float is not: they do not compare"
            raise ExpressionError(message, "make both fields decimals")
        if not _compares(first, side):
            raise _mismatch(first, side)
    if Kind.JSON in kinds:
        message = "data in JSON can only be asked whether it is null"
        raise ExpressionError(message)
    if ordered and not kinds <= _ORDERED:
        unordered = next(side for side in sides if kind(side) not in _ORDERED)
        message = f"{described(unordered)} has no order that is the same on every database"
        raise ExpressionError(message, "compare it with = or <>")


def _demand_divisible(left: Expression, operator: str, right: Expression) -> None:
    kinds = {kind(left), kind(right)}
    if Kind.DECIMAL in kinds:
        message = "the quotient of decimals has as many digits as each database likes"
        raise ExpressionError(message, "multiply the other side instead: `a > b * 2` for `a / 2 > b`")
    if operator == "%" and kinds != {Kind.INTEGER}:
        message = "a remainder is taken of whole numbers"
        raise ExpressionError(message)


def _compares(left: Expression, right: Expression) -> bool:
    pair = {kind(left), kind(right)}
    if Kind.ENUM in pair:
        # What an enum's column holds stands as a plain value beside it.
        written = isinstance(left, Constant) or isinstance(right, Constant)
        return type_of(left) == type_of(right) or (written and pair & {Kind.TEXT, Kind.INTEGER} != set())
    return len(pair) == 1 or pair <= NUMBERS


def _mismatch(left: Expression, right: Expression) -> ExpressionError:
    message = f"{described(left)} does not compare with {described(right)}"
    given = next((side for side in (left, right) if isinstance(side, Constant)), None)
    other = right if given is left else left
    if given is not None and kind(other) is Kind.TEXT:
        return ExpressionError(message, "write the value as text, in single quotes")
    if given is not None and kind(other) in NUMBERS and kind(given) is Kind.TEXT:
        return ExpressionError(message, "write the number without quotes")
    if given is not None and kind(other) is Kind.BOOL:
        return ExpressionError(message, "write true or false")
    return ExpressionError(message)


def described(node: Expression) -> str:
    """Give what an error calls a part of an expression."""
    match node:
        case Column(name, ref):
            return f"{name} ({ref})"
        case Constant(value, ref):
            return f"{value!r}" if ref.name == "text" else str(value).lower() if ref.name == "bool" else str(value)
        case _:
            return f"a {kind(node).value}"


def _is_moment(node: Expression) -> bool:
    return kind(node) in {Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.LOCAL_DATETIME}
