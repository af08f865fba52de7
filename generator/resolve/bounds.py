"""Limits of a field's values: which types take them, whether they hold together, and the checks that keep them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, Protocol, runtime_checkable

from pydantic_core import SchemaError, SchemaValidator
from pydantic_core.core_schema import str_schema

from generator.diagnostics import Span, rule
from generator.expressions import Column, constant
from generator.expressions.tree import Comparison
from generator.fieldtypes import ROWS, Kind, ListOf, MapOf, Scalar, TypeRef, read
from generator.ir import Bounds, Check, Field
from generator.naming import constraint
from generator.resolve.draft import Work, Written

MISPLACED_BOUND = rule(
    "R221",
    "misplaced-bound",
    """
`min` and `max` limit numbers, dates, times and durations; `min_length` and `max_length` text, bytes, lists and maps;
`pattern` text.

Not so:     name: {type: text, max: 10}
But so:     name: {type: text, max_length: 10}
""",
)
BAD_BOUND = rule(
    "R222",
    "bad-bound",
    """
A limit is a value of the field's own type.

Not so:     amount: {type: int, min: 0.5}
But so:     amount: {type: "decimal(5, 1)", min: 0.5}
""",
)
EMPTY_RANGE = rule(
    "R223",
    "empty-range",
    """
No value can be within these limits.

Not so:     share: {type: int, min: 10, max: 1}
But so:     share: {type: int, min: 1, max: 10}
""",
)
LENGTH_BEYOND_COLUMN = rule(
    "R224",
    "length-beyond-column",
    """
`string(n)` is the size of the column; `min_length` and `max_length` narrow what callers may give within it.

Not so:     name: {type: string(20), max_length: 40}
But so:     name: {type: string(40)}
""",
)
BAD_PATTERN = rule(
    "R225",
    "bad-pattern",
    """
A pattern is a regular expression without look-around and back references, found anywhere in the text.

Not so:     code: {type: string(3), pattern: "^(?!X)[A-Z]{3}$"}
But so:     code: {type: string(3), pattern: "^[A-WYZ][A-Z]{2}$"}
""",
)

_LIMITED: Final = frozenset(
    {Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.DATE, Kind.TIME, Kind.DATETIME, Kind.LOCAL_DATETIME, Kind.DURATION}
)
_LIMITS: Final = ("min", "max", "exclusive_min", "exclusive_max")
_LENGTHS: Final = ("min_length", "max_length")
BOUNDS: Final = frozenset({*_LIMITS, *_LENGTHS, "pattern"})
_Operator = Literal[">=", "<=", ">", "<"]
_CHECKS: Final[tuple[tuple[str, str, _Operator], ...]] = (
    ("min", "min", ">="),
    ("max", "max", "<="),
    ("exclusive_min", "min", ">"),
    ("exclusive_max", "max", "<"),
)


def read_bounds(written: Written, kind: TypeRef, work: Work) -> Bounds:
    """Give the limits of a field; those that are wrong are reported and left out."""
    values, lengths = _values(written, kind, work), _lengths(written, kind, work)
    return Bounds(
        min=values.get("min"),
        max=values.get("max"),
        exclusive_min=values.get("exclusive_min"),
        exclusive_max=values.get("exclusive_max"),
        min_length=lengths.get("min_length"),
        max_length=lengths.get("max_length"),
        pattern=_pattern(written, kind, work),
    )


def bound_checks(table: str, made: Field, span: Span) -> Iterator[Check]:
    """Give the checks that keep a field within its limits; `span` is its place."""
    for attribute, suffix, operator in _CHECKS:
        limit = getattr(made.bounds, attribute)
        if limit is not None:
            short = f"{made.name}_{suffix}"
            expression = Comparison(operator, Column(made.name, made.type, made.nullable), constant(limit, made.type))
            yield Check(constraint("ck", table, (short,)), short, expression, origin="bounds", span=span)


def violation(value: object, bounds: Bounds) -> str | None:
    """Tell which limit a value breaks, as the end of a sentence; None if it keeps all."""
    for attribute, _, operator in _CHECKS:
        limit = getattr(bounds, attribute)
        if limit is not None and not _holds(value, operator, limit):
            return f"is not {operator} {limit}"
    if isinstance(value, str | bytes | list | dict):
        if bounds.min_length is not None and len(value) < bounds.min_length:
            return f"is shorter than min_length {bounds.min_length}"
        if bounds.max_length is not None and len(value) > bounds.max_length:
            return f"is longer than max_length {bounds.max_length}"
    if bounds.pattern is not None and isinstance(value, str) and not re.search(bounds.pattern, value):
        return "does not match the pattern"
    return None


@runtime_checkable
class _Ordered(Protocol):
    """A value that can be told to be below another one of its type."""

    def __lt__(self, other: object, /) -> bool: ...


def _holds(value: object, operator: _Operator, limit: object) -> bool:
    """Compare two values of one field's type; what has no order is within any limit."""
    if not (isinstance(value, _Ordered) and isinstance(limit, _Ordered)):
        return True
    match operator:
        case ">=":
            return not value < limit
        case "<=":
            return not limit < value
        case ">":
            return limit < value
        case "<":
            return value < limit


def _values(written: Written, kind: TypeRef, work: Work) -> dict[str, object]:
    given = [name for name in _LIMITS if name in written.given and getattr(written.document, name) is not None]
    if not given:
        return {}
    if not isinstance(kind, Scalar) or ROWS[kind.name].kind not in _LIMITED:
        help_ = "use `min_length` and `max_length`" if _has_length(kind) else None
        work.report(
            MISPLACED_BOUND,
            written.spot.key_span(given[0]),
            f"`{given[0]}` has no meaning for {written.document.type}",
            help_,
        )
        return {}
    values: dict[str, object] = {}
    for name in given:
        text: str = getattr(written.document, name)
        try:
            values[name] = read(kind, text)
        except ValueError as error:
            work.report(BAD_BOUND, written.spot.span(name), f"'{text}' {error}")
    return values if _hold_together(written, values, work) else {}


def _hold_together(written: Written, values: Mapping[str, object], work: Work) -> bool:
    for name in ("min", "max"):
        if name in values and f"exclusive_{name}" in values:
            work.report(
                EMPTY_RANGE,
                written.spot.key_span(f"exclusive_{name}"),
                f"`{written.name}` has both `{name}` and `exclusive_{name}`",
                "keep the one that is meant",
            )
            return False
    low_name = "min" if "min" in values else "exclusive_min"
    high_name = "max" if "max" in values else "exclusive_max"
    if low_name not in values or high_name not in values:
        return True
    operator: _Operator = "<=" if (low_name, high_name) == ("min", "max") else "<"
    if _holds(values[low_name], operator, values[high_name]):
        return True
    work.report(
        EMPTY_RANGE,
        written.spot.span(low_name),
        f"no value of `{written.name}` is within {low_name} {values[low_name]} and {high_name} {values[high_name]}",
        f"swap them, or make `{low_name}` smaller",
    )
    return False


def _lengths(written: Written, kind: TypeRef, work: Work) -> dict[str, int]:
    found = {name: getattr(written.document, name) for name in _LENGTHS if name in written.given}
    lengths: dict[str, int] = {name: value for name, value in found.items() if value is not None}
    if not lengths:
        return {}
    if not _has_length(kind):
        first = next(iter(lengths))
        work.report(
            MISPLACED_BOUND,
            written.spot.key_span(first),
            f"`{first}` has no meaning for {written.document.type}",
            "use `min` and `max`",
        )
        return {}
    low, high = lengths.get("min_length", 0), lengths.get("max_length")
    if high is not None and low > high:
        work.report(
            EMPTY_RANGE,
            written.spot.span("min_length"),
            f"no value of `{written.name}` has at least {low} and at most {high} characters or items",
        )
        return {}
    return lengths if _fit_column(written, kind, lengths, work) else {}


def _fit_column(written: Written, kind: TypeRef, lengths: Mapping[str, int], work: Work) -> bool:
    if not isinstance(kind, Scalar) or kind.name not in {"string", "char"} or not kind.arguments:
        return True
    size = kind.arguments[0]
    for name, value in lengths.items():
        if value > size:
            work.report(
                LENGTH_BEYOND_COLUMN,
                written.spot.span(name),
                f"`{name}` {value} is beyond the column, which holds {size} characters",
                f"write `type: {kind.name}({value})`, or a `{name}` of at most {size}",
            )
            return False
    return True


def _pattern(written: Written, kind: TypeRef, work: Work) -> str | None:
    pattern = written.document.pattern
    if pattern is None:
        return None
    if not isinstance(kind, Scalar) or ROWS[kind.name].kind is not Kind.TEXT:
        work.report(
            MISPLACED_BOUND, written.spot.key_span("pattern"), f"`pattern` has no meaning for {written.document.type}"
        )
        return None
    try:
        re.compile(pattern)
        SchemaValidator(str_schema(pattern=pattern))
    except (re.error, SchemaError, OverflowError, RecursionError) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        why = lines[-1].removeprefix("error: ") if lines else "it cannot be read"
        work.report(
            BAD_PATTERN, written.spot.span("pattern"), f"this is no regular expression that is understood: {why}"
        )
        return None
    return pattern


def _has_length(kind: TypeRef) -> bool:
    match kind:
        case ListOf() | MapOf():
            return True
        case Scalar():
            return ROWS[kind.name].kind in {Kind.TEXT, Kind.BINARY}
        case _:
            return False
