"""Whether a database that keeps decimals as 64-bit integers computes an expression exactly.

Beyond 64 bits SQLite goes on with a float. One such number still compares rightly with one that is well inside, since
rounding does not bring it there; all else would be silently wrong, and is refused. Whole numbers are the databases' own:
beyond 64 bits the others refuse the row.
"""

from typing import Final

from generator.expressions.errors import ExpressionError
from generator.expressions.kinds import is_exact, kind, magnitude, scale, scaled_magnitude, type_of
from generator.expressions.tree import Between, Comparison, Expression, In
from generator.fieldtypes import Kind

_WELL_INSIDE: Final = 2**62
_HELP: Final = "give the decimals fewer digits or the same scale, or compute it in the application"


def demand_exact(node: Expression) -> None:
    """Raise ExpressionError where decimals of an expression could leave 64 bits, but for its own value at the end."""
    decimals = [child for child in node.children if kind(child) is Kind.DECIMAL]
    for child in node.children:
        demand_exact(child)
    if isinstance(node, Comparison | In | Between) and decimals:
        _demand_comparison(node)
    elif not all(is_exact(magnitude(child)) for child in decimals):
        message = "a part of this can have more digits than SQLite's 64 bits hold"
        raise ExpressionError(message, _HELP)


def _demand_comparison(node: Expression) -> None:
    digits = max(scale(type_of(child)) for child in node.children)
    first, *others = (scaled_magnitude(child, digits) for child in node.children)
    for other in others:
        if min(first, other) > _WELL_INSIDE:
            message = (
                f"with {digits} digits after the point, both sides can have more digits than SQLite's 64 bits hold"
            )
            raise ExpressionError(message, _HELP)
