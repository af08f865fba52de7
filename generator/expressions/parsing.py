"""The reader of the expression language: text and the types of its fields in, a checked tree out.

The language is small and closed: what is not in this grammar is no expression, so no statement, subquery or function
of a database passes. It is our own because a text that was written once must keep its meaning, its tree and its digest
when a library is upgraded.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from generator.dialects import dialect
from generator.expressions import building
from generator.expressions.errors import ExpressionError, UnknownNameError
from generator.expressions.exactness import demand_exact
from generator.expressions.functions import call
from generator.expressions.kinds import kind
from generator.expressions.reader import Reader
from generator.expressions.tokens import END, Token
from generator.expressions.tree import Column, Constant, Expression, constants
from generator.fieldtypes import Kind
from generator.fieldtypes.refs import EnumRef, TypeRef

Types = Mapping[str, tuple[TypeRef, bool]]
Labels = Callable[[EnumRef], Collection[str | int]]

_SUMS: Final = frozenset({"+", "-", "||"})
_PRODUCTS: Final = frozenset({"*", "/", "%"})
_PREDICATES: Final = frozenset({"is", "in", "between", "like"})
_COMPARISONS: Final = {"=": "=", "<>": "<>", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


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
    made = _Grammar(text, types, labels).whole()
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


class _Grammar:
    """Reads one text by the rules of the language, a method a rule."""

    def __init__(self, text: str, types: Types, labels: Labels | None) -> None:
        self._reader = Reader(text, types.__contains__)
        self._types = types
        self._labels = labels
        self._atoms: Mapping[str, Callable[[Token], Expression]] = {
            "word": self._word,
            "quoted": self._field,
            "case": self._case,
            "number": _number,
            "text": lambda token: building.constant(token.value),
            "true": lambda _: building.constant(True),  # noqa: FBT003  # the value itself
            "false": lambda _: building.constant(False),  # noqa: FBT003  # the value itself
        }

    def whole(self) -> Expression:
        """Read the text to its end."""
        if self._reader.now.kind == END:
            self._reader.fail("an expression is missing")
        made = self._either()
        if self._reader.now.kind != END:
            self._reader.refuse("the end of the expression")
        return made

    def _either(self) -> Expression:
        return self._series("or", self._both, building.either)

    def _both(self) -> Expression:
        return self._series("and", self._not, building.both)

    def _series(self, word: str, part: Callable[[], Expression], join: Callable[..., Expression]) -> Expression:
        reader = self._reader
        start = reader.now.start
        made = part()
        if reader.now.kind != word:
            return made
        parts = [made]
        while reader.take(word):
            parts.append(part())
        return reader.made(start, join, *parts)

    def _not(self) -> Expression:
        start = self._reader.now.start
        if not self._reader.take("not"):
            return self._predicate()
        return self._reader.made(start, building.negate, self._reader.nested(self._not))

    def _predicate(self) -> Expression:
        reader = self._reader
        start = reader.now.start
        left = self._sum()
        made = self._comparison(start, left)
        if made is not left and (reader.now.value in _COMPARISONS or reader.now.kind in _PREDICATES):
            reader.fail("comparisons do not chain", "join them: a < b and b < c")
        return made

    def _comparison(self, start: int, left: Expression) -> Expression:
        reader, now = self._reader, self._reader.now
        if now.kind == "mark" and now.value in _COMPARISONS:
            reader.next()
            if reader.now.kind == "null":
                reader.fail("nothing is equal to null, not even null", "write is null or is not null", now)
            return self._compared(start, left, _COMPARISONS[now.value])
        if reader.take("is"):
            return self._is(start, left)
        negated = reader.take("not")
        if reader.take("in"):
            return reader.made(start, building.is_in, left, self._items(left), negated=negated)
        if reader.take("between"):
            low = self._sum()
            reader.demand("and")
            return reader.made(start, building.between, left, low, self._sum(), negated=negated)
        if reader.take("like"):
            return reader.made(start, building.like, left, self._pattern(), negated=negated)
        if negated:
            reader.refuse("`in`, `between` or `like`")
        return left

    def _compared(self, start: int, left: Expression, operator: str) -> Expression:
        right = self._sum()
        self._demand_label(left, right)
        return self._reader.made(start, building.compare, left, operator, right)

    def _is(self, start: int, left: Expression) -> Expression:
        reader = self._reader
        negated = reader.take("not")
        if reader.take("null"):
            return reader.made(start, building.is_null, left, negated=negated)
        if reader.now.kind in {"true", "false"}:
            value = reader.next().kind == "true"
            return reader.made(start, building.is_truth, left, value, negated=negated)
        if not reader.take("distinct"):
            reader.refuse("`null`, `true`, `false` or `distinct from`")
        reader.demand("from")
        return self._compared(start, left, "is not distinct from" if negated else "is distinct from")

    def _items(self, left: Expression) -> list[Expression]:
        reader = self._reader
        reader.demand("mark", "(")
        items: list[Expression] = []
        while not items or reader.take("mark", ","):
            if reader.now.kind == "null":
                reader.fail("null is among no values", "write `or … is null` beside it")
            items.append(self._sum())
            self._demand_label(left, items[-1])
        reader.demand("mark", ")")
        return items

    def _pattern(self) -> str:
        reader = self._reader
        if reader.now.kind != "text":
            reader.refuse("a pattern in single quotes")
        pattern = reader.next().value
        if reader.take("escape"):
            reader.fail("a backslash is what takes the next character as it is", "leave `escape` out", reader.passed)
        return pattern

    def _sum(self) -> Expression:
        return self._chain(_SUMS, self._product)

    def _product(self) -> Expression:
        return self._chain(_PRODUCTS, self._signed)

    def _chain(self, operators: Collection[str], part: Callable[[], Expression]) -> Expression:
        reader = self._reader
        start = reader.now.start
        made = part()
        while reader.now.kind == "mark" and reader.now.value in operators:
            reader.count()
            operator = reader.next().value
            made = reader.made(start, building.arithmetic, made, operator, part())
        return made

    def _signed(self) -> Expression:
        start = self._reader.now.start
        if not self._reader.take("mark", "-"):
            return self._atom()
        return self._reader.made(start, building.negative, self._reader.nested(self._signed))

    def _atom(self) -> Expression:
        reader, now = self._reader, self._reader.now
        rule = self._atoms.get(now.kind)
        if rule is not None:
            return rule(reader.next())
        if not reader.take("mark", "("):
            reader.refuse("a field or a value")
        made = reader.nested(self._either)
        reader.demand("mark", ")")
        return made

    def _word(self, word: Token) -> Expression:
        reader = self._reader
        if reader.now.kind == "text":
            message = f"`{word.value}` is not needed before a value: its type comes from what it is compared with"
            reader.fail(message, "write the value alone, in single quotes", word)
        if not reader.take("mark", "("):
            return self._field(word)
        arguments = reader.nested(self._arguments)
        return reader.made(word.start, call, word.value.lower(), arguments)

    def _arguments(self) -> tuple[Expression, ...]:
        reader = self._reader
        arguments: list[Expression] = []
        if not reader.take("mark", ")"):
            while not arguments or reader.take("mark", ","):
                arguments.append(self._either())
            reader.demand("mark", ")")
        return tuple(arguments)

    def _case(self, word: Token) -> Expression:
        reader = self._reader
        if reader.now.kind != "when" and word.value in self._types:
            reader.fail_unquoted(word)
        if reader.now.kind != "when":
            reader.fail("a case asks a condition in each branch", "write case when a = 1 then …")
        branches, otherwise = reader.nested(self._branches)
        return reader.made(word.start, building.case, branches, otherwise)

    def _branches(self) -> tuple[list[tuple[Expression, Expression]], Expression | None]:
        reader = self._reader
        branches: list[tuple[Expression, Expression]] = []
        while reader.take("when"):
            start = reader.now.start
            condition = self._either()
            reader.made(start, building.demand_condition, condition)
            reader.demand("then")
            branches.append((condition, self._either()))
        otherwise = None
        if reader.take("else") and not reader.take("null"):
            otherwise = self._either()
        reader.demand("end")
        return branches, otherwise

    def _field(self, token: Token) -> Expression:
        known = self._types.get(token.value)
        if known is None:
            raise self._unknown(token)
        return Column(token.value, *known)

    def _demand_label(self, left: Expression, right: Expression) -> None:
        """Refuse a value that the enum on the other side does not have; its token was the last one."""
        column, value = (left, right) if isinstance(left, Column) else (right, left)
        if self._labels is None or not isinstance(column, Column) or not isinstance(column.type, EnumRef):
            return
        labels = self._labels(column.type)
        if isinstance(value, Constant) and value.value not in labels:
            shown = [str(label) for label in labels]
            found = get_close_matches(str(value.value), shown, n=1)
            help_line = f"did you mean '{found[0]}'?" if found else f"it has {', '.join(shown)}"
            self._reader.fail(f"{value.value!r} is no value of {column.type.name}", help_line, self._reader.passed)

    def _unknown(self, token: Token) -> UnknownNameError:
        found = get_close_matches(token.value, self._types, n=1)
        help_line = f"did you mean '{found[0]}'?" if found else None
        error = UnknownNameError(f"there is no field '{token.value}'", help_line, token.start, token.end)
        error.name, error.candidates = token.value, tuple(sorted(self._types))
        return error


def _number(token: Token) -> Constant:
    return building.constant(int(token.value) if token.value.isdigit() else Decimal(token.value))
