"""What every row of the registry has to answer; a new row is tested without a new test."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from ipaddress import ip_address
from typing import Annotated, Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import Field, TypeAdapter, ValidationError

from generator.code import Code, Scope
from generator.dialects import DIALECTS
from generator.expressions.printing import constant_text
from generator.fieldtypes import (
    ROWS,
    SYNONYMS,
    ListOf,
    MapOf,
    Scalar,
    annotation,
    argument_error,
    column_type,
    example,
    read,
    row,
    sa_type,
    samples,
    sql_literal,
    suggestion,
)

EVERY = pytest.mark.parametrize("scalar", [example(name) for name in ROWS], ids=str)
DATABASES = pytest.mark.parametrize("database", DIALECTS)


def no_names(ref: object) -> Any:
    raise AssertionError(ref)


def evaluated(piece: Code) -> Any:
    """Run the import statements and the expression of a piece of generated code, in a module of the runtime."""
    scope = Scope("db.probe")
    source = scope.text(piece)
    names: dict[str, Any] = {"__package__": "generator.runtime", "__name__": "generator.runtime.probe"}
    exec(scope.imports().replace("from .types", "from generator.runtime.types"), names)  # noqa: S102  # what a module would do
    return eval(source, names)  # noqa: S307  # the same


def accepts(scalar: Scalar) -> TypeAdapter[Any]:
    known = row(scalar.name)
    limits = known.constraints(scalar.arguments)
    kind = evaluated(known.input or known.annotation)
    return TypeAdapter(Annotated[kind, Field(**limits)] if limits else kind)


@EVERY
def test_samples_are_values_of_the_annotation(scalar: Scalar) -> None:
    kind = evaluated(annotation(scalar, no_names))
    adapter = TypeAdapter(kind)
    for sample in samples(scalar):
        found = adapter.validate_python(sample, strict=True)
        assert found == sample
        assert type(found) is type(sample)


@EVERY
def test_inputs_accept_the_samples(scalar: Scalar) -> None:
    adapter = accepts(scalar)
    for sample in samples(scalar):
        if scalar.name != "email" or "example" in str(sample):
            assert adapter.validate_python(sample) == sample


@EVERY
def test_a_text_of_the_spec_reads_as_the_value_that_it_was_written_from(scalar: Scalar) -> None:
    for sample in samples(scalar):
        if scalar.name == "json":
            continue
        written = constant_text(sample)
        raw = written[1:-1].replace("''", "'") if written.startswith("'") else written
        if scalar.name == "float":
            raw = repr(sample)
        found = read(scalar, raw)
        assert found == sample
        assert type(found) is type(sample)


@EVERY
@DATABASES
def test_every_sample_has_a_literal(scalar: Scalar, database: str) -> None:
    for sample in samples(scalar):
        text = sql_literal(scalar, sample, database)
        assert text
        assert "\0" not in text


@EVERY
@DATABASES
def test_models_and_revisions_declare_the_same_column(scalar: Scalar, database: str) -> None:
    target = sa.engine.make_url(f"{database}://").get_dialect()()
    names = {"sa": sa}
    scope = Scope("migrations.probe")
    source = scope.text(sa_type(scalar, [database]))
    exec(scope.imports(), names)  # noqa: S102  # what a revision would do
    revision = eval(source, names)  # noqa: S307  # the same
    model = evaluated(column_type(scalar, no_names))
    model = model() if isinstance(model, type) else model
    assert revision.compile(dialect=target) == model.compile(dialect=target)


@EVERY
def test_a_revision_for_all_databases_declares_what_each_has(scalar: Scalar) -> None:
    names = {"sa": sa}
    scope = Scope("migrations.probe")
    together_source = scope.text(sa_type(scalar, list(DIALECTS)))
    alone_sources = {name: scope.text(sa_type(scalar, [name])) for name in DIALECTS}
    exec(scope.imports(), names)  # noqa: S102  # what a revision would do
    together = eval(together_source, names)  # noqa: S307  # the same
    for name, source in alone_sources.items():
        target = sa.engine.make_url(f"{name}://").get_dialect()()
        alone = eval(source, names)  # noqa: S307  # the same
        assert together.compile(dialect=target) == alone.compile(dialect=target)


@EVERY
def test_rows_name_what_the_runtime_has(scalar: Scalar) -> None:
    for symbol in column_type(scalar, no_names).symbols:
        if symbol.module.startswith(".db."):
            assert hasattr(import_module(symbol.module.replace(".db", "generator.runtime")), symbol.name)


@EVERY
def test_refs_survive_pickling_and_print_as_a_spec_writes_them(scalar: Scalar) -> None:
    assert pickle.loads(pickle.dumps(scalar)) == scalar  # noqa: S301  # our own bytes
    assert str(scalar) == (row(scalar.name).example or scalar.name)


@EVERY
def test_the_example_has_sound_numbers(scalar: Scalar) -> None:
    assert argument_error(scalar) is None


def test_no_synonym_is_a_type_of_ours() -> None:
    assert not SYNONYMS.keys() & ROWS.keys()


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("str", "string(255)"), ("Integer", "int"), ("strng", "string(255)"), ("jsonb", "json"), ("zzz", None)],
)
def test_suggests_our_word(word: str, wanted: str | None) -> None:
    assert suggestion(word) == wanted


@pytest.mark.parametrize(
    ("scalar", "wrong"),
    [
        (Scalar("string", (0,)), "length of string is 1 to"),
        (Scalar("char"), "char takes its length: char(3)"),
        (Scalar("decimal", (2, 4)), "more digits after the point"),
        (Scalar("decimal", (2,)), "decimal takes its precision and scale: decimal(18, 2)"),
        (Scalar("int", (4,)), "int takes no numbers"),
    ],
)
def test_finds_wrong_numbers_in_parentheses(scalar: Scalar, wrong: str) -> None:
    assert wrong in (argument_error(scalar) or "")


@pytest.mark.parametrize(
    ("scalar", "raw", "wrong"),
    [
        (Scalar("int"), "2147483648", "is out of range"),
        (Scalar("int"), "1_000", "is no whole number"),
        (Scalar("int"), "\uff11", "is no whole number"),
        (Scalar("int"), "9" * 5000, "is no whole number"),
        (Scalar("decimal", (18, 2)), "0.125", "has 3 decimals"),
        (Scalar("decimal", (4, 2)), "100", "has 3 digits before the point"),
        (Scalar("decimal", (60, 2)), "1" * 40 + ".123", "has 3 decimals"),
        (Scalar("decimal", (18, 2)), "NaN", "is no decimal number"),
        (Scalar("float"), "1e999", "is too large"),
        (Scalar("bool"), "yes", "write true or false"),
        (Scalar("date"), "2026-02-30", "does not exist"),
        (Scalar("datetime"), "2026-01-31T09:30:00", "has no time zone"),
        (Scalar("datetime"), "0001-01-01T00:00:00+05:00", "outside the years"),
        (Scalar("local_datetime"), "2026-01-31T09:30:00Z", "has a time zone"),
        (Scalar("time"), "25:00", "does not exist"),
        (Scalar("duration"), "1 day", "is no duration"),
        (Scalar("duration"), "P999999999D", "is too long"),
        (Scalar("uuid"), "abc", "is no uuid"),
        (Scalar("binary"), "*", "is no base64"),
        (Scalar("ip"), "1.2.3", "is no IP address"),
        (Scalar("email"), "a b@c.d", "is no email address"),
        (Scalar("url"), "javascript:alert(1)", "is no http or https address"),
        (Scalar("string", (3,)), "abcd", "has 4 characters"),
        (Scalar("char", (3,)), "ab ", "ends with a blank"),
        (Scalar("text"), "a\0b", "NUL"),
        (Scalar("text"), "\ud800", "surrogate"),
        (Scalar("json"), "NaN", "NaN is not JSON"),
        (Scalar("json"), "[" * 100_000, "nested too deeply"),
    ],
)
def test_refuses_what_is_no_value(scalar: Scalar, raw: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        read(scalar, raw)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("datetime", "2026-01-31T10:30+01:00", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        ("datetime", "2026-01-31 10:30:00.5Z", datetime(2026, 1, 31, 10, 30, 0, 500_000, tzinfo=UTC)),
        ("time", "12:30", time(12, 30)),
        ("date", "2026-01-31", date(2026, 1, 31)),
        ("duration", "P1DT2H3M4.05S", timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=50)),
        ("duration", "-PT1S", timedelta(seconds=-1)),
        ("duration", "P2W", timedelta(weeks=2)),
        ("uuid", "018F2F6E-7B1C-7000-8000-000000000000", UUID("018f2f6e-7b1c-7000-8000-000000000000")),
        ("ip", "::1", ip_address("::1")),
        ("binary", "AP8=", b"\x00\xff"),
        ("json", '{"a": [1, null]}', {"a": [1, None]}),
        ("bool", "false", False),
        ("int", "007", 7),
    ],
)
def test_reads_values(name: str, raw: str, value: object) -> None:
    found = read(Scalar(name), raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (Scalar("smallint"), 40_000),
        (Scalar("bigint"), 2**63),
        (Scalar("decimal", (4, 2)), Decimal("1.234")),
        (Scalar("decimal", (4, 2)), Decimal(100)),
        (Scalar("float"), float("nan")),
        (Scalar("string", (3,)), "abcd"),
        (Scalar("char", (3,)), "ab"),
        (Scalar("char", (3,)), "ab "),
        (Scalar("datetime"), datetime(2026, 1, 1)),  # noqa: DTZ001  # a naive one is what is refused
        (Scalar("local_datetime"), datetime(2026, 1, 1, tzinfo=UTC)),
        (Scalar("time"), time(1, tzinfo=UTC)),
        (Scalar("duration"), timedelta.max),
        (Scalar("email"), "nobody"),
        (Scalar("url"), "ftp://example.org"),
    ],
)
def test_inputs_refuse_what_no_column_takes(scalar: Scalar, value: object) -> None:
    with pytest.raises(ValidationError):
        accepts(scalar).validate_python(value)


def test_lists_and_maps_are_made_of_their_items() -> None:
    scope = Scope("budget.schemas")
    money = Scalar("decimal", (18, 2))
    ref = ListOf(MapOf(Scalar("string", (9,)), money, nullable=True))
    assert scope.text(annotation(ref, no_names)) == "list[dict[str, Decimal | None]]"
    assert scope.text(column_type(ref, no_names)) == "JsonOf(list[dict[str, Decimal | None]])"
    assert str(ref) == "list[map[string(9), decimal(18, 2)?]]"
