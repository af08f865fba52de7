"""The canonical text of an expression, in the language itself. Frozen: digests and recorded schemas are made of it."""

from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from generator.expressions.tokens import RESERVED
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

OR: Final = 1
AND: Final = 2
NOT: Final = 3
PREDICATE: Final = 4
SUM: Final = 5
PRODUCT: Final = 6
SIGN: Final = 7
ATOM: Final = 8
_STRENGTH: Final = {"or": OR, "and": AND, "+": SUM, "-": SUM, "||": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT}


def text(expression: Expression) -> str:
    """Give the canonical text: `parse` reads the same tree from it."""
    return Printer().text(expression)


def digest(expression: Expression) -> str:
    """Give 16 hexadecimal digits that stand for the expression's canonical text."""
    return sha256(text(expression).encode()).hexdigest()[:16]


class Printer:
    """Writes a tree in the language, with no more parentheses than it needs."""

    def text(self, node: Expression) -> str:
        """Give the whole text."""
        return self.write(node)

    def write(self, node: Expression, least: int = 0) -> str:
        """Give the text of a node, in parentheses if it binds less than `least`."""
        written, strength = self.node(node)
        return f"({written})" if strength < least else written

    def node(self, node: Expression) -> tuple[str, int]:  # noqa: C901, PLR0911, PLR0912  # one case a kind of node
        """Give the text of a node, and how strongly its outermost operator binds."""
        match node:
            case Column():
                return self.column(node), ATOM
            case Constant():
                return self.constant(node), ATOM
            case Comparison():
                return self.comparison(node), PREDICATE
            case Connective(operator, operands):
                strength = _STRENGTH[operator]
                return self.joined(f" {self.word(operator)} ", operands, strength + 1), strength
            case Not(operand):
                return f"{self.word('not')} ({self.write(operand)})", NOT
            case IsNull(operand, negated):
                return f"{self.write(operand, SUM)} {self.word('is not null' if negated else 'is null')}", PREDICATE
            case IsTruth(operand, value, negated):
                words = f"is {'not ' if negated else ''}{'true' if value else 'false'}"
                return f"{self.write(operand, SUM)} {self.word(words)}", PREDICATE
            case In():
                return self.membership(node), PREDICATE
            case Between():
                return self.between(node), PREDICATE
            case Like():
                return self.like(node), PREDICATE
            case Arithmetic(operator=operator):
                return self.arithmetic(node), _STRENGTH[operator]
            case Negative(operand):
                return f"-{self.write(operand, ATOM)}", SIGN
            case Call():
                return self.call(node), ATOM
            case Case():
                return self.case(node), ATOM
            case _:
                message = f"unknown node {type(node).__name__}"
                raise TypeError(message)

    def word(self, words: str) -> str:
        """Give keywords as they are written."""
        return words

    def joined(self, separator: str, nodes: Iterable[Expression], least: int = 0) -> str:
        """Give the texts of several nodes with `separator` between them."""
        return separator.join([self.write(node, least) for node in nodes])

    def column(self, node: Column) -> str:
        """Give a field's name, quoted where the language needs it."""
        return name_text(node.name)

    def constant(self, node: Constant) -> str:
        """Give a value as it is written."""
        return constant_text(node.value)

    def comparison(self, node: Comparison) -> str:
        """Give a comparison."""
        return f"{self.write(node.left, SUM)} {node.operator} {self.write(node.right, SUM)}"

    def membership(self, node: In) -> str:
        """Give `in`."""
        words = self.word("not in" if node.negated else "in")
        return f"{self.write(node.operand, SUM)} {words} ({self.joined(', ', node.items, SUM)})"

    def between(self, node: Between) -> str:
        """Give `between`."""
        words = self.word("not between" if node.negated else "between")
        limits = f"{self.write(node.low, SUM)} {self.word('and')} {self.write(node.high, SUM)}"
        return f"{self.write(node.operand, SUM)} {words} {limits}"

    def like(self, node: Like) -> str:
        """Give `like`."""
        words = self.word("not like" if node.negated else "like")
        return f"{self.write(node.operand, SUM)} {words} {quoted(node.pattern)}"

    def arithmetic(self, node: Arithmetic) -> str:
        """Give a sum, a product and the like."""
        strength = _STRENGTH[node.operator]
        return f"{self.write(node.left, strength)} {node.operator} {self.write(node.right, strength + 1)}"

    def call(self, node: Call) -> str:
        """Give a function's call."""
        return f"{node.function}({self.joined(', ', node.arguments)})"

    def case(self, node: Case) -> str:
        """Give a case."""
        parts = [self.word("case")]
        for condition, value in node.branches:
            parts.append(f"{self.word('when')} {self.write(condition)} {self.word('then')} {self.write(value)}")
        if node.otherwise is not None:
            parts.append(f"{self.word('else')} {self.write(node.otherwise)}")
        return " ".join([*parts, self.word("end")])


def name_text(name: str) -> str:
    """Give a field's name as an expression has to write it."""
    plain = name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()
    if plain and name.lower() not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def quoted(value: str) -> str:
    """Give a text in single quotes."""
    return "'" + value.replace("'", "''") + "'"


def constant_text(value: object) -> str:
    """Give a value as an expression has to write it."""
    write = _WRITERS.get(type(value))
    return write(value) if write else quoted(str(value))


def _decimal(value: object) -> str:
    digits = format(value, "f") if isinstance(value, Decimal) else str(value)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _moment(value: object) -> str:
    return quoted(value.isoformat()) if isinstance(value, date | time) else ""


def _duration(value: object) -> str:
    if not isinstance(value, timedelta):
        return ""
    length = abs(value)
    seconds = f"{length.seconds}.{length.microseconds:06}" if length.microseconds else str(length.seconds)
    return quoted(f"{'-' if value < timedelta(0) else ''}P{length.days}DT{seconds}S")


def _binary(value: object) -> str:
    return quoted(b64encode(value).decode()) if isinstance(value, bytes) else ""


_WRITERS: Final[dict[type, Callable[[object], str]]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    float: repr,
    Decimal: _decimal,
    date: _moment,
    datetime: _moment,
    time: _moment,
    timedelta: _duration,
    bytes: _binary,
}
