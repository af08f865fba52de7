"""The nodes of an expression: frozen values that know the types of the fields they name."""

from collections.abc import Iterator

from generator.fieldtypes.refs import Scalar, TypeRef
from generator.frozen import value


@value(frozen=True, slots=True)
class Expression:
    """A condition or a computed value over the fields of one entity."""

    @property
    def children(self) -> "tuple[Expression, ...]":
        """What it is made of, from left to right."""
        return ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that it uses, each once, in the order in which they appear."""
        return tuple(dict.fromkeys(column.name for column in columns(self)))


@value(frozen=True, slots=True)
class Column(Expression):
    """A field of the entity, or a column of its table."""

    name: str
    type: TypeRef
    nullable: bool = False


@value(frozen=True, slots=True)
class Constant(Expression):
    """A value written in the expression, of the Python type that goes with `type`; an enum's is text or a number."""

    value: object
    type: Scalar


@value(frozen=True, slots=True)
class Comparison(Expression):
    """`=`, `<>`, `<`, `<=`, `>`, `>=`, `is distinct from` or `is not distinct from`."""

    operator: str
    left: Expression
    right: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """Both sides."""
        return (self.left, self.right)


@value(frozen=True, slots=True)
class Connective(Expression):
    """Conditions joined by `and` or `or`, two at least; none of them is joined by the same word."""

    operator: str
    operands: tuple[Expression, ...]

    @property
    def children(self) -> tuple[Expression, ...]:
        """The conditions."""
        return self.operands


@value(frozen=True, slots=True)
class Not(Expression):
    """The opposite of a condition that has no opposite of its own."""

    operand: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.operand,)


@value(frozen=True, slots=True)
class IsNull(Expression):
    """Whether there is no value."""

    operand: Expression
    negated: bool = False

    @property
    def children(self) -> tuple[Expression, ...]:
        """The value."""
        return (self.operand,)


@value(frozen=True, slots=True)
class IsTruth(Expression):
    """`is true` or `is false`: never null."""

    operand: Expression
    value: bool
    negated: bool = False

    @property
    def children(self) -> tuple[Expression, ...]:
        """The condition."""
        return (self.operand,)


@value(frozen=True, slots=True)
class In(Expression):
    """Whether a value is among others."""

    operand: Expression
    items: tuple[Expression, ...]
    negated: bool = False

    @property
    def children(self) -> tuple[Expression, ...]:
        """The value, then the others."""
        return (self.operand, *self.items)


@value(frozen=True, slots=True)
class Between(Expression):
    """Whether a value is neither below one nor above another."""

    operand: Expression
    low: Expression
    high: Expression
    negated: bool = False

    @property
    def children(self) -> tuple[Expression, ...]:
        """The value, then its limits."""
        return (self.operand, self.low, self.high)


@value(frozen=True, slots=True)
class Like(Expression):
    """Whether a text has a shape: `%` is any text, `_` any character, a backslash takes the next one as it is.

    Case matters, on every database.
    """

    operand: Expression
    pattern: str
    negated: bool = False

    @property
    def children(self) -> tuple[Expression, ...]:
        """The text."""
        return (self.operand,)


@value(frozen=True, slots=True)
class Arithmetic(Expression):
    """`+`, `-`, `*`, `/` or `%` of numbers, or `||` of texts.

    The quotient of whole numbers is whole, towards zero; a remainder has the dividend's sign; both are null where the
    divisor is zero.
    """

    operator: str
    left: Expression
    right: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """Both sides."""
        return (self.left, self.right)


@value(frozen=True, slots=True)
class Negative(Expression):
    """A number with the other sign."""

    operand: Expression

    @property
    def children(self) -> tuple[Expression, ...]:
        """The number."""
        return (self.operand,)


@value(frozen=True, slots=True)
class Call(Expression):
    """One of the functions that mean the same on every database."""

    function: str
    arguments: tuple[Expression, ...]

    @property
    def children(self) -> tuple[Expression, ...]:
        """The arguments."""
        return self.arguments


@value(frozen=True, slots=True)
class Case(Expression):
    """The value of the first branch whose condition is true; else `otherwise`, None being null."""

    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None = None

    @property
    def children(self) -> tuple[Expression, ...]:
        """Conditions and values in order, then the last value."""
        pairs = tuple(part for branch in self.branches for part in branch)
        return pairs if self.otherwise is None else (*pairs, self.otherwise)

    @property
    def values(self) -> tuple[Expression, ...]:
        """What it can give."""
        values = tuple(value for _, value in self.branches)
        return values if self.otherwise is None else (*values, self.otherwise)


def columns(expression: Expression) -> Iterator[Column]:
    """Give the fields that an expression uses, as often as it does."""
    if isinstance(expression, Column):
        yield expression
    for child in expression.children:
        yield from columns(child)


def constants(expression: Expression) -> Iterator[object]:
    """Give the values that are written in an expression."""
    if isinstance(expression, Constant):
        yield expression.value
    for child in expression.children:
        yield from constants(child)
