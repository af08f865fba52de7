"""Which columns can keep the value of an expression."""

from generator.expressions.building import described
from generator.expressions.errors import ExpressionError
from generator.expressions.kinds import kind, kind_of, scale, type_of
from generator.expressions.tree import Expression
from generator.fieldtypes import Kind
from generator.fieldtypes.refs import TypeRef

_WIDENS = frozenset({(Kind.INTEGER, Kind.DECIMAL), (Kind.INTEGER, Kind.FLOAT)})


def demand_assignable(expression: Expression, ref: TypeRef) -> None:
    """Raise ExpressionError unless a column of type `ref` keeps what the expression gives as it is."""
    given, wanted = kind(expression), kind_of(ref)
    if given is not wanted and (given, wanted) not in _WIDENS:
        message = f"this is {described(expression)}, and the field is {ref}"
        raise ExpressionError(message, f"make the field a {given.value}, or compute a {wanted.value}")
    if given is Kind.ENUM and type_of(expression) != ref:
        message = f"this is a value of {type_of(expression)}, and the field is {ref}"
        raise ExpressionError(message)
    digits = scale(type_of(expression))
    if given is Kind.DECIMAL and digits > scale(ref):
        message = f"this has {digits} digits after the point, and {ref} keeps {scale(ref)}"
        raise ExpressionError(message, f"make the field a decimal with {digits} digits after the point")
