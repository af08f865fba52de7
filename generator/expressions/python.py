"""An expression as Python over an object's attributes, where it means the same there as in the database."""

from collections.abc import Callable

from generator.code import Code, code, join, literal
from generator.expressions.kinds import type_of
from generator.expressions.printing import AND, ATOM, NOT, OR, PREDICATE, PRODUCT, SIGN, SUM
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
    columns,
)
from generator.fieldtypes.refs import EnumRef, Scalar

Member = Callable[[EnumRef, object], Code]
_PRECISION = 28
"""Digits to which Python's own decimal context computes."""


class _Elsewhere(Exception):  # noqa: N818  # no error: a way out of the recursion
    """The expression means something else in Python, or nothing."""


def to_python(
    expression: Expression, receiver: str, member: Member | None = None, missing: Code | None = None
) -> Code | None:
    """Give a condition over `receiver.field` that is true when the check holds or is unknown, as a database takes it.

    None where Python means something else. `member` gives an enum's member for its value; without it values stand alone.
    Where a field may be `missing`, the condition is true too.
    """
    writer = _Writer(receiver, member)
    try:
        return writer.passes(expression)[0] if missing is None else writer.known(expression, missing)
    except _Elsewhere:
        return None


Written = tuple[Code, int]


class _Writer:
    """Writes conditions in two ways, since null is neither true nor false: passing (not false) and holding (true)."""

    def __init__(self, receiver: str, member: Member | None) -> None:
        self._receiver = receiver
        self._member = member

    def known(self, node: Expression, missing: Code) -> Code:
        """Give what is true where the condition passes, or a field that it looks at is `missing`."""
        names = dict.fromkeys(column.name for column in columns(node))
        absent = [code(self._attribute(name), " is ", missing) for name in names]
        piece, strength = self.passes(node)
        return join(" or ", [*absent, piece if strength == OR else _wrapped((piece, strength), AND + 1)])

    def passes(self, node: Expression) -> Written:
        """Give what is true where the condition is true or unknown."""
        match _taken_apart(node):
            case Connective(operator, operands):
                return self._joined(operator, [self.passes(operand) for operand in operands])
            case Not(operand):
                return self._not(self.holds(operand))
            case _:
                nulls = self._nulls(node)
                absent = [code(value, " is None") for value in nulls]
                return self._joined("or", [*((item, PREDICATE) for item in absent), self._plain(node)])

    def holds(self, node: Expression) -> Written:
        """Give what is true where the condition is true."""
        match _taken_apart(node):
            case Connective(operator, operands):
                return self._joined(operator, [self.holds(operand) for operand in operands])
            case Not(operand):
                return self._not(self.passes(operand))
            case _:
                nulls = self._nulls(node)
                present = [code(value, " is not None") for value in nulls]
                return self._joined("and", [*((item, PREDICATE) for item in present), self._plain(node)])

    def _nulls(self, node: Expression) -> list[Code]:
        """Give the attributes that make the condition unknown by being None."""
        if isinstance(node, IsNull | IsTruth) or (isinstance(node, Comparison) and node.operator.startswith("is")):
            return []
        nullable = dict.fromkeys(column.name for column in columns(node) if column.nullable)
        return [self._attribute(name) for name in nullable]

    def _attribute(self, name: str) -> Code:
        return Code((f"{self._receiver}.{name}",))

    def _joined(self, operator: str, parts: list[Written]) -> Written:
        if len(parts) == 1:
            return parts[0]
        strength = {"or": OR, "and": AND}[operator]
        return join(f" {operator} ", [_wrapped(part, strength + 1) for part in parts]), strength

    def _not(self, condition: Written) -> Written:
        return code("not ", _wrapped(condition, NOT + 1)), NOT

    def _plain(self, node: Expression) -> Written:  # noqa: PLR0911  # one answer a kind of node
        """Give the condition itself, where nothing that it looks at is None."""
        match node:
            case Comparison(operator, left, right):
                return self._comparison(operator, left, right), PREDICATE
            case IsNull(Column(name), negated):
                return code(self._attribute(name), " is not None" if negated else " is None"), PREDICATE
            case IsTruth(Column(name), value, negated):
                return code(self._attribute(name), " is not " if negated else " is ", repr(value)), PREDICATE
            case In():
                return self._membership(node), PREDICATE
            case Between():
                return self._between(node)
            case Like():
                return self._like(node)
            case Column():
                return self._value(node)
            case _:
                raise _Elsewhere

    def _membership(self, node: In) -> Code:
        if len(node.items) == 1:
            return self._comparison("<>" if node.negated else "=", node.operand, node.items[0])
        among = join(", ", [self._value(item, node.operand)[0] for item in node.items])
        return code(self._operand(node.operand), " not in {" if node.negated else " in {", among, "}")

    def _between(self, node: Between) -> Written:
        low, value, high = (self._operand(side, node.operand) for side in (node.low, node.operand, node.high))
        inside = code(low, " <= ", value, " <= ", high), PREDICATE
        return self._not(inside) if node.negated else inside

    def _comparison(self, operator: str, left: Expression, right: Expression) -> Code:
        if operator.startswith("is"):
            raise _Elsewhere
        sign = {"=": "==", "<>": "!="}.get(operator, operator)
        return code(self._operand(left, right), f" {sign} ", self._operand(right, left))

    def _operand(self, node: Expression, beside: Expression | None = None) -> Code:
        return _wrapped(self._value(node, beside), SUM)

    def _value(self, node: Expression, beside: Expression | None = None) -> Written:  # noqa: PLR0911  # one answer a kind of node
        match node:
            case Column(name):
                return self._attribute(name), ATOM
            case Constant(value):
                ref = None if beside is None else type_of(beside)
                if isinstance(ref, EnumRef) and self._member is not None:
                    return self._member(ref, value), ATOM
                return literal(value), SIGN if isinstance(value, int | float) and value < 0 else ATOM
            case Arithmetic(operator, left, right):
                return self._arithmetic(node, operator, left, right)
            case Negative(operand):
                return code("-", _wrapped(self._value(operand), SIGN)), SIGN
            case Call(function, (argument,)) if function in _FUNCTIONS:
                before, after = _FUNCTIONS[function]
                return code(before, _wrapped(self._value(argument), ATOM if after[:1] == "." else 0), after), ATOM
            case Case() | Call():
                raise _Elsewhere
            case _:
                if _nullable(node):
                    raise _Elsewhere
                return self._plain(node)

    def _arithmetic(self, node: Arithmetic, operator: str, left: Expression, right: Expression) -> Written:
        ref = type_of(node)
        too_long = isinstance(ref, Scalar) and ref.name == "decimal" and not (0 < sum(ref.arguments[:1]) <= _PRECISION)
        if operator in {"/", "%"} or too_long:
            raise _Elsewhere
        strength = PRODUCT if operator == "*" else SUM
        sign = "+" if operator == "||" else operator
        sides = _wrapped(self._value(left), strength), _wrapped(self._value(right), strength + 1)
        return code(sides[0], f" {sign} ", sides[1]), strength

    def _like(self, node: Like) -> Written:
        """Give a pattern that only begins, ends or surrounds a plain text."""
        inner = node.pattern.strip("%")
        if any(mark in inner for mark in "%_\\") or (len(node.pattern) - len(node.pattern.rstrip("\\"))):
            raise _Elsewhere
        before, after = node.pattern.startswith("%"), node.pattern.endswith("%")
        value, words = self._operand(node.operand), literal(inner)
        if before and after:
            return code(words, " not in " if node.negated else " in ", value), PREDICATE
        method = ".startswith(" if after else ".endswith("
        if before or after:
            made = code(_wrapped(self._value(node.operand), ATOM), method, words, ")"), ATOM
            return self._not(made) if node.negated else made
        return code(value, " != " if node.negated else " == ", words), PREDICATE


def _taken_apart(node: Expression) -> Expression:
    """Give `between` and `in` as the comparisons they stand for, where a null on the right alone does not decide."""
    match node:
        case Between(operand, low, high, negated) if _nullable(low, high):
            inside = Connective("and", (Comparison(">=", operand, low), Comparison("<=", operand, high)))
            return Not(inside) if negated else inside
        case In(operand, items, negated) if len(items) > 1 and _nullable(*items):
            among = Connective("or", tuple(Comparison("=", operand, item) for item in items))
            return Not(among) if negated else among
        case _:
            return node


def _nullable(*nodes: Expression) -> bool:
    return any(column.nullable for node in nodes for column in columns(node))


_FUNCTIONS = {"length": ("len(", ")"), "abs": ("abs(", ")"), "trim": ("", '.strip(" ")')}


def _wrapped(written: Written, least: int) -> Code:
    piece, strength = written
    return code("(", piece, ")") if strength < least else piece
