"""Any tree prints as a text that reads as the same tree, and Python passes what SQLite does."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.code import Scope
from generator.expressions import (
    Column,
    Expression,
    ExpressionError,
    arithmetic,
    between,
    both,
    compare,
    constant,
    either,
    is_in,
    is_null,
    is_truth,
    like,
    name_text,
    negate,
    negative,
    parse,
    text,
    to_python,
    to_sql,
)
from generator.expressions.building import case
from generator.expressions.functions import call
from generator.fieldtypes import Scalar, sql_literal
from generator.fieldtypes.refs import TypeRef

FIELDS: Mapping[str, Scalar] = {
    "count": Scalar("int"),
    "end": Scalar("int"),
    "limit": Scalar("decimal", (9, 2)),
    "rate": Scalar("decimal", (5, 4)),
    "name": Scalar("string", (20,)),
    "Odd \"name'": Scalar("text"),
    "active": Scalar("bool"),
    "day": Scalar("date"),
    "starts": Scalar("datetime"),
    "span": Scalar("duration"),
}
TYPES: Mapping[str, tuple[TypeRef, bool]] = {name: (ref, True) for name, ref in FIELDS.items()}
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
COLUMNS = {name: Column(name, ref, True) for name, ref in FIELDS.items()}  # noqa: FBT003  # nullable
MOMENTS = st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is beside it
SMALL = st.integers(-9, 9)
FIXED = st.decimals(-99, 99, places=2)


def attempted(build: Any, *parts: Any) -> st.SearchStrategy[Any]:
    """Give what is built of drawn parts, where that is an expression at all."""

    def tried(drawn: Sequence[Any]) -> Expression | None:
        try:
            made: Expression = build(*drawn)
        except ExpressionError:
            return None
        return made

    return st.tuples(*parts).map(tried).filter(lambda made: made is not None)


@st.composite
def numbers(draw: st.DrawFn, depth: int) -> Any:
    leaves = st.one_of(
        st.sampled_from([COLUMNS[name] for name in ("count", "end", "limit", "rate")]),
        SMALL.map(constant),
        FIXED.map(constant),
    )
    if not depth:
        return draw(leaves)
    inner = numbers(depth - 1)
    return draw(
        st.one_of(
            leaves,
            attempted(arithmetic, inner, st.sampled_from("+-*/%"), inner),
            attempted(negative, inner),
            attempted(lambda value: call("abs", (value,)), inner),
            attempted(lambda one, two: call("coalesce", (one, two)), inner, inner),
            attempted(lambda asked, one, two: case([(asked, one)], two), conditions(depth - 1), inner, inner),
            attempted(lambda value: call("length", (value,)), texts(0)),
        )
    )


@st.composite
def texts(draw: st.DrawFn, depth: int) -> Any:
    leaves = st.one_of(st.sampled_from([COLUMNS["name"], COLUMNS["Odd \"name'"]]), WORDS.map(constant))
    return draw(leaves if not depth else st.one_of(leaves, attempted(arithmetic, leaves, st.just("||"), leaves)))


@st.composite
def conditions(draw: st.DrawFn, depth: int) -> Any:
    signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">=", "is distinct from", "is not distinct from"])
    number, words, yes = numbers(min(depth, 1)), texts(min(depth, 1)), st.booleans()
    leaves = st.one_of(
        st.just(COLUMNS["active"]),
        attempted(compare, number, signs, number),
        attempted(compare, words, signs, words),
        attempted(compare, st.just(COLUMNS["day"]), signs, st.dates(date(1000, 1, 1))),
        attempted(compare, st.just(COLUMNS["starts"]), signs, MOMENTS),  # the zone is beside it
        attempted(compare, st.just(COLUMNS["span"]), signs, st.timedeltas(timedelta(-999), timedelta(999))),
        attempted(
            lambda value, items, no: is_in(value, items, negated=no),
            number,
            st.lists(number, min_size=1, max_size=3),
            yes,
        ),
        attempted(lambda value, low, high, no: between(value, low, high, negated=no), number, number, number, yes),
        attempted(lambda value, shape, no: like(value, shape, negated=no), words, WORDS, yes),
        attempted(lambda value, no: is_null(value, negated=no), st.one_of(number, words), yes),
    )
    if not depth:
        return draw(leaves)
    inner = conditions(depth - 1)
    return draw(
        st.one_of(
            leaves,
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: both(*parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: either(*parts)),
            inner.map(negate),
            attempted(is_truth, inner, yes),
            attempted(compare, inner, st.sampled_from(["=", "<>"]), inner),
        )
    )


@st.composite
def trees(draw: st.DrawFn) -> Expression:
    made: Expression = draw(conditions(3).filter(lambda tree: bool(tree.names)))
    return made


@given(tree=trees())
@settings(max_examples=120, deadline=None)
def test_the_text_of_a_tree_reads_as_the_tree(tree: Expression) -> None:
    written = text(tree)
    found = parse(written, TYPES)
    assert text(found) == written
    assert found == tree


ROWS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "count": st.none() | SMALL,
        "end": st.none() | SMALL,
        "limit": st.none() | FIXED,
        "rate": st.none() | st.decimals(0, 9, places=4),
        "name": st.none() | WORDS,
        "Odd \"name'": st.none() | WORDS,
        "active": st.none() | st.booleans(),
        "day": st.none() | st.dates(date(1000, 1, 1)),
        "starts": st.none() | MOMENTS,
        "span": st.none() | st.timedeltas(timedelta(-999), timedelta(999)),
    }
)
CONNECTION = sqlite3.connect(":memory:")


def on_sqlite(tree: Expression, row: Mapping[str, Any]) -> bool | None:
    def shown(name: str) -> str:
        value = row[name]
        return "NULL" if value is None else sql_literal(FIELDS[name], value, "sqlite")

    kinds = {"string": "VARCHAR(20)", "text": "TEXT", "bool": "BOOLEAN", "date": "DATE", "datetime": "DATETIME"}
    declared = ", ".join(f"{quoted(name)} {kinds.get(ref.name, 'BIGINT')}" for name, ref in FIELDS.items())
    CONNECTION.execute("DROP TABLE IF EXISTS probe")
    CONNECTION.execute(f"CREATE TABLE probe ({declared})")
    CONNECTION.execute(f"INSERT INTO probe VALUES ({', '.join(map(shown, FIELDS))})")  # ours
    (answer,) = CONNECTION.execute(f"SELECT ({to_sql(tree, 'sqlite')}) FROM probe").fetchone()  # ours
    return None if answer is None else bool(answer)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@given(tree=trees(), row=ROWS)
@settings(max_examples=120, deadline=None)
def test_python_passes_the_rows_that_sqlite_does_not_find_false(tree: Expression, row: dict[str, Any]) -> None:
    if any(name_text(name) != name and name != "end" for name in tree.names):
        return
    made = to_python(tree, "row")
    if made is None:
        return
    scope = Scope("probe")
    source = scope.text(made)
    names: dict[str, Any] = {"Decimal": Decimal}
    exec(scope.imports(), names)  # noqa: S102  # what a schema would do
    passes = bool(eval(source, names | {"row": SimpleNamespace(**row)}))  # noqa: S307  # the same
    assert passes == (on_sqlite(tree, row) is not False)


MARKS = "abcount limit'\"<>=()+-*/%|,.; \n\\:?$@`#~!1250eE"
PIECES = [*MARKS, " and ", " or ", " not ", " in (", " is null", " like '", "case when "]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
@settings(max_examples=500, deadline=None)
def test_any_text_is_an_expression_or_a_finding(pieces: list[str]) -> None:
    source = "".join(pieces)
    found: Expression | ExpressionError
    try:
        found = parse(source, TYPES, databases=("sqlite",))
    except ExpressionError as error:
        found = error
    if isinstance(found, ExpressionError):
        assert 0 <= found.offset < found.end
        assert found.offset <= len(source)
    else:
        assert parse(text(found), TYPES) == found
