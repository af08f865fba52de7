"""The reader of the expression language: text and the types of its fields in, a checked tree out.

The language is small and closed: what is not in this grammar is no expression, so no statement, subquery or function
of a database passes. It is our own because a text that was written once must keep its meaning, its tree and its digest
when a library is upgraded.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, TypeVar

from generator.dialects import dialect
from generator.expressions import building
from generator.expressions.errors import ExpressionError, UnknownNameError
from generator.expressions.exactness import demand_exact
from generator.expressions.functions import call
from generator.expressions.kinds import kind
from generator.expressions.tokens import END, RESERVED, Token, tokens
from generator.expressions.tree import Case, Column, Constant, Expression, constants
from generator.fieldtypes import Kind
from generator.fieldtypes.refs import EnumRef, TypeRef

MadeT = TypeVar("MadeT")
Types = Mapping[str, tuple[TypeRef, bool]]
Labels = Callable[[EnumRef], Collection[str | int]]

_DEPTH: Final = 40
_TERMS: Final = 200
_COMPARISONS: Final = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_STATEMENTS: Final = frozenset({"select", "with", "exists", "all", "any", "union", "from", "where", "group", "having"})


def parse(
    text: str,
    types: Types,
    *,
    condition: bool = False,
    labels: Labels | None = None,
    databases: Iterable[str] = (),
) -> Expression:
    """Read an expression over the fields `types` gives, each with its type and whether it can be null.

    `condition`: it has to be true or false. `labels` gives what an enum's columns hold, so that a value that is none
    of them is found. `databases` are those that have to compute it exactly. ExpressionError says what is wrong where.
    """
    made = _Reader(text, types, labels).whole()
    try:
        _demand_sound(made, condition=condition)
        if any(dialect(name).scaled_decimals for name in databases):
            demand_exact(made)
    except ExpressionError as error:
        raise error.at(0, len(text)) from None
    return made


def _demand_sound(made: Expression, *, condition: bool) -> None:
    if not made.names:
        message = "no field is named here, so it is the same for every row"
        raise ExpressionError(message)
    for value in constants(made):
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            message = f"{value} is beyond 64 bits"
            raise ExpressionError(message)
    if condition and kind(made) is not Kind.BOOL:
        message = f"a condition is true or false, and this is a {kind(made).value}"
        raise ExpressionError(message, "compare it with something, as in `amount > 0`")


class _Reader:
    """The tokens of one text, read from left to right."""

    def __init__(self, text: str, types: Types, labels: Labels | None) -> None:
        self._text = text
        self._types = types
        self._labels = labels
        self._tokens = tokens(text)
        self._position = 0
        self._now = self._tokens[0]
        self._depth = 0
        self._terms = 0

    def whole(self) -> Expression:
        """Read the text to its end."""
        if self._now.kind == END:
            message = "an expression is missing"
            raise ExpressionError(message, None, 0, max(1, len(self._text)))
        made = self._either()
        if self._now.kind != END:
            raise self._unexpected("the end of the expression")
        return made

    def _next(self) -> Token:
        passed = self._now
        self._position += 1
        self._now = self._tokens[self._position]
        return passed

    def _take(self, kind: str, value: str = "") -> bool:
        """Step over the token if it is this one."""
        if self._now.kind != kind or (value and self._now.value != value):
            return False
        self._next()
        return True

    def _demand(self, kind: str, value: str = "") -> None:
        if not self._take(kind, value):
            raise self._unexpected(f"`{value or kind}`")

    def _made(self, start: int, build: Callable[[], MadeT]) -> MadeT:
        """Build a part that began at `start`; what is wrong with it is shown there."""
        try:
            return build()
        except ExpressionError as error:
            # Its trace would only show how the reader got here.
            raise error.at(start, self._tokens[self._position - 1].end) from None

    def _either(self) -> Expression:
        return self._series("or", self._both, building.either)

    def _both(self) -> Expression:
        return self._series("and", self._not, building.both)

    def _series(
        self, word: str, part: Callable[[], Expression], join: Callable[..., Expression]
    ) -> Expression:
        start = self._now.start
        made = part()
        if self._now.kind != word:
            return made
        parts = [made]
        while self._take(word):
            parts.append(part())
        return self._made(start, lambda: join(*parts))

    def _not(self) -> Expression:
        start = self._now.start
        if not self._take("not"):
            return self._predicate()
        self._deepen()
        operand = self._not()
        self._depth -= 1
        return self._made(start, lambda: building.negate(operand))

    def _predicate(self) -> Expression:
        start = self._now.start
        left = self._sum()
        made = self._comparison(start, left)
        if made is left:
            return left
        if self._is_comparison():
            message = "comparisons do not chain"
            raise ExpressionError(message, "join them: a < b and b < c", self._now.start, self._now.end)
        return made

    def _is_comparison(self) -> bool:
        now = self._now
        return (now.kind == "mark" and now.value in _COMPARISONS) or now.kind in {"is", "in", "between", "like"}

    def _comparison(self, start: int, left: Expression) -> Expression:
        now = self._now
        if now.kind == "mark" and now.value in _COMPARISONS:
            self._next()
            if self._now.kind == "null":
                message = "nothing is equal to null, not even null"
                raise ExpressionError(message, "write is null or is not null", now.start, self._now.end)
            right = self._sum()
            self._demand_labels(left, right)
            return self._made(start, lambda: building.compare(left, _COMPARISONS[now.value], right))
        if now.kind == "is":
            return self._is(start, left)
        negated = now.kind == "not"
        if negated:
            self._next()
        if self._take("in"):
            return self._in(start, left, negated=negated)
        if self._take("between"):
            low = self._sum()
            self._demand("and")
            high = self._sum()
            return self._made(start, lambda: building.between(left, low, high, negated=negated))
        if self._take("like"):
            return self._like(start, left, negated=negated)
        if negated:
            raise self._unexpected("`in`, `between` or `like`")
        return left

    def _is(self, start: int, left: Expression) -> Expression:
        self._next()
        negated = self._take("not")
        if self._take("null"):
            return self._made(start, lambda: building.is_null(left, negated=negated))
        if self._now.kind in {"true", "false"}:
            value = self._next().kind == "true"
            return self._made(start, lambda: building.is_truth(left, value, negated=negated))
        if self._take("distinct"):
            self._demand("from")
            right = self._sum()
            self._demand_labels(left, right)
            operator = "is not distinct from" if negated else "is distinct from"
            return self._made(start, lambda: building.compare(left, operator, right))
        raise self._unexpected("`null`, `true`, `false` or `distinct from`")

    def _in(self, start: int, left: Expression, *, negated: bool) -> Expression:
        self._demand("mark", "(")
        items: list[Expression] = []
        while not items or self._take("mark", ","):
            if self._now.kind == "null":
                message = "null is among no values"
                raise ExpressionError(message, "write `or … is null` beside it", self._now.start, self._now.end)
            items.append(self._sum())
            self._demand_labels(left, items[-1])
        self._demand("mark", ")")
        return self._made(start, lambda: building.is_in(left, items, negated=negated))

    def _like(self, start: int, left: Expression, *, negated: bool) -> Expression:
        if self._now.kind != "text":
            raise self._unexpected("a pattern in single quotes")
        pattern = self._next().value
        if self._now.kind == "escape":
            message = "a backslash is what takes the next character as it is"
            raise ExpressionError(message, "leave `escape` out", self._now.start, self._now.end)
        return self._made(start, lambda: building.like(left, pattern, negated=negated))

    def _sum(self) -> Expression:
        return self._chain({"+", "-", "||"}, self._product)

    def _product(self) -> Expression:
        return self._chain({"*", "/", "%"}, self._signed)

    def _chain(self, operators: Collection[str], part: Callable[[], Expression]) -> Expression:
        start = self._now.start
        made = part()
        while self._now.kind == "mark" and self._now.value in operators:
            operator = self._next().value
            self._count()
            left, right = made, part()
            made = self._made(start, lambda left=left, right=right, operator=operator: building.arithmetic(left, operator, right))
        return made

    def _signed(self) -> Expression:
        start = self._now.start
        if self._take("mark", "-"):
            self._deepen()
            operand = self._signed()
            self._depth -= 1
            return self._made(start, lambda: building.negative(operand))
        return self._atom()

    def _atom(self) -> Expression:
        now = self._now
        match now.kind:
            case "word":
                self._next()
                if self._now.kind == "mark" and self._now.value == "(":
                    return self._call(now)
                if self._now.kind == "text":
                    message = f"`{now.value}` is not needed before a value: its type comes from what it is compared with"
                    raise ExpressionError(message, "write the value alone, in single quotes", now.start, now.end)
                return self._field(now)
            case "quoted":
                self._next()
                return self._field(now)
            case "number":
                self._next()
                return building.constant(int(now.value) if now.value.isdigit() else Decimal(now.value))
            case "text":
                self._next()
                return building.constant(now.value)
            case "true" | "false":
                self._next()
                return building.constant(now.kind == "true")
            case "case":
                return self._case()
            case _ if self._take("mark", "("):
                self._deepen()
                made = self._either()
                self._depth -= 1
                self._demand("mark", ")")
                return made
            case _:
                raise self._unexpected("a field or a value")

    def _call(self, name: Token) -> Expression:
        self._demand("mark", "(")
        self._deepen()
        arguments: list[Expression] = []
        if not self._take("mark", ")"):
            while not arguments or self._take("mark", ","):
                arguments.append(self._either())
            self._demand("mark", ")")
        self._depth -= 1
        return self._made(name.start, lambda: call(name.value.lower(), tuple(arguments)))

    def _case(self) -> Expression:
        word = self._next()
        start = word.start
        if self._now.kind != "when" and word.value in self._types:
            raise _unquoted(word)
        self._deepen()
        branches: list[tuple[Expression, Expression]] = []
        if self._now.kind != "when":
            message = "a case asks a condition in each branch"
            raise ExpressionError(message, "write case when a = 1 then …", self._now.start, self._now.end)
        while self._take("when"):
            asked = self._now.start
            condition = self._either()
            self._made(asked, lambda condition=condition: building.demand_condition(condition))
            self._demand("then")
            branches.append((condition, self._either()))
        otherwise = None
        if self._take("else") and not self._take("null"):
            otherwise = self._either()
        self._demand("end")
        self._depth -= 1
        return self._made(start, lambda: _case(branches, otherwise))

    def _field(self, token: Token) -> Expression:
        known = self._types.get(token.value)
        if known is None:
            raise self._unknown(token)
        return Column(token.value, *known)

    def _demand_labels(self, left: Expression, right: Expression) -> None:
        """Refuse a value that the enum on the other side does not have; the last token is that value."""
        column, value = (left, right) if isinstance(left, Column) else (right, left)
        if self._labels is None or not isinstance(column, Column) or not isinstance(column.type, EnumRef):
            return
        if isinstance(value, Constant):
            labels = self._labels(column.type)
            if value.value not in labels:
                token = self._tokens[self._position - 1]
                found = get_close_matches(str(value.value), [str(label) for label in labels], n=1)
                help_line = f"did you mean '{found[0]}'?" if found else f"it has {', '.join(map(repr, labels))}"
                message = f"{value.value!r} is no value of {column.type.name}"
                raise ExpressionError(message, help_line, token.start, token.end)

    def _deepen(self) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            message = f"nested more than {_DEPTH} deep"
            raise ExpressionError(message, "make it several checks", self._now.start, self._now.end)

    def _count(self) -> None:
        self._terms += 1
        if self._terms > _TERMS:
            message = f"more than {_TERMS} operators"
            raise ExpressionError(message, "make it several checks", self._now.start, self._now.end)

    def _unknown(self, token: Token) -> UnknownNameError:
        found = get_close_matches(token.value, self._types, n=1)
        help_line = f"did you mean '{found[0]}'?" if found else None
        error = UnknownNameError(f"there is no field '{token.value}'", help_line, token.start, token.end)
        error.name, error.candidates = token.value, tuple(sorted(self._types))
        return error

    def _unexpected(self, wanted: str) -> ExpressionError:
        now = self._now
        place = (now.start, max(now.end, now.start + 1))
        if now.kind == END:
            return ExpressionError(f"{wanted} is expected at the end", None, *place)
        if now.kind in RESERVED and now.value in self._types:
            return _unquoted(now)
        if now.kind in _STATEMENTS:
            return ExpressionError("a query cannot stand in an expression", "an expression sees one row only", *place)
        if now.kind == "null":
            return ExpressionError("null cannot stand here", "ask `is null`, or leave out the else of a case", *place)
        if now.value == "::" or now.kind == "cast":
            return ExpressionError("types do not change within an expression", "databases convert differently", *place)
        if now.value == "==":
            return ExpressionError("`==` is no operator here", "write =", *place)
        if now.value == "&&":
            return ExpressionError("`&&` is no operator here", "write and", *place)
        return ExpressionError(f"{wanted} is expected here, not `{now.value}`", None, *place)


def _unquoted(token: Token) -> ExpressionError:
    message = f"`{token.value}` is a word of SQL"
    return ExpressionError(message, f'put the field in double quotes: "{token.value}"', token.start, token.end)


def _case(branches: list[tuple[Expression, Expression]], otherwise: Expression | None) -> Expression:
    values = [value for _, value in branches] + ([] if otherwise is None else [otherwise])
    sides = building.aligned(*values)
    if len(sides) > 1:
        building.demand_comparable(sides, ordered=False)
    pairs = tuple((condition, side) for (condition, _), side in zip(branches, sides, strict=False))
    return Case(pairs, None if otherwise is None else sides[-1])
