"""What type an expression has, and how large its numbers can get."""

from decimal import Decimal
from typing import Final

from generator.expressions.tree import Arithmetic, Call, Case, Column, Constant, Expression, Negative
from generator.fieldtypes import ROWS, Kind, units
from generator.fieldtypes.refs import EnumRef, Scalar, TypeRef

TEXT: Final = Scalar("text")
BOOL: Final = Scalar("bool")
BIGINT: Final = Scalar("bigint")
FLOAT: Final = Scalar("float")
NUMBERS: Final = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT})
_EXACT: Final = 2**63 - 1


def kind_of(ref: TypeRef) -> Kind:
    """Give the kind of a type's values; lists, maps and value objects are JSON."""
    match ref:
        case Scalar():
            return ROWS[ref.name].kind
        case EnumRef():
            return Kind.ENUM
        case _:
            return Kind.JSON


def type_of(node: Expression) -> TypeRef:  # noqa: PLR0911  # one answer a kind of node
    """Give the type of an expression's value."""
    match node:
        case Column() | Constant():
            return node.type
        case Arithmetic():
            return _arithmetic_type(node)
        case Negative(operand):
            return type_of(operand)
        case Call("length", _):
            return BIGINT
        case Call("lower" | "upper" | "trim", _):
            return TEXT
        case Call(_, arguments):
            return common_type(*map(type_of, arguments))
        case Case():
            return common_type(*map(type_of, node.values))
        case _:
            return BOOL


def kind(node: Expression) -> Kind:
    """Give the kind of an expression's value."""
    return kind_of(type_of(node))


def scale(ref: TypeRef) -> int:
    """Give the digits after the point of a number's type: none for whole numbers."""
    return ref.arguments[1] if isinstance(ref, Scalar) and ref.name == "decimal" and ref.arguments else 0


def common_type(*refs: TypeRef) -> TypeRef:
    """Give the type that holds what several comparable types hold."""
    first = refs[0]
    if all(ref == first for ref in refs):
        return first
    kinds = {kind_of(ref) for ref in refs}
    if kinds == {Kind.INTEGER}:
        return BIGINT
    if Kind.FLOAT in kinds:
        return FLOAT
    if Kind.DECIMAL in kinds:
        if any(isinstance(ref, Scalar) and ref.name == "decimal" and not ref.arguments for ref in refs):
            return Scalar("decimal")
        digits = max(map(scale, refs))
        return Scalar("decimal", (digits + max(_whole_digits(ref) for ref in refs), digits))
    return TEXT if kinds == {Kind.TEXT} else first


def magnitude(node: Expression) -> int:  # noqa: PLR0911  # one answer a kind of node
    """Give a limit for the absolute value of a number, counted in units of its last digit."""
    match node:
        case Constant(value=Decimal() | int() as value, type=ref):
            return abs(units(Decimal(value), scale(ref)))
        case Column():
            return _type_magnitude(node.type)
        case Arithmetic(operator="*", left=left, right=right):
            return magnitude(left) * magnitude(right)
        case Arithmetic(operator="+" | "-", left=left, right=right):
            return scaled_magnitude(left, scale(type_of(node))) + scaled_magnitude(right, scale(type_of(node)))
        case Negative(operand) | Call("abs", (operand,)):
            return magnitude(operand)
        case Case() | Call():
            values = node.values if isinstance(node, Case) else node.arguments
            return max(scaled_magnitude(value, scale(type_of(node))) for value in values)
        case _:
            return _type_magnitude(type_of(node))


def scaled_magnitude(node: Expression, digits: int) -> int:
    """Give the limit counted in units of the `digits`-th digit after the point."""
    return magnitude(node) * _power(digits - scale(type_of(node)))


def is_exact(limit: int) -> bool:
    """Tell whether 64 bits hold numbers up to a limit."""
    return limit <= _EXACT


def _arithmetic_type(node: Arithmetic) -> TypeRef:
    if node.operator == "||":
        return TEXT
    left, right = type_of(node.left), type_of(node.right)
    joined = common_type(left, right)
    if not (isinstance(joined, Scalar) and joined.name == "decimal" and joined.arguments):
        return BIGINT if kind_of(joined) is Kind.INTEGER else joined
    if node.operator == "*":
        digits = scale(left) + scale(right)
        return Scalar("decimal", (_whole_digits(left) + _whole_digits(right) + digits, digits))
    return Scalar("decimal", (joined.arguments[0] + 1, joined.arguments[1]))


def _whole_digits(ref: TypeRef) -> int:
    match ref:
        case Scalar("smallint"):
            return 5
        case Scalar("int"):
            return 10
        case Scalar("decimal", (precision, digits)):
            return precision - digits
        case _:
            return 19


def _power(digits: int) -> int:
    return int(10 ** max(0, digits))


def _type_magnitude(ref: TypeRef) -> int:
    match ref:
        case Scalar("smallint"):
            return 2**15
        case Scalar("int"):
            return 2**31
        case Scalar("decimal", (precision, _)):
            return _power(precision) - 1
        case _:
            return _EXACT
