"""An expression as one database's SQL, with the same meaning on all of them."""

from decimal import Decimal

from generator.dialects import Dialect, dialect
from generator.expressions.building import ORDERINGS
from generator.expressions.kinds import BIGINT, is_exact, kind, kind_of, scale, scaled_magnitude, type_of
from generator.expressions.printing import ATOM, NOT, PREDICATE, PRODUCT, SUM, Printer
from generator.expressions.tree import (
    Arithmetic,
    Between,
    Call,
    Case,
    Column,
    Comparison,
    Constant,
    Expression,
    In,
    IsNull,
    Like,
    Negative,
)
from generator.fieldtypes import Kind, sql_literal, units
from generator.fieldtypes.refs import Scalar, TypeRef


def to_sql(expression: Expression, database: str, into: TypeRef | None = None) -> str:
    """Give the SQL of an expression; `into` is the type of the column that keeps its value.

    Nothing in it is a parameter; `dialects.text_clause` makes it fit for SQLAlchemy's text.
    """
    return _SqlPrinter(dialect(database)).top(expression, into)


class _SqlPrinter(Printer):
    """Writes a tree in the SQL of one database."""

    def __init__(self, target: Dialect) -> None:
        self._dialect = target
        self._syntax = target.syntax

    def top(self, node: Expression, into: TypeRef | None) -> str:
        if into is not None and self._dialect.scaled_decimals and kind_of(into) is Kind.DECIMAL:
            return self.guarded(node, scale(into))
        return self.write(node)

    def guarded(self, node: Expression, digits: int) -> str:
        """Give a decimal for a column, which refuses a row whose value 64 bits do not hold."""
        value = self.scaled(node, digits, 0)
        if is_exact(scaled_magnitude(node, digits)):
            return value
        return f"CASE WHEN typeof({value}) = 'real' THEN abs(-9223372036854775807 - 1) ELSE {value} END"

    def word(self, words: str) -> str:
        return words.upper()

    def column(self, node: Column) -> str:
        name = self._dialect.quote(node.name)
        is_char = isinstance(node.type, Scalar) and node.type.name == "char"
        return self._syntax.char.format(name) if is_char else name

    def constant(self, node: Constant) -> str:
        return sql_literal(node.type, node.value, self._dialect.name)

    def comparison(self, node: Comparison) -> str:
        left, right = self.sides(node.left, node.right)
        if node.operator == "is distinct from":
            return self._syntax.distinct.format(left, right)
        if node.operator == "is not distinct from":
            return self._syntax.same.format(left, right)
        if node.operator in ORDERINGS and self.is_text(node.left, node.right):
            left = self._syntax.ordered.format(left)
        return f"{left} {node.operator} {right}"

    def membership(self, node: In) -> str:
        first, *others = self.sides(node.operand, *node.items)
        return f"{first} {'NOT IN' if node.negated else 'IN'} ({', '.join(others)})"

    def between(self, node: Between) -> str:
        operand, low, high = self.sides(node.operand, node.low, node.high)
        if self.is_text(node.operand, node.low, node.high):
            operand = self._syntax.ordered.format(operand)
        return f"{operand} {'NOT BETWEEN' if node.negated else 'BETWEEN'} {low} AND {high}"

    def like(self, node: Like) -> str:
        operand = self.write(node.operand, SUM)
        words, pattern = ("GLOB", _glob(node.pattern)) if self._syntax.glob else ("LIKE", node.pattern)
        return f"{operand} {'NOT ' if node.negated else ''}{words} {self._dialect.string_literal(pattern)}"

    def node(self, node: Expression) -> tuple[str, int]:
        match node:
            case Comparison(operator="is distinct from") if self._syntax.distinct.startswith("NOT"):
                return self.comparison(node), NOT
            case Arithmetic(operator="||") if not self._syntax.concat.startswith("{"):
                return self.arithmetic(node), ATOM
            case Arithmetic(operator="/" | "%"):
                return self.arithmetic(node), PRODUCT
            case IsNull(Column() as operand, negated):
                return f"{self._dialect.quote(operand.name)} {'IS NOT NULL' if negated else 'IS NULL'}", PREDICATE
            case Negative(operand):
                return f"-{self.wide(operand, ATOM)}", PRODUCT
            case _:
                return super().node(node)

    def arithmetic(self, node: Arithmetic) -> str:
        syntax = self._syntax
        if node.operator == "||":
            return syntax.concat.format(self.write(node.left, SUM), self.write(node.right, SUM + 1))
        strength = PRODUCT if node.operator in {"*", "/", "%"} else SUM
        if kind(node) is Kind.DECIMAL and node.operator in {"+", "-"}:
            digits = scale(type_of(node))
            left, right = self.scaled(node.left, digits, SUM), self.scaled(node.right, digits, PRODUCT)
            return f"{left} {node.operator} {right}"
        operand = self.wide if kind(node) is Kind.INTEGER else self.write
        left, right = operand(node.left, strength), operand(node.right, strength + 1)
        if node.operator == "%":
            return syntax.remainder.format(left, right)
        if node.operator == "/":
            template = syntax.quotient if kind(node) is Kind.INTEGER else syntax.division
            return template.format(left, right)
        return f"{left} {node.operator} {right}"

    def call(self, node: Call) -> str:
        if node.function == "length":
            return self._syntax.length.format(self.write(node.arguments[0]))
        if node.function == "abs":
            return f"abs({self.wide(node.arguments[0], 0)})"
        return f"{node.function}({', '.join(self.sides(*node.arguments, least=0))})"

    def case(self, node: Case) -> str:
        values = self.sides(*node.values, least=0)
        parts = ["CASE"]
        for (condition, _), value in zip(node.branches, values, strict=False):
            parts.append(f"WHEN {self.write(condition)} THEN {value}")
        if node.otherwise is not None:
            parts.append(f"ELSE {values[-1]}")
        return " ".join([*parts, "END"])

    def sides(self, *nodes: Expression, least: int = SUM) -> list[str]:
        """Give values that meet each other: decimals of different scale are brought to the finest one."""
        if self._dialect.scaled_decimals and any(kind(node) is Kind.DECIMAL for node in nodes):
            digits = max(scale(type_of(node)) for node in nodes)
            return [self.scaled(node, digits, least) for node in nodes]
        return [self.write(node, least) for node in nodes]

    def scaled(self, node: Expression, digits: int, least: int) -> str:
        """Give a number as an integer that counts units of the `digits`-th digit after the point."""
        if not self._dialect.scaled_decimals:
            return self.write(node, least)
        if isinstance(node, Constant) and isinstance(node.value, int | Decimal):
            return str(units(Decimal(node.value), digits))
        missing = digits - scale(type_of(node))
        if missing <= 0:
            return self.write(node, least)
        written = f"{self.write(node, PRODUCT)} * {10**missing}"
        return f"({written})" if least > PRODUCT else written

    def wide(self, node: Expression, least: int) -> str:
        """Give an operand of arithmetic, a whole number with all of 64 bits."""
        written = self.write(node, least)
        narrow = kind(node) is Kind.INTEGER and isinstance(node, Column | Call | Case) and type_of(node) != BIGINT
        if narrow or (isinstance(node, Call) and node.function == "length"):
            return self._syntax.wide.format(written)
        return written

    def is_text(self, *nodes: Expression) -> bool:
        """Tell whether texts are put in order here."""
        return all(kind(node) is Kind.TEXT for node in nodes)


def _glob(pattern: str) -> str:
    """Give a pattern of LIKE as one of GLOB, which heeds case everywhere."""
    made: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            literal = next(characters, "")
            made.append(f"[{literal}]" if literal in "*?[" else literal)
        elif character in "*?[":
            made.append(f"[{character}]")
        else:
            made.append({"%": "*", "_": "?"}.get(character, character))
    return "".join(made)
