"""Expressions over columns made from expressions over fields."""

from collections.abc import Callable, Mapping

from generator.expressions.tree import (
    Arithmetic,
    Between,
    Call,
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


def rename(expression: Expression, names: Mapping[str, str]) -> Expression:
    """Give the expression with other names for its fields; a field that `names` does not have keeps its own."""
    if all(names.get(name, name) == name for name in expression.names):
        return expression
    return _replaced(
        expression, lambda column: Column(names.get(column.name, column.name), column.type, column.nullable)
    )


def _replaced(node: Expression, change: Callable[[Column], Expression]) -> Expression:  # noqa: C901, PLR0911, PLR0912  # one case a kind of node
    def again(child: Expression) -> Expression:
        return _replaced(child, change)

    match node:
        case Column():
            return change(node)
        case Constant():
            return node
        case Comparison(operator, left, right):
            return Comparison(operator, again(left), again(right))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, again(left), again(right))
        case Connective(operator, operands):
            return Connective(operator, tuple(map(again, operands)))
        case Not(operand):
            return Not(again(operand))
        case Negative(operand):
            return Negative(again(operand))
        case IsNull(operand, negated):
            return IsNull(again(operand), negated)
        case IsTruth(operand, value, negated):
            return IsTruth(again(operand), value, negated)
        case In(operand, items, negated):
            return In(again(operand), tuple(map(again, items)), negated)
        case Between(operand, low, high, negated):
            return Between(again(operand), again(low), again(high), negated)
        case Like(operand, pattern, negated):
            return Like(again(operand), pattern, negated)
        case Call(function, arguments):
            return Call(function, tuple(map(again, arguments)))
        case Case(branches, otherwise):
            pairs = tuple((again(condition), again(value)) for condition, value in branches)
            return Case(pairs, None if otherwise is None else again(otherwise))
        case _:
            message = f"unknown node {type(node).__name__}"
            raise TypeError(message)
